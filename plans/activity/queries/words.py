"""How an event is told: a few words for each, in the language of the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from plans.activity.queries.scope import Fact
from plans.azerbaijani import short_date
from plans.enums import (
    STATUS_LABELS,
    CommentAction,
    EditorialState,
    EntryAction,
    ExtensionState,
    RevisionOrigin,
    YearAction,
)

_PLAIN: dict[str, str | Promise] = {
    "announcement": gettext_lazy("Message sent to agencies"),
    "reminder": gettext_lazy("Reminder sent"),
    "evidence-added": gettext_lazy("Evidence added"),
    "evidence-removed": gettext_lazy("Evidence removed"),
    "comment": gettext_lazy("Comment written"),
    "comment-answer": gettext_lazy("Comment answered"),
    "comment-dealt-with": CommentAction.DEALT_WITH.label,
    "comment-resolved": CommentAction.RESOLVED.label,
    "comment-reopened": CommentAction.REOPENED.label,
    "editorial-written": gettext_lazy("Editorial version written"),
    "editorial-asked": gettext_lazy("Consent to the editorial version asked for"),
    "editorial-decided": gettext_lazy("Editorial version used in spite of the refusal"),
    "editorial-withdrawn": gettext_lazy("Editorial version withdrawn"),
    "editorial-outdated": gettext_lazy("Editorial version out of date"),
    "extension-asked": gettext_lazy("More time asked for"),
}
_PLAN_THINGS: dict[str, str | Promise] = {
    "plan-plan": gettext_lazy("Plan"),
    "plan-section": gettext_lazy("Section"),
    "plan-subpoint": gettext_lazy("Sub-point"),
    "plan-agency": gettext_lazy("Agency"),
    "plan-agencyname": gettext_lazy("Agency's name"),
    "plan-agencyalias": gettext_lazy("Other spelling of an agency's name"),
    "plan-assignment": gettext_lazy("Assignment"),
    "plan-indicator": gettext_lazy("Indicator"),
    "plan-reportingyear": gettext_lazy("Reporting year"),
}
_PLAN_STEPS: dict[str, str | Promise] = {
    "+": gettext_lazy("%(thing)s added"),
    "~": gettext_lazy("%(thing)s changed"),
    "-": gettext_lazy("%(thing)s deleted"),
}
_ORIGINS: dict[str, str | Promise] = dict(RevisionOrigin.choices)


def what_happened(event: str, fact: Fact) -> str:
    """The event in a few words: "Returned for correction", "Sub-point changed"."""
    match event:
        case "move" | "move-of-staff":
            return str(EntryAction(fact.word).label)
        case "revision":
            return _text_changed(fact)
        case "assessment":
            return _("Assessed: %(status)s") % {"status": STATUS_LABELS.get(fact.word, fact.word)}
        case "year":
            return str(dict(YearAction.choices).get(fact.word, fact.word))
        case "extension-decided":
            return _("Extension granted") if fact.word == ExtensionState.GRANTED else _("Extension refused")
        case "editorial-answered":
            consents = fact.word == EditorialState.CONSENTED  # a decision in spite of the answer follows a refusal
            return _("Agency consents to the editorial version") if consents else _("Agency refuses the wording")
        case _ if event in _PLAN_THINGS:
            return _PLAN_STEPS[fact.word] % {"thing": _PLAN_THINGS[event]}
    return str(_PLAIN[event])


def _text_changed(fact: Fact) -> str:
    if fact.word in (RevisionOrigin.BROWSER, ""):
        return _("Text saved")
    return _("Text saved: %(origin)s") % {"origin": _ORIGINS.get(fact.word, fact.word)}


def days_of(event: str, fact: Fact) -> str:
    """The day that the event is about: "until 27.01.2025", "20.01.2025 → 31.01.2025"; "" for none."""
    if fact.day is None:
        return ""
    day = short_date(fact.day)
    if fact.day_before is not None and fact.day_before != fact.day:
        return f"{short_date(fact.day_before)} → {day}"
    match event:
        case "move" | "move-of-staff":
            return _("due again by %(day)s") % {"day": day}
        case "extension-asked" | "extension-decided":
            return _("deadline %(day)s") % {"day": day}
        case "year" if fact.word in (YearAction.OPENED, YearAction.DEADLINE):
            return _("deadline %(day)s") % {"day": day}
    return ""


def words_of(event: str, fact: Fact) -> str:
    """How many words a saved text gained and lost; "" where nobody has counted, or for another event."""
    if event != "revision" or fact.added is None or fact.removed is None:
        return ""
    if not fact.added and not fact.removed:
        return _("no words changed")
    changed = fact.added + fact.removed
    counted = {"added": fact.added, "removed": fact.removed}
    return ngettext("+%(added)s −%(removed)s word", "+%(added)s −%(removed)s words", changed) % counted

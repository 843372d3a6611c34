"""Writes a matched document into drafts, all of it or nothing, through `plans.services` and `plans.workflow` only."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from plans.enums import EDITABLE_STATES, STATE_LABELS, RevisionOrigin
from plans.models import Entry, ReportingYear, SubPoint
from plans.narrative import clean
from plans.services import EntryNotEditable, StaleEntry, TextTooLarge, open_reporting_year, save_entry
from plans.workflow import TransitionRefused, apply_transition, move_back_to_agency
from reports.importer.html import blocks_to_html
from reports.importer.match import Match
from reports.importer.refusal import ImportRefused, Refusal


class Action(StrEnum):
    """What became of one sub-point's text."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    RETURNED = "returned and updated"
    NO_TEXT = "left alone: no text in the document"
    LEFT_ALONE = "left alone"


OUTCOMES: dict[Action, Promise] = {
    Action.CREATED: _("draft made"),
    Action.UPDATED: _("updated"),
    Action.UNCHANGED: _("the same already"),
    Action.RETURNED: _("returned and updated"),
    Action.NO_TEXT: _("left alone: the document has no text on it"),
    Action.LEFT_ALONE: _("left alone, because its state is: %(state)s"),
}


@dataclass(frozen=True, slots=True)
class StagedText:
    """A sub-point of the document, by its number, and what became of its text; `state` is the one for which it was left alone:
    its agency may not write.
    """

    number: str
    action: Action
    state: str = ""

    @property
    def words(self) -> str:
        """What became of it, in the language that is active."""
        return str(OUTCOMES[self.action]) % {"state": STATE_LABELS.get(self.state, "")}


def stage_report(match: Match, *, source: str, author: User | None = None, force: bool = False) -> list[StagedText]:
    """Makes or updates the drafts of the document, in one transaction.

    Entries that are not with the agency are left alone unless `force`, which gives them back first, with `source` (the
    document's name) in the history; what no move gives back, a locked one, is never touched. Staging the same document
    again changes nothing.
    Raises ImportRefused, and then nothing was written.
    """
    narratives = [(sub_point, clean(blocks_to_html(item.blocks))) for sub_point, item in match.items]
    with transaction.atomic():
        reporting_year = match.reporting_year or open_reporting_year(match.plan, match.year)
        entries = {
            entry.sub_point_id: entry
            for entry in Entry.objects.filter(reporting_year=reporting_year, agency=match.agency).select_related(
                "reporting_year"
            )
        }
        return [
            _stage(match, reporting_year, sub_point, narrative, entries, source, author, force)
            for sub_point, narrative in narratives
        ]


def _stage(
    match: Match,
    reporting_year: ReportingYear,
    sub_point: SubPoint,
    narrative: str,
    entries: dict[int, Entry],
    source: str,
    author: User | None,
    force: bool,
) -> StagedText:
    entry = entries.get(sub_point.pk)
    action = _decide(entry, narrative, force)
    if action not in (Action.CREATED, Action.UPDATED, Action.RETURNED):
        return StagedText(sub_point.number, action, entry.state if entry and action == Action.LEFT_ALONE else "")
    try:
        if entry is not None and (step := move_back_to_agency(entry.state)) and action == Action.RETURNED:
            reason = f"Mətn sənəddən yenidən oxundu: {source}"
            apply_transition(entry, step.action, actor=author, reason=reason, as_command=True)
        save_entry(
            reporting_year=reporting_year,
            agency=match.agency,
            sub_point=sub_point,
            narrative=narrative,
            nothing_to_report=False,  # there is something now
            status=entry.status if entry else "",
            author=author,
            expected_version=entry.version if entry else None,
            origin=RevisionOrigin.IMPORT,
        )
    except TextTooLarge as error:
        raise ImportRefused(Refusal.TEXT_TOO_LONG, names=sub_point.number, sentence=error) from error
    except (StaleEntry, TransitionRefused) as error:
        raise ImportRefused(Refusal.CHANGED_MEANWHILE, names=sub_point.number) from error
    except EntryNotEditable as error:
        raise ImportRefused(Refusal.YEAR_CLOSED, plan=match.plan.code, year=match.year) from error
    return StagedText(sub_point.number, action)


def _decide(entry: Entry | None, narrative: str, force: bool) -> Action:
    if not narrative:
        return Action.NO_TEXT
    if entry is None:
        return Action.CREATED
    if entry.narrative == narrative and not entry.nothing_to_report:
        return Action.UNCHANGED
    if entry.state in EDITABLE_STATES:
        return Action.UPDATED
    if force and move_back_to_agency(entry.state):
        return Action.RETURNED
    return Action.LEFT_ALONE

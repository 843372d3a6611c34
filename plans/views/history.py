"""What an entry was before: its revisions and moves, their differences, and the way back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedHttpRequest
from plans.forms.entry import CompareForm, RestoreForm
from plans.models import Entry, EntryContent, Revision, SideRevision
from plans.narrative import marked_html, words_changed
from plans.queries.access import may_read_revisions
from plans.queries.entry import count_missing_words, history_events, history_records, indicator_names, revisions_of
from plans.revisions import settle, settle_latest_revision
from plans.services import (
    FIGURE_FIELDS,
    OTHER_FIELDS,
    Conflict,
    EntryNotEditable,
    Place,
    Result,
    StaleEntry,
    TextTooLarge,
    put_side_away,
    restore_revision,
    take_side,
)
from plans.views.choices import as_sent, changed_fields, names_of
from plans.views.entry_page import Kept, conflict_page, entry_page_again
from plans.views.scope import EntryPlace, get_entry_place
from plans.views.steps import OF_ENTRY, step_of

EVENTS_A_PAGE = 40


def _readable_place(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> EntryPlace:
    """The place of an entry that has a history for the reader. Raises Http404."""
    place = get_entry_place(request, plan, year, agency, number)
    if not may_read_revisions(request.user):
        raise Http404
    return place


def _existing(place: EntryPlace) -> Entry:
    if place.entry is None:
        raise Http404
    return place.entry


def _may_edit(request: AuthenticatedHttpRequest, place: EntryPlace) -> bool:
    return place.may_be_edited_by(request.user)


@require_safe
def history(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """Every revision, move and text beside the entry, newest first.

    Where there are several pages, the first of two texts to compare is chosen by `?old=` and stays chosen over them.
    """
    place = _readable_place(request, plan, year, agency, number)
    events = history_events(place.reporting_year, place.agency, place.sub_point)
    page = Paginator(events, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    records = history_records(page)
    shown = [record for _kind, record in records if isinstance(record, Revision)]
    count_missing_words(shown)
    chosen = _chosen(request, place.entry)
    is_paged = page.paginator.num_pages > 1
    context = place.context | {
        "entry": place.entry,
        "page": page,
        "records": records,
        "chosen": chosen,
        "query": f"old={chosen.version}" if chosen else "",
        "may_compare": len(shown) > 1 and not is_paged and not chosen,
        "may_choose": is_paged and not chosen and place.entry is not None and place.entry.version > 1,
    }
    return render(request, "plans/history/history.html", context)


def _chosen(request: AuthenticatedHttpRequest, entry: Entry | None) -> Revision | None:
    """The text that `?old=` names; None without any, or where the sitting that wrote it has gone on."""
    form = CompareForm(request.GET)
    form.is_valid()  # which needs both; the first alone is enough here
    version = form.cleaned_data.get("old")
    if entry is None or version is None:
        return None
    found = revisions_of(entry).filter(version=version).first()
    return found if found and settle(found) else None


@require_safe
def revision(
    request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str, version: int
) -> HttpResponse:
    """One earlier form of an entry, to read."""
    place = _readable_place(request, plan, year, agency, number)
    entry = _existing(place)
    found = get_object_or_404(entry.revisions.select_related("author"), version=version)
    if not settle(found):  # the sitting went on between reading and settling
        return redirect(place.url("entry-history"))
    indicators = indicator_names(place.sub_point)
    context = place.context | {
        "entry": entry,
        "revision": found,
        "figures": [(indicators.get(key, ""), value) for key, value in found.figures.items()],
    }
    if _may_edit(request, place) and found.content != entry.content:
        context["restoring"] = _restoring(place, entry, found)
    return render(request, "plans/history/revision.html", context)


@dataclass(frozen=True, slots=True)
class Restoring:
    """What restoring a text would change: the text, and as (what, now, then) what can be asked for besides.

    The counts of words are None where the text itself stands in the entry already.
    """

    words_added: int | None
    words_removed: int | None
    figures: list[tuple[str, str, str]]
    rest: list[tuple[str, str, str]]

    @property
    def has_text(self) -> bool:
        return self.words_added is not None


def _restoring(place: EntryPlace, entry: Entry, found: Revision) -> Restoring:
    sent = as_sent(found, entry)
    indicators = list(place.sub_point.indicators.order_by())

    def changed(fields: Iterable[str]) -> list[tuple[str, str, str]]:
        return changed_fields(entry.content, {name: sent[name] for name in fields}, indicators, in_table=True)

    is_other = found.narrative != entry.narrative
    added, removed = words_changed(entry.narrative, found.narrative) if is_other else (None, None)
    return Restoring(added, removed, figures=changed(FIGURE_FIELDS), rest=changed(OTHER_FIELDS))


@require_safe
def compare(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """The word-level difference between any two revisions; the older one stands left whatever the order asked for.

    `?new=` alone compares a text with the one before it (a first one with nothing), and leads on to its neighbours.
    """
    place = _readable_place(request, plan, year, agency, number)
    entry = _existing(place)
    form = CompareForm(request.GET)
    found = _asked(entry, form.cleaned_data["old"], form.cleaned_data["new"]) if form.is_valid() else []
    if not all(settle(shown) for shown in found if shown is not None):
        return redirect(place.url("entry-history"))
    context: dict[str, Any]
    match found:
        case [old, Revision() as new]:
            before = old or Revision()
            context = {"old": old, "new": new, "difference": marked_html(before.narrative, new.narrative)}
            context["changes"] = _other_changes(place, before, new)
            if not form.cleaned_data["old"]:
                context["in_steps"] = True
                context["later"] = entry.revisions.filter(version__gt=new.version).order_by("version").first()
        case _:
            context = {"problem": _("Choose two different texts of this entry.")}
    status = 200 if "new" in context else 404
    return render(request, "plans/history/compare.html", place.context | {"entry": entry} | context, status=status)


def _asked(entry: Entry, old: int | None, new: int) -> list[Revision | None]:
    """The earlier and the later of both texts, None for the one before the first; nothing where there are not two."""
    revisions = entry.revisions.select_related("author").order_by("version")
    if old:
        found = list(revisions.filter(version__in={old, new}))
        return [*found] if len(found) == 2 else []
    latest: list[Revision | None] = list(revisions.filter(version__lte=new).reverse()[:2])
    if not latest or latest[0] is None or latest[0].version != new:
        return []
    return [latest[1] if len(latest) == 2 else None, latest[0]]


def _other_changes(place: EntryPlace, old: EntryContent, new: EntryContent) -> list[tuple[str, str, str]]:
    """(what, before, after) for everything but the text that differs; evidence where both are revisions."""
    indicators = place.sub_point.indicators.order_by()  # those that are in use no more, too
    rows = changed_fields(old.content, as_sent(new, old), indicators, in_table=True)
    if isinstance(old, Revision) and isinstance(new, Revision):
        before, after = _titles(old), _titles(new)
        rows += [(_("Evidence"), before, after)] if before != after else []
    return rows


def _titles(revision: Revision) -> str:
    return "; ".join(
        f"{item['title']} ({_('Public') if item.get('public') else _('Internal')})" for item in revision.evidence
    )


@step_of("plans:entry-revision", *OF_ENTRY, "version")
def restore(
    request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str, version: int
) -> HttpResponse:
    """Makes an earlier text the present one, as a new revision; what else it holds comes along where that is ticked."""
    place = _readable_place(request, plan, year, agency, number)
    entry = _existing(place)
    if not request.user.writes_for_agency:
        raise PermissionDenied
    found = get_object_or_404(entry.revisions, version=version)
    form = RestoreForm(request.POST)
    if not form.is_valid():
        return _refused(request, place, _changed_meanwhile())
    try:
        was_ready = entry.ready_at is not None
        restored = restore_revision(entry, found, request.user, version=form.cleaned_data["present"], more=form.more)
    except TextTooLarge as refused:
        return _refused(request, place, str(refused), status=422)
    except (StaleEntry, EntryNotEditable) as refused:
        stale = isinstance(refused, StaleEntry)
        return _refused(request, place, _changed_meanwhile() if stale else _not_editable())
    if not restored:
        messages.info(request, _("Nothing was changed: what you have chosen is in the entry already."))
        return redirect(place.url())
    told = _("Restored: %(fields)s. Everything else stays as it was; what was replaced is in the history.")
    messages.success(request, told % {"fields": names_of(restored)})
    if was_ready:
        messages.info(request, _("The mark “ready” is removed."))
    return redirect(place.url())


def _refused(request: AuthenticatedHttpRequest, place: EntryPlace, message: str, *, status: int = 409) -> HttpResponse:
    place = get_entry_place(request, **place.address_parts)
    return entry_page_again(request, place, Kept(problem=message), status=status)


def _changed_meanwhile() -> str:
    return _("Nothing was changed: somebody has saved this entry in the meantime. Look at it again, then decide.")


def _not_editable() -> str:
    return _("Nothing was changed: the entry cannot be edited now. It can be when the coordinator has returned it.")


# --- Texts beside the entry ------------------------------------------------------------------------------------------


def _side(request: AuthenticatedHttpRequest, place: EntryPlace, side: int) -> SideRevision:
    sides = SideRevision.objects.filter(
        reporting_year=place.reporting_year, agency=place.agency, sub_point=place.sub_point
    ).select_related("author")
    return get_object_or_404(sides, pk=side)


@require_safe
def side_text(
    request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str, side: int
) -> HttpResponse:
    """A text that stands beside the entry, and its difference to the present one, in words and in all else."""
    place = _readable_place(request, plan, year, agency, number)
    found = _side(request, place, side)
    if place.entry is not None:
        settle_latest_revision(place.entry)
    own = found.author_id == request.user.pk and found.settled_at is None
    context = place.context | {
        "entry": place.entry,
        "side": found,
        "difference": marked_html(place.entry.narrative if place.entry else "", found.narrative),
        "changes": _other_changes(place, place.entry or Entry(), found),
        "may_take": own and _may_edit(request, place),
        "may_put_away": own and not place.is_former,
    }
    return render(request, "plans/history/side_text.html", context)


@step_of("plans:entry-side", *OF_ENTRY, "side")
def side_take(
    request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str, side: int
) -> HttpResponse:
    """Puts the author's text from beside the entry into it."""
    place = _readable_place(request, plan, year, agency, number)
    found = _side(request, place, side)
    if found.author_id != request.user.pk or not request.user.writes_for_agency:
        raise PermissionDenied
    if found.settled_at is not None:
        messages.info(request, _("This text has been put into the entry or set aside already."))
        return redirect(place.url())
    try:
        outcome = take_side(Place(place.assignment, place.reporting_year), found, request.user)
    except TextTooLarge as refused:
        return _refused(request, place, str(refused), status=422)
    if outcome.result == Result.LATE:
        return _refused(request, place, _not_editable())
    if isinstance(outcome, Conflict):
        return conflict_page(request, place, outcome)
    messages.success(request, _("Your text is in the entry now. The text before it is in the history."))
    return redirect(place.url())


@step_of("plans:entry-side", *OF_ENTRY, "side")
def side_away(
    request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str, side: int
) -> HttpResponse:
    """The author needs the text no more: it stays in the history and is offered no longer."""
    place = _readable_place(request, plan, year, agency, number)
    found = _side(request, place, side)
    if found.author_id != request.user.pk:
        raise PermissionDenied
    if put_side_away(found, request.user):
        messages.success(request, _("The text is not used. It can still be read in the history."))
    return redirect(place.url())

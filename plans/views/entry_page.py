"""The page of an entry: where an agency writes what it did, and where others read it."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.enums import ACCEPTED_STATES, COMMENTED_STATES, NOT_STARTED, NOT_STARTED_LABEL, EntryState
from plans.forms.entry import EntryForm
from plans.models import Entry, Revision
from plans.narrative import numbered_html, paragraphs, word_count
from plans.queries.access import may_read_internal
from plans.queries.editorial import editorial_of
from plans.queries.entry import (
    evidence_of,
    indicators_of,
    other_agencies_on,
    revisions_of,
    sides_offered_to,
    threads_of,
    transitions_of,
)
from plans.queries.gate import missing_on_page
from plans.queries.pins import note_places
from plans.revisions import settle
from plans.rules import default_resubmit_by
from plans.services import Outcome
from plans.views.choices import choices_of
from plans.views.figures import figure_rows
from plans.views.scope import EntryPlace
from plans.views.settled import read_settled
from plans.views.standing import standing_of
from plans.workflow import moves_open_to

HISTORY_SHOWN = 10


def entry_page_again(request: AuthenticatedHttpRequest, place: EntryPlace, *, status: int, **more) -> HttpResponse:
    """The page of the entry as it is stored, after a step that was refused; `more` says why and keeps what was typed."""
    may_edit = place.may_be_edited_by(request.user)
    form = EntryForm(initial=initial_of(place.entry)) if may_edit else None
    return entry_page(request, place, form, status=status, **more)


def initial_of(found: Entry | None) -> dict:
    """What the form of the entry begins with."""
    return found.content | {"version": found.version} if found else {}


def conflict_page(request: AuthenticatedHttpRequest, place: EntryPlace, outcome: Outcome) -> HttpResponse:
    """The page where two texts wait for the writer: in the field both, so that nothing is lost by saving as it stands.

    The writer's own text is kept beside the entry besides; saving from here settles that.
    """
    place.entry = outcome.entry
    hidden = {"version": outcome.entry.version, "settles_side": outcome.side.pk}
    form = EntryForm(initial=outcome.merge.with_both | hidden)
    fields = choices_of(outcome.merge, indicators_of(place.sub_point)).fields
    return entry_page(request, place, form, status=409, conflict=outcome.entry, conflict_fields=fields)


def entry_page(
    request: AuthenticatedHttpRequest, place: EntryPlace, form: EntryForm | None, *, status: int = 200, **more
) -> HttpResponse:
    """The whole page of an entry. Eight queries besides those of the place, whatever the length of its history; a ninth
    where a comment is pinned to an earlier text.
    """
    before, user, reporting_year = place.entry, request.user, place.reporting_year
    internal = may_read_internal(user)
    revisions: list[Revision] = []

    def read() -> bool:
        # Whoever reads the text settles it, observers too; the list itself is not for them.
        entry = place.entry
        revisions[:] = revisions_of(entry)[: HISTORY_SHOWN if internal else 1] if entry else []
        latest = revisions[0] if revisions else None
        return latest is None or latest.version < entry.version or (latest.version == entry.version and settle(latest))

    unsettled = read_settled(request, place, read)
    found = place.entry
    if found is not before and form is not None and not form.is_bound and "conflict" not in more:
        form = EntryForm(initial=initial_of(found))  # the other forms hold what somebody typed
    transitions = list(transitions_of(found)) if found else []
    threads = threads_of(found) if found and internal else []
    if found:
        note_places(found, threads)
    indicators = indicators_of(place.sub_point)
    figures = figure_rows(indicators, found, place.last_year, form, more)
    is_open = reporting_year.is_open
    context = place.context | {
        "form": form,
        "unsaved": None,
        "unsettled": unsettled,
        "entry": found,
        "state": found.state if found else NOT_STARTED,
        "state_label": found.state_label if found else NOT_STARTED_LABEL,
        "words": word_count(found.narrative) if found else 0,
        "reads_internal": internal,
        "is_coordinator": user.role == Role.COORDINATOR,
        "moves": [] if place.is_former else moves_open_to(user, found, year_is_open=is_open),
        "is_former": place.is_former,
        "may_mark_ready": form is not None,
        "returned_because": next((move for move in transitions if move.to_state == EntryState.RETURNED), None)
        if found and found.state == EntryState.RETURNED
        else None,
        "resubmit_default": default_resubmit_by(place.deadline, place.today),
        "resubmit_earliest": max(place.deadline, place.today),
        "standing": standing_of(
            found, transitions, place.deadline, place.today, is_required=place.assignment.is_required
        ),
        "missing": missing_on_page(found, indicators, threads) if found and form is not None else [],
        "last_year": place.last_year,
        "last_year_number": reporting_year.year - 1,
        "last_year_paragraphs": paragraphs(place.last_year.narrative) if place.last_year else [],
        "other_agencies": other_agencies_on(place.sub_point, place.agency, reporting_year.year),
        "figures": figures,
        "last_year_figures": [row for row in figures if row["last_year"] is not None],
        "evidence": evidence_of(user, found) if found else [],
        "may_change_evidence": form is not None,
        "evidence_max_megabytes": settings.EVIDENCE_MAX_MEGABYTES,
        "threads": threads,
        # Where the text stands to be read, comments lead to their paragraphs.
        "numbered": numbered_html(found.narrative)
        if form is None and any(thread.paragraph for thread in threads)
        else "",
        "open_threads": [thread for thread in threads if thread.is_open],
        "may_comment": bool(found) and internal and is_open and found.state in COMMENTED_STATES and not place.is_former,
        "editorial": editorial_of(user, found) if _was_approved(found, transitions) else None,
        "revisions": revisions if internal else [],
        "transitions": transitions[:HISTORY_SHOWN] if internal else [],
        "sides": list(sides_offered_to(user, reporting_year, place.agency, place.sub_point))
        if place.assignment.has_sides
        else [],
    }
    return render(request, "plans/entry/entry.html", context | more, status=status)


def _was_approved(found: Entry | None, transitions: list) -> bool:
    """Whether there can be an editorial version: for the others nothing is asked."""
    if found is None:
        return False
    return found.state in ACCEPTED_STATES or any(move.to_state == EntryState.APPROVED for move in transitions)

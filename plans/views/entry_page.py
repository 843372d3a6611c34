"""The page of an entry: where an agency writes what it did, and where others read it."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import Promise

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.enums import ACCEPTED_STATES, COMMENTED_STATES, NOT_STARTED, NOT_STARTED_LABEL, EntryState
from plans.forms.entry import EntryForm
from plans.models import Entry, Evidence, Revision, SideRevision, SubPoint, Transition
from plans.narrative import numbered_html, word_count
from plans.queries.access import may_read_internal, may_read_reasons
from plans.queries.editorial import Editorial, editorial_of
from plans.queries.entry import (
    evidence_of,
    indicators_of,
    other_agencies_on,
    revisions_of,
    sides_offered_to,
    transitions_of,
)
from plans.queries.gate import Missing, missing_on_page
from plans.queries.neighbours import Neighbours, neighbours_of
from plans.queries.threads import Thread, threads_of, with_paragraphs
from plans.revisions import settle
from plans.rules import default_resubmit_by
from plans.services import Conflict
from plans.views.choices import ValueChoice, choices_of
from plans.views.figures import FigureRow, figure_rows
from plans.views.frame import render_page
from plans.views.problems import CommentProblem, EvidenceProblem, MoveProblem
from plans.views.scope import EntryPlace
from plans.views.settled import read_settled
from plans.views.standing import Standing, standing_of
from plans.views.told import Line, take_told
from plans.workflow import Move, moves_open_to

HISTORY_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the page says after something was refused, and what it keeps of what was typed. `conflict` is the entry that
    was saved meanwhile (by the writer in another window: `conflict_is_own`), `conflict_fields` what both have changed;
    `unsaved` is a text that cannot be saved any more, `is_kept_beside` says that it stands beside the entry.
    """

    problem: str = ""
    move_problem: MoveProblem | None = None
    comment_problem: CommentProblem | None = None
    evidence_problem: EvidenceProblem | None = None
    conflict: Entry | None = None
    conflict_is_own: bool = False
    conflict_fields: Sequence[ValueChoice] = ()
    other_writer: bool = False
    unsaved: str | None = None
    is_kept_beside: bool = False
    figure_errors: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """What the page of an entry shows. Without a `form` it is read only; `numbered` is the text with marks to which
    comments lead, where it stands to be read.
    """

    sub_point: SubPoint
    neighbours: Neighbours
    form: EntryForm | None
    entry: Entry | None
    unsettled: str
    state: str
    state_label: str | Promise
    words: int
    reads_internal: bool
    is_coordinator: bool
    is_former: bool
    moves: Sequence[Move]
    may_mark_ready: bool
    returned_because: Transition | None
    resubmit_default: datetime.date
    resubmit_earliest: datetime.date
    standing: Standing
    missing: Sequence[Missing]
    last_year: Entry | None
    last_year_number: int
    last_year_figures: Sequence[FigureRow]
    other_agencies: Sequence[str]
    figures: Sequence[FigureRow]
    figures_filled: int
    evidence: Sequence[Evidence]
    evidence_told: Sequence[Line]
    may_change_evidence: bool
    evidence_max_megabytes: int
    threads: Sequence[Thread]
    open_threads: Sequence[Thread]
    numbered: str
    may_comment: bool
    editorial: Editorial | None
    revisions: Sequence[Revision]
    transitions: Sequence[Transition]
    sides: Sequence[SideRevision]


def entry_page_again(
    request: AuthenticatedHttpRequest, place: EntryPlace, kept: Kept | None = None, *, status: int = 200
) -> HttpResponse:
    """The page of the entry as it is stored; after a step that was refused `kept` says why and what was typed."""
    may_edit = place.may_be_edited_by(request.user)
    form = EntryForm(initial=initial_of(place.entry)) if may_edit else None
    return entry_page(request, place, form, kept, status=status)


def initial_of(found: Entry | None) -> dict[str, Any]:
    """What the form of the entry begins with."""
    return found.content | {"version": found.version} if found else {}


def conflict_page(request: AuthenticatedHttpRequest, place: EntryPlace, outcome: Conflict) -> HttpResponse:
    """The page where two texts wait for the writer: in the field both, so that nothing is lost by saving as it stands.

    The writer's own text is kept beside the entry besides; saving from here settles that.
    """
    place.entry = outcome.entry
    hidden = {"version": outcome.entry.version, "settles_side": outcome.side.pk}
    form = EntryForm(initial=outcome.merge.with_both | hidden)
    fields = choices_of(outcome.merge, indicators_of(place.sub_point)).fields
    kept = Kept(conflict=outcome.entry, conflict_is_own=outcome.is_own, conflict_fields=fields)
    return entry_page(request, place, form, kept, status=409)


def entry_page(
    request: AuthenticatedHttpRequest,
    place: EntryPlace,
    form: EntryForm | None,
    kept: Kept | None = None,
    *,
    typed_figures: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page of an entry, with figures as they were typed where they were not understood. Nine queries besides
    those of the place, whatever the length of its history; a tenth where a comment is pinned to an earlier text.
    """
    kept = kept or Kept()
    before, user, reporting_year = place.entry, request.user, place.reporting_year
    internal = may_read_internal(user)
    revisions: list[Revision] = []

    def read() -> bool:
        # Whoever reads the text settles it; observers read what was submitted, which is settled.
        entry = place.entry
        if entry is None or not internal:
            return True
        revisions[:] = revisions_of(entry)[:HISTORY_SHOWN]
        if not revisions:
            return True
        latest = revisions[0]
        return latest.version < entry.version or (latest.version == entry.version and settle(latest))

    unsettled = read_settled(request, place, read)
    found = place.entry
    if found is not before and form is not None and not form.is_bound and kept.conflict is None:
        form = EntryForm(initial=initial_of(found))  # the other forms hold what somebody typed
    transitions = list(transitions_of(found)) if found else []
    threads = with_paragraphs(found, threads_of(found)) if found and internal else []
    indicators = indicators_of(place.sub_point)
    figures = figure_rows(
        indicators, found, place.last_year, form, errors=kept.figure_errors, typed_again=typed_figures
    )
    is_open = reporting_year.is_open
    may_comment = found is not None and internal and is_open and found.state in COMMENTED_STATES
    page = EntryPage(
        sub_point=place.sub_point,
        neighbours=neighbours_of(user, reporting_year, place.agency, place.sub_point.number),
        form=form,
        entry=found,
        unsettled=unsettled,
        state=found.state if found else NOT_STARTED,
        state_label=found.state_label if found else NOT_STARTED_LABEL,
        words=word_count(found.narrative) if found else 0,
        reads_internal=internal,
        is_coordinator=user.role == Role.COORDINATOR,
        is_former=place.is_former,
        moves=[] if place.is_former else moves_open_to(user, found, year_is_open=is_open),
        may_mark_ready=form is not None,
        returned_because=latest_return(found, transitions) if may_read_reasons(user) else None,
        resubmit_default=default_resubmit_by(place.deadline, place.today),
        resubmit_earliest=max(place.deadline, place.today),
        standing=standing_of(found, transitions, place.deadline, place.today, is_required=place.assignment.is_required),
        missing=missing_on_page(found, indicators, threads) if found and form is not None else [],
        last_year=place.last_year,
        last_year_number=reporting_year.year - 1,
        last_year_figures=[row for row in figures if row.last_year is not None],
        other_agencies=other_agencies_on(place.sub_point, place.agency, reporting_year.year),
        figures=figures,
        figures_filled=sum(row.value is not None for row in figures),
        evidence=evidence_of(user, found) if found else [],
        evidence_told=take_told(request, place.url()),
        may_change_evidence=form is not None,
        evidence_max_megabytes=settings.EVIDENCE_MAX_MEGABYTES,
        threads=threads,
        open_threads=[thread for thread in threads if thread.is_open],
        numbered=numbered_html(found.narrative)
        if found and form is None and any(thread.paragraph for thread in threads)
        else "",
        may_comment=may_comment and not place.is_former,
        editorial=editorial_of(user, found) if found and _was_approved(found, transitions) else None,
        revisions=revisions,
        transitions=transitions[:HISTORY_SHOWN] if internal else [],
        sides=list(sides_offered_to(user, reporting_year, place.agency, place.sub_point))
        if place.part.has_sides
        else [],
    )
    return render_page(request, "plans/entry/entry.html", place.frame, page, kept, status=status)


def latest_return(found: Entry | None, transitions: Iterable[Transition]) -> Transition | None:
    """The move that gave a returned entry back; None for all others."""
    if found is None or found.state != EntryState.RETURNED:
        return None
    return next((move for move in transitions if move.to_state == EntryState.RETURNED), None)


def _was_approved(found: Entry, transitions: Iterable[Transition]) -> bool:
    """Whether there can be an editorial version: for the others nothing is asked."""
    return found.state in ACCEPTED_STATES or any(move.to_state == EntryState.APPROVED for move in transitions)

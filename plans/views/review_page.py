"""The review page of one entry: its text as it will print, and beside it all that a decision needs."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate

from accounts.models import User
from accounts.requests import AuthenticatedHttpRequest
from plans.addresses import entry_url
from plans.enums import COMMENTED_STATES, EntryState
from plans.forms.review import QueueForm
from plans.models import Entry, Evidence, Indicator, Phrase, Revision, SubPoint, Transition
from plans.narrative import block_htmls, marked_html, word_count, words_changed
from plans.queries.entry import (
    evidence_of,
    indicators_of,
    other_agencies_on,
    transitions_of,
)
from plans.queries.reviewers import reviewers_of
from plans.queries.reviewing import PlaceInQueue, QueueView, moves_that_stand, phrases_of, place_in_queue
from plans.queries.threads import Thread, threads_of, with_paragraphs
from plans.revisions import settle
from plans.rules import default_resubmit_by, submitted_late
from plans.views.choices import as_sent, changed_fields
from plans.views.deciding import beside_of
from plans.views.figures import FigureRow, figure_rows
from plans.views.frame import render_page
from plans.views.problems import CommentProblem, Returning, ReviewProblem
from plans.views.scope import EntryPlace
from plans.views.settled import read_settled
from plans.views.standing import Standing, standing_of
from plans.views.told import Line
from plans.workflow import moves_open_to

LONGEST_COMPARED = 400_000  # characters of both texts; longer ones are compared on a page of their own


@dataclass(frozen=True, slots=True)
class Compared:
    """An earlier text and the present one: what came and went, in words, and in all but the text."""

    difference: str
    fields: list[tuple[str, str, str]]
    added: int = 0
    removed: int = 0
    is_too_long: bool = False

    @property
    def is_same_text(self) -> bool:
        return not (self.added or self.removed or self.is_too_long)


@dataclass(frozen=True, slots=True)
class Block:
    """A top-level block of the text, counted from 1, with the comments on it."""

    number: int
    html: str
    threads: Sequence[Thread]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What the page says after something was refused, and what it keeps of what was typed."""

    problem: ReviewProblem | None = None
    returning: Returning | None = None
    comment_problem: CommentProblem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """What the review page shows: the entry, what is compared with it, what was said about it, and the way through the
    queue. `moves` are the actions open to the reader, `here` is the page's own address.
    """

    in_review: bool
    reads_internal: bool
    is_coordinator: bool
    sub_point: SubPoint
    entry: Entry
    unsettled: str
    state: str
    state_label: str | Promise
    words: int
    blocks: Sequence[Block]
    is_former: bool
    moves: Collection[str]
    standing: Standing
    was_late: bool
    returns: Sequence[Transition]
    since_return: Compared | None
    since_last_year: Compared | None
    last_year: Entry | None
    last_year_number: int
    figures: Sequence[FigureRow]
    other_agencies: Sequence[str]
    evidence: Sequence[Evidence]
    evidence_told: Sequence[Line] = ()
    threads: Sequence[Thread]
    open_threads: Sequence[Thread]
    may_comment: bool
    chosen_paragraph: int | None
    others_here: Sequence[str]
    reviewer: User | None
    reviewer_is_me: bool
    is_assigned: bool
    phrases: Sequence[Phrase]
    resubmit_default: datetime.date
    resubmit_earliest: datetime.date
    queue: PlaceInQueue
    queue_query: str
    queue_address: str
    previous_address: str
    next_address: str
    here: str


def review_address(place: EntryPlace, view: QueueView, name: str = "entry-review") -> str:
    """The address of the entry's review, or of a step in it, that keeps how the queue is looked at."""
    address = place.url(name)
    return f"{address}?{view.query}" if view.query else address


def neighbour_address(place: EntryPlace, view: QueueView, neighbour: tuple[str, str] | None) -> str:
    """The review of the neighbour in the queue; the queue itself where there is none."""
    year = place.reporting_year
    parts = (year.plan.code, year.year)
    address = entry_url("entry-review", *parts, *neighbour) if neighbour else reverse("plans:review-queue", args=parts)
    return f"{address}?{view.query}" if view.query else address


def queue_view_of(request: AuthenticatedHttpRequest) -> QueueView:
    """How the reader looks at the queue, by the address."""
    return QueueForm(request.GET).view


def review_page(
    request: AuthenticatedHttpRequest, place: EntryPlace, refused: Refused | None = None, *, status: int = 200
) -> HttpResponse:
    """The whole page; `refused` says what went wrong and keeps what was typed. Queries do not grow with the history.

    The text shown is settled, so that it stays in the history. Opening it does not begin the review. Raises Http404 where
    nobody has begun the entry.
    """
    unsettled = read_settled(request, place, lambda: _is_settled(place.written))
    found = place.written
    user, reporting_year, view = request.user, place.reporting_year, queue_view_of(request)
    transitions = list(transitions_of(found))
    moves = moves_that_stand(transitions)
    returns = [move for move in moves if move.to_state == EntryState.RETURNED]
    threads = with_paragraphs(found, threads_of(found))
    indicators = indicators_of(place.sub_point)
    queue = place_in_queue(user, reporting_year, view, found)
    reviewers = reviewers_of(reporting_year.plan_id)
    reviewer = user if found.reviewer_id == user.pk else reviewers.of(found, place.sub_point)
    open_moves = [] if place.is_former else moves_open_to(user, found, year_is_open=reporting_year.is_open)
    page = ReviewPage(
        in_review=True,
        reads_internal=True,
        is_coordinator=True,
        sub_point=place.sub_point,
        entry=found,
        unsettled=unsettled,
        state=found.state,
        state_label=found.state_label,
        words=word_count(found.narrative),
        blocks=_blocks(found, threads),
        is_former=place.is_former,
        moves={move.action for move in open_moves},
        standing=standing_of(found, moves, place.deadline, place.today),
        was_late=_was_late(place, found),
        returns=returns,
        since_return=_since_return(found, returns, indicators),
        since_last_year=_since_last_year(found, place.last_year, indicators),
        last_year=place.last_year,
        last_year_number=reporting_year.year - 1,
        figures=figure_rows(indicators, found, place.last_year),
        other_agencies=other_agencies_on(place.sub_point, place.agency, reporting_year.year),
        evidence=evidence_of(user, found),
        threads=threads,
        open_threads=[thread for thread in threads if thread.is_open],
        may_comment=reporting_year.is_open and found.state in COMMENTED_STATES and not place.is_former,
        chosen_paragraph=_chosen_paragraph(request),
        others_here=[str(one) for one in beside_of(request, place)],
        reviewer=reviewer,
        reviewer_is_me=reviewer == user,
        is_assigned=found.reviewer_id is None and reviewer is not None,
        phrases=phrases_of(user),
        resubmit_default=default_resubmit_by(place.deadline, place.today),
        resubmit_earliest=max(place.deadline, place.today),
        queue=queue,
        queue_query=view.query,
        queue_address=neighbour_address(place, view, None),
        previous_address=neighbour_address(place, view, queue.before) if queue.before else "",
        next_address=neighbour_address(place, view, queue.after) if queue.after else "",
        here=review_address(place, view),
    )
    return render_page(
        request,
        "plans/review/review.html",
        replace(place.frame, active="review"),
        page,
        refused or Refused(),
        status=status,
    )


def _is_settled(entry: Entry) -> bool:
    """Settles the text; False where somebody has saved since it was read."""
    kept = Revision.objects.filter(entry=entry, version=entry.version)
    latest = kept.only("version", "is_settled").order_by("pk").first()
    return latest is not None and settle(latest)


def _blocks(found: Entry, threads: list[Thread]) -> list[Block]:
    """The top-level blocks of the text, each with the comments on it; none where the text does not print."""
    if found.nothing_to_report:
        return []
    return [
        Block(number, html, [thread for thread in threads if thread.paragraph == number])
        for number, html in enumerate(block_htmls(found.narrative), start=1)
    ]


def _was_late(place: EntryPlace, found: Entry) -> bool:
    first = found.first_submitted_at
    return place.assignment.is_required and submitted_late(localdate(first) if first else None, place.deadline)


def _since_return(found: Entry, returns: list[Transition], indicators: list[Indicator]) -> Compared | None:
    """Against the text that was given back last; None where it never was, or no text was kept then."""
    if not returns or returns[0].revision_id is None:
        return None
    given_back = Revision.objects.get(pk=returns[0].revision_id)
    fields = changed_fields(given_back.content, as_sent(found, given_back), indicators)
    return _compared(given_back, found, fields)


def _since_last_year(found: Entry, last_year: Entry | None, indicators: list[Indicator]) -> Compared | None:
    """Against last year's text, and the status of then; figures stand in their own table. None without one."""
    if last_year is None or last_year.nothing_to_report or found.nothing_to_report:
        return None
    return _compared(last_year, found, changed_fields(last_year.content, {"status": found.status}, indicators))


def _compared(old: Entry | Revision, new: Entry, fields: list[tuple[str, str, str]]) -> Compared:
    if len(old.narrative) + len(new.narrative) > LONGEST_COMPARED:
        return Compared("", fields, is_too_long=True)
    added, removed = words_changed(old.narrative, new.narrative)
    return Compared(marked_html(old.narrative, new.narrative), fields, added, removed)


def _chosen_paragraph(request: AuthenticatedHttpRequest) -> int | None:
    """The paragraph whose button was pressed in a browser without script."""
    asked = request.GET.get("pin", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else None

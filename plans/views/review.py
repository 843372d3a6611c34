"""The coordinator's queue, and the steps of a review: decide, undo, take into the own queue, comment, keep phrases."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.enums import UNDOABLE_ACTIONS, EntryAction
from plans.forms.entry import MoveForm
from plans.forms.review import PhraseForm, PinForm, QueueForm, ReviewerForm
from plans.models import Entry
from plans.queries.reviewing import (
    QueueCounts,
    QueueRow,
    count_queue,
    phrases_of,
    place_in_queue,
    queue_rows,
    review_queue,
    with_rows_parts,
)
from plans.services.comments import CommentRefused, CommentsClosed, add_comment
from plans.services.pins import pin_comment
from plans.services.reviewing import (
    LONGEST_PHRASE,
    NotTaken,
    PhraseRefused,
    drop_phrase,
    give_back,
    keep_phrase,
    take_into_own_queue,
)
from plans.views.bulk_result import BulkResult, take_result
from plans.views.deciding import Outcome, make_step, tell, typed_in, undo_step, what_stands
from plans.views.frame import frame_of, render_page
from plans.views.problems import CommentProblem, Returning, ReviewProblem
from plans.views.queue_ways import Way, ways_of
from plans.views.review_page import Refused, neighbour_address, queue_view_of, review_address, review_page
from plans.views.scope import EntryPlace, get_entry_place, get_reporting_year
from plans.views.steps import OF_ENTRY, step_of

ROWS_A_PAGE = 50
DECISIONS = frozenset({EntryAction.APPROVE, EntryAction.RETURN, EntryAction.TAKE_INTO_REVIEW})


def _coordinators_only(request: AuthenticatedHttpRequest) -> None:
    """Nobody else knows that these pages exist."""
    if request.user.role != Role.COORDINATOR:
        raise Http404


def _place(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> EntryPlace:
    """The place of an entry that somebody has begun. Raises Http404."""
    _coordinators_only(request)
    place = get_entry_place(request, plan, year, agency, number)
    if place.entry is None:
        raise Http404
    return place


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """What the page of the queue shows. `query` is what the pager keeps, `queue_query` what the reviews opened from here
    keep, `address_query` all of the address; `orders`, `lists` and `chips` are the ways to look at it otherwise. `choosable`
    counts the rows that have a box, `bulk` is what was done with many of them a moment ago.
    """

    page: Page
    rows: Sequence[QueueRow]
    counts: QueueCounts
    order: str
    mine: bool
    is_filtered: bool
    has_unknown: bool
    orders: Sequence[Way]
    lists: Sequence[Way]
    chips: Sequence[Way]
    agencies: Sequence[Way]
    chosen_agency: str
    without_agency: str
    query: str
    queue_query: str
    choosable: int
    address_query: str
    bulk: BulkResult | None


@never_cache
@require_safe
def queue(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """The submitted entries of a year: oldest first, or by section or agency (`order`); the own queue only (`mine`), an
    agency's (`agency`), what was returned before (`again`), what came late (`late`).
    """
    _coordinators_only(request)
    reporting_year, years = get_reporting_year(request.user, plan, year)
    form = QueueForm(request.GET)
    view = form.view
    counts = count_queue(request.user, reporting_year)
    entries = with_rows_parts(reporting_year, review_queue(request.user, reporting_year, view))
    paginator = Paginator(entries, ROWS_A_PAGE)
    if not view.is_filtered:
        paginator.count = counts.mine if view.mine else counts.all  # counted already
    page = paginator.get_page(request.GET.get("page"))
    shown = QueuePage(
        page=page,
        rows=queue_rows(request.user, reporting_year, page.object_list),
        counts=counts,
        order=view.order,
        mine=view.mine,
        is_filtered=view.is_filtered,
        has_unknown=form.has_unknown,
        **ways_of(view, counts),
        query=view.query,
        queue_query=view.query,
        choosable=len(page.object_list) if reporting_year.is_open else 0,
        address_query=request.GET.urlencode(),
        bulk=take_result(request),
    )
    frame = frame_of(active="review", reporting_year=reporting_year, years=years)
    return render_page(request, "plans/review/queue.html", frame, shown)


@never_cache
@require_safe
def review(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """One entry with all that a decision needs. Opening it begins nothing: the agency may still take it back."""
    return review_page(request, _place(request, plan, year, agency, number))


@step_of("plans:entry-review", *OF_ENTRY)
def decide(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """Approves, returns, or takes into review; then on to the next of the queue. Refused: 409 the entry has moved on, 422
    something is missing; the page then keeps what was typed.

    The form of a return has buttons that decide nothing: they put a phrase into the reason, keep it as one, remove one.
    """
    place = _place(request, plan, year, agency, number)
    if {"insert", "keep", "drop"} & request.POST.keys():
        return _with_phrases(request, place)
    form, view = MoveForm(request.POST), queue_view_of(request)
    # Asked before, for a decision takes the entry out of the queue.
    leaves = form.is_valid() and request.POST.get("action") in UNDOABLE_ACTIONS
    stood = place_in_queue(request.user, place.reporting_year, view, place.written) if leaves else None
    outcome = make_step(request, place, form, actions=DECISIONS)
    if outcome.made is None:
        return _refused(request, outcome)
    here = review_address(place, view)
    tell(request, outcome.place, outcome.made, undo_address=review_address(place, view, "entry-undo"), address=here)
    if stood is None:
        return redirect(here)
    return redirect(neighbour_address(place, view, stood.after if stood.number else None))


def _refused(request: AuthenticatedHttpRequest, outcome: Outcome) -> HttpResponse:
    """The page with the reason why nothing was decided, what stands instead, and what was typed."""
    place, status = outcome.place, outcome.status
    stands = what_stands(request, outcome)
    problem = ReviewProblem(
        _("Somebody else has the entry open") if outcome.beside else stands.title or _("Not decided yet"),
        outcome.sentence,
        moved=stands.moved,
        is_done=stands.is_done,
        is_held_back=outcome.action == EntryAction.APPROVE and status == 422,
        reason=outcome.reason,
        beside=outcome.beside,
    )
    is_return = outcome.action == EntryAction.RETURN or outcome.reason
    returning = Returning(outcome.reason, outcome.resubmit_by) if is_return else None
    return review_page(request, place, Refused(problem=problem, returning=returning), status=status)


def _with_phrases(request: AuthenticatedHttpRequest, place: EntryPlace) -> HttpResponse:
    """The page again with the form of the return open, for browsers without script."""
    typed, note = typed_in(request), ""
    asked = {name: request.POST.get(name, "") for name in ("insert", "drop")}
    keys = {name: int(key) for name, key in asked.items() if key.isascii() and key.isdigit() and len(key) < 19}
    if "insert" in keys:
        chosen = next((phrase.text for phrase in phrases_of(request.user) if phrase.pk == keys["insert"]), "")
        typed["reason"] = "\n".join(part for part in (typed["reason"].rstrip(), chosen) if part)
    elif "drop" in keys:
        drop_phrase(request.user, keys["drop"])
    elif "keep" in request.POST:
        try:
            keep_phrase(request.user, typed["reason"])
        except PhraseRefused as error:
            note = str(error)
    returning = Refused(returning=Returning(**typed, note=note))
    return review_page(request, place, returning, status=422 if note else 200)


@step_of("plans:entry-review", *OF_ENTRY)
def undo(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """Takes the own decision of the last seconds back; 409 where it is too late or not the own one."""
    place = _place(request, plan, year, agency, number)
    outcome = undo_step(request, place)
    if outcome.is_refused:
        stands = what_stands(request, outcome)
        problem = ReviewProblem(stands.title, outcome.sentence, moved=stands.moved, is_done=stands.is_done)
        return review_page(request, outcome.place, Refused(problem=problem), status=outcome.status)
    messages.success(request, _("Undone: the entry is submitted again and under review. Nobody has been told."))
    return redirect(review_address(place, queue_view_of(request)))


@step_of("plans:entry-review", *OF_ENTRY)
def take(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """Takes the entry into the own queue, or gives it back; answered by the page it was asked on."""
    place = _place(request, plan, year, agency, number)
    view, from_queue = queue_view_of(request), request.POST.get("back") == "queue"
    form = ReviewerForm(request.POST)
    if not form.is_valid():
        problem = ReviewProblem(_("Not decided yet"), _("Use the buttons of this page."))
        return review_page(request, place, Refused(problem=problem), status=422)
    try:
        if form.cleaned_data["mine"] == "1":
            take_into_own_queue(place.written, request.user, seen=form.cleaned_data["seen"])
        else:
            give_back(place.written, request.user)
    except NotTaken as error:
        if from_queue:
            messages.error(request, str(error))
            return redirect(neighbour_address(place, view, None))
        place = _place(request, plan, year, agency, number)
        problem = ReviewProblem(_("The entry has moved on"), str(error))
        return review_page(request, place, Refused(problem=problem), status=409)
    return redirect(neighbour_address(place, view, None) if from_queue else review_address(place, view))


@step_of("plans:entry-review", *OF_ENTRY)
def pin(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """Writes a comment on a paragraph of the text that was looked at, or on the whole of it."""
    place = _place(request, plan, year, agency, number)
    form, text = PinForm(request.POST), request.POST.get("text", "")
    if not form.is_valid():
        return _not_written(request, place, form.problem, 422)
    version, paragraph = form.cleaned_data["version"], form.cleaned_data["paragraph"]
    try:
        if paragraph is None:
            written = add_comment(place.written, request.user, text)
        else:
            written = pin_comment(place.written, request.user, text, version=version, place=paragraph - 1)
    except CommentRefused as error:
        return _not_written(request, place, str(error), 409 if isinstance(error, CommentsClosed) else 422)
    if paragraph is not None and not Entry.objects.filter(pk=place.written.pk, version=version).exists():
        messages.warning(
            request,
            _("The text has changed since you opened it. Your comment stays with the paragraph that you looked at."),
        )
    return redirect(f"{review_address(place, queue_view_of(request))}#comment-{written.pk}")


def _not_written(request: AuthenticatedHttpRequest, place: EntryPlace, sentence: str, status: int) -> HttpResponse:
    problem = CommentProblem(
        sentence,
        text=request.POST.get("text", "").replace("\0", ""),
        paragraph=request.POST.get("paragraph", "")[:10],
    )
    return review_page(request, place, Refused(comment_problem=problem), status=status)


@require_POST
def phrases(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Keeps a phrase or removes one, and answers with the list, for the page's script."""
    _coordinators_only(request)
    form, note = PhraseForm(request.POST), ""
    if not form.is_valid():
        note = _("Use the buttons of this page.")
    elif form.cleaned_data["remove"]:
        drop_phrase(request.user, form.cleaned_data["remove"])
    else:
        try:
            keep_phrase(request.user, form.cleaned_data["text"])
        except PhraseRefused as error:
            note = str(error)
    context = {"phrases": phrases_of(request.user), "note": note, "longest": LONGEST_PHRASE}
    return render(request, "plans/review/_phrases.html", context, status=422 if note else 200)

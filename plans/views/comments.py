"""Comments on an entry: written, answered, dealt with, resolved. Plain forms, answered by the entry page."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from accounts.requests import AuthenticatedHttpRequest
from plans.forms.entry import CommentStepForm
from plans.models import Comment
from plans.queries.access import may_read_internal
from plans.services.comments import (
    CommentRefused,
    CommentsClosed,
    add_comment,
    answer_comment,
    deal_with,
    reopen,
    resolve,
)
from plans.views.entry_page import Kept, entry_page_again
from plans.views.problems import NEW, CommentProblem
from plans.views.review_page import Refused, queue_view_of, review_address, review_page
from plans.views.scope import EntryPlace, get_entry_place
from plans.views.steps import OF_ENTRY, step_of
from plans.workflow import unnamed_submission


@step_of("plans:entry", *OF_ENTRY)
def comments(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """Writes a comment and shows it on the entry page."""
    place = _talking_place(request, plan, year, agency, number)
    text = request.POST.get("text", "")
    if place.entry is None:
        return _refused(request, place, _("Nothing is written on this sub-point yet, so comments wait too."), text, 409)
    try:
        written = add_comment(place.entry, request.user, text)
    except CommentRefused as error:
        return _refused(request, place, str(error), text, _status(error))
    return _shown(request, place, written)


@step_of("plans:entry", *OF_ENTRY)
def comment(
    request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str, comment: int
) -> HttpResponse:
    """Takes a step with a thread: an answer from either side, “dealt with” by the agency, the rest by coordinators."""
    place = _talking_place(request, plan, year, agency, number)
    if place.entry is None:
        raise Http404
    thread = get_object_or_404(place.entry.comments.filter(parent__isnull=True).select_related("entry"), pk=comment)
    form = CommentStepForm(request.POST)
    text = request.POST.get("text", "")
    if not form.is_valid():
        return _refused(request, place, _("There is no such step with a comment."), text, 422, at=thread.pk)
    action = form.cleaned_data["action"]
    if not may_take_step(request.user, action):
        raise PermissionDenied
    try:
        if action == "answer":
            answer_comment(thread, request.user, text)
        elif action == "resolve":
            if form.cleaned_data["submission"] is None:
                raise CommentsClosed(unnamed_submission())
            resolve(thread, request.user, submission=form.cleaned_data["submission"])
        else:
            {"dealt": deal_with, "reopen": reopen}[action](thread, request.user)
    except CommentRefused as error:
        return _refused(request, place, str(error), text, _status(error), at=thread.pk)
    return _shown(request, place, thread)


def may_take_step(user: User, action: str) -> bool:
    """Whether the step with a thread is the user's to take, among those who read comments."""
    if action == "dealt":
        return user.writes_for_agency
    return action == "answer" or user.role == Role.COORDINATOR


def _talking_place(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> EntryPlace:
    place = get_entry_place(request, plan, year, agency, number)
    if not may_read_internal(request.user):
        raise Http404  # observers do not know that there are comments
    return place


def _status(error: CommentRefused) -> int:
    return 409 if isinstance(error, CommentsClosed) else 422


def _comes_from_review(request: AuthenticatedHttpRequest) -> bool:
    """Whether the step was taken on the review page, which then answers; no address is taken from the request."""
    return request.user.role == Role.COORDINATOR and request.POST.get("back") == "review"


def _shown(request: AuthenticatedHttpRequest, place: EntryPlace, written: Comment) -> HttpResponse:
    if _comes_from_review(request):
        address = review_address(place, queue_view_of(request))
    else:
        address = place.url()
    return redirect(f"{address}#comment-{written.pk}")


def _refused(
    request: AuthenticatedHttpRequest,
    place: EntryPlace,
    sentence: str,
    text: str,
    status: int,
    *,
    at: int | None = None,
) -> HttpResponse:
    """The page with the reason, and what was typed: at the thread `at`, or where a new comment is written."""
    problem = CommentProblem(sentence, at or NEW, text)
    if _comes_from_review(request) and place.entry:
        return review_page(request, place, Refused(comment_problem=problem), status=status)
    return entry_page_again(request, place, Kept(comment_problem=problem), status=status)

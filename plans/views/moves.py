"""The steps of an entry on its own page: submit, take back, review, approve, return, reopen; and the mark “ready”."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.requests import AuthenticatedHttpRequest
from plans.forms.entry import MoveForm
from plans.services import mark_ready
from plans.views.deciding import Outcome, attempt, make_step, refusal, tell, what_stands
from plans.views.entry_page import Kept, entry_page_again
from plans.views.problems import MoveProblem
from plans.views.scope import get_entry_place
from plans.views.steps import OF_ENTRY, step_of
from plans.workflow import moves_open_to


@step_of("plans:entry", *OF_ENTRY)
def move(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """Makes one step of the table. Refused: 403 not yours, 409 the entry has moved on, 422 something is missing."""
    place = get_entry_place(request, plan, year, agency, number)
    outcome = make_step(request, place, MoveForm(request.POST))
    if outcome.made is None:
        return _refused(request, outcome, incomplete=_("Not submitted yet"))
    tell(request, outcome.place, outcome.made, undo_address=place.url("entry-undo"))
    return redirect(place.url())


@step_of("plans:entry", *OF_ENTRY)
def ready(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """Marks the entry as ready to be submitted (`ready` = 1), or takes the mark away. Staff of the agency only."""
    place = get_entry_place(request, plan, year, agency, number)
    if not request.user.writes_for_agency:
        raise PermissionDenied
    form, wanted = MoveForm(request.POST), bool(request.POST.get("ready"))
    if place.entry is None:
        outcome = refusal(request, place, 409, _("Nothing has been written on this sub-point yet."))
    elif not form.is_valid():
        outcome = refusal(request, place, 422, form.problem)
    else:
        version = form.cleaned_data["version"]
        outcome = attempt(
            request, place, lambda: mark_ready(place.written, request.user, ready=wanted, version=version)
        )
    if outcome.is_refused:
        return _refused(request, outcome, incomplete=_("Not marked as ready yet"))
    if wanted:
        messages.success(
            request, _("Marked as ready. The lead sees it and can submit it; any change removes the mark.")
        )
    else:
        messages.success(request, _("The mark “ready” is removed."))
    return redirect(place.url())


def _refused(request: AuthenticatedHttpRequest, outcome: Outcome, *, incomplete: str) -> HttpResponse:
    """The entry page with the reason; its title is `incomplete` where something is missing."""
    place, count = outcome.place, len(outcome.missing)
    offered = moves_open_to(request.user, place.entry, year_is_open=place.reporting_year.is_open)
    text = ngettext("%(number)s thing is still missing:", "%(number)s things are still missing:", count)
    stands = what_stands(request, outcome)
    title = _("Somebody else has the entry open") if outcome.beside else stands.title or _("The step was not made")
    problem = MoveProblem(
        title=incomplete if count else title,
        text=text % {"number": count} if count else outcome.sentence,
        action=outcome.action,
        missing=outcome.missing,
        reason=outcome.reason,
        resubmit_by=outcome.resubmit_by,
        beside=outcome.beside,
        moved=stands.moved,
        is_done=stands.is_done,
        is_offered=any(step.action == outcome.action and step.needs_reason for step in offered),
    )
    return entry_page_again(request, place, Kept(move_problem=problem), status=outcome.status)

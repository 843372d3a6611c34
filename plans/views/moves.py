"""The steps of an entry: submit, take back, review, approve, return, reopen; and the mark “ready”."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from plans.enums import ACTIONS, UNDOABLE_ACTIONS
from plans.forms.entry import MoveForm
from plans.models import Entry, Transition
from plans.queries.gate import Missing
from plans.rules import UNDO_SECONDS
from plans.services import mark_ready
from plans.views.entry import entry_page_again
from plans.views.scope import EntryPlace, get_entry_place
from plans.workflow import (
    MOVES,
    EntryHasMoved,
    GateClosed,
    NotYourMove,
    TransitionRefused,
    apply_transition,
    may_move,
    moves_open_to,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a step was not made, with what was typed for it. `is_offered`: its form stands on the page still."""

    title: str
    text: str
    action: str = ""
    missing: Sequence[Missing] = ()
    reason: str = ""
    resubmit_by: str = ""
    is_offered: bool = False


@require_POST
def move(request: HttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """Makes one step of the table. Refused: 403 not yours, 409 the entry has moved on, 422 something is missing."""
    place = get_entry_place(request, plan, year, agency, number)
    action = request.POST.get("action", "")
    step = MOVES.get(action)
    if step is None or not step.on_page:
        return _refused(request, place, 422, _("There is no such step. Use the buttons of this page."))
    form = MoveForm(request.POST)
    if not form.is_valid():
        if not _may(request, place, action):
            raise PermissionDenied
        return _refused(request, place, 422, form.problem, action=action)
    entry = place.entry or _not_begun(place)
    try:
        history = apply_transition(
            entry,
            action,
            actor=request.user,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            resubmit_by=form.cleaned_data["resubmit_by"],
        )
    except NotYourMove as error:
        raise PermissionDenied from error
    except EntryHasMoved as error:
        # As it stands now, not as it stood when this request began.
        place = get_entry_place(request, plan, year, agency, number)
        return _refused(request, place, 409, str(error), action=action)
    except GateClosed as error:
        return _gate_closed(request, place, error, action, _("Not submitted yet"))
    except TransitionRefused as error:
        return _refused(request, place, 422, str(error), action=action)
    messages.success(request, _undoable(place, history) if history.action in UNDOABLE_ACTIONS else _done(history))
    return redirect(place.url())


def _undoable(place: EntryPlace, history: Transition) -> str:
    """What happened, with the button that takes it back; the seconds left when the next page is likely to be seen."""
    context = {
        "sentence": _done(history),
        "undo_address": place.url("entry-undo"),
        "seconds": UNDO_SECONDS - 1,
    }
    return render_to_string("plans/moves/_decided_here.html", context)


def _not_begun(place: EntryPlace) -> Entry:
    return Entry(agency=place.agency, reporting_year=place.reporting_year, sub_point=place.sub_point)


def _may(request: HttpRequest, place: EntryPlace, action: str) -> bool:
    """Whether the step is the user's at all: asked where what was typed is wrong, so that a reader gets 403 there too."""
    return may_move(request.user, place.entry or _not_begun(place), MOVES[action])


def _done(history: Transition) -> str:
    day = history.resubmit_by
    return str(ACTIONS[history.action].done) % ({"day": day.strftime("%d.%m.%Y")} if day else {})


@require_POST
def ready(request: HttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """Marks the entry as ready to be submitted (`ready` = 1), or takes the mark away. Staff of the agency only."""
    place = get_entry_place(request, plan, year, agency, number)
    if not request.user.writes_for_agency:
        raise PermissionDenied
    form = MoveForm(request.POST)
    if place.entry is None:
        return _refused(request, place, 409, _("Nothing has been written on this sub-point yet."))
    if not form.is_valid():
        return _refused(request, place, 422, form.problem)
    wanted = bool(request.POST.get("ready"))
    try:
        mark_ready(place.entry, request.user, ready=wanted, version=form.cleaned_data["version"])
    except EntryHasMoved as error:
        place = get_entry_place(request, plan, year, agency, number)
        return _refused(request, place, 409, str(error))
    except GateClosed as error:
        return _gate_closed(request, place, error, "", _("Not marked as ready yet"))
    if wanted:
        messages.success(
            request, _("Marked as ready. The lead sees it and can submit it; any change takes the mark away.")
        )
    else:
        messages.success(request, _("The mark “ready” is taken away."))
    return redirect(place.url())


def _gate_closed(request: HttpRequest, place: EntryPlace, error: GateClosed, action: str, title: str) -> HttpResponse:
    number = len(error.missing)
    text = ngettext("%(number)s thing is still missing:", "%(number)s things are still missing:", number)
    problem = Problem(title, text % {"number": number}, action, error.missing)
    return entry_page_again(request, place, status=422, move_problem=problem)


def _refused(request: HttpRequest, place: EntryPlace, status: int, text: str, *, action: str = "") -> HttpResponse:
    offered = moves_open_to(request.user, place.entry, year_is_open=place.reporting_year.is_open)
    problem = Problem(
        title=_("The step was not made"),
        text=text,
        action=action,
        reason=request.POST.get("reason", "").replace("\0", ""),
        resubmit_by=request.POST.get("resubmit_by", "")[:20],
        is_offered=any(step.action == action and step.needs_reason for step in offered),
    )
    return entry_page_again(request, place, status=status, move_problem=problem)

"""What an open page of an entry shows beside the text, as the server has it now: for the page's script, in JSON."""

from typing import Any

from django.http import Http404, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.enums import NOT_STARTED, NOT_STARTED_LABEL
from plans.queries.access import may_read_internal
from plans.queries.entry import indicators_of, revisions_of, transitions_of
from plans.queries.gate import missing_on_page
from plans.queries.threads import threads_of
from plans.rules import default_resubmit_by
from plans.views.entry_page import HISTORY_SHOWN, latest_return
from plans.views.scope import EntryPlace, get_entry_place
from plans.views.standing import standing_of
from plans.workflow import moves_open_to

# Parts of the page by the ids of their elements.
PARTS = {
    "entry-badge": "plans/entry/_badge.html",
    "entry-jump": "plans/entry/_jump.html",
    "entry-moves": "plans/moves/_moves.html",
    "entry-standing": "plans/moves/_standing.html",
    "entry-missing": "plans/entry/_missing_count.html",
    "entry-ready": "plans/moves/_ready_state.html",
    "entry-history": "plans/entry/_history.html",
}


@require_safe
def standing(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> JsonResponse:
    """How the entry stands, in words of its page: the script puts the `parts` in place. The text itself is not read, so
    that the sitting goes on. Four queries besides those of the place.
    """
    place = get_entry_place(request, plan, year, agency, number)
    if not may_read_internal(request.user):
        raise Http404
    names = _names(request, place)
    found = place.entry
    answer: dict[str, Any] = {
        "version": found.version if found else None,
        "state": names["state"],
        "editable": names["may_mark_ready"],
        "ready": bool(found and found.ready_at),
        "parts": {part: render_to_string(template, names, request).strip() for part, template in PARTS.items()},
    }
    return JsonResponse(answer)


def _names(request: AuthenticatedHttpRequest, place: EntryPlace) -> dict[str, Any]:
    """What the parts are given, as `entry_page` has it."""
    user, found, is_open = request.user, place.entry, place.reporting_year.is_open
    is_editable = place.may_be_edited_by(user)
    transitions = list(transitions_of(found)) if found else []
    threads = threads_of(found) if found else []
    indicators = indicators_of(place.sub_point) if found and is_editable else []
    return place.context | {
        "entry": found,
        "state": found.state if found else NOT_STARTED,
        "state_label": found.state_label if found else NOT_STARTED_LABEL,
        "reads_internal": True,
        "is_coordinator": user.role == Role.COORDINATOR,
        "moves": [] if place.is_former else moves_open_to(user, found, year_is_open=is_open),
        "may_mark_ready": is_editable,
        "returned_because": latest_return(found, transitions),
        "resubmit_default": default_resubmit_by(place.deadline, place.today),
        "resubmit_earliest": max(place.deadline, place.today),
        "standing": standing_of(
            found, transitions, place.deadline, place.today, is_required=place.assignment.is_required
        ),
        "missing": missing_on_page(found, indicators, threads) if found and is_editable else [],
        "open_threads": [thread for thread in threads if thread.is_open],
        "revisions": revisions_of(found)[:HISTORY_SHOWN] if found else [],
        "transitions": transitions[:HISTORY_SHOWN],
    }

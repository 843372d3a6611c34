"""Many at once: the lead submits what is ready, the coordinator approves what was submitted.

Each entry is treated by itself. What moved and what did not stands on the list that follows: the result waits in the
session until that list is shown, so that neither reload nor the back button sends anything twice.
"""

from collections.abc import Callable
from typing import TypedDict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.addresses import entry_url
from plans.enums import EntryAction
from plans.models import Entry
from plans.queries.access import may_read_consolidated
from plans.rules import UNDO_SECONDS
from plans.services import BulkOutcome, UnknownEntry, approve_many, submit_many
from plans.views.scope import get_agency, get_reporting_year
from plans.views.steps import OF_AGENCY, OF_YEAR, step_of

RESULT = "bulk_result"
LARGEST_KEY = 2**62


class BulkLine(TypedDict):
    """One entry of a result. `reason`: why it did not move."""

    number: str
    agency: str
    address: str
    undo_address: str
    reason: str


class BulkResult(TypedDict):
    """What a bulk step has done, as the session keeps it for the page at `path`; `seconds` are those to undo within."""

    action: str
    path: str
    seconds: int
    moved: list[BulkLine]
    not_moved: list[BulkLine]


class NotUnderstood(Exception):
    """What was sent is no list of entries."""


def _chosen(request: AuthenticatedHttpRequest) -> list[tuple[int, ...]]:
    """The chosen entries as (primary key, version, submission), sent as "pk:version:submission". Raises NotUnderstood, also
    where a page did not say which submission it showed.
    """
    chosen: list[tuple[int, ...]] = []
    for value in request.POST.getlist("chosen"):
        parts = value.split(":")
        # isdecimal alone lets other scripts' digits through, and int() takes them.
        if not (value.isascii() and all(part.isdecimal() for part in parts) and len(value) <= 60):
            raise NotUnderstood
        numbers = tuple(map(int, parts))
        if len(numbers) != 3 or min(numbers[:2]) < 1 or max(numbers) > LARGEST_KEY:
            raise NotUnderstood
        chosen.append(numbers)
    return chosen


@step_of("plans:agency-year", *OF_AGENCY)
def submit(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str) -> HttpResponse:
    """Submits the chosen of the agency's ready entries; the agency's home then says what became of each."""
    reporting_year, _years = get_reporting_year(request.user, plan, year)
    owner = get_agency(request.user, agency)
    if request.user.role != Role.LEAD:
        raise PermissionDenied
    home = reverse("plans:agency-year", args=(plan, year, agency))
    return _answer(
        request, EntryAction.SUBMIT, home, home, lambda chosen: submit_many(request.user, reporting_year, owner, chosen)
    )


@step_of("plans:entry-list", *OF_YEAR)
def approve(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """Approves the chosen entries; the list, filtered as before, then says what became of each."""
    if not may_read_consolidated(request.user):
        raise Http404
    reporting_year, _years = get_reporting_year(request.user, plan, year)
    if request.user.role != Role.COORDINATOR:
        raise PermissionDenied
    path = reverse("plans:entry-list", args=(plan, year))
    filters = request.GET.urlencode()
    return _answer(
        request,
        EntryAction.APPROVE,
        path,
        f"{path}?{filters}" if filters else path,
        lambda chosen: approve_many(request.user, reporting_year, chosen),
    )


def _answer(
    request: AuthenticatedHttpRequest,
    action: str,
    path: str,
    address: str,
    make: Callable[[list[tuple[int, ...]]], BulkOutcome],
) -> HttpResponse:
    try:
        chosen = _chosen(request)
        if chosen:
            request.session[RESULT] = _as_stored(action, path, make(chosen))
        else:
            messages.error(request, _("Nothing was chosen. Tick the entries first."))
    except NotUnderstood:
        messages.error(request, _("The choice was not understood. Tick the entries on this page and try again."))
    except UnknownEntry as error:
        raise Http404 from error
    return redirect(address)


def _as_stored(action: str, path: str, outcome: BulkOutcome) -> BulkResult:
    return {
        "action": str(action),
        "path": path,
        "seconds": UNDO_SECONDS - 1,
        "moved": [_line(entry) for entry in outcome.moved],
        "not_moved": [_line(stayed.entry, stayed.reason) for stayed in outcome.not_moved],
    }


def _line(entry: Entry, reason: str = "") -> BulkLine:
    """One entry of the result: its number, its agency's name, and the address of its page."""
    year = entry.reporting_year
    number = entry.sub_point.number
    parts = (year.plan.code, year.year, entry.agency.code, number)
    return {
        "number": number,
        "agency": str(entry.agency.name_in(year.year) or entry.agency.code),
        "address": entry_url("entry", *parts),
        "undo_address": entry_url("entry-undo", *parts),
        "reason": reason,
    }


def take_result(request: AuthenticatedHttpRequest) -> BulkResult | None:
    """What a bulk step that led to this page has done; told once."""
    result = request.session.get(RESULT)
    if result is None or result.get("path") != request.path:
        return None
    del request.session[RESULT]
    return result

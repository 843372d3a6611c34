"""Many at once on the agency's home: the lead submits what is ready. And how any list says which of its rows are chosen."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.enums import EntryAction
from plans.services import UnknownEntry, submit_many
from plans.views.bulk_result import keep_result
from plans.views.scope import get_agency, get_reporting_year
from plans.views.steps import OF_AGENCY, step_of

LARGEST_KEY = 2**62
MOST_AT_ONCE = 100  # no list has longer pages


class NotUnderstood(Exception):
    """What was sent is no choice of entries; the message says what to do."""


def chosen_in(request: AuthenticatedHttpRequest) -> list[tuple[int, ...]]:
    """The chosen entries as (primary key, version, submission), sent as "pk:version:submission". Raises NotUnderstood where
    nothing was chosen, too, and where a page did not say which submission it showed.
    """
    values = request.POST.getlist("chosen")
    if not values:
        raise NotUnderstood(_("Nothing was chosen. Tick the entries first."))
    chosen: list[tuple[int, ...]] = []
    for value in values:
        parts = value.split(":")
        # isdecimal alone lets other scripts' digits through, and int() takes them.
        if not (value.isascii() and all(part.isdecimal() for part in parts) and len(value) <= 60):
            raise NotUnderstood(not_understood())
        numbers = tuple(map(int, parts))
        if len(numbers) != 3 or min(numbers[:2]) < 1 or max(numbers) > LARGEST_KEY:
            raise NotUnderstood(not_understood())
        chosen.append(numbers)
    if len(chosen) > MOST_AT_ONCE:
        raise NotUnderstood(not_understood())
    return chosen


def not_understood() -> str:
    return _("The choice was not understood. Tick the entries on this page and try again.")


@step_of("plans:agency-year", *OF_AGENCY)
def submit(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str) -> HttpResponse:
    """Submits the chosen of the agency's ready entries; the agency's home then says what became of each."""
    reporting_year, _years = get_reporting_year(request.user, plan, year)
    owner = get_agency(request.user, agency)
    if request.user.role != Role.LEAD:
        raise PermissionDenied
    home = reverse("plans:agency-year", args=(plan, year, agency))
    try:
        outcome = submit_many(request.user, reporting_year, owner, chosen_in(request))
    except NotUnderstood as error:
        messages.error(request, str(error))
    except UnknownEntry as error:
        raise Http404 from error
    else:
        keep_result(request, EntryAction.SUBMIT, home, outcome, names_agencies=False)
    return redirect(home)

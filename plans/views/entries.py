"""The plain list of a year's entries, for coordinators and observers; coordinators approve many from it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.enums import OBSERVABLE_STATES, STATE_CHOICES, EntryState
from plans.forms.entry import EntryListFilter
from plans.queries.access import may_read_consolidated, may_see_not_started
from plans.queries.lists import assignments_filtered, rows_of_page, sections_of
from plans.views.bulk import take_result
from plans.views.scope import get_reporting_year, page_context

ROWS_A_PAGE = 50


@require_safe
def entry_list(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    if not may_read_consolidated(request.user):
        raise Http404
    reporting_year, years = get_reporting_year(request.user, plan, year)
    form = EntryListFilter(request.GET)
    form.is_valid()
    filters = form.cleaned_data
    assignments = assignments_filtered(
        request.user,
        reporting_year,
        state=filters.get("state", ""),
        section=filters.get("section", ""),
        agency=filters.get("agency", ""),
        text=filters.get("q", ""),
    )
    page = Paginator(assignments, ROWS_A_PAGE).get_page(request.GET.get("page"))
    choices = list(STATE_CHOICES)
    if not may_see_not_started(request.user):
        choices = [(state, label) for state, label in choices if state in OBSERVABLE_STATES]
    context = page_context(request, active="home", reporting_year=reporting_year, years=years)
    rows = rows_of_page(request.user, reporting_year, page)
    may_approve = request.user.role == Role.COORDINATOR and reporting_year.is_open
    context |= {
        "page": page,
        "rows": [(row, row.assignment.agency.name_in(reporting_year.year)) for row in rows],
        "may_approve": may_approve and any(row.state == EntryState.SUBMITTED for row in rows),
        "bulk": take_result(request),
        "address_query": request.GET.urlencode(),
        "filters": filters,
        "is_filtered": any(filters.values()),
        "sections": sections_of(reporting_year.plan_id),
        "state_choices": choices,
        "query": _without_page(request),
    }
    return render(request, "plans/home/entry_list.html", context)


def _without_page(request: AuthenticatedHttpRequest) -> str:
    """The filters of the address, for the pager's links."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()

"""The plain list of a year's entries, for coordinators and observers; coordinators approve many from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.enums import OBSERVABLE_STATES, STATE_CHOICES, EntryState
from plans.exports.entry_list import MOST_ROWS, list_csv, list_workbook
from plans.exports.sheets import XLSX
from plans.exports.tables import CSV
from plans.forms.entry import EntryListFilter
from plans.models import Assignment, ReportingYear
from plans.queries.access import may_read_consolidated, may_see_not_started
from plans.queries.lists import assignments_filtered, batches_of_list, rows_of_page, sections_of, sort_assignments
from plans.queries.years import agencies_with_a_part
from plans.views.bulk_result import take_result
from plans.views.scope import get_reporting_year, page_context

ROWS_A_PAGE = 50
BATCH = 1_000
HEADS = {
    "number": _("No."),
    "measure": _("Measure"),
    "agency": _("Agency"),
    "status": _("Implementation status"),
    "state": _("State"),
    "changed": _("Last change"),
}
LATEST_FIRST = ("changed",)  # what one sorts by a day, one wants the newest of


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: where a press on it leads, and how the list stands by it ("ascending", "descending", "")."""

    label: str | Promise
    query: str
    order: str


@require_safe
def entry_list(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """A page of the year's entries, filtered and sorted as the address says."""
    if not may_read_consolidated(request.user):
        raise Http404
    reporting_year, years = get_reporting_year(request.user, plan, year)
    filters = _filters(request)
    assignments = _assignments(request, reporting_year, filters)
    page = Paginator(assignments, ROWS_A_PAGE).get_page(request.GET.get("page"))
    choices = list(STATE_CHOICES)
    if not may_see_not_started(request.user):
        choices = [(state, label) for state, label in choices if state in OBSERVABLE_STATES]
    context = page_context(request, active="home", reporting_year=reporting_year, years=years)
    rows = rows_of_page(request.user, reporting_year, page)
    may_decide = request.user.role == Role.COORDINATOR and reporting_year.is_open
    context |= {
        "page": page,
        "rows": [(row, row.assignment.agency.name_in(reporting_year.year)) for row in rows],
        "choosable": sum(row.state == EntryState.SUBMITTED for row in rows) if may_decide else 0,
        "bulk": take_result(request),
        "address_query": request.GET.urlencode(),
        "filters": filters,
        "is_filtered": any(value for name, value in filters.items() if name != "sort"),
        "sections": sections_of(reporting_year.plan_id),
        "agencies": [
            (agency.code, agency.name_in(reporting_year.year) or agency.code)
            for agency in agencies_with_a_part(reporting_year.plan_id)
        ],
        "state_choices": choices,
        "heads": _heads(request, filters.get("sort", "")),
        "query": _without(request, "page"),
    }
    return render(request, "plans/home/entry_list.html", context)


@require_safe
def entry_list_file(request: AuthenticatedHttpRequest, plan: str, year: int, fmt: str) -> HttpResponse:
    """All of the filtered list as a table, in its order: the first 10,000 lines."""
    if not may_read_consolidated(request.user):
        raise Http404
    reporting_year, _years = get_reporting_year(request.user, plan, year)
    assignments = _assignments(request, reporting_year, _filters(request))
    is_cut = len(assignments.values_list("pk")[MOST_ROWS : MOST_ROWS + 1]) > 0
    batches = batches_of_list(request.user, reporting_year, assignments, most=MOST_ROWS, size=BATCH)
    if fmt == "xlsx":
        content = list_workbook(batches, reporting_year.year, title=gettext("Entries"), is_cut=is_cut)
    else:
        content = list_csv(batches, reporting_year.year, is_cut=is_cut)
    return HttpResponse(
        content,
        content_type=XLSX if fmt == "xlsx" else CSV,
        headers={"Content-Disposition": f'attachment; filename="{plan}-{reporting_year.year}-entries.{fmt}"'},
    )


def _filters(request: AuthenticatedHttpRequest) -> dict[str, Any]:
    """What the address asks for, as far as it is understood."""
    form = EntryListFilter(request.GET)
    form.is_valid()
    return form.cleaned_data


def _assignments(
    request: AuthenticatedHttpRequest, reporting_year: ReportingYear, filters: Mapping[str, Any]
) -> QuerySet[Assignment]:
    found = assignments_filtered(
        request.user,
        reporting_year,
        state=filters.get("state", ""),
        section=filters.get("section", ""),
        agency=filters.get("agency", ""),
        text=filters.get("q", ""),
    )
    by = filters.get("sort", "")
    return sort_assignments(request.user, reporting_year, found, by.removeprefix("-"), is_descending=by.startswith("-"))


def _heads(request: AuthenticatedHttpRequest, sort: str) -> list[Head]:
    """The heads: a press sorts by the column, a second one the other way. Measures have no order of their own."""
    heads = []
    sort = sort or "number"
    rest = _without(request, "page", "sort")
    for name, label in HEADS.items():
        first, second = (f"-{name}", name) if name in LATEST_FIRST else (name, f"-{name}")
        wanted = second if sort == first else first
        order = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
        query = "" if name == "measure" else "&".join(filter(None, (rest, f"sort={wanted}")))
        heads.append(Head(label, query, order))
    return heads


def _without(request: AuthenticatedHttpRequest, *names: str) -> str:
    """The address's query without some of its parts."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()

"""The agency's home for a year: what it owes, by section, and where to go on."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from plans.enums import NOT_STARTED, EntryState
from plans.queries import EntryRow, agency_year_rows, count_states, latest_returns
from plans.rules import days_left
from plans.views.scope import get_agency, get_reporting_year, page_context

# What to go on with, most pressing first.
CONTINUE_ORDER = (EntryState.RETURNED, EntryState.DRAFT, NOT_STARTED)


@require_safe
def agency_year(request: HttpRequest, plan: str, year: int, agency: str) -> HttpResponse:
    reporting_year, years = get_reporting_year(request.user, plan, year)
    owner = get_agency(request.user, agency)
    rows = agency_year_rows(request.user, reporting_year, owner)
    own = request.user.writes_for_agency
    returned = [row for row in rows if row.state == EntryState.RETURNED]
    returns = latest_returns([row.entry for row in returned])
    left = days_left(reporting_year.deadline, localdate())
    context = page_context(request, active="home", reporting_year=reporting_year, years=years, agency=owner)
    context |= {
        "sections": [(section, list(group)) for section, group in groupby(rows, key=lambda row: row.sub_point.section)],
        "rows": rows,
        "counts": count_states(rows),
        "returned": [(row, returns.get(row.entry.pk)) for row in returned],
        "days_left": left,
        "days_late": -left,
        "may_write": own and reporting_year.is_open,
        "continue_with": _row_to_continue(rows) if own and reporting_year.is_open else None,
    }
    return render(request, "plans/agency_year.html", context)


def _row_to_continue(rows: list[EntryRow]) -> EntryRow | None:
    """The returned entry first, then the draft written last, then the first that nobody has begun."""
    for state in CONTINUE_ORDER:
        candidates = [row for row in rows if row.state == state]
        if state == EntryState.DRAFT:
            candidates.sort(key=lambda row: row.entry.updated_at, reverse=True)
        if candidates:
            return candidates[0]
    return None

"""An agency over the years – what it has to report and sends, how punctual, how often returned – and all agencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedHttpRequest
from plans.charts import LineChart, Series, draw_lines, number_text
from plans.enums import AssignmentRole
from plans.models import Agency, ReportingYear
from plans.pages.forms.agency import AgenciesForm
from plans.pages.queries.agency import (
    agency_page,
    contact_people,
    extensions_shown,
    former_texts,
    parts_of,
)
from plans.pages.queries.agency_work import YearWork, read_work, total_work
from plans.queries.access import may_read_internal, may_see_not_started, reads_all_agencies
from plans.queries.agency_names import NamePeriod, names_during, names_over_time
from plans.queries.years import VisibleYear, reporting_years_visible_to, year_to_work_on
from plans.views.scope import get_agency, page_context, years_of_plan

LATEST_FIRST = -1


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A line of the table: a year, or all of them (`year` is None). `names` are those the body had in the year."""

    year: ReportingYear | None
    work: YearWork
    names: list[NamePeriod]
    returns_per_entry: str

    @property
    def was_renamed(self) -> bool:
        return len(self.names) > 1


@require_safe
def agency(request: AuthenticatedHttpRequest, plan: str, agency: str) -> HttpResponse:
    """For coordinators, observers (of what they may read) and the agency itself."""
    user = request.user
    visible, years, current = _years(request, plan)
    agency_shown = get_agency(user, agency)
    reads_all = reads_all_agencies(user)
    found = read_work(user, years, [agency_shown])
    works = [(year, found[agency_shown.pk, year.pk]) for year in years if (agency_shown.pk, year.pk) in found]
    rows = [WorkRow(year, work, names_during(agency_shown, year.year), _per_entry(work)) for year, work in works]
    total = total_work(work for _year, work in works) if len(works) > 1 else None
    context = page_context(
        request,
        active="overview" if reads_all else "home",
        reporting_year=current,
        years=visible,
        agency=None if reads_all else agency_shown,
    )
    names = names_over_time(agency_shown)
    context |= {
        "agency_shown": agency_shown,
        "name_shown": names[-1].name if names else agency_shown.code,
        "names": [(period, _report_years(agency_shown, period, years)) for period in reversed(names)],
        "rows": rows[::LATEST_FIRST],
        "total": WorkRow(None, total, [], _per_entry(total)) if total else None,
        "advised": any(row.work.advised for row in rows),
        "chart": _punctuality_chart(works),
        "groups": [(AssignmentRole(group.role).label, group) for group in parts_of(user, agency_shown, current)],
        "former": former_texts(user, agency_shown, current.plan_id),
        "people": contact_people(user, agency_shown),
        "extensions": extensions_shown(user, agency_shown, current.plan_id),
        "reads_all": reads_all,
        "reads_internal": may_read_internal(user),
        "sees_unwritten": may_see_not_started(user),
    }
    return render(request, "plans/pages/agency.html", context)


def _years(request: AuthenticatedHttpRequest, plan: str) -> tuple[list[VisibleYear], list[VisibleYear], ReportingYear]:
    """All years that the reader may see, those of the plan, and of these the one to work on. Raises Http404."""
    visible = reporting_years_visible_to(request.user)
    years = years_of_plan(visible, plan)
    current = year_to_work_on(years)
    if current is None:
        raise Http404
    return visible, years, current


def _report_years(agency_shown: Agency, period: NamePeriod, years: list[VisibleYear]) -> str:
    """The years whose reports carry the name: "2020, 2021"."""
    carried = [year.year for year in years if names_during(agency_shown, year.year)[-1:] == [period]]
    return ", ".join(map(str, carried))


def _per_entry(work: YearWork) -> str:
    """The mean number of returns, to two decimals: "0,25"; "" where nothing was submitted."""
    mean = work.returns_per_entry
    return "" if mean is None else number_text(Decimal(str(round(mean, 2))))


def _punctuality_chart(works: Sequence[tuple[ReportingYear, YearWork]]) -> LineChart | None:
    """The median days from the deadline over the years, where at least two years have one: one mark is no line."""
    medians = tuple(None if work.median_days is None else Decimal(str(work.median_days)) for _year, work in works)
    if sum(median is not None for median in medians) < 2:
        return None
    return draw_lines([year.year for year, _work in works], [Series(_("Median"), medians)])


# --- All agencies -----------------------------------------------------------------------------------------------------


@require_safe
def agencies(request: AuthenticatedHttpRequest, plan: str) -> HttpResponse:
    """The plan's agencies in one year (`?year=`, the year to work on), with `?q=` by name, `?sort=`."""
    user = request.user
    if not reads_all_agencies(user):
        raise Http404
    visible, years, current = _years(request, plan)
    form = AgenciesForm(request.GET, years=years, sees_unwritten=may_see_not_started(user))
    chosen = form.chosen_year(years) or current
    page, rows = agency_page(user, chosen, form.words, form.sorted_by, request.GET.get("page"))
    context = page_context(request, active="overview", reporting_year=chosen, years=visible)
    context |= {
        "form": form,
        "chosen": chosen,
        "page": page,
        "rows": rows,
        "query": form.address,
        "sees_unwritten": may_see_not_started(user),
        "plan_years": years[::LATEST_FIRST],
    }
    return render(request, "plans/pages/agencies.html", context)

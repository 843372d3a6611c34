"""The overview: what is required of whom and how it stands, as a table of the year; what came of it, of the years."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.enums import (
    COUNTED_STATES,
    NOT_ASSESSED,
    OBSERVABLE_STATES,
    STATE_LABELS,
    STATE_ORDER,
    EntryState,
    ImplementationStatus,
    assessed_label,
)
from plans.exports.sheets import XLSX
from plans.models import ReportingYear
from plans.overview.exports import matrix_workbook, years_workbook
from plans.overview.forms import OverviewFilter, PlanYearsFilter
from plans.overview.queries.overview import read_overview
from plans.overview.queries.overview_table import LATE_NOW, Matrix
from plans.overview.queries.plan_years import PlanYears, read_plan_years
from plans.overview.tables import matrix_table, years_table
from plans.queries.access import may_see_not_started, reads_all_agencies
from plans.queries.years import VisibleYear, reporting_years_visible_to, year_to_work_on
from plans.views.frame import frame_of, render_page
from plans.views.scope import get_reporting_year, years_of_plan


@dataclass(frozen=True, slots=True)
class StripFigure:
    """A number of the strip; `address` filters by it, or takes that filter away where it is the current one."""

    mark: str
    label: str | Promise
    number: int
    share: int | None
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage:
    """What the overview of a year shows: `table` is drawn already (`plans.overview.tables`), `strip` and `shares` stand
    over it and say what the marks are; `statuses` are those of the assessments, with their numbers.
    """

    title: str
    form: OverviewFilter
    matrix: Matrix
    strip: Sequence[StripFigure]
    shares: Sequence[tuple[str, int, int]]
    locked: int
    sees_all: bool
    may_remind: bool
    statuses: Sequence[tuple[str, str | Promise, int]]
    today: datetime.date
    table: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsPage:
    """What the overview of a plan's years shows; `table` is drawn already from `year_table`."""

    title: str
    form: PlanYearsFilter
    year_table: PlanYears
    strip: Sequence[StripFigure]
    today: datetime.date
    table: SafeString


@require_safe
def overview(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    reporting_year, years, form, matrix = _read(request, plan, year)
    sees_all = may_see_not_started(request.user)
    page = OverviewPage(
        title=_title(reporting_year),
        form=form,
        matrix=matrix,
        strip=_strip(matrix, form, sees_all),
        shares=_shares(matrix, sees_all),
        locked=matrix.tally.of(EntryState.LOCKED),
        sees_all=sees_all,
        may_remind=request.user.role == Role.COORDINATOR and reporting_year.is_open,
        statuses=_statuses(row.assessed or NOT_ASSESSED for row in matrix.rows),
        today=localdate(),
        table=matrix_table(
            matrix,
            caption=_title(reporting_year),
            counted=_counted(sees_all),
            reviews=request.user.role == Role.COORDINATOR,
        ),
    )
    frame = frame_of(active="overview", reporting_year=reporting_year, years=years)
    return render_page(request, "plans/overview/overview.html", frame, page)


@require_safe
def overview_xlsx(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    reporting_year, _years, form, matrix = _read(request, plan, year)
    title = _title(reporting_year)
    counted = _counted(may_see_not_started(request.user))
    content = matrix_workbook(matrix, title=title, plan=reporting_year.plan, counted=counted, filters=form.in_words)
    return _file(content, f"{reporting_year.plan.code}-{reporting_year.year}-overview.xlsx")


def _read(
    request: AuthenticatedHttpRequest, plan: str, year: int
) -> tuple[ReportingYear, list[VisibleYear], OverviewFilter, Matrix]:
    if not reads_all_agencies(request.user):
        raise Http404
    reporting_year, years = get_reporting_year(request.user, plan, year)
    whole = read_overview(request.user, reporting_year)
    states = _states(may_see_not_started(request.user))
    form = OverviewFilter(request.GET, sections=whole.sections, agencies=whole.agencies, states=states)
    return reporting_year, years, form, whole.narrowed(form.narrowing)


def _title(reporting_year: ReportingYear) -> str:
    return _("Overview, %(year)s") % {"year": reporting_year.year}


def _states(sees_all: bool) -> list[str]:
    """The states that the reader may meet."""
    states = (*COUNTED_STATES, *(state for state in STATE_ORDER if state not in COUNTED_STATES))
    return [state for state in states if sees_all or state in OBSERVABLE_STATES]


def _counted(sees_all: bool) -> str:
    return _("Approved of required") if sees_all else _("Approved of readable")


def _strip(matrix: Matrix, form: OverviewFilter, sees_all: bool) -> list[StripFigure]:
    """What is required and how it stands; each number filters the table by what it counts."""
    whole = matrix.tally

    def figure(mark: str, label: str | Promise, number: int, name: str, value: str) -> StripFigure:
        other = "late" if name == "state" else "state"  # each number is of the whole part
        link = form.toggle(label, name, value)
        address = form.query_with(**{name: "" if link.is_current else value, other: ""}) or "?"
        return StripFigure(mark, label, number, whole.share(number), address, link.is_current)

    required = _("required to report") if sees_all else _("to read")
    figures = [
        StripFigure("required", required, whole.required, None, form.query_with(state="", late="") or "?", False)
    ]
    for state in COUNTED_STATES:
        if sees_all or state in OBSERVABLE_STATES:
            figures.append(figure(str(state), STATE_LABELS[state], whole.of_all(state), "state", str(state)))
    return [*figures, figure("overdue", _("Late"), whole.late, "late", LATE_NOW)]


def _statuses(found: Iterable[str]) -> list[tuple[str, str | Promise, int]]:
    """(status, label, how often it is found) of all that a sub-point can be assessed as."""
    counted = Counter(found)
    known = (*ImplementationStatus, NOT_ASSESSED)
    return [(str(status), assessed_label(status), counted[status]) for status in known]


def _strip_of_years(table: PlanYears, form: PlanYearsFilter) -> list[StripFigure]:
    """How often each status stands in the table; each number filters by what it counts."""
    links = {status: form.toggle(label, "status", status) for status, label, _number in _statuses(())}
    return [
        StripFigure(status, label, number, None, links[status].address, links[status].is_current)
        for status, label, number in _statuses(status for row in table.rows for status in row.statuses)
    ]


def _shares(matrix: Matrix, sees_all: bool) -> list[tuple[str, int, int]]:
    """(state, where it begins, how long it is) of the bar over the table, in entries."""
    found, begins = [], 0
    for state in COUNTED_STATES:
        number = matrix.tally.of_all(state)
        if number:
            found.append((str(state), begins, number))
        begins += number
    return found


@require_safe
def plan_years(request: AuthenticatedHttpRequest, plan: str) -> HttpResponse:
    visible, years, form, table = _read_years(request, plan)
    page = YearsPage(
        title=_years_title(table),
        form=form,
        year_table=table,
        strip=_strip_of_years(table, form),
        today=localdate(),
        table=years_table(table, caption=_years_title(table)),
    )
    frame = frame_of(active="overview", reporting_year=year_to_work_on(years) or years[0], years=visible)
    return render_page(request, "plans/overview/plan_years.html", frame, page)


@require_safe
def plan_years_xlsx(request: AuthenticatedHttpRequest, plan: str) -> HttpResponse:
    _visible, years, form, table = _read_years(request, plan)
    content = years_workbook(table, title=_years_title(table), plan=years[0].plan, filters=form.in_words)
    return _file(content, f"{plan}-years.xlsx")


def _read_years(
    request: AuthenticatedHttpRequest, plan: str
) -> tuple[list[VisibleYear], list[VisibleYear], PlanYearsFilter, PlanYears]:
    """All years that the reader may switch to, those of the plan, the filters, and what they leave."""
    if not reads_all_agencies(request.user):
        raise Http404
    visible = reporting_years_visible_to(request.user)
    years = years_of_plan(visible, plan)
    if not years:
        raise Http404
    whole = read_plan_years(years[0].plan, years)
    form = PlanYearsFilter(request.GET, sections=dict.fromkeys(row.section for row in whole.rows))
    chosen = form.chosen
    return visible, years, form, whole.narrowed(text=chosen.pop("q", ""), **chosen)


def _years_title(table: PlanYears) -> str:
    return _("Sub-points over %(first)s–%(last)s") % {"first": table.years[0], "last": table.years[-1]}


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})

"""A sub-point over the years: the measure, its agencies, what each reports year by year, what is counted."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedHttpRequest
from plans.charts import MOST_LINES, LineChart, Series, draw_lines
from plans.enums import AssignmentRole, IndicatorKind
from plans.models import Indicator, Plan, ReportingYear, SubPoint
from plans.pages.queries.sub_point import (
    FORMER,
    IndicatorFigures,
    SubPointOverYears,
    find_point,
    sub_point_over_years,
    texts_of,
)
from plans.queries.access import agency_of, may_read_internal, may_see_not_started, reads_all_agencies
from plans.queries.years import VisibleYear, reporting_years_visible_to, year_to_work_on
from plans.rules import period_covers
from plans.views.scope import page_context, years_of_plan

TEXTS_ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class IndicatorChart:
    """An indicator with its drawing, None where nobody has given a value; `notes` are sentences beneath it."""

    indicator: Indicator
    chart: LineChart | None
    description: str
    notes: list[str]


@require_safe
def sub_point(request: AuthenticatedHttpRequest, plan: str, number: str) -> HttpResponse:
    """The texts of one year are on the page, `?year=`; of the others the states only: a hundred agencies write for five
    years.
    """
    user = request.user
    visible = reporting_years_visible_to(user)
    years = years_of_plan(visible, plan)
    if not years:
        raise Http404
    point = find_point(years[0].plan, number)
    if point is None:
        raise Http404
    chosen, unknown_year = _chosen(request, years, point[0])
    found = sub_point_over_years(user, years[0].plan, point, years, chosen)
    page = Paginator(found.entries_of_chosen, TEXTS_ON_A_PAGE).get_page(request.GET.get("page"))
    texts = texts_of(user, [place.entry for _agency_row, place in page.object_list])
    reads_all = reads_all_agencies(user)
    context = page_context(
        request,
        active="overview" if reads_all else "home",
        reporting_year=chosen,
        years=visible,
        agency=None if reads_all else agency_of(user),
    )
    context |= {
        "sub_point": found.sub_point,
        "found": found,
        "all_names": [(AssignmentRole(role).label, role, agency_rows) for role, agency_rows in found.all_names],
        "groups": [(_part_name(role), role, agency_rows) for role, agency_rows in found.groups],
        "columns": len(years) + 1,
        "page": page,
        "query": f"year={chosen.year}",
        "texts": [
            (agency_row, place, texts[place.entry.pk])
            for agency_row, place in page.object_list
            if place.entry.pk in texts  # taken back in this very moment
        ],
        "shown": {place.anchor for _agency_row, place in page.object_list},
        "charts": [_indicator_chart(figures, found) for figures in found.figures],
        "reads_all": reads_all,
        "reads_internal": may_read_internal(user),
        "sees_unwritten": may_see_not_started(user),
        "covers_chosen": found.covers(chosen.year),
        "period": _period(found.sub_point, years[0].plan),
        "unknown_year": unknown_year,
    }
    return render(request, "plans/pages/sub_point.html", context)


def _chosen(request: AuthenticatedHttpRequest, years: list[VisibleYear], of: SubPoint) -> tuple[ReportingYear, str]:
    """The year whose texts are shown, and what the address asked for in vain: the year to work on, of those in which
    the sub-point is carried out, stands for it. Raises Http404 without any years.
    """
    asked = request.GET.get("year", "").replace("\0", "").strip()
    for year in years:
        if str(year.year) == asked:
            return year, ""
    covered = [year for year in years if period_covers(year.year, of.start_year, of.end_year)]
    chosen = year_to_work_on(covered or years)
    if chosen is None:
        raise Http404
    return chosen, asked[:20]


def _period(of: SubPoint, plan: Plan) -> str:
    """The execution period in years: "2020–2024", "2022"."""
    first, last = of.start_year or plan.start_year, of.end_year or plan.end_year
    return str(first) if first == last else f"{first}–{last}"


def _part_name(role: str) -> str:
    return _("No longer on this sub-point") if role == FORMER else str(AssignmentRole(role).label)


def _indicator_chart(figures: IndicatorFigures, found: SubPointOverYears) -> IndicatorChart:
    indicator = figures.indicator
    series = [
        Series(
            agency_row.name,
            tuple(figure.value if figure else None for figure in values),
            frozenset(place for place, figure in enumerate(values) if figure and not figure.is_settled),
        )
        for agency_row, values in figures.rows
    ]
    chart = draw_lines(
        [year.year for year in found.years],
        series,
        whole=indicator.kind == IndicatorKind.WHOLE,
        target=indicator.target,
    )
    if chart is None:
        return IndicatorChart(indicator, None, "", [])
    description = ngettext(
        "The values of %(number)s agency, %(first)s–%(last)s. They are in the table below.",
        "The values of %(number)s agencies, %(first)s–%(last)s. They are in the table below.",
        len(chart.lines),
    ) % {"number": len(chart.lines), "first": chart.years[0], "last": chart.years[-1]}
    return IndicatorChart(indicator, chart, description, _notes(chart))


def _notes(chart: LineChart) -> list[str]:
    notes = []
    if chart.scale > 1:
        notes.append(
            {
                10**6: _("The axis is in millions."),
                10**9: _("The axis is in billions."),
                10**12: _("The axis is in trillions."),
            }[chart.scale]
        )
    if chart.target:
        notes.append(_("The dotted line across the drawing is the target."))
    if chart.has_unsettled:
        notes.append(_("Hollow marks: the entry is not approved yet."))
    if chart.left_out:
        notes.append(
            _("Drawn are the %(most)s agencies with the greatest values; the table has all %(all)s.")
            % {"most": MOST_LINES, "all": len(chart.rows)}
        )
    return notes

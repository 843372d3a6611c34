"""What templates are given: frozen dataclasses, whose fields are the names that the templates read."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.requests import AuthenticatedHttpRequest
from plans.models import Agency, AgencyName, Plan, ReportingYear
from plans.queries.years import VisibleYear, sample_data_is_loaded, year_to_work_on

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame around a page of a year shows: the tabs (`active`), the year switch, the plans.

    `plan_choices` holds each plan with the year that switching to it opens, `years` those of this plan. `agency` is set on
    pages of one agency, `agency_name` its name of the year.
    """

    active: str
    sample_data: bool
    reporting_year: ReportingYear
    plan: Plan
    plans: Sequence[Plan]
    plan_choices: Sequence[tuple[Plan, ReportingYear | None]]
    years: Sequence[ReportingYear]
    agency: Agency | None
    agency_name: AgencyName | None


def frame_of(
    *, active: str, reporting_year: ReportingYear, years: Sequence[VisibleYear], agency: Agency | None = None
) -> Frame:
    """The frame of a page of the year; `years` are all that the reader may switch to."""
    plans = list(dict.fromkeys(year.plan for year in years))
    return Frame(
        active=active,
        sample_data=years[0].sample_data if years else sample_data_is_loaded(),
        reporting_year=reporting_year,
        plan=reporting_year.plan,
        plans=plans,
        plan_choices=[(plan, year_to_work_on([year for year in years if year.plan == plan])) for plan in plans],
        years=[year for year in years if year.plan_id == reporting_year.plan_id],
        agency=agency,
        agency_name=agency.name_in(reporting_year.year) if agency else None,
    )


def names_of(*parts: "DataclassInstance") -> dict[str, Any]:
    """The fields of all parts by their names: a template's context. No two parts have a name in common."""
    return {field.name: getattr(part, field.name) for part in parts for field in fields(part)}


def render_page(
    request: AuthenticatedHttpRequest, template: str, *parts: "DataclassInstance", status: int = 200
) -> HttpResponse:
    """The page, with the fields of all parts (the frame, what the page shows, what it keeps) as the template's names."""
    return render(request, template, names_of(*parts), status=status)

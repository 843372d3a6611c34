"""Finds what an address names, within what the reader may see; everything else is 404."""

from django.http import Http404, HttpRequest

from accounts.models import User
from plans.models import Agency, ReportingYear
from plans.queries import (
    agencies_visible_to,
    agency_of,
    names_prefetch,
    reporting_years_visible_to,
    year_to_work_on,
)


def get_reporting_year(user: User, plan: str, year: int) -> tuple[ReportingYear, list[ReportingYear]]:
    """The reporting year of the address and all the years the reader may switch to. Raises Http404."""
    years = reporting_years_visible_to(user)
    for reporting_year in years:
        if reporting_year.plan.code == plan and reporting_year.year == year:
            return reporting_year, years
    raise Http404


def get_agency(user: User, code: str) -> Agency:
    """The agency of the address with its names. Raises Http404 for one that is not the reader's to see."""
    own = agency_of(user)
    if own is not None and own.code == code:
        return own
    agency = agencies_visible_to(user).filter(code=code).prefetch_related(names_prefetch("names")).first()
    if agency is None:
        raise Http404
    return agency


def page_context(
    request: HttpRequest,
    *,
    active: str,
    reporting_year: ReportingYear,
    years: list[ReportingYear],
    agency: Agency | None = None,
) -> dict:
    """What the frame around a page of a year shows: the tabs (`active`), the year switch, the plans.

    `plan_choices` holds each plan with the year that switching to it opens.
    """
    plans = list(dict.fromkeys(year.plan for year in years))
    return {
        "active": active,
        "reporting_year": reporting_year,
        "plan": reporting_year.plan,
        "plans": plans,
        "plan_choices": [(plan, year_to_work_on([year for year in years if year.plan == plan])) for plan in plans],
        "years": [year for year in years if year.plan_id == reporting_year.plan_id],
        "agency": agency,
        "agency_name": agency.name_in(reporting_year.year) if agency else None,
    }

"""Finds what an address names, within what the reader may see; everything else is 404."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.timezone import localdate

from accounts.enums import Role
from accounts.models import User
from accounts.requests import AuthenticatedHttpRequest
from plans.addresses import entry_url
from plans.models import Agency, Assignment, Entry, ReportingYear, SubPoint
from plans.queries.access import (
    agencies_visible_to,
    agency_of,
    agency_with_names,
    may_edit_entry,
    may_read_entry,
    may_see_not_started,
)
from plans.queries.entry import find_assignment, find_entries, find_former_part
from plans.queries.years import reporting_years_visible_to, sample_data_is_loaded, year_to_work_on
from plans.rules import due_day


def get_reporting_year(user: User, plan: str, year: int) -> tuple[ReportingYear, list[ReportingYear]]:
    """The reporting year of the address and all the years the reader may switch to. Raises Http404."""
    years = reporting_years_visible_to(user)
    for reporting_year in years:
        if reporting_year.plan.code == plan and reporting_year.year == year:
            return reporting_year, years
    raise Http404


def get_year_to_manage(
    request: AuthenticatedHttpRequest, plan: str, year: int
) -> tuple[ReportingYear, list[ReportingYear]]:
    """The reporting year for a coordinator, and all of them; 404 for everybody else."""
    if request.user.role != Role.COORDINATOR:
        raise Http404
    return get_reporting_year(request.user, plan, year)


def get_agency(user: User, code: str) -> Agency:
    """The agency of the address with its names. Raises Http404 for one that is not the reader's to see."""
    own = agency_of(user)
    if own is not None and own.code == code:
        return own
    agency = agency_with_names(agencies_visible_to(user).filter(code=code))
    if agency is None:
        raise Http404
    return agency


def page_context(
    request: AuthenticatedHttpRequest,
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
        "sample_data": years[0].sample_data if years else sample_data_is_loaded(),
        "reporting_year": reporting_year,
        "plan": reporting_year.plan,
        "plans": plans,
        "plan_choices": [(plan, year_to_work_on([year for year in years if year.plan == plan])) for plan in plans],
        "years": [year for year in years if year.plan_id == reporting_year.plan_id],
        "agency": agency,
        "agency_name": agency.name_in(reporting_year.year) if agency else None,
    }


class FormerPart(PermissionDenied):
    """A step with an entry whose sub-point is not its agency's any more; the answer (409) gives back what was typed."""

    def __init__(self, place: "EntryPlace"):
        super().__init__()
        self.place = place


@dataclass(slots=True)
class EntryPlace:
    """What an entry's address names: everything is the reader's to see. `context` is that of `page_context`."""

    reporting_year: ReportingYear
    agency: Agency
    assignment: Assignment
    entry: Entry | None
    last_year: Entry | None
    context: dict

    @property
    def sub_point(self) -> SubPoint:
        return self.assignment.sub_point

    @property
    def address_parts(self) -> dict:
        """What the entry's address names: `get_entry_place(request, **place.address_parts)` reads the place again."""
        return {
            "plan": self.reporting_year.plan.code,
            "year": self.reporting_year.year,
            "agency": self.agency.code,
            "number": self.sub_point.number,
        }

    def url(self, name: str = "entry", **more) -> str:
        """The address of the entry's page, or of the page or step called `name` (`plans.addresses.entry_url`)."""
        return entry_url(name, **self.address_parts, **more)

    @property
    def is_former(self) -> bool:
        """The sub-point is not the agency's any more (or not in that year): what was written can be read only."""
        return self.assignment.pk is None

    def may_be_edited_by(self, user: User) -> bool:
        return not self.is_former and may_edit_entry(user, self.agency, self.reporting_year, self.entry)

    @property
    def deadline(self) -> datetime.date:
        """The agency's deadline: the year's, or a later one that was granted."""
        return due_day(self.reporting_year.deadline, self.assignment.extended_until)

    @property
    def today(self) -> datetime.date:
        return localdate()


def get_entry_place(
    request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str, *, posts_change: bool = True
) -> EntryPlace:
    """The entry of the address with what belongs to it.

    Raises Http404 for what is not the reader's to see, FormerPart for a POST to an entry whose sub-point is no longer
    the agency's (`posts_change=False`: the view's POST changes nothing there).
    """
    reporting_year, years = get_reporting_year(request.user, plan, year)
    owner = get_agency(request.user, agency)
    assignment = find_assignment(request.user, reporting_year, owner, number)
    if assignment is None:
        assignment = find_former_part(reporting_year, owner, number)
    if assignment is None:
        raise Http404
    found, last_year = find_entries(request.user, reporting_year, owner, assignment.sub_point)
    if not (may_read_entry(request.user, found) if found else may_see_not_started(request.user)):
        raise Http404
    context = page_context(request, active="home", reporting_year=reporting_year, years=years, agency=owner)
    context |= {"assignment": assignment, "sub_point": assignment.sub_point}
    place = EntryPlace(reporting_year, owner, assignment, found, last_year, context)
    if place.is_former and posts_change and request.method == "POST":
        raise FormerPart(place)
    return place

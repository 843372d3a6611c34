"""Finds what an address names, within what the reader may see; everything else is 404."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.timezone import localdate

from accounts.enums import Role
from accounts.models import User
from accounts.requests import AuthenticatedHttpRequest
from plans.addresses import entry_url
from plans.models import Agency, Assignment, Entry, ReportingYear, SubPoint
from plans.point_words import take_words_of_plan
from plans.queries.access import (
    agencies_visible_to,
    agency_of,
    agency_with_names,
    may_edit_entry,
    may_read_entry,
    may_see_not_started,
)
from plans.queries.entry import Part, find_entries, find_former_part, find_part
from plans.queries.years import VisibleYear, reporting_years_visible_to
from plans.rules import due_day
from plans.views.frame import Frame, frame_of, names_of


def get_reporting_year(user: User, plan: str, year: int) -> tuple[ReportingYear, list[VisibleYear]]:
    """The reporting year of the address and all the years the reader may switch to. Raises Http404."""
    years = reporting_years_visible_to(user)
    for reporting_year in years:
        if reporting_year.plan.code == plan and reporting_year.year == year:
            take_words_of_plan(two_levels=reporting_year.two_levels)
            return reporting_year, years
    raise Http404


def years_of_plan(visible: Sequence[VisibleYear], plan: str) -> list[VisibleYear]:
    """Of the years the reader may switch to those of the plan that the address names, in whose words the page is from
    here on.
    """
    years = [year for year in visible if year.plan.code == plan]
    if years:
        take_words_of_plan(two_levels=years[0].two_levels)
    return years


def take_words_of(visible: Sequence[VisibleYear]) -> None:
    """On a page of no plan: from here on it is in the words of the plans the reader sees, where all of them agree."""
    take_words_of_plan(two_levels=bool(visible) and all(year.two_levels for year in visible))


def get_year_to_manage(
    request: AuthenticatedHttpRequest, plan: str, year: int
) -> tuple[ReportingYear, list[VisibleYear]]:
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
    years: Sequence[VisibleYear],
    agency: Agency | None = None,
) -> dict[str, Any]:
    """The names of `Frame` for pages whose own names are a dict still."""
    return names_of(frame_of(active=active, reporting_year=reporting_year, years=years, agency=agency))


class FormerPart(PermissionDenied):
    """A step with an entry whose sub-point is not its agency's any more; the answer (409) gives back what was typed."""

    def __init__(self, place: "EntryPlace"):
        super().__init__()
        self.place = place


class AddressParts(TypedDict):
    """What the address of an entry names."""

    plan: str
    year: int
    agency: str
    number: str


@dataclass(slots=True)
class EntryPlace:
    """What an entry's address names: everything is the reader's to see. Steps that read the entry anew set `entry`."""

    agency: Agency
    part: Part
    entry: Entry | None
    last_year: Entry | None
    frame: Frame

    @property
    def reporting_year(self) -> ReportingYear:
        return self.frame.reporting_year

    @property
    def assignment(self) -> Assignment:
        return self.part.assignment

    @property
    def sub_point(self) -> SubPoint:
        return self.assignment.sub_point

    @property
    def written(self) -> Entry:
        """The entry, for what is about a text that somebody has begun. Raises Http404 where nobody has."""
        if self.entry is None:
            raise Http404
        return self.entry

    @property
    def context(self) -> dict[str, Any]:
        """The names of the frame, of the assignment and its sub-point, for pages whose own names are a dict still."""
        return names_of(self.frame) | {"assignment": self.assignment, "sub_point": self.sub_point}

    @property
    def address_parts(self) -> AddressParts:
        """What the entry's address names: `get_entry_place(request, **place.address_parts)` reads the place again."""
        return {
            "plan": self.reporting_year.plan.code,
            "year": self.reporting_year.year,
            "agency": self.agency.code,
            "number": self.sub_point.number,
        }

    def url(self, name: str = "entry", **more: int) -> str:
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
        return due_day(self.reporting_year.deadline, self.part.extended_until)

    @property
    def today(self) -> datetime.date:
        return localdate()


def get_entry_place(
    request: AuthenticatedHttpRequest,
    plan: str,
    year: int,
    agency: str,
    number: str,
    *,
    posts_change: bool = True,
    saves: bool = False,
) -> EntryPlace:
    """The entry of the address with what belongs to it.

    Raises Http404 for what is not the reader's to see, FormerPart for a POST to an entry whose sub-point is no longer
    the agency's (`posts_change=False`: the view's POST changes nothing there). `saves`: the request brings a text, for
    which there is a place even where the sub-point was taken before anything was written.
    """
    reporting_year, years = get_reporting_year(request.user, plan, year)
    owner = get_agency(request.user, agency)
    part = find_part(request.user, reporting_year, owner, number) or find_former_part(
        request.user, reporting_year, owner, number, to_save=saves and request.user.writes_for_agency
    )
    if part is None:
        raise Http404
    found, last_year = find_entries(request.user, reporting_year, owner, part.assignment.sub_point)
    if not (may_read_entry(request.user, found) if found else may_see_not_started(request.user)):
        raise Http404
    frame = frame_of(active="home", reporting_year=reporting_year, years=years, agency=owner)
    place = EntryPlace(owner, part, found, last_year, frame)
    if place.is_former and posts_change and request.method == "POST":
        raise FormerPart(place)
    return place

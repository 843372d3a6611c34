"""An agency over the years – its names, its parts, its people – and all agencies of a year."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef

from accounts.enums import AGENCY_ROLES, Role
from accounts.models import User
from plans.azerbaijani import fold, sort_key
from plans.enums import AssignmentRole
from plans.models import Agency, AgencyName, Assignment, Extension, ReportingYear
from plans.pages.queries.agency_work import YearWork, read_work
from plans.queries.access import entries_visible_to, may_read_internal
from plans.queries.years import assignments_of_year, names_prefetch

# --- Names over time --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NamePeriod:
    """A name of an agency and the days on which it held; None: from the beginning, until now."""

    name: str
    since: datetime.date | None
    until: datetime.date | None

    def touches(self, year: int) -> bool:
        """Whether the name held on a day of the year."""
        began = self.since is None or self.since.year <= year
        return began and (self.until is None or self.until.year >= year)


def names_over_time(agency: Agency) -> list[NamePeriod]:
    """The body's names, the earliest first. Reads `agency.all_names()`."""
    names = sorted(agency.all_names(), key=lambda name: name.valid_from or datetime.date.min)
    return [
        NamePeriod(name.nominative, name.valid_from, _day_before(names[place + 1 : place + 2]))
        for place, name in enumerate(names)
    ]


def _day_before(following: list[AgencyName]) -> datetime.date | None:
    began = following[0].valid_from if following else None
    return began - datetime.timedelta(days=1) if began else None


def names_during(agency: Agency, year: int) -> list[NamePeriod]:
    """The names that held in the year: more than one where the body was renamed in it; the last one its report carries.

    Before the first known name that one.
    """
    periods = names_over_time(agency)
    return [period for period in periods if period.touches(year)] or periods[:1]


# --- One agency -------------------------------------------------------------------------------------------------------


PART_ORDER = (AssignmentRole.LEAD_EXECUTOR, AssignmentRole.EXECUTOR, AssignmentRole.RECOMMENDED)


@dataclass(frozen=True, slots=True)
class PartGroup:
    """The sub-points in which the agency has one kind of part: (number, measure), in the order of the plan."""

    role: str
    points: list[tuple[str, str]]


def parts_of(agency: Agency, plan_id: int) -> list[PartGroup]:
    """The agency's parts in the plan by kind: lead executor, executor, recommended; kinds it has not are left out. One
    query.
    """
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = Assignment.objects.filter(agency=agency, sub_point__section__plan=plan_id).order_by(
        "sub_point__section__number", "sub_point__number"
    )
    for role, number, measure in rows.values_list("role", "sub_point__number", "sub_point__measure"):
        found[role].append((number, measure))
    return [PartGroup(role, found[role]) for role in PART_ORDER if role in found]


def contact_people(user: User, agency: Agency) -> list[User]:
    """The people with open accounts who write for the agency: leads first, then by name; for the agency itself and for
    coordinators. Observers do not learn who an agency's staff are. One query, or none.

    Whoever has gone to another agency stands there; what the person wrote and moved here keeps the name.
    """
    if not may_read_internal(user):
        return []
    people = User.objects.filter(membership__agency=agency, is_active=True, role__in=AGENCY_ROLES)
    return sorted(people, key=lambda person: (person.role != Role.LEAD, sort_key(str(person)), person.pk))


def extensions_shown(user: User, agency: Agency, plan_id: int) -> list[Extension]:
    """The agency's extensions in the plan, latest year first; for observers those only that were granted. One query."""
    rows = Extension.objects.filter(agency=agency, reporting_year__plan=plan_id)
    if not may_read_internal(user):
        rows = rows.granted()
    return list(rows.select_related("reporting_year").order_by("-reporting_year__year", "-pk"))


def former_texts(user: User, agency: Agency, plan_id: int) -> list[tuple[int, str]]:
    """(year, sub-point's number) of entries that the user may read on sub-points that are the agency's no longer. One
    query.
    """
    now = Assignment.objects.filter(agency=agency, sub_point__section__plan=plan_id).order_by().values("sub_point")
    rows = (
        entries_visible_to(user)
        .filter(agency=agency, reporting_year__plan=plan_id)
        .exclude(sub_point__in=now)
        .order_by("-reporting_year__year", "sub_point__section__number", "sub_point__number")
    )
    return list(rows.values_list("reporting_year__year", "sub_point__number"))


# --- All agencies -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class AgencyRow:
    """An agency in the list of a year; `earlier` are the other names that it had in the year."""

    agency: Agency
    name: str
    earlier: list[NamePeriod]
    work: YearWork


AGENCIES_A_PAGE = 100


def agency_page(
    user: User, reporting_year: ReportingYear, words: str = "", by: str = "", number: str | None = None
) -> tuple[Page[Any], list[AgencyRow]]:
    """A page of the agencies with a part in the year whose names hold the words; letters are compared loosely, ə like e.

    Eight queries. What is read of entries is that of the agencies on the page, except where they are ordered by it; where
    words or names decide, the names of all are read.
    """
    assigned = assignments_of_year(reporting_year).filter(agency=OuterRef("pk"))
    agencies = Agency.objects.filter(Exists(assigned))
    named = agencies.prefetch_related(names_prefetch("names"))
    if by in ("late", "days"):
        found = [agency for agency in named if _has_words(agency, reporting_year.year, words)]
        rows = sorted_rows(_rows(user, reporting_year, found), by)
        page: Page[Any] = Paginator(rows, AGENCIES_A_PAGE).get_page(number)
        return page, list(page.object_list)
    if words or by == "name":
        found = [agency for agency in named if _has_words(agency, reporting_year.year, words)]
        if by == "name":
            found.sort(key=lambda agency: _sort_key(_name(agency, reporting_year.year)))
        page = Paginator(found, AGENCIES_A_PAGE).get_page(number)
    else:
        page = Paginator(named, AGENCIES_A_PAGE).get_page(number)
    return page, _rows(user, reporting_year, list(page.object_list))


def _rows(user: User, reporting_year: ReportingYear, agencies: list[Agency]) -> list[AgencyRow]:
    works = read_work(user, [reporting_year], agencies)
    return [
        AgencyRow(
            agency,
            _name(agency, reporting_year.year),
            names_during(agency, reporting_year.year)[:-1],
            works[agency.pk, reporting_year.pk],
        )
        for agency in agencies
        if (agency.pk, reporting_year.pk) in works
    ]


_sort_key = lru_cache(maxsize=5_000)(sort_key)


def _name(agency: Agency, year: int) -> str:
    named = agency.name_in(year)
    return named.nominative if named else agency.code


def _has_words(agency: Agency, year: int, words: str) -> bool:
    """Whether all the words stand in its code, abbreviation or a name of the year."""
    wanted = fold(words, loose=True).split()
    if not wanted:
        return True
    names = " ".join(period.name for period in names_during(agency, year))
    text = fold(f"{agency.code} {agency.abbreviation} {names}", loose=True)
    return all(word in text for word in wanted)


SORTS = ("order", "name", "late", "days")


def sorted_rows(rows: list[AgencyRow], by: str) -> list[AgencyRow]:
    """The rows by name, by what is late (most first), or by the median (latest first, without one last). No query.

    Equal ones keep their protocol order, which is that of "order" and of anything unknown.
    """
    match by:
        case "name":
            return sorted(rows, key=lambda row: sort_key(row.name))
        case "late":
            return sorted(rows, key=lambda row: (-row.work.late, -row.work.late_sent))
        case "days":
            return sorted(rows, key=lambda row: (row.work.median_days is None, -(row.work.median_days or 0)))
    return rows

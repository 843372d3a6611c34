"""An agency over the years – its parts, its people – and all agencies of a year."""

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from accounts.enums import AGENCY_ROLES, Role
from accounts.models import User
from plans.azerbaijani import sort_key
from plans.enums import AssignmentRole
from plans.models import Agency, Assignment, Entry, Extension, ReportingYear
from plans.pages.queries.agency_work import YearWork, read_work
from plans.queries.access import entries_visible_to, may_read_internal, may_see_not_started
from plans.queries.agency_counts import AgencyLateness, agency_lateness, agency_medians
from plans.queries.agency_names import NamePeriod, has_words, names_during
from plans.queries.reading import as_read_by, entries_read_by
from plans.queries.years import names_prefetch, sub_points_of_year
from plans.rules import period_covers

# --- One agency -------------------------------------------------------------------------------------------------------


PART_ORDER = (AssignmentRole.LEAD_EXECUTOR, AssignmentRole.EXECUTOR, AssignmentRole.RECOMMENDED)


@dataclass(frozen=True, slots=True)
class PartRow:
    """A sub-point of the agency with what the reader may read of its entry of the year. `is_due`: the year is within the
    sub-point's execution period.
    """

    number: str
    measure: str
    entry: Entry | None
    is_due: bool


@dataclass(frozen=True, slots=True)
class PartGroup:
    """The sub-points in which the agency has one kind of part, in the order of the plan."""

    role: str
    points: list[PartRow]


def parts_of(user: User, agency: Agency, reporting_year: ReportingYear) -> list[PartGroup]:
    """The agency's parts in the plan by kind: lead executor, executor, recommended; kinds it has not are left out. Each has
    the entry of the year, if the user may read it. Two queries.
    """
    entries = {
        entry.sub_point_id: entry
        for entry in as_read_by(
            user,
            entries_read_by(user, without=("narrative", "figures"))
            .filter(agency=agency, reporting_year=reporting_year)
            .order_by(),
        )
    }
    found: dict[str, list[PartRow]] = defaultdict(list)
    rows = Assignment.objects.filter(agency=agency, sub_point__section__plan=reporting_year.plan_id).order_by(
        "sub_point__section__number", "sub_point__number"
    )
    columns = (
        "role",
        "sub_point",
        "sub_point__number",
        "sub_point__measure",
        "sub_point__start_year",
        "sub_point__end_year",
    )
    for role, key, number, measure, start, end in rows.values_list(*columns):
        is_due = period_covers(reporting_year.year, start, end)
        found[role].append(PartRow(number, measure, entries.get(key), is_due))
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
RANKED = ("late", "days")  # by what the agencies have sent


def agency_page(
    user: User, reporting_year: ReportingYear, words: str = "", by: str = "", number: str | None = None
) -> tuple[Page[int], list[AgencyRow]]:
    """A page of the agencies with a part in the year whose names hold the words; letters are compared loosely, ə like e.

    Eight queries, and where entries decide the order five more, or three: those the database counts. What else is read is
    of the agencies on the page; where words or names decide, the names of all are read.
    """
    assigned = Assignment.objects.filter(agency=OuterRef("pk"), sub_point__in=sub_points_of_year(reporting_year))
    agencies, named = Agency.objects.filter(Exists(assigned)), names_prefetch("names")
    if words or by == "name":
        found = [agency for agency in agencies.prefetch_related(named) if has_words(agency, reporting_year.year, words)]
        if by == "name":
            found.sort(key=lambda agency: _sort_key(_name(agency, reporting_year.year)))
        keys = [agency.pk for agency in found]
    else:
        keys = list(agencies.values_list("pk", flat=True))
    if by in RANKED:
        keys = _ranked(user, reporting_year, keys, by)
    page: Page[int] = Paginator(keys, AGENCIES_A_PAGE).get_page(number)
    on_page = {agency.pk: agency for agency in Agency.objects.filter(pk__in=page.object_list).prefetch_related(named)}
    return page, _rows(user, reporting_year, [on_page[key] for key in page.object_list])


def _ranked(user: User, reporting_year: ReportingYear, keys: list[int], by: str) -> list[int]:
    """The agencies, by their keys in protocol order, by what is late (the most first), or by the median (the latest first,
    without one last). Equal ones keep their order. Five queries, or three.
    """
    entries = entries_visible_to(user)
    if by == "days":
        medians = agency_medians(reporting_year, entries)
        return sorted(keys, key=lambda key: -medians.get(key, -math.inf))
    lateness, nothing = agency_lateness(reporting_year, entries, localdate()), AgencyLateness()
    ranks = [lateness.get(key, nothing) for key in keys]
    if may_see_not_started(user):
        worst = {key: (-rank.late, -rank.late_sent) for key, rank in zip(keys, ranks, strict=True)}
    else:
        worst = {key: (0, -rank.late_sent) for key, rank in zip(keys, ranks, strict=True)}
    return sorted(keys, key=worst.__getitem__)


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

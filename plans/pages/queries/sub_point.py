"""A sub-point over all years of its plan: who carries it out, what they report, what is counted, what was decided."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.timezone import localdate

from accounts.models import User
from plans.enums import (
    ACCEPTED_STATES,
    NOT_ASSESSED,
    NOT_OPENED,
    UNSEEN_LABEL,
    AssignmentRole,
    assessed_label,
)
from plans.models import Agency, Assessment, Assignment, Entry, Extension, Indicator, Plan, ReportingYear, SubPoint
from plans.pages.queries.agency import PART_ORDER
from plans.queries.access import (
    agency_of,
    entries_visible_to,
    may_read_internal,
    may_see_not_started,
    reads_all_agencies,
)
from plans.queries.agency_names import NamePeriod, names_during, names_over_time
from plans.queries.agency_year import EntryRow
from plans.queries.reading import as_read_by, column_of, entries_read_by
from plans.queries.years import names_prefetch
from plans.rules import due_day, is_late, period_covers

FORMER = "former"  # the part of an agency that is on the sub-point no longer and has written on it
_GROUPS = (*PART_ORDER, FORMER)


@dataclass(slots=True)
class YearEntry:
    """What an agency reports on the sub-point in a year, as its reader may see it.

    `row` is None where nothing is to be reported: outside the execution period, or the part was taken away.
    `may_open`: whether the entry has a page for the reader. `anchor` names the place on this page.
    """

    reporting_year: ReportingYear
    agency: Agency
    row: EntryRow | None
    may_open: bool = False
    is_late: bool = False

    @property
    def anchor(self) -> str:
        return f"y{self.reporting_year.year}-{self.agency.code}"

    @property
    def entry(self) -> Entry | None:
        return self.row.entry if self.row else None

    @property
    def state_label(self) -> str | Promise:
        if self.row is None:
            return ""
        return self.row.state_label if self.may_open else UNSEEN_LABEL


@dataclass(slots=True)
class AgencyYears:
    """An agency with its part (a role, or `FORMER`) and its entries, one for each year shown.

    `name` is that of the year chosen; `other_names` are those it had besides in the years shown, with their days.
    """

    agency: Agency
    role: str
    name: str
    other_names: list[NamePeriod]
    years: list[YearEntry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StatusStep:
    """A year of the plan in the strip of assessed statuses; `is_opened`: it has a page on which it is decided."""

    year: int
    status: str
    words: str
    is_opened: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of an indicator; `is_settled`: its entry is approved."""

    value: Decimal
    is_settled: bool


@dataclass(frozen=True, slots=True)
class IndicatorFigures:
    """An indicator with, for each body that has given a value, the values of the years shown."""

    indicator: Indicator
    rows: list[tuple[AgencyYears, list[Figure | None]]]


@dataclass(slots=True)
class SubPointOverYears:
    """All that the page of a sub-point says but the texts. `strip` is None for agencies: assessments are not theirs."""

    sub_point: SubPoint
    before: str
    after: str
    years: Sequence[ReportingYear]
    chosen: ReportingYear
    agency_rows: list[AgencyYears]
    all_names: list[tuple[str, list[tuple[Agency, str]]]]
    strip: list[StatusStep] | None
    figures: list[IndicatorFigures]

    def covers(self, year: int) -> bool:
        return period_covers(year, self.sub_point.start_year, self.sub_point.end_year)

    @property
    def groups(self) -> list[tuple[str, list[AgencyYears]]]:
        """(part, agencies) of the parts that occur: lead executors, executors, recommended agencies, former ones."""
        found = [(role, [agency_row for agency_row in self.agency_rows if agency_row.role == role]) for role in _GROUPS]
        return [(str(role), agency_rows) for role, agency_rows in found if agency_rows]

    @property
    def entries_of_chosen(self) -> list[tuple[AgencyYears, YearEntry]]:
        """The entries of the chosen year that the reader may read, in the order of the table."""
        place = self.years.index(self.chosen)
        return [
            (agency_row, agency_row.years[place])
            for _role, agency_rows in self.groups
            for agency_row in agency_rows
            if agency_row.years[place].entry is not None
        ]


def find_point(plan: Plan, number: str) -> tuple[SubPoint, str, str] | None:
    """The plan's sub-point of the number with its section, and the numbers of those before and after it ("" at the
    ends); None where there is none. Two queries.
    """
    found = (
        SubPoint.objects.filter(section__plan=plan, number=number).select_related("section").defer("measure_folded")
    ).first()
    if found is None:
        return None
    points = SubPoint.objects.filter(section__plan=plan).order_by("section__number", "number")
    numbers = list(points.values_list("number", flat=True))
    place = numbers.index(found.number)
    return found, (numbers[place - 1] if place else ""), (numbers[place + 1] if place + 1 < len(numbers) else "")


def sub_point_over_years(
    user: User, plan: Plan, point: tuple[SubPoint, str, str], years: Sequence[ReportingYear], chosen: ReportingYear
) -> SubPointOverYears:
    """The sub-point (`find_point`) in the years given, which are the plan's, ascending. Seven queries for those who read
    all agencies, six for an agency's staff, however many years and agencies there are.

    An agency's staff get the other agencies' names, not their entries, and no assessment.
    """
    sub_point, before, after = point
    entries = {
        (entry.agency_id, entry.reporting_year_id): entry
        for entry in as_read_by(
            user,
            entries_read_by(user, without=("narrative", "nothing_reason", "internal_note"))
            .filter(sub_point=sub_point, reporting_year__in=years)
            .order_by(),
        )
    }
    parts = dict(Assignment.objects.filter(sub_point=sub_point).order_by().values_list("agency_id", "role"))
    agencies = list(
        Agency.objects.filter(pk__in={*parts, *(agency_row for agency_row, _year in entries)}).prefetch_related(
            names_prefetch("names")
        )
    )
    extended = _extensions(sub_point, years)
    own, reads_all = agency_of(user), reads_all_agencies(user)
    agency_rows = []
    for agency in agencies:
        if not reads_all and agency != own:
            continue
        agency_row = _agency_row(agency, parts.get(agency.pk, FORMER), years, chosen)
        agency_row.years = [
            _year_entry(user, sub_point, year, agency_row, entries.get((agency.pk, year.pk)), extended)
            for year in years
        ]
        agency_rows.append(agency_row)
    found = SubPointOverYears(
        sub_point,
        before,
        after,
        years,
        chosen,
        agency_rows,
        _all_names(agencies, parts, chosen.year),
        _strip(plan, sub_point, years) if reads_all else None,
        [],
    )
    found.figures = _figures(sub_point, [agency_row for _role, group in found.groups for agency_row in group])
    return found


def _agency_row(agency: Agency, role: str, years: Sequence[ReportingYear], chosen: ReportingYear) -> AgencyYears:
    during = names_during(agency, chosen.year)
    name = during[-1].name if during else agency.code
    others = [
        period
        for period in names_over_time(agency)
        if period.name != name and any(period.touches(year.year) for year in years)
    ]
    return AgencyYears(agency, role, name, others)


def _year_entry(
    user: User,
    sub_point: SubPoint,
    year: ReportingYear,
    agency_row: AgencyYears,
    entry: Entry | None,
    extended: dict[tuple[int, int], datetime.date],
) -> YearEntry:
    is_assigned = agency_row.role != FORMER and period_covers(year.year, sub_point.start_year, sub_point.end_year)
    if entry is None and not is_assigned:
        return YearEntry(year, agency_row.agency, None)
    role = agency_row.role if is_assigned else AssignmentRole.RECOMMENDED
    row = EntryRow(Assignment(sub_point=sub_point, agency=agency_row.agency, role=role), entry)
    may_open = entry is not None or may_see_not_started(user)
    due = due_day(
        year.deadline, extended.get((agency_row.agency.pk, year.pk)), entry.resubmit_by if entry is not None else None
    )
    late = may_open and is_late(row.state, due, localdate(), is_required=row.is_required)
    return YearEntry(year, agency_row.agency, row, may_open, late)


def _extensions(sub_point: SubPoint, years: Sequence[ReportingYear]) -> dict[tuple[int, int], datetime.date]:
    """`days_in_force` of the agencies that have a part in the sub-point."""
    of_agencies = Extension.objects.filter(agency__assignments__sub_point=sub_point, reporting_year__in=years)
    return of_agencies.days_in_force()


def _all_names(agencies: list[Agency], parts: dict[int, str], year: int) -> list[tuple[str, list[tuple[Agency, str]]]]:
    """(part, [(agency, name in the year)]) of all agencies on the sub-point now: plan data, for every reader."""
    found = []
    for role in PART_ORDER:
        named = [
            (agency, during[-1].name if (during := names_during(agency, year)) else agency.code)
            for agency in agencies
            if parts.get(agency.pk) == role
        ]
        if named:
            found.append((str(role), named))
    return found


def _strip(plan: Plan, sub_point: SubPoint, years: Sequence[ReportingYear]) -> list[StatusStep]:
    """The assessed status year by year, over all years of the plan. One query."""
    assessed = dict(
        Assessment.objects.filter(sub_point=sub_point, reporting_year__in=years)
        .order_by()
        .values_list("reporting_year__year", "status")
    )
    opened = {year.year for year in years}
    steps = []
    for year in range(plan.start_year, plan.end_year + 1):
        covered = period_covers(year, sub_point.start_year, sub_point.end_year)
        status = assessed.get(year) or ("" if not covered else NOT_ASSESSED if year in opened else NOT_OPENED)
        steps.append(StatusStep(year, status, assessed_label(status), year in opened and covered))
    return steps


def _figures(sub_point: SubPoint, agency_rows: list[AgencyYears]) -> list[IndicatorFigures]:
    """The indicators of the sub-point that are in use or have a value, with the agencies' values. One query."""
    found = []
    for indicator in sub_point.indicators.order_by("position", "pk"):
        rows = []
        for agency_row in agency_rows:
            values = [_figure(indicator, year.entry) for year in agency_row.years]
            if any(values):
                rows.append((agency_row, values))
        if rows or indicator.is_in_use:
            found.append(IndicatorFigures(indicator, rows))
    return found


def _figure(indicator: Indicator, entry: Entry | None) -> Figure | None:
    """The value in the entry. Where there is nothing to report, what stood there before is kept and means nothing."""
    if entry is None or entry.nothing_to_report:
        return None
    value = entry.figures.get(str(indicator.pk))
    return Figure(Decimal(value), entry.state in ACCEPTED_STATES) if value else None


@dataclass(frozen=True, slots=True)
class EntryText:
    """What is unfolded of an entry: clean HTML, or the reason why there is nothing to report."""

    narrative: str
    nothing_reason: str


def texts_of(user: User, entries: Iterable[Entry]) -> dict[int, EntryText]:
    """By entry the text that the user reads, for the few that a page shows. One query."""
    rows = entries_visible_to(user).filter(pk__in=[entry.pk for entry in entries]).order_by()
    columns = (column_of(user, name) for name in ("narrative", "nothing_reason"))
    internal = may_read_internal(user)
    return {
        pk: EntryText(narrative, reason if internal else "")
        for pk, narrative, reason in rows.values_list("pk", *columns)
    }

"""How agencies stand in a year, in numbers that the database counts: one light row an agency, however much it writes."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils.timezone import get_current_timezone, make_aware

from plans.enums import ACCEPTED_STATES, DELIVERED_STATES, REQUIRED_ROLES
from plans.models import Assignment, Entry, Extension, ReportingYear
from plans.queries.years import sub_points_of_year
from plans.rules import due_day


@dataclass(slots=True)
class AgencyCount:
    """What is required of an agency in a year, and how much of it is still with the agency, and late."""

    required: int = 0
    open: int = 0
    late: int = 0


@dataclass(slots=True)
class AgencyLateness:
    """How much of what is required of an agency in a year is late, and how much was first sent late."""

    late: int = 0
    late_sent: int = 0


@dataclass(slots=True)
class YearCount:
    """What is required in a year of all agencies together, and how much of it is delivered, accepted, late."""

    required: int = 0
    delivered: int = 0
    accepted: int = 0
    late: int = 0


_IS_DELIVERED = Q(state__in=DELIVERED_STATES)


def agency_counts(reporting_year: ReportingYear, today: datetime.date) -> dict[int, AgencyCount]:
    """By key the agencies of which anything is required in the year. Five queries.

    The numbers, here and below, are those that `rules.is_late` and `rules.submitted_late` give, point by point.
    """
    in_time = _in_time(reporting_year, _deadlines(reporting_year), today)
    required, written = _count(
        reporting_year,
        Entry.objects.all(),
        F("agency_id"),
        Count("pk", filter=_IS_DELIVERED),
        Count("pk", filter=_is_not_late(today)),
    )
    found, nothing = {}, (0, 0)
    for agency, number in required.items():
        delivered, not_late = written.get(agency, nothing)
        late = 0 if in_time is None or agency in in_time else number - not_late
        found[agency] = AgencyCount(number, number - delivered, late)
    return found


def agency_lateness(
    reporting_year: ReportingYear, entries: QuerySet[Entry], today: datetime.date
) -> dict[int, AgencyLateness]:
    """By key the agencies of which anything is required in the year. `entries` are those that count. Five queries."""
    deadlines = _deadlines(reporting_year)
    in_time = _in_time(reporting_year, deadlines, today)
    required, written = _count(
        reporting_year,
        entries,
        F("agency_id"),
        Count("pk", filter=_is_not_late(today)),
        Count("pk", filter=Q(first_submitted_at__gte=_first_moment_late(deadlines, reporting_year))),
    )
    found, nothing = {}, (0, 0)
    for agency, number in required.items():
        not_late, late_sent = written.get(agency, nothing)
        late = 0 if in_time is None or agency in in_time else number - not_late
        found[agency] = AgencyLateness(late, late_sent)
    return found


def year_count(reporting_year: ReportingYear, today: datetime.date) -> YearCount:
    """The year as a whole. Five queries."""
    in_time = _in_time(reporting_year, _deadlines(reporting_year), today)
    required, written = _count(
        reporting_year,
        Entry.objects.all(),
        Case(When(agency__in=in_time or (), then=True), default=False, output_field=BooleanField()),
        Count("pk", filter=_IS_DELIVERED),
        Count("pk", filter=Q(state__in=ACCEPTED_STATES)),
        Count("pk", filter=_is_not_late(today)),
    )
    count = YearCount(required=sum(required.values()))
    for has_time, (delivered, accepted, not_late) in written.items():
        count.delivered += delivered
        count.accepted += accepted
        count.late -= 0 if has_time else not_late
    count.late = 0 if in_time is None else count.late + required.get(False, 0)
    return count


def _is_not_late(today: datetime.date) -> Q:
    """What is late by no deadline: delivered, or returned and not due again yet."""
    return _IS_DELIVERED | Q(resubmit_by__gte=today)


def _in_time(
    reporting_year: ReportingYear, deadlines: dict[int, datetime.date], today: datetime.date
) -> set[int] | None:
    """The agencies that have more time, today still; None where all have."""
    if reporting_year.deadline >= today:
        return None
    return {agency for agency, day in deadlines.items() if day >= today}


def _count(
    reporting_year: ReportingYear, entries: QuerySet[Entry], by: F | Case, *counts: Count
) -> tuple[dict[Any, int], dict[Any, list[int]]]:
    """By the values of `by` how much is required, and the counts of what is written of that. Four queries.

    All that is written is counted, and what is written without being required is taken off again: for the one an index is
    read, for the other two indexes that are in the same order. To look up the part of each entry takes five times as long.
    """
    points = sub_points_of_year(reporting_year)
    parts = Assignment.objects.filter(role__in=REQUIRED_ROLES, sub_point__in=points).order_by().annotate(by=by)
    required = dict(parts.values_list("by").annotate(number=Count("*")))
    written = entries.filter(reporting_year=reporting_year, sub_point__in=points).order_by().annotate(by=by)
    named = {f"count_{place}": count for place, count in enumerate(counts)}
    found = {key: numbers for key, *numbers in written.values_list("by").annotate(**named)}
    for key, *numbers in written.filter(~_HAS_REQUIRED_PART).values_list("by").annotate(**named):
        found[key] = [number - less for number, less in zip(found[key], numbers, strict=True)]
    return required, found


def agency_medians(reporting_year: ReportingYear, entries: QuerySet[Entry]) -> dict[int, float]:
    """By key the median days between an agency's deadline and its first submissions; none where nothing was sent.

    Three queries: of each agency's moments the middle one is read, or the two in the middle.
    """
    deadlines = _deadlines(reporting_year)
    of_agency = F("agency_id")
    rows = (
        entries.filter(_HAS_REQUIRED_PART, reporting_year=reporting_year, first_submitted_at__isnull=False)
        .filter(sub_point__in=sub_points_of_year(reporting_year))
        .order_by()
        .annotate(
            doubled=Window(RowNumber(), order_by=F("first_submitted_at").asc(), partition_by=of_agency) * 2,
            number=Window(Count("pk"), partition_by=of_agency),
        )
        .filter(doubled__gte=F("number"), doubled__lte=F("number") + 2)
    )
    baku, middle = get_current_timezone(), defaultdict[int, list[datetime.date]](list)
    for agency, moment in rows.values_list("agency_id", "first_submitted_at"):
        if moment is not None:  # as the query has it
            middle[agency].append(moment.astimezone(baku).date())
    found = {}
    for agency, days in middle.items():
        deadline = deadlines.get(agency, reporting_year.deadline)
        found[agency] = ((days[0] - deadline).days + (days[-1] - deadline).days) / 2
    return found


_HAS_REQUIRED_PART = Exists(
    Assignment.objects.filter(agency=OuterRef("agency"), sub_point=OuterRef("sub_point"), role__in=REQUIRED_ROLES)
)


def _deadlines(reporting_year: ReportingYear) -> dict[int, datetime.date]:
    """The days until which agencies that were given more time have it. One query."""
    granted = Extension.objects.filter(reporting_year=reporting_year).days_in_force()
    return {agency: due_day(reporting_year.deadline, until) for (agency, _year), until in granted.items()}


def _first_moment_late(deadlines: dict[int, datetime.date], reporting_year: ReportingYear) -> Case:
    """The moment from which what an agency first sends is late: the end of its day, in Baku."""
    by_day: dict[datetime.date, list[int]] = defaultdict(list)
    for agency, day in deadlines.items():
        by_day[day].append(agency)
    cases: Iterable[When] = (When(agency__in=agencies, then=_end_of(day)) for day, agencies in by_day.items())
    return Case(*cases, default=_end_of(reporting_year.deadline), output_field=DateTimeField())


def _end_of(day: datetime.date) -> Value:
    return Value(make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min)))

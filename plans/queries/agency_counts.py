"""How agencies stand in a year, in numbers that the database counts: one light row an agency, however much it writes."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.timezone import get_current_timezone, make_aware

from plans.enums import DELIVERED_STATES, REQUIRED_ROLES
from plans.models import Assignment, Entry, Extension, ReportingYear, SubPoint
from plans.queries.years import assignments_required
from plans.rules import due_day


@dataclass(slots=True)
class AgencyCount:
    """An agency in a year: what is required, how much of it is still with the agency, is late, was first sent late."""

    required: int = 0
    open: int = 0
    late: int = 0
    late_sent: int = 0


def agency_counts(
    reporting_year: ReportingYear, entries: QuerySet[Entry], today: datetime.date
) -> dict[int, AgencyCount]:
    """By key the agencies of which anything is required in the year. `entries` are those that count. Three queries.

    The numbers are those that `rules.is_late` and `rules.submitted_late` give, point by point.
    """
    deadlines = _deadlines(reporting_year)
    required = assignments_required(reporting_year).order_by().values_list("agency_id").annotate(number=Count("pk"))
    found = {agency: AgencyCount(number, number, number) for agency, number in required}
    delivered = Q(state__in=DELIVERED_STATES)
    rows = (
        _required_entries(reporting_year, entries)
        .values_list("agency_id")
        .annotate(
            delivered=Count("pk", filter=delivered),
            in_time=Count("pk", filter=delivered | Q(resubmit_by__gte=today)),
            late_sent=Count("pk", filter=Q(first_submitted_at__gte=_first_moment_late(deadlines, reporting_year))),
        )
    )
    for agency, delivered_number, in_time, late_sent in rows:
        count = found[agency]
        count.open -= delivered_number
        count.late -= in_time
        count.late_sent = late_sent
    for agency, count in found.items():
        if deadlines.get(agency, reporting_year.deadline) >= today:
            count.late = 0
    return found


def agency_medians(reporting_year: ReportingYear, entries: QuerySet[Entry]) -> dict[int, float]:
    """By key the median days between an agency's deadline and its first submissions; none where nothing was sent.

    Two queries: of each agency's moments the middle one is read, or the two in the middle.
    """
    deadlines = _deadlines(reporting_year)
    of_agency = F("agency_id")
    rows = (
        _required_entries(reporting_year, entries)
        .filter(first_submitted_at__isnull=False)
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


def _required_entries(reporting_year: ReportingYear, entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Those of what is required. Its sub-points are listed once; of each entry only its part is looked up."""
    points = SubPoint.objects.covering(reporting_year.year).filter(section__plan=reporting_year.plan_id)
    part = Assignment.objects.filter(
        agency=OuterRef("agency"), sub_point=OuterRef("sub_point"), role__in=REQUIRED_ROLES
    )
    of_year = entries.filter(Exists(part), reporting_year=reporting_year, sub_point__in=points.order_by().values("pk"))
    return of_year.order_by()


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

"""What a coordinator sees of a reporting year: how it stands, who has more time, what was done to it."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from plans.enums import ACCEPTED_STATES, DELIVERED_STATES
from plans.models import Agency, Extension, Plan, ReportingYear, YearEvent
from plans.queries.required import RequiredPoint, required_points
from plans.queries.years import agencies_with_a_part, names_prefetch


@dataclass(slots=True, frozen=True)
class YearStanding:
    """Numbers of what a year requires: `with_agencies` is not submitted, `to_decide` submitted and not decided."""

    required: int
    accepted: int
    to_decide: int
    with_agencies: int
    late: int


@dataclass(slots=True, frozen=True)
class DeadlineEffect:
    """What another deadline does today: entries that become late at once or are late no longer, of how many agencies."""

    newly_late: int
    newly_late_agencies: int
    no_longer_late: int
    no_longer_late_agencies: int

    @property
    def changes_lateness(self) -> bool:
        return bool(self.newly_late or self.no_longer_late)


def year_standing(points: list[RequiredPoint], deadline: datetime.date, today: datetime.date) -> YearStanding:
    """Counts what is required (`required_points`). No query."""
    accepted = sum(point.state in ACCEPTED_STATES for point in points)
    delivered = sum(point.state in DELIVERED_STATES for point in points)
    return YearStanding(
        required=len(points),
        accepted=accepted,
        to_decide=delivered - accepted,
        with_agencies=len(points) - delivered,
        late=sum(point.is_late(deadline, today) for point in points),
    )


def effect_of_deadline(reporting_year: ReportingYear, day: datetime.date, today: datetime.date) -> DeadlineEffect:
    """What moving the year's deadline to the day does to lateness. Three queries."""
    late, fine = [], []
    for point in required_points(reporting_year):
        before, after = point.is_late(reporting_year.deadline, today), point.is_late(day, today)
        if after and not before:
            late.append(point.agency)
        elif before and not after:
            fine.append(point.agency)
    return DeadlineEffect(len(late), len(set(late)), len(fine), len(set(fine)))


def extensions_of(reporting_year: ReportingYear) -> QuerySet[Extension]:
    """All requests and extensions of the year, latest first, with agencies, their names, and people. Two queries."""
    return (
        Extension.objects.filter(reporting_year=reporting_year)
        .select_related("agency", "asked_by", "decided_by")
        .prefetch_related(names_prefetch())
        .order_by("-pk")
    )


def extensions_of_agency(reporting_year: ReportingYear, agency: Agency) -> list[Extension]:
    """The agency's own requests and extensions in the year, latest first. One query."""
    rows = Extension.objects.filter(reporting_year=reporting_year, agency=agency)
    return list(rows.select_related("asked_by", "decided_by").order_by("-pk"))


def extensions_in_force(extensions: list[Extension]) -> dict[int, Extension]:
    """Of the year's extensions, latest first, the one that holds for each agency, by the agency's key. No query."""
    return {row.agency_id: row for row in reversed(extensions) if row.is_granted}


def plans_without_years() -> list[tuple[Plan, list[int]]]:
    """The plans that are not reported on yet, newest first, each with the years it runs. One query."""
    opened = ReportingYear.objects.filter(plan=OuterRef("pk"))
    plans = Plan.objects.filter(~Exists(opened)).order_by("-start_year", "code")
    return [(plan, list(range(plan.start_year, plan.end_year + 1))) for plan in plans]


def events_of_year(reporting_year: ReportingYear) -> QuerySet[YearEvent]:
    """What was done to the year, latest first, with who did it. One query."""
    return YearEvent.objects.filter(reporting_year=reporting_year).select_related("actor").order_by("-pk")


def agencies_to_extend(reporting_year: ReportingYear) -> list[tuple[Agency, str]]:
    """The agencies with a part in the plan and their names in the year, in protocol order. Two queries."""
    year = reporting_year.year
    return [
        (agency, str(agency.name_in(year) or agency.code)) for agency in agencies_with_a_part(reporting_year.plan_id)
    ]

"""What a coordinator sees of a reporting year: how it stands, who has more time, what was done to it."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from plans.models import Agency, Extension, Plan, ReportingYear, YearEvent
from plans.queries.agency_counts import year_count
from plans.queries.required import required_points
from plans.queries.years import agencies_with_a_part, names_prefetch


@dataclass(slots=True, frozen=True)
class YearStanding:
    """Numbers of what a year requires: `with_agencies` is not submitted. What waits for a decision is the queue's number."""

    required: int
    accepted: int
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


def year_standing(reporting_year: ReportingYear, today: datetime.date) -> YearStanding:
    """Counts what is required; the database does it. Five queries."""
    count = year_count(reporting_year, today)
    return YearStanding(
        required=count.required,
        accepted=count.accepted,
        with_agencies=count.required - count.delivered,
        late=count.late,
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


AGENCIES_IN_A_LIST = 100  # more are not chosen from a list: their code is written


def agencies_to_extend(reporting_year: ReportingYear, code: str = "") -> tuple[list[tuple[Agency, str]], bool]:
    """The agencies with a part in the plan and their names in the year, in protocol order; and whether that is all of them.

    Where there are too many to choose from, only the one with the code. Three queries; one, where no code is asked for then.
    """
    year, agencies = reporting_year.year, agencies_with_a_part(reporting_year.plan_id)
    is_whole = agencies.order_by()[: AGENCIES_IN_A_LIST + 1].count() <= AGENCIES_IN_A_LIST
    chosen = agencies if is_whole else agencies.filter(code=code) if code else agencies.none()
    return [(agency, str(agency.name_in(year) or agency.code)) for agency in chosen], is_whole

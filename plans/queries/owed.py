"""All that is owed in a year with its state and days, for counting: light rows of every agency, few queries."""

import datetime
from dataclasses import dataclass

from plans.enums import DELIVERED_STATES, NOT_STARTED, ExtensionState
from plans.models import Entry, Extension, ReportingYear
from plans.queries.years import assignments_owed
from plans.rules import due_day, is_late


@dataclass(slots=True, frozen=True)
class OwedPoint:
    """One sub-point that an agency owes. `state` is its entry's or "not_started"; the days are what `due` is made of."""

    agency: int
    number: str
    state: str
    extended_until: datetime.date | None
    resubmit_by: datetime.date | None

    @property
    def is_open(self) -> bool:
        """Whether it is still with the agency."""
        return self.state not in DELIVERED_STATES

    def due(self, deadline: datetime.date) -> datetime.date:
        """The day by which it is due where the year's deadline is this one."""
        return due_day(deadline, self.extended_until, self.resubmit_by)

    def is_late(self, deadline: datetime.date, today: datetime.date) -> bool:
        return is_late(self.state, self.due(deadline), today)


def owed_points(reporting_year: ReportingYear) -> list[OwedPoint]:
    """What all agencies owe in the year, in the order of the plan. Three queries."""
    extended = extensions_granted(reporting_year)
    entries = {
        (agency, sub_point): (state, resubmit_by)
        for agency, sub_point, state, resubmit_by in Entry.objects.filter(reporting_year=reporting_year)
        .order_by()
        .values_list("agency_id", "sub_point_id", "state", "resubmit_by")
    }
    rows = assignments_owed(reporting_year).values_list("agency_id", "sub_point_id", "sub_point__number")
    return [
        OwedPoint(agency, number, *_state_and_day(entries.get((agency, sub_point)), extended.get(agency)))
        for agency, sub_point, number in rows
    ]


def _state_and_day(entry: tuple | None, extended: datetime.date | None) -> tuple:
    state, resubmit_by = entry or (NOT_STARTED, None)
    return str(state), extended, resubmit_by


def extensions_granted(reporting_year: ReportingYear) -> dict[int, datetime.date]:
    """`extended_until` of all agencies of the year, by their keys. One query."""
    rows = Extension.objects.filter(reporting_year=reporting_year, state=ExtensionState.GRANTED).order_by("pk")
    return dict(rows.values_list("agency_id", "granted_until"))

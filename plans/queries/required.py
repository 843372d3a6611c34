"""All that is required in a year with its state and days, for counting: light rows of every agency, few queries."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, OuterRef, Q, Subquery, When
from django.utils.timezone import localdate

from plans.enums import DELIVERED_STATES, NOT_STARTED, EntryState
from plans.models import Agency, Entry, Extension, ReportingYear, Transition
from plans.queries.years import assignments_required
from plans.rules import due_day, is_late


@dataclass(slots=True, frozen=True)
class RequiredPoint:
    """One sub-point that is required of an agency. `state` is its entry's or "not_started"; the days are what `due` is made of.

    `extended_on` is the day on which more time was given, `returned_on` that of the latest return (in Baku) of what is open;
    None where there is none, or it was not recorded.
    """

    agency: int
    number: str
    state: str
    extended_until: datetime.date | None
    resubmit_by: datetime.date | None
    extended_on: datetime.date | None = None
    returned_on: datetime.date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still with the agency."""
        return self.state not in DELIVERED_STATES

    def due(self, deadline: datetime.date) -> datetime.date:
        """The day by which it is due where the year's deadline is this one."""
        return due_day(deadline, self.extended_until, self.resubmit_by)

    def known_since(self, deadline: datetime.date, since: datetime.date | None) -> datetime.date | None:
        """The day on which it became known that it is due on `due(deadline)`; None where that was not recorded.

        `since` is the day on which the deadline became known. A returned entry is with the agency since its return,
        whatever its day is made of.
        """
        due = self.due(deadline)
        if due == deadline:
            known = since
        else:
            known = self.extended_on if due == self.extended_until else self.returned_on
        if self.state == EntryState.RETURNED and self.returned_on:
            return max(self.returned_on, known or self.returned_on)
        return known

    def is_late(self, deadline: datetime.date, today: datetime.date) -> bool:
        return is_late(self.state, self.due(deadline), today)


def required_points(reporting_year: ReportingYear, agencies: Collection[Agency] | None = None) -> list[RequiredPoint]:
    """What is required of all agencies in the year, or of some, in the order of the plan. Three queries."""
    of_some = Q() if agencies is None else Q(agency__in=[agency.pk for agency in agencies])
    extended = extensions_granted(reporting_year)
    returns = Transition.objects.filter(entry=OuterRef("pk"), to_state=EntryState.RETURNED).order_by("-pk")
    latest, is_open = Subquery(returns.values("created_at")[:1]), ~Q(state__in=DELIVERED_STATES)
    entries = {
        (agency, sub_point): (state, resubmit_by, returned_at)
        for agency, sub_point, state, resubmit_by, returned_at in Entry.objects.filter(
            of_some, reporting_year=reporting_year
        )
        .order_by()
        .values_list("agency_id", "sub_point_id", "state", "resubmit_by", Case(When(is_open, then=latest)))
    }
    rows = (
        assignments_required(reporting_year)
        .filter(of_some)
        .values_list("agency_id", "sub_point_id", "sub_point__number")
    )
    return [
        _required_point(agency, number, entries.get((agency, sub_point)), extended.get(agency, (None, None)))
        for agency, sub_point, number in rows
    ]


def _required_point(agency: int, number: str, entry: tuple | None, extended: tuple) -> RequiredPoint:
    until, extended_at = extended
    state, resubmit_by, returned_at = entry or (NOT_STARTED, None, None)
    return RequiredPoint(agency, number, str(state), until, resubmit_by, _day(extended_at), _day(returned_at))


def _day(moment: datetime.datetime | None) -> datetime.date | None:
    return moment and localdate(moment)


def extensions_granted(
    reporting_year: ReportingYear,
) -> dict[int, tuple[datetime.date, datetime.datetime | None]]:
    """`extended_until` of all agencies of the year, by their keys, and when that was decided. One query."""
    rows = Extension.objects.granted().filter(reporting_year=reporting_year).reverse()  # the latest stands in the end
    found = rows.values_list("agency_id", "granted_until", "decided_at")
    return {agency: (until, at) for agency, until, at in found if until is not None}  # a granted one has its day

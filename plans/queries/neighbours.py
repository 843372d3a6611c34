"""The sub-points before and after one, for whoever goes through an agency's year."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import User
from plans.models import Agency, ReportingYear
from plans.queries.access import entries_visible_to, may_see_not_started
from plans.queries.years import assignments_of_year


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Numbers of the sub-points of the same agency and year; "" where there is none."""

    previous: str = ""
    next: str = ""


def neighbours_of(user: User, reporting_year: ReportingYear, agency: Agency, number: str) -> Neighbours:
    """Those whose entries the user may open, in the order of the plan; none around a sub-point that is no longer the
    agency's. One query.
    """
    parts = assignments_of_year(reporting_year).filter(agency=agency)
    if not may_see_not_started(user):
        readable = entries_visible_to(user).filter(
            reporting_year=reporting_year, agency=agency, sub_point=OuterRef("sub_point")
        )
        parts = parts.filter(Exists(readable))
    numbers = list(parts.values_list("sub_point__number", flat=True))
    if number not in numbers:
        return Neighbours()
    place = numbers.index(number)
    return Neighbours(numbers[place - 1] if place else "", numbers[place + 1] if place + 1 < len(numbers) else "")

"""Opens a reporting year."""

import datetime

from plans.models import Plan, ReportingYear
from plans.rules import default_deadline


class YearOutsidePlan(Exception):
    """The plan does not run in the year."""


def open_reporting_year(plan: Plan, year: int, deadline: datetime.date | None = None) -> ReportingYear:
    """The plan's reporting year, created open with the default deadline where it does not exist.

    An existing year is returned as it is, closed or not. Raises YearOutsidePlan.
    """
    if not plan.covers(year):
        raise YearOutsidePlan(f"{plan.code}: {year}")
    reporting_year, _created = ReportingYear.objects.get_or_create(
        plan=plan, year=year, defaults={"deadline": deadline or default_deadline(year)}
    )
    return reporting_year

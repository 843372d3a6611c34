"""Whom a reminder reaches: agencies with somebody whose account is open and has an address, and those without."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.enums import AGENCY_ROLES
from accounts.models import User
from plans.enums import REQUIRED_ROLES, YearState
from plans.models import Agency, Assignment, ReportingYear
from plans.queries.years import names_prefetch


def unreachable_in(reporting_year: ReportingYear) -> QuerySet[Agency]:
    """Agencies that must report in the year and have nobody with an open account and an address."""
    required = Assignment.objects.covering(reporting_year.year).filter(
        agency=OuterRef("pk"), sub_point__section__plan=reporting_year.plan_id, role__in=REQUIRED_ROLES
    )
    return _without_anybody().filter(Exists(required))


def unreachable_now() -> QuerySet[Agency]:
    """Agencies that must report in a year that is open, of whatever plan, and have nobody to be reached."""
    required = Assignment.objects.covering(OuterRef("year")).filter(
        agency=OuterRef(OuterRef("pk")), sub_point__section__plan=OuterRef("plan"), role__in=REQUIRED_ROLES
    )
    return _without_anybody().filter(Exists(ReportingYear.objects.filter(Exists(required), state=YearState.OPEN)))


def _without_anybody() -> QuerySet[Agency]:
    people = User.objects.filter(membership__agency=OuterRef("pk"), is_active=True, role__in=AGENCY_ROLES)
    return Agency.objects.filter(~Exists(people.exclude(email=""))).prefetch_related(names_prefetch("names"))

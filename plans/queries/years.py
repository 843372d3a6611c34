"""Plans, years, and what is owed in them."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from plans.enums import YearState
from plans.models import (
    AgencyName,
    Assignment,
    ReportingYear,
    SampleData,
)
from plans.queries.access import agency_of, reads_all_agencies


def sample_data_is_loaded() -> bool:
    """Whether invented data stands in the database. One query."""
    return SampleData.objects.exists()


def reporting_years_visible_to(user: User) -> list[ReportingYear]:
    """Reporting years with their plans, newest plan first, years ascending. One query (and the agency's).

    Each carries `sample_data`, whether invented data is loaded: every page of a year asks for both.
    """
    years = (
        ReportingYear.objects.select_related("plan")
        .annotate(sample_data=Exists(SampleData.objects.all()))
        .order_by("-plan__start_year", "plan__code", "year")
    )
    if reads_all_agencies(user):
        return list(years)
    agency = agency_of(user)
    if agency is None:
        return []
    assigned = Assignment.objects.filter(agency=agency, sub_point__section__plan=OuterRef("plan"))
    return list(years.filter(Exists(assigned)))


def year_to_work_on(years: list[ReportingYear]) -> ReportingYear | None:
    """The year that home opens with: the latest open one, otherwise the latest, of the newest plan that has any."""
    opened = [year for year in years if year.is_open]
    return max(opened or years, key=lambda year: (year.year, year.plan.start_year), default=None)


def assignments_owed(reporting_year: ReportingYear) -> QuerySet[Assignment]:
    """Assignments of the plan whose execution period covers the year, in the order of the plan."""
    return Assignment.objects.filter(
        period_covers_q(reporting_year.year),
        sub_point__section__plan_id=reporting_year.plan_id,
    ).order_by("sub_point__section__number", "sub_point__number", "agency__protocol_order", "agency__code")


def open_years() -> QuerySet[ReportingYear]:
    """The years in which anything may change, for compare-and-set as `reporting_year__in=open_years()`.

    Not `reporting_year__state=…`: Django turns an UPDATE with a join into one whose every condition is inside a
    subquery, and PostgreSQL looks at those no more after it has waited for the row – two writers would both pass.
    """
    return ReportingYear.objects.filter(state=YearState.OPEN)


def closing_of(reporting_year: ReportingYear):
    """The history record of the year's last closing, with who closed it (`history_user`) and when (`history_date`);
    None where that was not recorded. One query.
    """
    records = ReportingYear.history.filter(id=reporting_year.pk).select_related("history_user")
    latest = records.order_by("-history_id").first()  # not by date: clocks jump
    return latest if latest is not None and latest.state == YearState.CLOSED else None


def period_covers_q(year: int) -> Q:
    """`rules.period_covers` for assignments, as a filter."""
    return (Q(sub_point__start_year__isnull=True) | Q(sub_point__start_year__lte=year)) & (
        Q(sub_point__end_year__isnull=True) | Q(sub_point__end_year__gte=year)
    )


def names_prefetch(path: str = "agency__names") -> Prefetch:
    """Prefetches agencies' names, so that `Agency.name_in` asks nothing."""
    return Prefetch(path, queryset=AgencyName.objects.order_by("valid_from"))

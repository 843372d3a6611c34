"""Plans, years, and what is required in them."""

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Case, Exists, OuterRef, Prefetch, QuerySet, Subquery, When
from django.db.models.functions import Length

from accounts.models import User
from plans.enums import REQUIRED_ROLES, ExtensionState, YearState
from plans.fields import PART_WIDTH
from plans.models import (
    Agency,
    AgencyName,
    Assignment,
    Extension,
    ReportingYear,
    SampleData,
    SubPoint,
)
from plans.queries.access import agency_of, reads_all_agencies

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class SampleColumn(TypedDict):
        sample_data: bool
        two_levels: bool

    VisibleYear = WithAnnotations[ReportingYear, SampleColumn]
else:
    VisibleYear = ReportingYear


TWO_LEVELS = 2 * PART_WIDTH + 1  # the length of "4.2" as it is stored


def sample_data_is_loaded() -> bool:
    """Whether invented data stands in the database. One query."""
    return SampleData.objects.exists()


def reporting_years_visible_to(user: User) -> list[VisibleYear]:
    """Reporting years with their plans, newest plan first, years ascending. One query (and the agency's).

    Each carries `sample_data`, whether invented data is loaded, and `two_levels`, whether the numbers of its plan are like
    "4.2" (`point_words`): every page of a year asks for all.
    """
    points = SubPoint.objects.filter(section__plan=OuterRef("plan"))
    years = (
        ReportingYear.objects.select_related("plan")
        .annotate(
            sample_data=Exists(SampleData.objects.all()),
            two_levels=Exists(points) & ~Exists(points.alias(length=Length("number")).filter(length__gt=TWO_LEVELS)),
        )
        .order_by("-plan__start_year", "plan__code", "year")
    )
    if reads_all_agencies(user):
        return list(years)
    agency = agency_of(user)
    if agency is None:
        return []
    assigned = Assignment.objects.filter(agency=agency, sub_point__section__plan=OuterRef("plan"))
    return list(years.filter(Exists(assigned)))


def plans_have_two_levels() -> bool:
    """Whether the numbers of all plans are like "4.2" (`point_words`), for pages of no plan. One query."""
    deep = SubPoint.objects.alias(length=Length("number")).filter(length__gt=TWO_LEVELS)
    found: bool | None = SubPoint.objects.order_by().values_list(~Exists(deep), flat=True).first()
    return bool(found)


def year_to_work_on(years: Sequence[ReportingYear]) -> ReportingYear | None:
    """The year that home opens with: the latest open one, otherwise the latest, of the newest plan that has any."""
    opened = [year for year in years if year.is_open]
    return max(opened or years, key=lambda year: (year.year, year.plan.start_year), default=None)


def assignments_of_year(reporting_year: ReportingYear) -> QuerySet[Assignment]:
    """Assignments of the plan whose execution period covers the year, in the order of the plan: what may be written
    about, recommended agencies' parts too. `Assignment.is_required` tells what must be.
    """
    return (
        Assignment.objects.covering(reporting_year.year)
        .filter(sub_point__section__plan_id=reporting_year.plan_id)
        .order_by("sub_point__section__number", "sub_point__number", "agency__protocol_order", "agency__code")
    )


def assignments_required(reporting_year: ReportingYear) -> QuerySet[Assignment]:
    """Those of the year's assignments that must be reported on: executors' and lead executors'."""
    return assignments_of_year(reporting_year).filter(role__in=REQUIRED_ROLES)


def extended_until(reporting_year: ReportingYear, agency: Agency | int) -> datetime.date | None:
    """The day until which the agency has more time in the year, by the latest granted extension; None without one.
    One query. What is due when: `rules.due_day(deadline, extended_until, …)`.
    """
    granted = Extension.objects.granted().filter(reporting_year=reporting_year, agency=agency)
    return granted.values_list("granted_until", flat=True).first()


def extended_until_of(reporting_year: Any, agency: str = "agency") -> Subquery:
    """`extended_until` as an annotation: of the year (a record, a key, or an OuterRef) and the agency column named."""
    granted = Extension.objects.granted().filter(reporting_year=reporting_year, agency=OuterRef(agency))
    return Subquery(granted.values("granted_until")[:1])


def open_years() -> QuerySet[ReportingYear]:
    """The years in which anything may change, for compare-and-set as `reporting_year__in=open_years()`.

    Not `reporting_year__state=…`: Django turns an UPDATE with a join into one whose every condition is inside a
    subquery, and PostgreSQL looks at those no more after it has waited for the row – two writers would both pass.
    """
    return ReportingYear.objects.filter(state=YearState.OPEN)


def closing_of(reporting_year: ReportingYear) -> Any:
    """The history record of the year's last closing, with who closed it (`history_user`) and when (`history_date`);
    None where that was not recorded. One query.
    """
    records = ReportingYear.history.filter(id=reporting_year.pk).select_related("history_user")
    latest = records.order_by("-history_id").first()  # not by date: clocks jump
    return latest if latest is not None and latest.state == YearState.CLOSED else None


def names_prefetch(path: str = "agency__names") -> Prefetch:
    """Prefetches agencies' names, so that `Agency.name_in` asks nothing. As a list: a manager for each agency costs more
    than the query does.
    """
    return Prefetch(path, queryset=AgencyName.objects.order_by("valid_from"), to_attr="names_at_hand")


def sub_points_of_year(reporting_year: ReportingYear) -> list[int]:
    """The keys of the plan's sub-points whose execution period covers the year. One query.

    A list for counts of what agencies have: each row is held against it, where a subquery would be joined to all of them.
    """
    points = SubPoint.objects.covering(reporting_year.year).filter(section__plan=reporting_year.plan_id)
    return list(points.order_by().values_list("pk", flat=True))


def agencies_with_a_part(plan: int) -> QuerySet[Agency]:
    """The agencies that a plan (by its key) assigns anything to, in protocol order, with their names. Two queries."""
    assigned = Assignment.objects.filter(agency=OuterRef("pk"), sub_point__section__plan=plan)
    return Agency.objects.filter(Exists(assigned)).prefetch_related(names_prefetch("names"))


def latest_extension(reporting_year: ReportingYear, agency: Agency) -> Extension | None:
    """The agency's request that has no answer yet; else what was asked for or granted last. One query."""
    waits_first = Case(When(state=ExtensionState.ASKED, then=0), default=1)
    return Extension.objects.filter(reporting_year=reporting_year, agency=agency).order_by(waits_first, "-pk").first()

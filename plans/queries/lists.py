"""The coordinator's list of a year's entries."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from plans.enums import NOT_STARTED
from plans.models import (
    Assignment,
    Plan,
    ReportingYear,
    Section,
)
from plans.queries.access import entries_visible_to, may_see_not_started
from plans.queries.agency_year import EntryRow
from plans.queries.reading import as_read_by, entries_read_by
from plans.queries.years import assignments_of_year, names_prefetch


def assignments_filtered(
    user: User, reporting_year: ReportingYear, *, state: str = "", section: str = "", agency: str = "", text: str = ""
) -> QuerySet[Assignment]:
    """Assignments of the year, filtered; for the paged list of entries (`rows_of_page` adds the entries of one page).

    `state` is an entry state or "not_started", `section` a section's number, `agency` a code, `text` words to find
    in measures. Unknown values find nothing. Observers get what they may read only.
    """
    visible = entries_visible_to(user).filter(
        reporting_year=reporting_year, sub_point=OuterRef("sub_point"), agency=OuterRef("agency")
    )
    rows = assignments_of_year(reporting_year)
    if not may_see_not_started(user):
        rows = rows.filter(Exists(visible))
    if state == NOT_STARTED:
        rows = rows.filter(~Exists(visible))
    elif state:
        rows = rows.filter(Exists(visible.filter(state=state)))
    if section:
        rows = rows.filter(sub_point__section__number=section)
    if agency:
        rows = rows.filter(agency__code=agency)
    if text:
        rows = rows.filter(sub_point__measure_folded__az_icontains=text)
    return (
        rows.select_related("sub_point__section", "agency")
        .prefetch_related(names_prefetch())
        .defer("sub_point__measure_folded")
    )


def rows_of_page(user: User, reporting_year: ReportingYear, assignments: Iterable[Assignment]) -> list[EntryRow]:
    """The assignments of one page with the entries that the user may read. One query beside the assignments' own."""
    assignments = list(assignments)
    entries = {
        (entry.sub_point_id, entry.agency_id): entry
        for entry in as_read_by(
            user,
            entries_read_by(user, without=("narrative",))
            .filter(
                reporting_year=reporting_year,
                sub_point__in={assignment.sub_point_id for assignment in assignments},
                agency__in={assignment.agency_id for assignment in assignments},
            )
            .order_by(),
        )
    }
    return [
        EntryRow(assignment, entries.get((assignment.sub_point_id, assignment.agency_id))) for assignment in assignments
    ]


def sections_of(plan_id: int) -> QuerySet[Section]:
    """The sections of a plan in the order of their numbers."""
    return Section.objects.filter(plan=plan_id).order_by("number")


def plan_by_code(code: str) -> Plan | None:
    """The plan of the code, or None."""
    return Plan.objects.filter(code=code).first()


def plans_covering(year: int) -> list[Plan]:
    """The plans that run in the year."""
    return list(Plan.objects.filter(start_year__lte=year, end_year__gte=year))

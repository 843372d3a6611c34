"""The coordinator's list of a year's entries."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Collate
from django.db.models.lookups import Exact

from accounts.models import User
from plans.collation import COLLATION
from plans.enums import NOT_STARTED, STATE_ORDER, ImplementationStatus
from plans.models import (
    AgencyName,
    Assignment,
    Entry,
    Plan,
    ReportingYear,
    Section,
    SubPoint,
)
from plans.naming import number_asked
from plans.queries.access import entries_visible_to, may_see_not_started
from plans.queries.agency_year import EntryRow
from plans.queries.reading import as_read_by, column_of, entries_read_by
from plans.queries.years import assignments_of_year, extended_until_of, names_prefetch
from plans.rules import due_day


def assignments_filtered(
    user: User, reporting_year: ReportingYear, *, state: str = "", section: str = "", agency: str = "", text: str = ""
) -> QuerySet[Assignment]:
    """Assignments of the year, filtered; for the paged list of entries (`rows_of_page` adds the entries of one page).

    `state` is an entry state or "not_started", `section` a section's number, `agency` a code, `text` words to find
    in measures, or a number. Unknown values find nothing. Observers get what they may read only.
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
        wanted = Q(sub_point__measure_folded__az_icontains=text)
        if number := number_asked(text):
            wanted |= Q(sub_point__number=number) | Q(sub_point__section__number=number)
        rows = rows.filter(wanted)
    return (
        rows.select_related("sub_point__section", "agency")
        .prefetch_related(names_prefetch())
        .defer("sub_point__measure_folded")
    )


SORTS = ("number", "agency", "status", "state", "changed")
_STATUSES = (*ImplementationStatus.values, "")


def sort_assignments(
    user: User, reporting_year: ReportingYear, rows: QuerySet[Assignment], by: str, *, is_descending: bool = False
) -> QuerySet[Assignment]:
    """The assignments by one of `SORTS`: an agency's name of the year, what the user reads as the entry's status, its state,
    its last change. Equal ones, and all for any other word, stand in the order of the plan; what has nothing to be sorted
    by comes last.
    """
    plan_order = ("sub_point__section__number", "sub_point__number", "agency__protocol_order", "agency__code")
    if by == "number" and is_descending:
        return rows.order_by("-sub_point__section__number", "-sub_point__number", *plan_order[2:])
    if by not in SORTS[1:]:
        return rows
    visible = entries_visible_to(user).filter(
        reporting_year=reporting_year, sub_point=OuterRef("sub_point"), agency=OuterRef("agency")
    )
    key: Any
    if by == "agency":
        named = AgencyName.objects.filter(agency=OuterRef("agency")).filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=datetime.date(reporting_year.year, 12, 31))
        )
        latest = named.order_by(F("valid_from").desc(nulls_last=True)).values("nominative")[:1]
        key = Collate(Subquery(latest), COLLATION)
    elif by == "changed":
        key = Subquery(visible.values("updated_at")[:1])
    elif by == "state":
        key = _rank(Coalesce(Subquery(visible.values("state")[:1]), Value(NOT_STARTED)), STATE_ORDER)
    else:
        nothing = Q((column_of(user, "nothing_to_report"), True))
        said = visible.annotate(said=Case(When(nothing, then=Value("")), default=column_of(user, "status")))
        key = _rank(Subquery(said.values("said")[:1]), _STATUSES)
    ordered = OrderBy(key, descending=is_descending, nulls_last=True)
    return rows.order_by(ordered, *plan_order)


def _rank(value: Any, order: Sequence[str]) -> Case:
    """The place of the value in the order, as the database counts it; NULL for what is not in it."""
    return Case(
        *(When(Exact(value, Value(member)), then=Value(place)) for place, member in enumerate(order)),
        output_field=IntegerField(),
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
        EntryRow(assignment, entry, due=_due(reporting_year, assignment, entry))
        for assignment in assignments
        for entry in (entries.get((assignment.sub_point_id, assignment.agency_id)),)
    ]


def batches_of_list(
    user: User, reporting_year: ReportingYear, assignments: QuerySet[Assignment], *, most: int, size: int
) -> Iterator[list[EntryRow]]:
    """The rows of the filtered list in parts, with the days on which they are due, for who may know what is not there yet.
    Three queries a part.
    """
    if may_see_not_started(user):
        assignments = assignments.annotate(extended_until=extended_until_of(reporting_year))
    for first in range(0, most, size):
        rows = rows_of_page(user, reporting_year, assignments[first : min(first + size, most)])
        if rows:
            yield rows
        if len(rows) < size:
            return


def _due(reporting_year: ReportingYear, assignment: Assignment, entry: Entry | None) -> datetime.date | None:
    """None where the assignments came without their agencies' extensions."""
    if "extended_until" not in assignment.__dict__:
        return None
    return due_day(reporting_year.deadline, assignment.__dict__["extended_until"], entry.resubmit_by if entry else None)


def sections_of(plan_id: int) -> QuerySet[Section]:
    """The sections of a plan in the order of their numbers."""
    return Section.objects.filter(plan=plan_id).order_by("number")


def plan_by_code(code: str) -> Plan | None:
    """The plan of the code, or None."""
    return Plan.objects.filter(code=code).first()


def plans_covering(year: int) -> list[Plan]:
    """The plans that run in the year."""
    return list(Plan.objects.filter(start_year__lte=year, end_year__gte=year))


def of_number(points: QuerySet[SubPoint], number: str) -> QuerySet[SubPoint]:
    """Of these sub-points the one of the number; of a point's number ("4.2") all that belong to it."""
    return points.filter(number=number) | points.filter(section__number=number)

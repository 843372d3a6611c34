"""An agency's year: what is required of it, who writes it, how far it has come."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When
from django.utils.functional import Promise
from django.utils.timezone import localdate

from accounts.enums import AGENCY_ROLES
from accounts.models import User
from plans.azerbaijani import fold, sort_key
from plans.enums import (
    NOT_STARTED,
    NOT_STARTED_LABEL,
    STATE_LABELS,
    STATE_ORDER,
    STATES,
    EntryGroup,
    EntryState,
    StateFacts,
)
from plans.models import (
    Agency,
    Assignment,
    Entry,
    Membership,
    ReportingYear,
    SubPoint,
)
from plans.queries.access import entries_visible_to, may_read_internal, may_see_not_started
from plans.queries.gate import Missing, missing_by_entry
from plans.queries.reading import as_read_by, column_of, entries_read_by
from plans.queries.years import assignments_of_year, extended_until_of
from plans.rules import days_left, due_day, is_late


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One thing required: an assignment and, once somebody has begun, its entry.

    `responsible` is the person whom the lead has named. `is_ready`: marked as ready, and nothing is missing; what is
    missing from a marked one stands in `missing`. `days_left` counts to the day on which it is due (again). Lists that
    show no days and no people leave these out.
    """

    assignment: Assignment
    entry: Entry | None
    has_last_year: bool = False
    responsible: User | None = None
    is_ready: bool = False
    missing: Sequence[Missing] = ()
    extended_until: datetime.date | None = None
    due: datetime.date | None = None
    days_left: int = 0
    is_late: bool = False

    @property
    def sub_point(self) -> SubPoint:
        return self.assignment.sub_point

    @property
    def is_required(self) -> bool:
        return self.assignment.is_required

    @property
    def state(self) -> str:
        return self.entry.state if self.entry else NOT_STARTED

    @property
    def facts(self) -> StateFacts:
        return STATES[self.state]

    @property
    def state_label(self) -> str | Promise:
        return self.entry.state_label if self.entry else NOT_STARTED_LABEL

    @property
    def status_label(self) -> str | Promise:
        return self.entry.status_label if self.entry else ""

    @property
    def group(self) -> str:
        """An `EntryGroup`. A returned entry stays with the returned ones, ready or not; what is only recommended stands
        apart until somebody begins it.
        """
        if self.entry is None and not self.is_required:
            return EntryGroup.RECOMMENDED
        if self.is_ready and self.state == EntryState.DRAFT:
            return EntryGroup.READY
        return STATES[self.state].group

    @property
    def is_marked(self) -> bool:
        return self.entry is not None and self.entry.ready_at is not None

    @property
    def days_late(self) -> int:
        return max(0, -self.days_left)


def agency_year_rows(user: User, reporting_year: ReportingYear, agency: Agency) -> list[EntryRow]:
    """What is required of the agency in the year with the entries the user may read. Three queries; two more where an entry is
    marked as ready.

    Observers get rows with readable entries only: what is missing or in draft is not theirs to see. Nor is who writes
    what, and what is ready.
    """
    assignments = (
        assignments_of_year(reporting_year)
        .filter(agency=agency)
        .select_related("sub_point__section", "responsibility__user")
        .annotate(
            responsible_is_colleague=Exists(
                Membership.objects.filter(user=OuterRef("responsibility__user"), agency=OuterRef("agency"))
            ),
            extended_until=extended_until_of(reporting_year),
        )
    )
    empty = Q((column_of(user, "narrative"), ""))
    entries = {
        entry.sub_point_id: entry
        for entry in as_read_by(
            user,
            entries_read_by(user, without=("narrative",))
            .filter(reporting_year=reporting_year, agency=agency)
            .select_related("updated_by")
            .annotate(has_text=Case(When(empty, then=Value(False)), default=True, output_field=BooleanField()))
            .order_by(),
        )
    }
    written_before = set(
        entries_visible_to(user)
        .filter(
            reporting_year__plan=reporting_year.plan_id, reporting_year__year=reporting_year.year - 1, agency=agency
        )
        .values_list("sub_point_id", flat=True)
    )
    internal, today, sees_all = may_read_internal(user), localdate(), may_see_not_started(user)
    found = [(assignment, entries.get(assignment.sub_point_id)) for assignment in assignments]
    marked = [entry for _assignment, entry in found if internal and entry is not None and entry.ready_at is not None]
    missing = missing_by_entry(marked) if marked else {}
    rows = []
    for assignment, entry in found:
        if entry is None and not sees_all:
            continue
        due = due_day(reporting_year.deadline, assignment.extended_until, entry.resubmit_by if entry else None)
        state = entry.state if entry else NOT_STARTED
        lacks = missing.get(entry.pk) if entry else None
        rows.append(
            EntryRow(
                assignment,
                entry,
                has_last_year=assignment.sub_point_id in written_before,
                responsible=_responsible(assignment) if internal and assignment.responsible_is_colleague else None,
                is_ready=lacks == [],
                missing=lacks or (),
                extended_until=assignment.extended_until,
                due=due,
                days_left=days_left(due, today),
                is_late=is_late(state, due, today, is_required=assignment.is_required),
            )
        )
    return rows


def _responsible(assignment: Assignment) -> User | None:
    """Whom the lead has named, while the person can sign in."""
    named = getattr(assignment, "responsibility", None)
    return named.user if named is not None and named.user.is_active else None


def rows_filtered(
    rows: Iterable[EntryRow], *, group: str = "", section: str = "", text: str = "", responsible: User | None = None
) -> list[EntryRow]:
    """The rows that fit: of a group (`ready` finds returned ones too that are), of a section's number, with the words
    in their measure or the beginning of their number, of the person named. No query.
    """
    key = fold(text.strip())
    return [
        row
        for row in rows
        if (not group or row.group == group or (group == EntryGroup.READY and row.is_ready))
        and (not section or row.sub_point.section.number == section)
        and (responsible is None or row.responsible == responsible)
        and (not key or key in fold(row.sub_point.measure) or row.sub_point.number.startswith(key))
    ]


def colleagues_of(agency: Agency) -> list[User]:
    """The people who write for the agency and can sign in, by name. One query."""
    people = User.objects.filter(membership__agency=agency, is_active=True, role__in=AGENCY_ROLES)
    return sorted(people, key=lambda person: (sort_key(str(person)), person.pk))


def count_states(rows: list[EntryRow]) -> list[tuple[str, str | Promise, int]]:
    """(state, label, number of rows) for the states that occur, finished ones first, "not started" last."""
    counted = [(state, sum(1 for row in rows if row.state == state)) for state in STATE_ORDER]
    return [(state, STATE_LABELS[state], number) for state, number in counted if number]

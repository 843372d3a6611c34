"""Every read of the record, each in a bounded number of queries, and the one scope of who sees what."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import Promise

from accounts.enums import Role
from accounts.models import User
from plans.enums import NOT_STARTED, NOT_STARTED_LABEL, OBSERVABLE_STATES, EntryState, ImplementationStatus
from plans.models import (
    Agency,
    AgencyName,
    Assignment,
    Entry,
    Membership,
    Plan,
    ReportingYear,
    Revision,
    SampleData,
    Section,
    SubPoint,
    Transition,
    name_in_force,
)

# --- Who sees what (product.md) --------------------------------------------------------------------------------------


def agency_of(user: User) -> Agency | None:
    """The agency the user writes for, or None. Asked once for each user object; names come prefetched."""
    if not user.is_active or not user.writes_for_agency:  # nobody signed in is not active either
        return None
    if "_agency" not in user.__dict__:
        membership = (
            Membership.objects.filter(user=user).select_related("agency").prefetch_related("agency__names").first()
        )
        user.__dict__["_agency"] = membership.agency if membership else None
    return user.__dict__["_agency"]


def entries_visible_to(user: User) -> QuerySet[Entry]:
    """The entries whose text the user may read; serves lists, pages, reports and exports alike."""
    if not user.is_authenticated or not user.is_active:
        return Entry.objects.none()
    if user.role == Role.COORDINATOR:
        return Entry.objects.all()
    if user.role == Role.OBSERVER:
        return Entry.objects.filter(state__in=OBSERVABLE_STATES)
    agency = agency_of(user)
    return Entry.objects.filter(agency=agency) if agency else Entry.objects.none()


def may_read_entry(user: User, entry: Entry) -> bool:
    """The same rule for one entry at hand; a test proves it equals `entries_visible_to`."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.role == Role.COORDINATOR:
        return True
    if user.role == Role.OBSERVER:
        return entry.state in OBSERVABLE_STATES
    agency = agency_of(user)
    return agency is not None and entry.agency_id == agency.pk


def reads_all_agencies(user: User) -> bool:
    """Whether the user's work is with the plan as a whole: coordinators and observers."""
    return user.is_active and user.role in (Role.COORDINATOR, Role.OBSERVER)


def agencies_visible_to(user: User) -> QuerySet[Agency]:
    """The agencies whose yearly work the user may open: the own one, or all for coordinator and observer."""
    if reads_all_agencies(user):
        return Agency.objects.all()
    agency = agency_of(user)
    return Agency.objects.filter(pk=agency.pk) if agency else Agency.objects.none()


def may_see_not_started(user: User) -> bool:
    """Whether an unwritten entry may be shown: to those who write it and to coordinators, not to observers."""
    return user.role == Role.COORDINATOR or user.writes_for_agency


def may_read_revisions(user: User) -> bool:
    """Earlier forms of a text, drafts among them: the agency's and the coordinator's, not the observer's."""
    return may_see_not_started(user)


def may_read_consolidated(user: User) -> bool:
    """The consolidated report before its publication: coordinators, and observers for what they may read."""
    return reads_all_agencies(user)


def may_edit_entry(user: User, agency: Agency, reporting_year: ReportingYear, entry: Entry | None) -> bool:
    """Staff of the agency may write while the year is open and the entry is with them."""
    own = agency_of(user)
    return own is not None and own.pk == agency.pk and reporting_year.is_open and (entry is None or entry.is_editable)


# --- Plans and years -------------------------------------------------------------------------------------------------


def sample_data_is_loaded() -> bool:
    """Whether invented data stands in the database. One query."""
    return SampleData.objects.exists()


def reporting_years_visible_to(user: User) -> list[ReportingYear]:
    """Reporting years with their plans, newest plan first, years ascending. One query (and the agency's)."""
    years = ReportingYear.objects.select_related("plan").order_by("-plan__start_year", "plan__code", "year")
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
    year = reporting_year.year
    return Assignment.objects.filter(
        Q(sub_point__start_year__isnull=True) | Q(sub_point__start_year__lte=year),
        Q(sub_point__end_year__isnull=True) | Q(sub_point__end_year__gte=year),
        sub_point__section__plan_id=reporting_year.plan_id,
    ).order_by("sub_point__section__number", "sub_point__number", "agency__protocol_order", "agency__code")


def names_prefetch(path: str = "agency__names") -> Prefetch:
    """Prefetches agencies' names, so that `Agency.name_in` asks nothing."""
    return Prefetch(path, queryset=AgencyName.objects.order_by("valid_from"))


# --- An agency's year ------------------------------------------------------------------------------------------------


# `get_…_display` builds its table of choices for every call: too dear for a list of fifty rows.
STATE_LABELS: dict[str, str | Promise] = {**dict(EntryState.choices), NOT_STARTED: NOT_STARTED_LABEL}
STATUS_LABELS: dict[str, str | Promise] = {"": "", **dict(ImplementationStatus.choices)}


@dataclass(slots=True)
class EntryRow:
    """One thing owed: an assignment and, once somebody has begun, its entry."""

    assignment: Assignment
    entry: Entry | None
    has_last_year: bool = False

    @property
    def sub_point(self) -> SubPoint:
        return self.assignment.sub_point

    @property
    def state(self) -> str:
        return self.entry.state if self.entry else NOT_STARTED

    @property
    def state_label(self) -> str | Promise:
        return STATE_LABELS[self.state]

    @property
    def status_label(self) -> str | Promise:
        return STATUS_LABELS[self.entry.status] if self.entry else ""


def agency_year_rows(user: User, reporting_year: ReportingYear, agency: Agency) -> list[EntryRow]:
    """What the agency owes in the year with the entries the user may read. Three queries.

    Observers get rows with readable entries only: what is missing or in draft is not theirs to see.
    """
    assignments = assignments_owed(reporting_year).filter(agency=agency).select_related("sub_point__section")
    entries = {
        entry.sub_point_id: entry
        for entry in entries_visible_to(user)
        .filter(reporting_year=reporting_year, agency=agency)
        .select_related("updated_by")
        .defer("narrative", "narrative_folded")
        .order_by()
    }
    written_before = set(
        entries_visible_to(user)
        .filter(
            reporting_year__plan=reporting_year.plan_id, reporting_year__year=reporting_year.year - 1, agency=agency
        )
        .values_list("sub_point_id", flat=True)
    )
    rows = [
        EntryRow(assignment, entries.get(assignment.sub_point_id), assignment.sub_point_id in written_before)
        for assignment in assignments
    ]
    return rows if may_see_not_started(user) else [row for row in rows if row.entry]


STATE_ORDER = (EntryState.APPROVED, EntryState.LOCKED, EntryState.SUBMITTED, EntryState.RETURNED, EntryState.DRAFT)


def count_states(rows: list[EntryRow]) -> list[tuple[str, str | Promise, int]]:
    """(state, label, number of rows) for the states that occur, finished ones first, "not started" last."""
    counted = [(state, sum(1 for row in rows if row.state == state)) for state in (*STATE_ORDER, NOT_STARTED)]
    return [(str(state), STATE_LABELS[state], number) for state, number in counted if number]


# --- One entry -------------------------------------------------------------------------------------------------------


def find_assignment(reporting_year: ReportingYear, agency: Agency, number: str) -> Assignment | None:
    """The assignment behind an entry's address, or None. One query."""
    return (
        assignments_owed(reporting_year)
        .filter(agency=agency, sub_point__number=number)
        .select_related("sub_point__section__plan")
        .first()
    )


def find_entry(reporting_year: ReportingYear, agency: Agency, sub_point: SubPoint) -> Entry | None:
    """The entry of the triple, whoever asks; views check `may_read_entry`. One query."""
    return (
        Entry.objects.filter(reporting_year=reporting_year, agency=agency, sub_point=sub_point)
        .select_related("updated_by")
        .first()
    )


def entry_of_last_year(user: User, reporting_year: ReportingYear, agency: Agency, sub_point: SubPoint) -> Entry | None:
    """The entry of the year before, if the user may read it. One query."""
    return (
        entries_visible_to(user)
        .filter(
            reporting_year__plan=reporting_year.plan_id,
            reporting_year__year=reporting_year.year - 1,
            agency=agency,
            sub_point=sub_point,
        )
        .first()
    )


def latest_returns(entries: list[Entry]) -> dict[int, Transition]:
    """By entry: the move that gave it back to its agency, for those that are with it still. One query, or none."""
    returned = [entry.pk for entry in entries if entry.state == EntryState.RETURNED]
    if not returned:
        return {}
    moves = Transition.objects.filter(entry__in=returned, to_state=EntryState.RETURNED).select_related("actor")
    return {move.entry_id: move for move in moves.order_by("created_at", "pk")}


def revisions_of(entry: Entry) -> QuerySet[Revision]:
    """An entry's revisions, newest first, with their authors and without their texts."""
    return entry.revisions.select_related("author").defer("narrative").order_by("-version")


def other_agencies_on(sub_point: SubPoint, agency: Agency, year: int) -> list[str]:
    """The names, as of the year, of the other agencies on the sub-point in protocol order. One query."""
    names = (
        AgencyName.objects.filter(agency__assignments__sub_point=sub_point)
        .exclude(agency=agency)
        .select_related("agency")
        .order_by("agency__protocol_order", "agency__code")
    )
    return [
        name_in_force(list(of_one), datetime.date(year, 12, 31)).nominative
        for _agency, of_one in groupby(names, key=lambda name: name.agency_id)
    ]


# --- The coordinator's list ------------------------------------------------------------------------------------------


def owed_filtered(
    user: User, reporting_year: ReportingYear, *, state: str = "", section: str = "", agency: str = "", text: str = ""
) -> QuerySet[Assignment]:
    """Assignments of the year, filtered; for the paged list of entries (`rows_of_page` adds the entries of one page).

    `state` is an entry state or "not_started", `section` a section's number, `agency` a code, `text` words to find
    in measures. Unknown values find nothing. Observers get what they may read only.
    """
    visible = entries_visible_to(user).filter(
        reporting_year=reporting_year, sub_point=OuterRef("sub_point"), agency=OuterRef("agency")
    )
    rows = assignments_owed(reporting_year)
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
        for entry in entries_visible_to(user)
        .filter(
            reporting_year=reporting_year,
            sub_point__in={assignment.sub_point_id for assignment in assignments},
            agency__in={assignment.agency_id for assignment in assignments},
        )
        .defer("narrative", "narrative_folded")
        .order_by()
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

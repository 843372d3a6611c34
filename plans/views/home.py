"""The agency's home for a year: what was returned, what is to be done, who does it, and where to go on."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.models import User
from accounts.requests import AuthenticatedHttpRequest
from plans import rules
from plans.enums import AGENCY_STATES, OBSERVED_GROUPS, STATES, EntryGroup, EntryState
from plans.forms.entry import AgencyYearFilter, ResponsibleForm
from plans.models import Assignment, EditorialVersion, Extension, Section, Transition
from plans.naming import point_name
from plans.queries.access import may_see_not_started
from plans.queries.agency_year import EntryRow, agency_year_rows, colleagues_of, count_states, rows_filtered
from plans.queries.assignment_changes import ChangeGroup, assignment_changes, by_day
from plans.queries.editorial import consents_waiting
from plans.queries.entry import latest_returns
from plans.queries.years import assignments_of_year, latest_extension
from plans.services import NotAColleague, name_responsible
from plans.views.bulk_result import BulkResult, take_result
from plans.views.frame import frame_of, render_page
from plans.views.scope import get_agency, get_reporting_year
from plans.views.steps import OF_AGENCY, step_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """What the agency's home shows of the year: `rows` are all, `shown` those that the filters leave, `required` those
    that must be reported on; `counts` (state, label, number, group) are of these. `deadline` is the agency's own.
    `listed` are the shown ones by section, but for those that stand above with what waits: `returned`, `consents`.
    """

    rows: Sequence[EntryRow]
    shown: Sequence[EntryRow]
    required: Sequence[EntryRow]
    sections: Sequence[tuple[Section, Sequence[EntryRow]]]
    counts: Sequence[tuple[str, str | Promise, int, str]]
    late: int
    returned: Sequence[tuple[EntryRow, Transition | None]]
    consents: Sequence[EditorialVersion]
    waiting: int
    listed: Sequence[tuple[Section, Sequence[EntryRow]]]
    ready: Sequence[EntryRow]
    deadline: datetime.date
    is_extended: bool
    has_more_time_page: bool
    waiting_extension: Extension | None
    answered_extension: Extension | None
    days_left: int
    days_late: int
    may_write: bool
    may_submit: bool
    may_name: bool
    is_naming: bool
    people: Sequence[User]
    is_beginning: bool
    continue_with: EntryRow | None
    filters: Mapping[str, Any]
    is_filtered: bool
    group_choices: Sequence[tuple[str, str | Promise]]
    query: str
    bulk: BulkResult | None
    assignment_changes: Sequence[ChangeGroup]


@require_safe
def agency_year(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str) -> HttpResponse:
    reporting_year, years = get_reporting_year(request.user, plan, year)
    owner = get_agency(request.user, agency)
    user = request.user
    rows = agency_year_rows(user, reporting_year, owner)
    form = AgencyYearFilter(request.GET)
    form.is_valid()
    filters = form.cleaned_data
    shown = rows_filtered(
        rows,
        group=filters.get("state", ""),
        section=filters.get("section", ""),
        text=filters.get("q", ""),
        responsible=user if filters.get("mine") and user.writes_for_agency else None,
    )
    required = [row for row in rows if row.is_required]
    deadline = rules.due_day(reporting_year.deadline, rows[0].extended_until if rows else None)
    left = rules.days_left(deadline, localdate())
    may_write = user.writes_for_agency and reporting_year.is_open
    may_name = user.role == Role.LEAD
    is_naming = may_name and "people" in request.GET
    has_more_time_page = may_write and bool(required) and not is_naming
    extension = latest_extension(reporting_year, owner) if has_more_time_page else None
    returned = _returned(user, shown)
    consents = consents_waiting(reporting_year, owner) if may_write and may_name and not is_naming else []
    page = HomePage(
        rows=rows,
        shown=shown,
        required=required,
        sections=_by_section(required),
        counts=[(*counted, STATES[counted[0]].group) for counted in count_states(required)],
        late=sum(row.is_late for row in rows),
        returned=returned,
        consents=consents,
        waiting=len(returned) + len(consents),
        listed=_by_section([row for row in shown if row.group != EntryGroup.RETURNED]),
        ready=[row for row in shown if row.is_ready],
        deadline=deadline,
        is_extended=deadline != reporting_year.deadline,
        has_more_time_page=has_more_time_page,
        waiting_extension=extension if extension and extension.decided_at is None else None,
        answered_extension=extension if extension and extension.asked_at and extension.decided_at else None,
        days_left=left,
        days_late=max((row.days_late for row in rows if row.is_late), default=0),
        may_write=may_write,
        may_submit=may_write and may_name,
        may_name=may_name,
        is_naming=is_naming,
        people=colleagues_of(owner) if is_naming else [],
        is_beginning=may_write and bool(rows) and all(row.entry is None for row in rows),
        continue_with=_row_to_continue(rows, user) if may_write else None,
        filters=filters,
        is_filtered=any(filters.values()),
        group_choices=[
            (group, label)
            for group, label in EntryGroup.choices
            if may_see_not_started(user) or group in OBSERVED_GROUPS
        ],
        query=_query(request),
        bulk=take_result(request),
        assignment_changes=[] if is_naming else by_day(assignment_changes(user, reporting_year, owner)),
    )
    frame = frame_of(active="home", reporting_year=reporting_year, years=years, agency=owner)
    return render_page(request, "plans/home/home.html", frame, page)


def _query(request: AuthenticatedHttpRequest) -> str:
    """The filters of the address without the naming of people, for the links between both."""
    query = request.GET.copy()
    query.pop("people", None)
    return query.urlencode()


def _by_section(rows: list[EntryRow]) -> list[tuple[Section, list[EntryRow]]]:
    return [(section, list(group)) for section, group in groupby(rows, key=lambda row: row.sub_point.section)]


def _returned(user: User, rows: list[EntryRow]) -> list[tuple[EntryRow, Transition | None]]:
    """The returned rows with the moves that say why, due first on top."""
    returned = sorted((row for row in rows if row.group == EntryGroup.RETURNED), key=_due)
    returns = latest_returns(user, [row.entry for row in returned if row.entry])
    return [(row, returns.get(row.entry.pk) if row.entry else None) for row in returned]


def _due(row: EntryRow) -> datetime.date:
    return row.due or datetime.date.max


def _row_to_continue(rows: list[EntryRow], user: User) -> EntryRow | None:
    """The returned entry due first, then the draft written last, then the first that nobody has begun; what is named
    for the user before what is nobody's, that before what is a colleague's. Nothing that is ready already.
    """

    def claim(row: EntryRow) -> int:
        return 0 if row.responsible == user else 1 if row.responsible is None else 2

    for state in AGENCY_STATES:
        candidates = [row for row in rows if row.state == state and not row.is_ready]
        candidates = [row for row in candidates if row.is_required] or [row for row in candidates if row.entry]
        if state == EntryState.RETURNED:
            candidates.sort(key=_due)
        elif state == EntryState.DRAFT:
            candidates.sort(key=_last_written, reverse=True)
        if candidates:
            return min(candidates, key=claim)
    return None


def _last_written(row: EntryRow) -> datetime.datetime:
    return row.entry.updated_at if row.entry else datetime.datetime.min.replace(tzinfo=datetime.UTC)


@step_of("plans:agency-year", *OF_AGENCY)
def responsible(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str) -> HttpResponse:
    """The lead names who writes what: pairs of `assignment` and `user` (empty: nobody), one or a whole page of them."""
    reporting_year, _years = get_reporting_year(request.user, plan, year)
    owner = get_agency(request.user, agency)
    if request.user.role != Role.LEAD:
        raise PermissionDenied
    address = reverse("plans:agency-year", args=(plan, year, agency))
    query = request.GET.urlencode()
    back = redirect(f"{address}?{query}" if query else address)
    form = ResponsibleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: the choice was not understood. Choose again on this page."))
        return back
    required = assignments_of_year(reporting_year).filter(agency=owner, pk__in=form.named).select_related("sub_point")
    assignments = list(required)
    if len(assignments) != len(form.named):
        raise Http404
    try:
        changed = name_responsible(
            owner, [(assignment, form.named[assignment.pk]) for assignment in assignments], by=request.user
        )
    except NotAColleague as error:
        messages.error(request, str(error))
        return back
    messages.success(request, _changed(changed))
    return back


def _changed(changed: list[tuple[Assignment, User | None]]) -> str:
    if not changed:
        return _("Nothing was changed.")
    if len(changed) > 1:
        return _("Who writes what is saved. Changed sub-points: %(number)s.") % {"number": len(changed)}
    assignment, person = changed[0]
    names = {"point": point_name(assignment.sub_point.number), "person": person}
    if person is None:
        return _("Nobody is named for %(point)s any more.") % names
    return _("%(person)s is named for %(point)s.") % names

"""What a cell of the overview means: a card that the page's script shows beside it."""

import datetime
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.models import User
from accounts.requests import AuthenticatedHttpRequest
from plans.enums import AGENCY_STATES, EDITABLE_STATES, NOT_STARTED, NOT_STARTED_LABEL, EntryState
from plans.models import Entry
from plans.queries.access import may_read_internal, reads_all_agencies
from plans.queries.entry import transitions_of
from plans.rules import due_day, is_late, submitted_late
from plans.views.frame import names_of
from plans.views.scope import EntryPlace, get_entry_place


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCard:
    """A sub-point's measure, an agency, and how its entry stands: who brought it there (None where nobody is told) and
    when, by which day it is due. `remind_agency` is the code of whom one may remind of it, "" where nobody is to be.
    """

    number: str
    measure: str
    agency_name: str
    state: str
    state_label: str | Promise
    who: User | None
    when: datetime.datetime | None
    due: datetime.date | None
    is_late: bool
    was_late: bool
    address: str
    remind_agency: str


@require_safe
def card(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """The card of one cell. One query besides those of the place."""
    if not reads_all_agencies(request.user):
        raise Http404
    place = get_entry_place(request, plan, year, agency, number)
    names = names_of(_card_of(request.user, place)) | {"reporting_year": place.reporting_year}
    return render(request, "plans/overview/_card.html", names)


def _card_of(user: User, place: EntryPlace) -> CellCard:
    entry = place.entry
    state = entry.state if entry else NOT_STARTED
    due = due_day(place.deadline, entry.resubmit_by if entry and state in EDITABLE_STATES else None)
    is_required = place.assignment.is_required
    is_coordinator = user.role == Role.COORDINATOR
    who, when = _last_act(user, entry) if entry else (None, None)
    first = entry.first_submitted_at if entry else None
    name = place.agency.name_in(place.reporting_year.year)
    may_remind = is_coordinator and is_required and place.reporting_year.is_open and state in AGENCY_STATES
    return CellCard(
        number=place.sub_point.number,
        measure=place.sub_point.measure,
        agency_name=name.nominative if name else place.agency.code,
        state=state,
        state_label=entry.state_label if entry else NOT_STARTED_LABEL,
        who=who,
        when=when,
        due=due if is_required else None,
        is_late=is_late(state, due, place.today, is_required=is_required),
        was_late=is_required and first is not None and submitted_late(localdate(first), place.deadline),
        address=place.url("entry-review" if is_coordinator and state == EntryState.SUBMITTED else "entry"),
        remind_agency=place.agency.code if may_remind else "",
    )


def _last_act(user: User, entry: Entry) -> tuple[User | None, datetime.datetime]:
    """Who brought the entry where it stands, and when: the last move, or the last change of a draft. Observers learn when
    the text that they read was saved.
    """
    if not may_read_internal(user):
        return None, entry.updated_at
    move = None if entry.state == EntryState.DRAFT else transitions_of(entry).first()
    return (move.actor, move.created_at) if move else (entry.updated_by, entry.updated_at)

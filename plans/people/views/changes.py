"""What waits for a second person's word about accounts, and the journal of what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.events import user_name_first
from accounts.lockout import CHANGES_OF_OTHERS, few_changes
from accounts.models import AccountEvent, User
from accounts.requests import AuthenticatedHttpRequest
from plans.models import AccountChange
from plans.people.queries import events_visible_to
from plans.people.services.changes import NOT_DONE, confirm_change, refuse_change, withdraw_change
from plans.queries.confirming import Lineage, confirmers_of, may_confirm_changes, waiting_changes
from plans.views.frame import render_page
from plans.views.steps import step_of

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One change that waits, and what the reader may do about it."""

    change: AccountChange
    about: str
    asker: str
    before: str
    after: str
    may_decide: bool
    is_own: bool
    # Whose word it waits for; empty: the operator's.
    confirmers: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """What the page of waiting changes shows."""

    active: str
    waiting: Sequence[Waiting]


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPage:
    """What the journal of accounts shows: everything to administrators and coordinators, to others what is theirs."""

    active: str
    page: Page[AccountEvent]
    shows_all: bool


@never_cache
@require_safe
def changes(request: AuthenticatedHttpRequest) -> HttpResponse:
    """For coordinators and administrators: what waits, with the buttons of those who may decide."""
    if not may_confirm_changes(request.user):
        raise Http404
    page = ChangesPage(active="changes", waiting=waiting_rows(request.user))
    return render_page(request, "plans/people/changes.html", page)


@never_cache
@step_of("plans:account-changes")
@few_changes(CHANGES_OF_OTHERS)
def decide(request: AuthenticatedHttpRequest, change: int) -> HttpResponse:
    """POST `decision`: "confirm" or "refuse" by those who may, "withdraw" by the one who has asked."""
    if not may_confirm_changes(request.user):
        raise Http404
    found = AccountChange.objects.filter(pk=change).select_related("person", "invitation").first()
    if found is None:
        raise Http404
    try:
        messages.success(request, _decide(found, request.POST.get("decision", ""), by=request.user))
    except tuple(NOT_DONE) as problem:
        messages.error(request, str(NOT_DONE[type(problem)]))
    return redirect("plans:account-changes")


def _decide(change: AccountChange, decision: str, *, by: User) -> str:
    """The sentence about what was done. Raises PermissionDenied and what the services raise."""
    if decision == "confirm":
        confirm_change(change, by=by)
        return _("Confirmed: it is done and recorded in the journal.")
    if decision == "refuse":
        refuse_change(change, by=by)
        return _("Refused: nothing has changed.")
    if decision == "withdraw":
        withdraw_change(change, by=by)
        return _("Taken back: nothing has changed.")
    raise PermissionDenied


@never_cache
@require_safe
def journal(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What was done about accounts, latest first; nobody changes it."""
    shows_all = may_confirm_changes(request.user)
    page = Paginator(events_visible_to(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render_page(
        request, "plans/people/journal.html", JournalPage(active="journal", page=page, shows_all=shows_all)
    )


def waiting_rows(reader: User, **which: Any) -> list[Waiting]:
    """What waits (and fits) as the reader sees it. Six queries, and one for each row."""
    found = list(waiting_changes().filter(**which))
    lineage = Lineage() if found else None
    rows = []
    for change in found:
        confirmers = confirmers_of(change, lineage)
        words = AccountEvent(before=change.before, after=change.after)
        rows.append(
            Waiting(
                change=change,
                about=user_name_first(change.person) if change.person else str(change.invitation),
                asker=user_name_first(change.requested_by),
                before=words.before_words,
                after=words.after_words,
                may_decide=reader in confirmers,
                is_own=change.requested_by_id == reader.pk,
                confirmers=[user_name_first(person) for person in confirmers],
            )
        )
    return rows

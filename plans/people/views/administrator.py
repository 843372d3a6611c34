"""The administrator's home: what waits among people, mails and accounts."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.models import User
from accounts.requests import AuthenticatedHttpRequest
from plans.enums import MailState
from plans.models import Agency, OutboxMail
from plans.notifications import mail_server_is_set
from plans.people.queries import (
    Accounts,
    OpenInvitation,
    accounts_counted,
    locked_people,
    mails_in_trouble,
    open_invitations,
    people_without_factor,
)
from plans.queries.confirming import waiting_changes
from plans.queries.reach import unreachable_now
from plans.queries.waiting import Waiting, first_of
from plans.views.frame import render_page

MOST = 5  # of one kind are named; the rest is counted
MOST_AGENCIES = 20  # each is a way to an invitation
SOON = datetime.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Invitations:
    """The invitations that nobody has accepted yet: those that need a new link first, then those that end soonest."""

    rows: Sequence[OpenInvitation]
    number: int
    ending: int  # within two days
    stale: int  # their links open nothing any more

    @property
    def more(self) -> int:
        return self.number - len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratorPage:
    """What waits for an administrator; `is_empty`: nothing does. `today` is the day from which names are taken."""

    active: str
    changes: int
    invitations: Invitations
    mails: Waiting[OutboxMail]
    nowhere: int  # mails that went nowhere, while no server is set
    locked: Waiting[User]
    factorless: Waiting[User]
    unreachable: Sequence[tuple[Agency, str]]
    unreachable_number: int
    unreachable_more: int
    accounts: Accounts
    is_empty: bool


@never_cache
@require_safe
def waiting(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What waits, for administrators; 404 for others. As many queries for three of each kind as for one; more only where an
    inviter's own word has made a role a high one."""
    if request.user.role != Role.ADMINISTRATOR:
        raise Http404
    today, has_server = timezone.localdate(), mail_server_is_set()
    changes, invitations = waiting_changes().count(), _invitations(request.user)
    mails, locked = first_of(mails_in_trouble(), MOST), first_of(locked_people(), MOST)
    factorless, unreachable = first_of(people_without_factor(), MOST), first_of(unreachable_now(), MOST_AGENCIES)
    nowhere = 0 if has_server else OutboxMail.objects.filter(state=MailState.NOWHERE).count()
    kinds = (invitations, mails, locked, factorless, unreachable)
    page = AdministratorPage(
        active="waiting",
        changes=changes,
        invitations=invitations,
        mails=mails,
        nowhere=nowhere,
        locked=locked,
        factorless=factorless,
        unreachable=[(agency, str(agency.name_on(today) or agency)) for agency in unreachable.rows],
        unreachable_number=unreachable.number,
        unreachable_more=unreachable.more,
        accounts=accounts_counted(),
        is_empty=not (changes or nowhere or any(kind.number for kind in kinds)),
    )
    return render_page(request, "plans/people/administrator.html", page)


def _invitations(user: User) -> Invitations:
    found, soon = open_invitations(user), timezone.now() + SOON
    stale = [one for one in found if one.needs_link]
    good = sorted((one for one in found if not one.needs_link), key=lambda one: one.invitation.expires_at)
    ending = sum(one.invitation.expires_at <= soon for one in good)
    return Invitations(rows=[*stale, *good][:MOST], number=len(found), ending=ending, stale=len(stale))

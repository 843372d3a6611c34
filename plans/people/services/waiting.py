"""Opens what waits for another person's word, tells those who may give it, and closes it again."""

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.enums import EventKind, EventStep
from accounts.events import mail_language_of, note_event, user_name_first
from accounts.models import AccountEvent, User
from plans.enums import ChangeDecision, ChangeKind, MailKind
from plans.models import AccountChange, Agency, Invitation
from plans.notifications import queue_mail
from plans.notifications.letters import write_letter
from plans.queries.confirming import confirmers_of

WAITS_FOR = datetime.timedelta(days=7)
EVENTS = {
    ChangeKind.ROLE: EventKind.ROLE,
    ChangeKind.ADDRESS: EventKind.ADDRESS,
    ChangeKind.FACTOR: EventKind.FACTOR_TAKEN,
    ChangeKind.CLOSE: EventKind.CLOSED,
    ChangeKind.REOPEN: EventKind.REOPENED,
    ChangeKind.INVITATION: EventKind.INVITED,
}


def open_change(
    kind: ChangeKind,
    about: User | Invitation,
    *,
    by: User,
    before: str = "",
    after: str = "",
    agency: Agency | None = None,
) -> AccountChange:
    """Lets something wait for a confirmation, within the caller's transaction, which holds the account or the invitation;
    what waited before for the same gives way.

    It is in the journal, and mailed to those who may confirm it. Asked for twice by one person it is one request.
    """
    now = timezone.now()
    place: dict[str, Any] = {"invitation": about} if isinstance(about, Invitation) else {"person": about}
    wanted = (by.pk, before, after, agency.pk if agency else None)
    for former in AccountChange.objects.filter(**place, kind=kind, decision=""):
        known = (former.requested_by_id, former.before, former.after, former.agency_id)
        if known == wanted and former.expires_at > now:
            return former
        decision = ChangeDecision.WITHDRAWN if former.expires_at > now else ChangeDecision.EXPIRED
        is_withdrawn = decision == ChangeDecision.WITHDRAWN
        if close_change(former, decision, by=by if is_withdrawn else None) and is_withdrawn:
            note_change(former, EventStep.WITHDRAWN, actor=by)
    change = AccountChange.objects.create(
        **place,
        kind=kind,
        before=before,
        after=after,
        agency=agency,
        requested_by=by,
        requested_at=now,
        expires_at=now + WAITS_FOR,
    )
    note_change(change, EventStep.ASKED, actor=by)
    _ask(change)
    return change


def close_change(change: AccountChange, decision: ChangeDecision, *, by: User | None) -> bool:
    """Decides it, if nobody was faster and it is not too old (what is may be noted as that)."""
    now = timezone.now()
    waiting = AccountChange.objects.filter(pk=change.pk, decision="")
    if decision != ChangeDecision.EXPIRED:
        waiting = waiting.filter(expires_at__gt=now)
    return bool(waiting.update(decision=decision, decided_by=by, decided_at=now))


def withdraw_changes(*, by: User | None, **which: object) -> None:
    """Takes all back that waits and fits, with a line in the journal for each, within the caller's transaction."""
    for change in AccountChange.objects.filter(decision="", **which).select_related("person", "invitation"):
        if close_change(change, ChangeDecision.WITHDRAWN, by=by):
            note_change(change, EventStep.WITHDRAWN, actor=by)


def note_change(change: AccountChange, step: EventStep, *, actor: User | None) -> AccountEvent:
    """What became of it, in the journal. What is done is noted by who does it."""
    return note_event(
        change.person,
        EVENTS[ChangeKind(change.kind)],
        actor=actor,
        step=step,
        before=change.before,
        after=change.after,
        called=change.invitation.email if change.invitation else "",
    )


def _ask(change: AccountChange) -> None:
    about = user_name_first(change.person) if change.person else str(change.invitation)
    for reader in confirmers_of(change):
        if not reader.email:
            continue
        context = {
            "change": change,
            "about": about,
            "asker": user_name_first(change.requested_by),
            "reader": reader,
            "event": AccountEvent(before=change.before, after=change.after),
            "link": settings.SITE_URL + reverse("plans:account-changes"),
        }
        letter = write_letter("account_change", mail_language_of(reader), context)
        queue_mail(to=reader.email, recipient=reader, kind=MailKind.ACCOUNT_CHANGE, **letter)

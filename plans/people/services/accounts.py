"""Changes accounts, each in one transaction with its lines in the journal. Nobody is erased: what people wrote keeps its
author. What needs another person's word comes here by `changes.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from accounts.enums import AGENCY_ROLES, EventKind, Role
from accounts.events import mail_language_of, note_event
from accounts.factors import take_factors_away
from accounts.models import User
from accounts.sessions import end_sessions
from accounts.tasks import send_reset_link
from plans.models import Agency, Invitation, Membership, Presence, Responsibility
from plans.people.services.holding import hold_accounts, hold_word
from plans.people.services.invitations import withdraw_invitations_of
from plans.people.services.waiting import withdraw_changes


class LastAdministrator(Exception):
    """The only administrator whose account is open stays one."""


class Overtaken(Exception):
    """The account is not any more as it was when this was asked for."""


class Unchanged(Exception):
    """The account is as it was asked for already. Nothing is done, and nobody is signed out."""


class AddressTaken(Exception):
    """Another account, or an invitation that waits, has the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """On whose word something is done: who asked, who confirmed (`by_operator`: on the server), or that nobody was there
    to confirm.

    `request` is the browser of the one who asked: the session in it goes on, even where it is the person's own.
    """

    by: User
    confirmed_by: User | None = None
    by_operator: bool = False
    unconfirmed: bool = False
    request: HttpRequest | None = None


def change_role(person: User, role: Role, agency: Agency | None, *, before: str, word: Word) -> None:
    """Gives the person a role, and an agency where the role has one; sessions end, and what the former place had with it.

    Raises Overtaken where the role is not `before` any more, LastAdministrator, ValueError where role and agency do not
    fit.
    """
    if (role in AGENCY_ROLES) != (agency is not None):
        raise ValueError("Leads and contributors have an agency, others none.")
    with transaction.atomic():
        hold_accounts((person.pk, word.by.pk))
        if role != Role.ADMINISTRATOR:
            keep_an_administrator(person)
        rights = {} if role == Role.ADMINISTRATOR else {"is_superuser": False, "is_staff": False}
        if not User.objects.filter(pk=person.pk, role=before).update(role=role, **rights):
            raise Overtaken
        if role != before:
            _note(person, EventKind.ROLE, word, before=before, after=role, leads=leads_of(person))
        former = Membership.objects.filter(user=person).select_related("agency").first()
        left = leads_of(person)
        if (former.agency_id if former else None) != (agency.pk if agency else None):
            Membership.objects.filter(user=person).delete()
            if agency:
                Membership.objects.create(user=person, agency=agency)
            codes = {"before": former.agency.code if former else "", "after": agency.code if agency else ""}
            _note(person, EventKind.AGENCY, word, leads=[*left, *leads_of(person)], **codes)
            _let_go(person)
        _take_back_what_waits(person, word.by)
        end_sessions(person, but=word.request)
    person.refresh_from_db()


def change_address(person: User, address: str, *, before: str, word: Word) -> None:
    """Gives the account another address; sessions end. Raises Overtaken, AddressTaken."""
    address = address.lower()
    with transaction.atomic():
        hold_word(address)
        refuse_taken(address, person)
        if not User.objects.filter(pk=person.pk, email=before).update(email=address):
            raise Overtaken
        EmailAddress.objects.filter(user=person).delete()  # allauth would go on mailing links to the former one
        _note(person, EventKind.ADDRESS, word, before=before, after=address, leads=leads_of(person))
        end_sessions(person, but=word.request)
    person.refresh_from_db()


def refuse_taken(address: str, person: User) -> None:
    """Raises AddressTaken where another account or an open invitation has the address."""
    invited = Invitation.objects.filter(email=address, accepted_at__isnull=True, withdrawn_at__isnull=True)
    if User.objects.filter(email=address).exclude(pk=person.pk).exists() or invited.exists():
        raise AddressTaken


def has_second_factor(person: User) -> bool:
    """Whether there is anything to take away."""
    return Authenticator.objects.filter(user=person).exists()


def take_second_factor(person: User, *, word: Word) -> None:
    """Takes app, passkeys and recovery codes away; sessions end. Raises Overtaken where there was none any more."""
    if not take_factors_away(
        person,
        by=word.by,
        confirmed_by=word.confirmed_by,
        by_operator=word.by_operator,
        unconfirmed=word.unconfirmed,
    ):
        raise Overtaken


def deactivate_person(person: User, *, word: Word) -> bool:
    """Closes the account: its sessions end, its invitations and requests with them, and it answers for no sub-point any
    more.

    Returns False where it was closed already. Raises ValueError for the own account: nobody shuts himself out;
    LastAdministrator.
    """
    if person.pk == word.by.pk:
        raise ValueError("Nobody can close the own account.")
    with transaction.atomic():
        hold_accounts((person.pk, word.by.pk))
        keep_an_administrator(person)
        if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
            return False
        end_sessions(person)
        _let_go(person)
        _take_back_what_waits(person, word.by)
        _note(person, EventKind.CLOSED, word, leads=leads_of(person))
    person.is_active = False
    return True


def reactivate_person(person: User, *, word: Word) -> bool:
    """Opens the account again, as it was: the same role, agency and password. Returns False where it was open."""
    with transaction.atomic():
        if not User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
            return False
        end_sessions(person)
        _note(person, EventKind.REOPENED, word, leads=leads_of(person))
    person.is_active = True
    return True


def mail_reset_link(person: User, *, by: User) -> bool:
    """Mails the person a link by which a new password is chosen: nobody sets another's. False where none can be mailed."""
    if not (person.is_active and person.email):
        return False
    with transaction.atomic():
        send_reset_link(person, mail_language_of(person))
        _note(person, EventKind.RESET_SENT, Word(by=by))
    return True


def keep_an_administrator(person: User) -> None:
    """Raises LastAdministrator where nobody else is one whose account is open. The caller holds the administrators, so that
    two cannot remove each other at the same time.
    """
    active = set(User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).values_list("pk", flat=True))
    if active == {person.pk}:
        raise LastAdministrator


def _let_go(person: User) -> None:
    Responsibility.objects.filter(user=person).delete()
    Presence.objects.filter(user=person).delete()


def _take_back_what_waits(person: User, by: User) -> None:
    withdraw_invitations_of(person, by=by)  # or the person comes back by one
    withdraw_changes(by=by, requested_by=person)
    withdraw_changes(by=by, person=person)


def leads_of(person: User) -> list[User]:
    """The other leads of the person's agency, whose accounts are open: they answer for who works in it. One query."""
    there = Membership.objects.filter(user=person).values("agency")
    leads = User.objects.filter(role=Role.LEAD, is_active=True, membership__agency__in=there)
    return list(leads.exclude(pk=person.pk).order_by("pk"))


def _note(
    person: User, kind: EventKind, word: Word, before: str = "", after: str = "", leads: Iterable[User] = ()
) -> None:
    note_event(
        person,
        kind,
        actor=word.by,
        before=before,
        after=after,
        confirmed_by=word.confirmed_by,
        by_operator=word.by_operator,
        unconfirmed=word.unconfirmed,
        leads=leads,
    )

"""What an administrator asks for about accounts: done at once, or kept until another person confirms it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest

from accounts.enums import CONFIRMED_ROLES, EventStep, Role
from accounts.models import User
from plans.enums import ChangeDecision, ChangeKind
from plans.models import AccountChange, Agency, Membership
from plans.people.services.accounts import (
    Overtaken,
    Unchanged,
    Word,
    change_address,
    change_role,
    has_second_factor,
    reactivate_person,
    refuse_taken,
    take_second_factor,
)
from plans.people.services.invitations import InvitationGone, confirm_invitation, withdraw_invitation
from plans.people.services.waiting import close_change, note_change, open_change
from plans.queries.confirming import confirmers_of, ever_high, is_alone, reopenable_by, waiting_changes


class ChangeGone(Exception):
    """It was decided meanwhile, is too old, or the one who asked may not ask any more. Nothing has changed."""


# --- Asking ----------------------------------------------------------------------------------------------------------
# Each returns whether it is done; otherwise it waits.


def ask_for_role(
    person: User, role: Role, agency: Agency | None, *, by: User, request: HttpRequest | None = None
) -> bool:
    """Raises as `change_role` does, and Unchanged where role and agency are these already."""
    before = person.role
    with transaction.atomic():
        place = Membership.objects.filter(user=person).values_list("agency", flat=True).first()
        if role == before and place == (agency.pk if agency else None):
            raise Unchanged
        if role != before and role in CONFIRMED_ROLES and not is_alone(by):
            open_change(ChangeKind.ROLE, person, by=by, before=before, after=role)
            return False
        unconfirmed = role != before and role in CONFIRMED_ROLES
        change_role(person, role, agency, before=before, word=Word(by=by, unconfirmed=unconfirmed, request=request))
    return True


def ask_for_address(person: User, address: str, *, by: User, request: HttpRequest | None = None) -> bool:
    """Raises AddressTaken."""
    before, address = person.email, address.lower()
    with transaction.atomic():
        refuse_taken(address, person)
        if _waits(person, by):
            open_change(ChangeKind.ADDRESS, person, by=by, before=before, after=address)
            return False
        change_address(person, address, before=before, word=_at_once(person, by, request))
    return True


def ask_for_factor(person: User, *, by: User, request: HttpRequest | None = None) -> bool:
    """Raises Overtaken where there is no second factor to take away."""
    with transaction.atomic():
        if not has_second_factor(person):
            raise Overtaken
        if _waits(person, by):
            open_change(ChangeKind.FACTOR, person, by=by)
            return False
        take_second_factor(person, word=_at_once(person, by, request))
    return True


def ask_to_reopen(person: User, *, by: User) -> bool:
    """Raises Overtaken where the account is open, PermissionDenied where only an administrator opens it again."""
    with transaction.atomic():
        if User.objects.filter(pk=person.pk, is_active=True).exists():
            raise Overtaken
        if not reopenable_by(by, [person]):
            raise PermissionDenied
        if _waits(person, by):
            open_change(ChangeKind.REOPEN, person, by=by)
            return False
        reactivate_person(person, word=_at_once(person, by, None))
    return True


def _waits(person: User, by: User) -> bool:
    return _is_high(person) and not is_alone(by)


def _is_high(person: User) -> bool:
    return person.pk in ever_high([person])


def _at_once(person: User, by: User, request: HttpRequest | None) -> Word:
    return Word(by=by, unconfirmed=_is_high(person), request=request)


# --- Deciding --------------------------------------------------------------------------------------------------------


def confirm_change(change: AccountChange, *, by: User | None) -> None:
    """Does what was asked for, on the word of `by` (nobody: the operator, on the server).

    Raises PermissionDenied where that is none of those who may confirm it, ChangeGone, and what the change itself raises:
    Overtaken, AddressTaken, LastAdministrator. Nothing has changed then.
    """
    with transaction.atomic():
        waiting = _claim(change, ChangeDecision.CONFIRMED, by)
        word = Word(by=waiting.requested_by, confirmed_by=by, by_operator=by is None)
        person = waiting.person
        if waiting.invitation:
            try:
                confirm_invitation(waiting.invitation, asked_by=waiting.requested_by, confirmed_by=by)
            except InvitationGone as gone:
                raise ChangeGone from gone
        elif person is None:
            raise ChangeGone
        elif waiting.kind == ChangeKind.ROLE:
            change_role(person, Role(waiting.after), None, before=waiting.before, word=word)
        elif waiting.kind == ChangeKind.ADDRESS:
            change_address(person, waiting.after, before=waiting.before, word=word)
        elif waiting.kind == ChangeKind.FACTOR:
            take_second_factor(person, word=word)
        elif not reactivate_person(person, word=word):
            raise Overtaken


def refuse_change(change: AccountChange, *, by: User | None) -> None:
    """Leaves everything as it is, for good. Raises PermissionDenied and ChangeGone as `confirm_change` does."""
    with transaction.atomic():
        waiting = _claim(change, ChangeDecision.REFUSED, by)
        note_change(waiting, EventStep.REFUSED, actor=by)
        if waiting.invitation:
            withdraw_invitation(waiting.invitation, by=by)


def withdraw_change(change: AccountChange, *, by: User) -> None:
    """Takes back what waits. Raises PermissionDenied where somebody else has asked for it, ChangeGone."""
    if change.requested_by_id != by.pk:
        raise PermissionDenied
    with transaction.atomic():
        if not close_change(change, ChangeDecision.WITHDRAWN, by=by):
            raise ChangeGone
        note_change(change, EventStep.WITHDRAWN, actor=by)
        if change.invitation:
            withdraw_invitation(change.invitation, by=by)


def _claim(change: AccountChange, decision: ChangeDecision, by: User | None) -> AccountChange:
    waiting = waiting_changes().filter(pk=change.pk).first()
    if waiting is None:
        raise ChangeGone
    if by is not None and by.pk not in {person.pk for person in confirmers_of(waiting)}:
        raise PermissionDenied
    if not close_change(waiting, decision, by=by):
        raise ChangeGone
    return waiting

"""What an administrator asks for about accounts: done at once, or kept until another person confirms it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.enums import CONFIRMED_ROLES, CONFIRMING_ROLES, EventStep, Role
from accounts.models import User
from plans.enums import ChangeDecision, ChangeKind
from plans.models import AccountChange, Agency, Membership
from plans.people.queries import people_visible_to
from plans.people.services.accounts import (
    AddressTaken,
    LastAdministrator,
    Overtaken,
    Unchanged,
    Word,
    change_address,
    change_role,
    deactivate_person,
    has_second_factor,
    keep_an_administrator,
    reactivate_person,
    refuse_taken,
    take_second_factor,
)
from plans.people.services.holding import hold_accounts, hold_with_asker
from plans.people.services.invitations import InvitationGone, confirm_invitation, withdraw_invitation
from plans.people.services.waiting import close_change, note_change, open_change
from plans.queries.confirming import confirmers_of, ever_high, is_alone, reopenable_by, waiting_changes


class ChangeGone(Exception):
    """It was decided meanwhile, is too old, or the one who asked may not ask any more. Nothing has changed."""


# What a decision may come to instead of being done; nothing has changed then.
NOT_DONE: dict[type[Exception], Promise] = {
    ChangeGone: _("This was decided or withdrawn in the meantime, or is too old."),
    Overtaken: _("The account has changed since this was asked for: nothing is done."),
    AddressTaken: _("Another account, or an invitation that waits, has this address."),
    LastAdministrator: _("This is the only administrator: make another one first."),
}


# --- Asking ----------------------------------------------------------------------------------------------------------
# Each returns whether it is done; otherwise it waits.


def ask_for_role(
    person: User, role: Role, agency: Agency | None, *, by: User, request: HttpRequest | None = None
) -> bool:
    """To become a coordinator, observer or administrator waits, and not to be one any more.

    Raises as `change_role` does, Unchanged where role and agency are these already, PermissionDenied.
    """
    with transaction.atomic():
        person, by = hold_with_asker(person, by)
        before = person.role
        place = Membership.objects.filter(user=person).values_list("agency", flat=True).first()
        if role == before and place == (agency.pk if agency else None):
            raise Unchanged
        is_high = role != before and (role in CONFIRMED_ROLES or before in CONFIRMED_ROLES)
        if is_high and not is_alone(by):
            if role != Role.ADMINISTRATOR:
                keep_an_administrator(person)
            open_change(ChangeKind.ROLE, person, by=by, before=before, after=role, agency=agency)
            return False
        change_role(person, role, agency, before=before, word=Word(by=by, unconfirmed=is_high, request=request))
    return True


def ask_for_address(person: User, address: str, *, by: User, request: HttpRequest | None = None) -> bool:
    """Raises AddressTaken, PermissionDenied."""
    address = address.lower()
    with transaction.atomic():
        person, by = hold_with_asker(person, by)
        refuse_taken(address, person)
        if _waits(person, by):
            open_change(ChangeKind.ADDRESS, person, by=by, before=person.email, after=address)
            return False
        change_address(person, address, before=person.email, word=_at_once(person, by, request))
    return True


def ask_for_factor(person: User, *, by: User, request: HttpRequest | None = None) -> bool:
    """Raises Overtaken where there is no second factor to take away, PermissionDenied."""
    with transaction.atomic():
        person, by = hold_with_asker(person, by)
        if not has_second_factor(person):
            raise Overtaken
        if _waits(person, by):
            open_change(ChangeKind.FACTOR, person, by=by)
            return False
        take_second_factor(person, word=_at_once(person, by, request))
    return True


def ask_to_close(person: User, *, by: User) -> bool:
    """A coordinator's or administrator's account waits: whoever asks must not be rid of those who confirm.

    An observer's is closed at once: nobody gains by it, and it may be urgent. Raises Unchanged where it is closed already,
    PermissionDenied where `by` does not manage the person (any more), and as `deactivate_person` does.
    """
    with transaction.atomic():
        person, by = hold_with_asker(person, by)
        if not people_visible_to(by).filter(pk=person.pk).exists():
            raise PermissionDenied
        if not person.is_active:
            raise Unchanged
        keep_an_administrator(person)
        if person.role in CONFIRMING_ROLES and person.pk != by.pk and not is_alone(by):
            open_change(ChangeKind.CLOSE, person, by=by)
            return False
        deactivate_person(person, word=Word(by=by, unconfirmed=person.role in CONFIRMING_ROLES))
    return True


def ask_to_reopen(person: User, *, by: User) -> bool:
    """Raises Overtaken where the account is open, PermissionDenied where only an administrator opens it again."""
    with transaction.atomic():
        person, by = hold_with_asker(person, by)
        if person.is_active:
            raise Overtaken
        if not people_visible_to(by).filter(pk=person.pk).exists() or not reopenable_by(by, [person]):
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
            change_role(person, Role(waiting.after), waiting.agency, before=waiting.before, word=word)
        elif waiting.kind == ChangeKind.ADDRESS:
            change_address(person, waiting.after, before=waiting.before, word=word)
        elif waiting.kind == ChangeKind.FACTOR:
            take_second_factor(person, word=word)
        else:
            turn = deactivate_person if waiting.kind == ChangeKind.CLOSE else reactivate_person
            if not turn(person, word=word):
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
    hold_accounts(key for key in (change.person_id, change.requested_by_id) if key)
    waiting = waiting_changes().filter(pk=change.pk).first()
    if waiting is None:
        raise ChangeGone
    if by is not None and by.pk not in {person.pk for person in confirmers_of(waiting)}:
        raise PermissionDenied
    if not close_change(waiting, decision, by=by):
        raise ChangeGone
    return waiting

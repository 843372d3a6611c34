"""Closes and opens people's accounts. Nobody is erased: what they wrote keeps its author."""

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.known_browsers import forget_browsers
from accounts.models import User
from plans.models import Presence, Responsibility
from plans.people.services.invitations import withdraw_invitations_of


def deactivate_person(person: User, *, by: User) -> bool:
    """Closes the account, in one transaction: its sessions end, its invitations with them, and it answers for no sub-point
    any more.

    Returns False where it was closed already. Raises ValueError for the own account: nobody shuts himself out.
    """
    if person.pk == by.pk:
        raise ValueError("Nobody can close the own account.")
    with transaction.atomic():
        if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
            return False
        for session in UserSession.objects.filter(user=person):
            session.end()
        forget_browsers([person.pk])
        Responsibility.objects.filter(user=person).delete()
        Presence.objects.filter(user=person).delete()
        withdraw_invitations_of(person)  # or the person comes back by one
        _note(person, by, _("Account closed."))
    person.is_active = False
    return True


def reactivate_person(person: User, *, by: User) -> bool:
    """Opens the account again, as it was: the same role, agency and password. Returns False where it was open."""
    with transaction.atomic():
        if not User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
            return False
        _note(person, by, _("Account opened again."))
    person.is_active = True
    return True


def _note(person: User, by: User, what: str) -> None:
    """Who closed and opened whose account stands in the history that the administration shows."""
    LogEntry.objects.log_actions(by.pk, [person], CHANGE, what)

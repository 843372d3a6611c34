"""Takes a lost second factor away from an account that is not one's own."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.enums import EventKind
from accounts.events import note_event
from accounts.models import User
from accounts.sessions import end_sessions


def take_factors_away(
    person: User,
    *,
    by: User | None = None,
    confirmed_by: User | None = None,
    by_operator: bool = False,
    unconfirmed: bool = False,
) -> bool:
    """The person signs in with the password alone once more; open sessions end, they may be somebody else's.

    `by` nobody: the operator, on the server. Returns False where there was none.
    """
    with transaction.atomic():
        taken, _rows = Authenticator.objects.filter(user=person).delete()
        if not taken:
            return False
        note_event(
            person,
            EventKind.FACTOR_TAKEN,
            actor=by,
            confirmed_by=confirmed_by,
            by_operator=by_operator,
            unconfirmed=unconfirmed,
        )
        end_sessions(person)
    return True

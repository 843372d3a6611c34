"""Holds what is decided upon until the transaction ends, so that two who decide at the same moment come one after the
other. SQLite lets one writer in at a time anyway.

Always in this order: accounts, an invitation, an address, a user name.
"""

import hashlib
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q

from accounts.enums import CONFIRMING_ROLES
from accounts.models import User


def hold_accounts(keys: Iterable[int]) -> dict[int, User]:
    """Holds these accounts, and all who confirm, as they are now; returns them by their keys. One query.

    In the order of the keys: two who hold the same wait for each other, and never in a circle. Rows that name one of the
    accounts may be written meanwhile.
    """
    wanted = Q(pk__in=set(keys)) | Q(role__in=sorted(CONFIRMING_ROLES))
    held = User.objects.select_for_update(no_key=True).filter(wanted).order_by("pk")
    return {user.pk: user for user in held}


def hold_with_asker(person: User, by: User) -> tuple[User, User]:
    """Holds the person and the one who asks, and returns them as they are now.

    Raises PermissionDenied where the one who asks has lost his account or his role since the request came in.
    """
    held = hold_accounts((person.pk, by.pk))
    return held[person.pk], require_unchanged(held[by.pk], by)


def require_unchanged(now: User, then: User) -> User:
    """The account as it is now. Raises PermissionDenied where it is closed, or has another role than it had."""
    if not now.is_active or now.role != then.role:
        raise PermissionDenied
    return now


def hold_word(word: str) -> None:
    """Lets nobody else decide meanwhile whether an e-mail address, or a user name, is free. One query on PostgreSQL."""
    if connection.vendor != "postgresql":
        return
    digest = hashlib.sha256(word.casefold().encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], signed=True)])

"""Notes who has an entry open."""

import datetime

from django.utils import timezone

from accounts.models import User
from plans.models import Presence
from plans.services.writing import Place

FORGOTTEN_AFTER = datetime.timedelta(days=1)


def note_presence(place: Place, user: User, page: str, *, is_writing: bool) -> None:
    """Notes that the page is open now. One query while the page is known.

    A new page costs a few more: it is written down, and pages silent for longer than `FORGOTTEN_AFTER` are removed.
    """
    now = timezone.now()
    if Presence.objects.filter(user=user, page=page).update(seen_at=now, is_writing=is_writing, **place.triple):
        return
    Presence.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()
    Presence.objects.update_or_create(
        user=user, page=page, defaults=place.triple | {"seen_at": now, "is_writing": is_writing}
    )


def leave_page(user: User, page: str) -> None:
    """Notes that the page has been closed."""
    Presence.objects.filter(user=user, page=page).delete()

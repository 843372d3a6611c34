"""Marks what a person has been told as read."""

import datetime

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from plans.models import Notice
from plans.queries.notices import notices_of


def read_notice(user: User, key: int) -> bool:
    """Marks one of the person's notices as read; False where there is no such notice. Once is enough."""
    notices = notices_of(user).filter(pk=key)
    _mark(notices)
    return notices.exists()


def read_all_notices(user: User, until: datetime.datetime) -> None:
    """Marks those as read that were to be seen at the moment `until`; what has come since stays unread."""
    _mark(notices_of(user, until))


def has_seen(user: User, key: int) -> bool:
    """The person has before the eyes what the notice tells of: one that nobody could see yet is gone, another is read. Returns
    whether it was unread.
    """
    own = Notice.objects.filter(pk=key, recipient=user, read_at__isnull=True)
    if own.filter(visible_at__gt=timezone.now()).delete()[0]:
        return True
    return bool(own.update(read_at=timezone.now()))


def _mark(notices: QuerySet[Notice]) -> None:
    # By keys: the scope joins other tables, and an update must look at `read_at` again after waiting for a row.
    keys = notices.filter(read_at__isnull=True).values_list("pk", flat=True)
    Notice.objects.filter(pk__in=list(keys), read_at__isnull=True).update(read_at=timezone.now())

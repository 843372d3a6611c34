"""What a person sets for oneself, and notices that have been read."""

import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from plans.models import Notice, PersonalSettings
from plans.queries.notices import notices_of


def save_settings(user: User, *, mails: str, mail_language: str, single_keys: bool) -> None:
    """Keeps what the person has chosen; notices that wait for a digest stay with what was chosen when they came."""
    with transaction.atomic():
        PersonalSettings.objects.update_or_create(user=user, defaults={"mails": mails, "mail_language": mail_language})
        User.objects.filter(pk=user.pk).update(single_keys=single_keys)


def renew_calendar_address(user: User) -> None:
    """Gives the calendar another address; the old one opens nothing from now on, and never again."""
    PersonalSettings.objects.get_or_create(user=user)
    PersonalSettings.objects.filter(user=user).update(calendar_number=F("calendar_number") + 1)


def read_notice(user: User, key: int) -> bool:
    """Marks one of the person's notices as read; False where there is no such notice. Once is enough."""
    notices = notices_of(user).filter(pk=key)
    _mark(notices)
    return notices.exists()


def read_all_notices(user: User, until: datetime.datetime) -> None:
    """Marks those as read that were to be seen at the moment `until`; what has come since stays unread."""
    _mark(notices_of(user, until))


def _mark(notices) -> None:
    # By keys: the scope joins other tables, and an update must look at `read_at` again after waiting for a row.
    keys = notices.filter(read_at__isnull=True).values_list("pk", flat=True)
    Notice.objects.filter(pk__in=list(keys), read_at__isnull=True).update(read_at=timezone.now())

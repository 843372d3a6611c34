"""What a person sets for oneself, and notices that have been read."""

from django.db import transaction
from django.db.models import F

from accounts.models import User
from plans.models import PersonalSettings


def save_settings(user: User, *, mails: str, mail_language: str, single_keys: bool, checks_spelling: bool) -> None:
    """Keeps what the person has chosen; notices that wait for a digest stay with what was chosen when they came."""
    with transaction.atomic():
        PersonalSettings.objects.update_or_create(user=user, defaults={"mails": mails, "mail_language": mail_language})
        User.objects.filter(pk=user.pk).update(single_keys=single_keys, checks_spelling=checks_spelling)


def renew_calendar_address(user: User) -> None:
    """Gives the calendar another address; the old one opens nothing from now on, and never again."""
    PersonalSettings.objects.get_or_create(user=user)
    PersonalSettings.objects.filter(user=user).update(calendar_number=F("calendar_number") + 1)

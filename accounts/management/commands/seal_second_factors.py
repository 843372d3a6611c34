"""`manage.py seal_second_factors`: encrypts the secrets of all second factors with the first of SECOND_FACTOR_KEYS."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.sealing import SecretUnreadable, in_all_secrets, seal_again


class Command(BaseCommand):
    help = (
        "Encrypts the secrets of all second factors with the first of SECOND_FACTOR_KEYS, so that the others can be taken "
        "out. What none of the keys opens stays as it is. May run while people sign in."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        sealed, unreadable = 0, 0
        for key in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
            try:
                sealed += _seal(key)
            except SecretUnreadable as problem:
                unreadable += 1
                reason = str(problem)
        self.stdout.write(f"{sealed} second factors are encrypted with the first key.")
        if unreadable:
            raise CommandError(f"{unreadable} second factors could not be read and stay as they are. {reason}")


def _seal(key: int) -> bool:
    """False where there is nothing to encrypt: a passkey, or one that was taken away meanwhile."""
    with transaction.atomic():  # a recovery code may be used at the same time, and is noted in the same field
        found = Authenticator.objects.select_for_update().filter(pk=key).first()
        if found is None or (data := in_all_secrets(found.data, seal_again)) == found.data:
            return False
        found.data = data
        found.save(update_fields=["data"])
    return True

"""`manage.py changepassword NAME`: Django's own, written into the journal of accounts."""

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.db import transaction

from accounts.enums import EventKind
from accounts.events import note_event
from accounts.models import User


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        with transaction.atomic():
            done = super().handle(*args, **options)
            note_event(User.objects.get(username=options["username"] or getpass.getuser()), EventKind.PASSWORD_SET)
        return done

"""`manage.py changepassword NAME`: as Django's own, and in the journal of accounts."""

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db import transaction

from accounts.enums import EventKind
from accounts.events import note_event
from accounts.models import User

TRIES = 3


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> str:
        """Asks before the transaction begins: SQLite lets nobody else write while it is open. Raises CommandError."""
        name = options["username"] or getpass.getuser()
        person = User.objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"user '{name}' does not exist")
        self.stdout.write(f"Changing password for user '{person}'")
        person.set_password(self._ask(person))
        with transaction.atomic():
            person.save(update_fields=["password"])  # the rest may have changed while somebody typed
            note_event(person, EventKind.PASSWORD_SET)
        return f"Password changed successfully for user '{person}'"

    def _ask(self, person: User) -> str:
        for _try in range(TRIES):
            password = getpass.getpass(prompt="Password: ")
            if not password:
                raise CommandError("aborted")
            if password != getpass.getpass(prompt="Password (again): "):
                self.stdout.write("Passwords do not match. Please try again.")
                continue
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.stderr.write("\n".join(error.messages))
            else:
                return password
        raise CommandError(f"Aborting password change for user '{person}' after {TRIES} attempts")

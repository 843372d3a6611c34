"""`manage.py lift_lock NAME`: whoever has tried too many wrong passwords or codes need not wait any longer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.counting import forget_account
from accounts.lockout import who_signs_in
from accounts.models import AttemptKind


class Command(BaseCommand):
    help = "Forgets the wrong passwords and codes of an account, from wherever they came."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="user name or e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        user = who_signs_in(options["name"])
        if user is None:
            raise CommandError("Nobody has this user name or e-mail address.")
        forget_account(user.pk, AttemptKind.PASSWORD, AttemptKind.CODE)
        self.stdout.write(f"{user.get_username()} can sign in again at once.")

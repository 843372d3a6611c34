"""`manage.py take_second_factor_away NAME`: for whom nobody else can help; the operator has made sure who asks."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.factors import take_factors_away
from accounts.models import User


class Command(BaseCommand):
    help = "Takes app, passkeys and recovery codes of an account away and ends its sessions; the journal keeps it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> str:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"Nobody is called “{username}”.")
        if not take_factors_away(person):
            raise CommandError(f"“{username}” has no second factor.")
        return f"The second factor of “{username}” is taken away."

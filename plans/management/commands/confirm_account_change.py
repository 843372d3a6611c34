"""`manage.py confirm_account_change [NUMBER] [--refuse]`: the operator's word, where nobody else may give it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from accounts.events import user_name_first
from plans.people.services.changes import NOT_DONE, confirm_change, refuse_change
from plans.queries.confirming import waiting_changes


class Command(BaseCommand):
    help = "Lists what waits for a confirmation about accounts, or confirms one of it; the journal says who did it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", nargs="?", type=int)
        parser.add_argument("--refuse", action="store_true")

    def handle(self, *args: Any, number: int | None, refuse: bool, **options: Any) -> None:
        if number is None:
            for each in waiting_changes():
                about = user_name_first(each.person) if each.person else str(each.invitation)
                after = f"{each.after} {each.agency or ''}".strip()
                asker = user_name_first(each.requested_by)
                self.stdout.write(f"{each.pk}: {each.kind} of {about}, {each.before} → {after}, by {asker}")
            return
        change = waiting_changes().filter(pk=number).first()
        if change is None:
            raise CommandError(f"Nothing waits under the number {number}.")
        try:
            (refuse_change if refuse else confirm_change)(change, by=None)
        except tuple(NOT_DONE) as problem:
            with translation.override("en"):
                raise CommandError(f"Nothing is done. {NOT_DONE[type(problem)]}") from problem
        self.stdout.write(f"{number}: {'refused' if refuse else 'confirmed'}.")

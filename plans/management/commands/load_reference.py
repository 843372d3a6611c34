"""`manage.py load_reference [--diff | --overwrite]`"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from plans.services.reference import Difference, diff_records, load_records, overwrite_records


class Command(BaseCommand):
    help = (
        "Creates the plan, sections, sub-points, agencies and assignments of fixtures/reference.json that are missing;"
        " never changes a record that exists."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--diff", action="store_true", help="print where the database differs, change nothing")
        group.add_argument("--overwrite", action="store_true", help="make the database say the same, with history")

    def handle(self, *args: Any, diff: bool, overwrite: bool, verbosity: int = 1, **options: Any) -> None:
        path = settings.REFERENCE_FIXTURE
        if diff:
            self._print(diff_records(path))
        elif overwrite:
            self._print(overwrite_records(path))
        else:
            created = load_records(path)
            if verbosity:
                self.stdout.write(
                    "reference data: " + (", ".join(f"{n} {m}" for m, n in created.items()) or "complete")
                )

    def _print(self, differences: list[Difference]) -> None:
        for difference in differences:
            place = f"{difference.model} {'/'.join(map(str, difference.key))}"
            if difference.field:
                self.stdout.write(f"{place} {difference.field}: “{difference.stored}” → “{difference.reference}”")
            else:
                self.stdout.write(f"{place}: missing")
        self.stdout.write(f"{len(differences)} differences")

"""`manage.py check_editions`: proves that published editions are what they were."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.editions.proving import Fault, check
from reports.models import Edition

WHAT = {
    Fault.LOST: "the file is not there: bring it back from a backup",
    Fault.DAMAGED: "the file holds something else than was published: bring it back from a backup",
    Fault.DOCUMENT: "the frozen text is not the one that was published",
    Fault.DRIFT: "made again from the frozen text by the same programs, the file is another one",
}


class Command(BaseCommand):
    help = "Compares the files of all editions with their checksums, and makes them again where the same programs are there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quick", action="store_true", help="compare the checksums only, make nothing again")

    def handle(self, *args: Any, quick: bool, **options: Any) -> None:
        editions = (
            Edition.objects.select_related("reporting_year__plan", "agency").prefetch_related("files").order_by("pk")
        )
        number = editions.count()
        found = 0
        for finding in check(editions.iterator(chunk_size=20), render=not quick):
            found += 1
            edition = finding.edition
            of = edition.agency.code if edition.agency else "all agencies"
            file = f", {finding.fmt}" if finding.fmt else ""
            self.stderr.write(
                f"edition {edition.pk} (№ {edition.number}, {edition.reporting_year.plan.code} "
                f"{edition.reporting_year.year}, {of}){file}: {WHAT[finding.fault]}"
            )
        if found:
            raise CommandError(f"{found} faults in {number} editions")
        self.stdout.write(f"{number} editions are as they were published")

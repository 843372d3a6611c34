"""`manage.py backup TO`: database and evidence in one archive, while everything runs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from nap_tracker.backups import Refused
from nap_tracker.backups.making import back_up
from nap_tracker.backups.telling import say, some_of

INCOMPLETE = 2  # the exit code where the archive is there, and files are missing in it


class Command(BaseCommand):
    help = "Writes the database and the files of evidence into one archive. The server may go on running."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("to", type=Path, help="the archive to write; it must not exist yet")

    def handle(self, *args: Any, to: Path, **options: Any) -> None:
        try:
            made = back_up(to.absolute())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{to}: {say(made.manifest)}.")
        self.stdout.write("It holds everything that the database holds. Guard it, and keep SECRET_KEY apart from it.")
        if made.foreign:
            self.stderr.write(f"Left out, for the tracker has not put them there: {some_of(made.foreign)}.")
        if made.missing:
            raise CommandError(
                f"{to} is made, but {len(made.missing)} files that the database names cannot be opened in "
                f"{settings.EVIDENCE_DIR}: {some_of(made.missing)}. Look for them in an earlier backup, and keep that.",
                returncode=INCOMPLETE,
            )

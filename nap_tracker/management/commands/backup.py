"""`manage.py backup TO`: database and evidence in one archive, while everything runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nap_tracker.backups import Refused
from nap_tracker.backups.making import back_up
from nap_tracker.backups.telling import say


class Command(BaseCommand):
    help = "Writes the database and the files of evidence into one archive. The server may go on running."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("to", type=Path, help="the archive to write; it must not exist yet")

    def handle(self, *args: Any, to: Path, **options: Any) -> None:
        try:
            manifest = back_up(to.absolute())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{to}: {say(manifest)}.")
        if manifest.missing:
            self.stderr.write(f"{manifest.missing} files that the database names are missing in the evidence folder.")
        self.stdout.write("It holds everything that the database holds. Guard it, and keep SECRET_KEY apart from it.")

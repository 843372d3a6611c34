"""`manage.py restore FROM`: database and evidence out of an archive; what was there is kept."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nap_tracker.backups import Refused
from nap_tracker.backups.restoring import finish, restore
from nap_tracker.backups.telling import say


class Command(BaseCommand):
    help = "Puts a backup in the place of the database and the files of evidence, and keeps what it replaces."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("source", nargs="?", type=Path, metavar="from", help="an archive that `backup` has made")
        what.add_argument("--finish", action="store_true", help="go on with a restore that was interrupted")

    def handle(self, *args: Any, source: Path | None, finish: bool, **options: Any) -> None:
        try:
            self._act(source)
        except Refused as refused:
            raise CommandError(str(refused)) from refused

    def _act(self, source: Path | None) -> None:
        if source is None:
            self.stdout.write(f"The restore is finished. What was there before is in {finish()}.")
            return
        restored = restore(source.absolute())
        self.stdout.write(f"Back: {say(restored.manifest)}.")
        self.stdout.write(f"What was there before is in {restored.kept}.")
        if restored.manifest.missing:
            self.stderr.write(
                f"{restored.manifest.missing} files that the database names were missing already when the backup was made."
            )
        if restored.waiting:
            self.stdout.write(
                f"{restored.waiting} mails waited or were being sent when the backup was made. They may have been sent "
                "since, so that none goes out by itself: look at the mail outbox, and send again what is needed."
            )
        if restored.must_migrate:
            self.stdout.write("The archive is of an older version. Next:  manage.py migrate")
        self.stdout.write("Now start the web server and the worker.")

"""`manage.py send_reminders`: writes the reminders that are due into the outbox; for cron, once a day or oftener."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from plans.azerbaijani import short_date
from plans.reminders.services import Reminded, send_due_reminders


class Command(BaseCommand):
    help = (
        "Writes one digest to every agency that has a reminder due (days before and after the deadline, per plan). "
        "May run as often as one likes, and twice at once: nobody is reminded twice. The worker sends the mails."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be sent, and write nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        agencies = mails = 0
        for reminded in send_due_reminders(timezone.localdate(), dry_run=dry_run):
            agencies += bool(reminded.mails)
            mails += reminded.mails
            self.stdout.write(_line(reminded))
        done = "would be written" if dry_run else "written"
        self.stdout.write(f"{agencies} agencies, {mails} mails {done}.")


def _line(reminded: Reminded) -> str:
    """Codes and days only: what cron mails on names nobody."""
    year, case = reminded.reporting_year, reminded.case
    steps = ", ".join(f"{short_date(step.due)} {step.offset:+d}" for step in case.due_steps)
    count = f"{reminded.mails} mails" if reminded.mails else "reminded by somebody else meanwhile"
    return f"{year.plan.code} {year.year} {case.agency.code}: {count} ({steps})"

"""`manage.py send_digests`: writes the daily digests that are due into the outbox; for cron, at eight or later."""

from typing import Any

from django.core.management.base import BaseCommand

from plans.notifications import send_digests


class Command(BaseCommand):
    help = (
        "Writes one mail with what is new to every person who wants mails once a day: what came until eight in the "
        "morning. May run as often as one likes, and twice at once. The worker does the same by itself, and sends."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_digests()} digests written.")

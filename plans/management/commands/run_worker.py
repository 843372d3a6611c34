"""`manage.py run_worker`: the background worker, with a sign of life that /healthz reads."""

import logging
import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from plans.models import Heartbeat

BEAT_SECONDS = 15
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Works through the task queue (django-tasks) and notes every 15 seconds that it is alive."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--batch", action="store_true", help="stop when the queue is empty")

    def handle(self, *args, batch: bool, **options) -> None:
        stop = threading.Event()
        beat()
        pulse = threading.Thread(target=_keep_beating, args=(stop,), daemon=True)
        pulse.start()
        try:
            call_command("db_worker", batch=batch, verbosity=1)
        finally:
            stop.set()
            pulse.join(timeout=BEAT_SECONDS)


def beat() -> None:
    """Notes that the worker is alive now."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"seen_at": timezone.now()})


def _keep_beating(stop: threading.Event) -> None:
    while not stop.wait(BEAT_SECONDS):
        close_old_connections()
        try:
            beat()
        except DatabaseError:
            # The next beat tries again; until then /healthz shows a growing age.
            logger.warning("heartbeat could not be written")
    close_old_connections()

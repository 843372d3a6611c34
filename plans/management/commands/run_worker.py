"""`manage.py run_worker`: the background worker, with a sign of life that /healthz reads and an eye on the outbox."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, OperationalError, close_old_connections
from django.utils import timezone

from plans.evidence.services.leftovers import sweep
from plans.management.taking_over import alive, take_over
from plans.models import Heartbeat
from plans.notifications import wake_announcements, wake_delivery, wake_digests, wake_together

PULSE_SECONDS = 5  # a mail waits no longer for its delivery to begin
BEAT_EVERY = 3  # pulses
DIGESTS_EVERY = 12  # pulses: once a minute
SWEEP_EVERY = 720  # pulses: once an hour
PAUSE_SECONDS = 1  # until the database is asked again; locks are waited for besides
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Works through the task queue (django-tasks), sends what is due, and notes every 15 seconds that it is alive."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="stop when the queue is empty")

    def handle(self, *args: Any, batch: bool, **options: Any) -> None:
        stop = threading.Event()
        until_the_database_answers(_wake_all)
        pulse = threading.Thread(target=_keep_pulsing, args=(stop,), daemon=True)
        pulse.start()
        try:
            # A worker of django-tasks ends where the database is locked for long or away; this one begins it anew.
            until_the_database_answers(lambda: _work(batch=batch))
        finally:
            stop.set()
            pulse.join(timeout=PULSE_SECONDS * BEAT_EVERY)


def _work(*, batch: bool) -> None:
    with alive() as name:
        take_over()
        call_command("db_worker", batch=batch, verbosity=1, worker_id=name)


def _wake_all() -> None:
    beat()
    wake_announcements()
    wake_digests()
    wake_together()
    wake_delivery()


def until_the_database_answers(act: Callable[[], object]) -> None:
    """Does it again and again where somebody holds the database, or it is away: what ends here takes the site with it.

    A database without its tables is no such moment (SQLite calls that by the same name): it ends the worker.
    """
    while True:
        try:
            act()
        except OperationalError as problem:
            if "no such" in str(problem):
                raise
            logger.warning("the database does not answer (%s): the worker waits and goes on", type(problem).__name__)
            close_old_connections()
            time.sleep(PAUSE_SECONDS)
        else:
            return


def beat(name: str = "worker") -> None:
    """Notes that the worker is alive now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"seen_at": timezone.now()})


def _keep_pulsing(stop: threading.Event) -> None:
    count = 0
    while not stop.wait(PULSE_SECONDS):
        count += 1
        close_old_connections()
        try:
            if count % BEAT_EVERY == 0:
                beat()
            if count % DIGESTS_EVERY == 0:
                take_over()
                wake_digests()
            if count % SWEEP_EVERY == 1:
                sweep()
            wake_announcements()
            wake_together()
            wake_delivery()
        except DatabaseError:
            # The next pulse tries again; until then /healthz shows a growing age.
            logger.warning("the database did not take the worker's pulse")
    close_old_connections()

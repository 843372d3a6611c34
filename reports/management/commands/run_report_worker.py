"""`manage.py run_report_worker`: makes the files of reports that people ask for, beside the worker that sends mails."""

import logging
import threading
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from plans.management.commands.run_worker import (
    BEAT_EVERY,
    PULSE_SECONDS,
    SWEEP_EVERY,
    beat,
    until_the_database_answers,
)
from plans.management.taking_over import alive, take_over
from reports.editions.sweeping import sweep_editions
from reports.production import ready
from reports.production.sweeping import sweep
from reports.production.tasks import QUEUES, take_up_lost
from reports.rendering import keep_ready, let_go

LOOK_SECONDS = 0.2  # people wait: a request gives the worker a second for the file
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Makes the files of reports, in a queue of their own, and notes every 15 seconds that it is alive."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="stop when the queue is empty")
        parser.add_argument(
            "--quick",
            action="store_true",
            help="leave the long reports to the worker without this, so that none waits for one",
        )

    def handle(self, *args: Any, batch: bool, quick: bool, **options: Any) -> None:
        name = "quick-reports" if quick else "reports"
        stop = threading.Event()
        until_the_database_answers(lambda: beat(name))
        pulse = threading.Thread(target=_keep_pulsing, args=(name, stop), daemon=True)
        pulse.start()
        if not batch:
            keep_ready()
            # An agency's report is made by one process, a long one by several.
            ready.keep_ready(1 if quick else settings.RENDERING_PROCESSES)
        try:
            # A worker of django-tasks ends where the database is locked for long or away; this one begins it anew.
            until_the_database_answers(lambda: _work(QUEUES[name], batch=batch))
        finally:
            stop.set()
            pulse.join(timeout=PULSE_SECONDS * BEAT_EVERY)
            let_go()
            ready.let_go()


def _work(queues: tuple[str, ...], *, batch: bool) -> None:
    with alive() as worker:
        _take_over()
        call_command(
            "db_worker",
            queue_name=",".join(queues),
            interval=LOOK_SECONDS,
            startup_delay=False,
            batch=batch,
            verbosity=1,
            worker_id=worker,
        )


def _take_over() -> None:
    take_over()
    take_up_lost()


def _keep_pulsing(name: str, stop: threading.Event) -> None:
    count = 0
    while not stop.wait(PULSE_SECONDS):
        count += 1
        close_old_connections()
        try:
            if count % BEAT_EVERY == 0:
                beat(name)
            _take_over()
            if count % SWEEP_EVERY == 1:
                sweep(days=settings.REPORTS_KEPT_DAYS, megabytes=settings.REPORTS_KEPT_MEGABYTES)
                sweep_editions()
        except DatabaseError:
            # The next pulse tries again; until then /healthz shows a growing age.
            logger.warning("the database did not take the pulse of the worker of reports")
    close_old_connections()

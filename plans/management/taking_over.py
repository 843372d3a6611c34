"""Tasks of a worker that is gone: killed, or without its database, it could not say what became of them.

Each run of a worker holds a lock on a file of its own as long as it lives; the system lets go of it, however it ends.
Workers that share a database share `DATA_DIR`, too.
"""

import contextlib
import fcntl
import logging
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

MOST_WORKERS = 3  # a task that has taken so many workers with it takes no more
logger = logging.getLogger(__name__)


class WorkerGone(Exception):
    """The worker ended in the middle of the task, again and again."""


@contextlib.contextmanager
def alive() -> Iterator[str]:
    """A name for one run of a worker, known to be alive until the block or the process ends."""
    name = secrets.token_hex(8)
    path = _folder() / name
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield name
        finally:
            path.unlink(missing_ok=True)


def take_over() -> int:
    """Queues again what runs in no worker any more, or marks it as failed; returns how many. One query where nothing is.

    What a task writes is in a transaction, and what it sends goes through the outbox: to do it again harms nothing.
    """
    taken = 0
    for task in DBTaskResult.objects.running():
        if task.worker_ids and _is_alive(task.worker_ids[-1]):
            continue
        own = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, worker_ids=task.worker_ids)
        if len(task.worker_ids) < MOST_WORKERS:
            taken += own.update(status=TaskResultStatus.READY, started_at=None)
            logger.warning("its worker is gone: %s is done again", task.task_path)
        else:
            reason = f"{WorkerGone.__module__}.{WorkerGone.__qualname__}"
            taken += own.update(
                status=TaskResultStatus.FAILED,
                finished_at=timezone.now(),
                exception_class_path=reason,
                traceback=reason,
            )
            logger.error("its workers are gone, %d of them: %s is given up", len(task.worker_ids), task.task_path)
    return taken


def _is_alive(name: str) -> bool:
    path = _folder() / Path(name).name
    try:
        with path.open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    path.unlink(missing_ok=True)
    return False


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "workers"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder

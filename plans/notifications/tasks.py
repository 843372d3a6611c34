"""What the worker does about mail."""

from django_tasks import TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from plans.notifications.announcements import tell_announcements, waiting_announcements
from plans.notifications.delivery import deliver_round, has_work
from plans.notifications.digest import send_digests, waiting_for_digest
from plans.notifications.together import waiting_together, write_together


@task()
def deliver_due_mail() -> dict[str, int]:
    """Sends the mails that are due; returns how many were sent and how many failed."""
    return deliver_round()


def wake_delivery() -> bool:
    """Enqueues the delivery where a mail is due and no delivery waits already; returns whether it did. Two queries.

    The worker asks this every few seconds, so that a mail needs no task of its own, and none can be forgotten: what
    is due is read from the outbox itself.
    """
    return has_work() and _enqueue_once(deliver_due_mail)


@task()
def write_due_digests() -> int:
    """Writes the daily digests that are due; returns how many."""
    return send_digests()


def wake_digests() -> bool:
    """Enqueues the writing of digests where one is due and none waits already; returns whether it did. Two queries."""
    return waiting_for_digest() and _enqueue_once(write_due_digests)


@task()
def tell_of_announcements() -> int:
    """Tells agencies' people what was announced; returns of how many announcements."""
    return tell_announcements()


def wake_announcements() -> bool:
    """Enqueues the telling where an announcement waits and no telling does; returns whether it did. Two queries."""
    return waiting_announcements().exists() and _enqueue_once(tell_of_announcements)


@task()
def write_mails_together() -> int:
    """Writes the mails of acts on many entries that are due; returns how many."""
    return write_together()


def wake_together() -> bool:
    """Enqueues the writing of such mails where one is due and none waits already; returns whether it did. Two queries."""
    return waiting_together() and _enqueue_once(write_mails_together)


def _enqueue_once(wanted: Task) -> bool:
    if DBTaskResult.objects.filter(task_path=wanted.module_path, status=TaskResultStatus.READY).exists():
        return False
    wanted.enqueue()
    return True

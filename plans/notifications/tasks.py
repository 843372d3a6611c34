"""What the worker does about mail."""

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from plans.notifications.delivery import deliver_round, has_work


@task()
def deliver_due_mail() -> dict[str, int]:
    """Sends the mails that are due; returns how many were sent and how many failed."""
    return deliver_round()


def wake_delivery() -> bool:
    """Enqueues the delivery where a mail is due and no delivery waits already; returns whether it did. Two queries.

    The worker asks this every few seconds, so that a mail needs no task of its own, and none can be forgotten: what
    is due is read from the outbox itself.
    """
    if not has_work():
        return False
    if DBTaskResult.objects.filter(task_path=deliver_due_mail.module_path, status=TaskResultStatus.READY).exists():
        return False
    deliver_due_mail.enqueue()
    return True

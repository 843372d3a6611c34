"""`run_worker` works through the queue while it shows that it is alive."""

import pytest
from django.core.management import call_command
from django_tasks import TaskResultStatus, default_task_backend, task

from plans.enums import YearState
from plans.models import Heartbeat, ReportingYear


@task()
def close_year(year: int) -> int:
    """Something that the background could do: what it writes must be seen afterwards."""
    return ReportingYear.objects.filter(year=year).update(state=YearState.CLOSED)


@task()
def fail() -> None:
    raise ValueError("Nümunə səbəb.")


@pytest.mark.django_db(transaction=True)
def test_enqueued_task_waits_for_the_worker_and_is_done_by_it(year):
    queued = close_year.enqueue(2024)
    assert default_task_backend.get_result(queued.id).status == TaskResultStatus.READY
    assert ReportingYear.objects.get().state == YearState.OPEN
    call_command("run_worker", "--batch")
    done = default_task_backend.get_result(queued.id)
    assert (done.status, done.return_value) == (TaskResultStatus.SUCCESSFUL, 1)
    assert ReportingYear.objects.get().state == YearState.CLOSED
    assert Heartbeat.objects.get().name == "worker"


@pytest.mark.django_db(transaction=True)
def test_task_that_fails_does_not_stop_the_ones_behind_it(year):
    failing, following = fail.enqueue(), close_year.enqueue(2024)
    call_command("run_worker", "--batch")
    failed = default_task_backend.get_result(failing.id)
    assert (failed.status, failed.errors[0].exception_class) == (TaskResultStatus.FAILED, ValueError)
    assert default_task_backend.get_result(following.id).status == TaskResultStatus.SUCCESSFUL

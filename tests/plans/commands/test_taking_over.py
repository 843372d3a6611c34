"""Tasks of a worker that was killed are done again, or shown as failed."""

import signal
import subprocess
import sys

import pytest
from django.core.management import call_command
from django_tasks import TaskResultStatus, default_task_backend, task
from django_tasks_db.models import DBTaskResult

from plans.enums import YearState
from plans.management.taking_over import MOST_WORKERS, WorkerGone, alive, take_over
from plans.models import ReportingYear
from tests.faults.server import ROOT
from tests.nap_tracker.test_backups import environment

pytestmark = pytest.mark.django_db(transaction=True)


@task()
def close_the_year() -> int:
    return ReportingYear.objects.update(state=YearState.CLOSED)


def status_of(queued) -> TaskResultStatus:
    return default_task_backend.get_result(queued.id).status


def running(*workers: str):
    queued = close_the_year.enqueue()
    DBTaskResult.objects.filter(pk=queued.id).update(status=TaskResultStatus.RUNNING, worker_ids=list(workers))
    return queued


def test_task_of_a_killed_worker_is_done_by_the_next(year, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    queued = close_the_year.enqueue()
    program = (
        "import django, os, signal; django.setup()\n"
        "from plans.models import ReportingYear\n"
        "import django_tasks_db.models as models\n"
        "models.DBTaskResult.set_successful = lambda *args: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from django.core.management import call_command; call_command('run_worker', '--batch')"
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment(tmp_path), capture_output=True)
    assert (killed.returncode, status_of(queued)) == (-signal.SIGKILL, TaskResultStatus.RUNNING), killed.stderr
    ReportingYear.objects.update(state=YearState.OPEN)
    call_command("run_worker", "--batch")
    assert (status_of(queued), ReportingYear.objects.get().state) == (TaskResultStatus.SUCCESSFUL, YearState.CLOSED)


def test_task_of_a_worker_that_lives_is_left_to_it(year, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    with alive() as name:
        queued = running("gone", name)
        assert (take_over(), status_of(queued)) == (0, TaskResultStatus.RUNNING)
    assert (take_over(), status_of(queued)) == (1, TaskResultStatus.READY)
    assert list((tmp_path / "workers").iterdir()) == []


def test_task_that_takes_its_workers_with_it_is_shown_as_failed(year, tmp_path, settings, caplog):
    settings.DATA_DIR = tmp_path
    queued = running(*(f"gone{number}" for number in range(MOST_WORKERS)))
    finished = close_the_year.enqueue()
    assert take_over() == 1
    failed = default_task_backend.get_result(queued.id)
    assert (failed.status, failed.errors[0].exception_class) == (TaskResultStatus.FAILED, WorkerGone)
    assert status_of(finished) == TaskResultStatus.READY
    assert "close_the_year is given up" in caplog.text


def test_taking_over_asks_one_query_where_nothing_is_left(year, tmp_path, settings, django_assert_num_queries):
    settings.DATA_DIR = tmp_path
    with django_assert_num_queries(1):
        assert take_over() == 0

"""The worker of reports is killed at each step, what it made is damaged or gone, and somebody cancels: real processes."""

import datetime
import os
import signal
import subprocess
import sys

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from plans.management.taking_over import MOST_WORKERS
from plans.models import Heartbeat
from reports.enums import JobState
from reports.models import ReportJob
from reports.production.store import Store
from reports.production.tasks import SILENT_SECONDS, take_up_lost
from reports.production.work import Progress, _ended
from tests.faults.server import ROOT
from tests.nap_tracker.test_backups import environment
from tests.reports.production.making import asked, fetched, run_worker

pytestmark = pytest.mark.django_db(transaction=True)
# The worker writes Markdown itself, and begins a process for Word: where that one matters, Word is asked for.
FILE = "/reports/numune-2020-2024/2024/NUMUNE/melumat.md"
WORD = "/reports/numune-2020-2024/2024/NUMUNE/melumat.docx"
KILL = "lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)"
STEPS = {
    "before": f"work.work = {KILL}",
    "while the texts are read": f"kinds.agency_document_for = {KILL}",
    "while the file is made": f"rendering._answer_of = {KILL}",
    "before the file has its name": f"store.os.replace = {KILL}",
    "before the row says so": f"work._ended = {KILL}",
    "before the queue says so": f"models.DBTaskResult.set_successful = {KILL}",
}


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.DATA_DIR, settings.REPORTS_DIR = tmp_path, tmp_path / "reports"
    return tmp_path


def worker(folder, change: str = "pass", *, wait: bool = True) -> subprocess.Popen:
    program = (
        "import django, os, signal; django.setup()\n"
        "import django_tasks_db.models as models\n"
        "from reports import rendering\n"
        "from reports.production import kinds, store, work\n"
        f"{change}\n"
        'from django.core.management import call_command; call_command("run_report_worker", "--batch")'
    )
    begun = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=environment(folder), stderr=subprocess.PIPE)
    if wait:
        _out, begun.said = begun.communicate()
    return begun


def is_report(file: bytes) -> bool:
    return file[:2] == b"PK" or "Nümunə mətn." in file.decode()


@pytest.mark.parametrize("step", STEPS)
def test_job_of_a_killed_worker_is_done_by_the_next(step, sign_in, write_entry, folder):
    write_entry("4.2.9")
    client = sign_in("lead")
    job = asked(client, WORD if step == "while the file is made" else FILE)
    killed = worker(folder, STEPS[step])
    assert killed.returncode == -signal.SIGKILL, killed.said
    run_worker()
    job.refresh_from_db()
    assert (job.state, job.ended) == ("done", "")
    assert is_report(fetched(client, job).content)
    assert len([path for path in (folder / "reports").glob("??/*") if path.suffix != ".part"]) == 1


def test_job_that_takes_its_workers_with_it_is_given_up_and_says_so(sign_in, write_entry, folder, caplog):
    write_entry("4.2.9")
    client = sign_in("lead")
    client.cookies["django_language"] = "en"
    job = asked(client, WORD)
    for _time in range(MOST_WORKERS):
        assert worker(folder, STEPS["while the file is made"]).returncode == -signal.SIGKILL
    run_worker()
    job.refresh_from_db()
    assert (job.state, job.ended, job.attempts) == ("failed", "worker", MOST_WORKERS)
    page = client.get(f"/reports/jobs/{job.pk}/").content.decode()
    assert "stopped three times while it made this Word" in page


def test_job_whose_task_was_lost_is_begun_again(sign_in, write_entry):
    write_entry("4.2.9")
    job = asked(sign_in("lead"), FILE)
    DBTaskResult.objects.all().delete()
    run_worker()
    job.refresh_from_db()
    assert job.state == "done"


@pytest.mark.parametrize(("silent", "taken"), [(SILENT_SECONDS - 60, 0), (SILENT_SECONDS + 60, 1)])
def test_job_of_a_silent_worker_is_taken_over_and_what_that_says_later_does_no_harm(
    silent, taken, sign_in, write_entry
):
    write_entry("4.2.9")
    asked(sign_in("lead"), FILE)
    spoken = timezone.now() - datetime.timedelta(seconds=silent)
    ReportJob.objects.update(state="running", attempts=1, steps=3, started_at=spoken, heartbeat_at=spoken)
    DBTaskResult.objects.update(status="RUNNING")
    late = ReportJob.objects.get()
    assert take_up_lost() == taken
    assert take_up_lost() == 0
    job = ReportJob.objects.get()
    assert (job.state, job.task != late.task) == (("waiting", True) if taken else ("running", False))
    if not taken:
        return
    assert DBTaskResult.objects.filter(status="READY").count() == 1
    assert _ended(late, JobState.CANCELLED) == "waiting"
    Progress(late).tell(1, 1)
    assert ReportJob.objects.get().step == 0
    run_worker()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
    ReportJob.objects.update(state="running", finished_at=None)
    assert _ended(late, JobState.CANCELLED) == "running"  # another attempt has it


@pytest.mark.parametrize("damage", ["gone", "damaged"])
def test_file_that_is_gone_or_damaged_is_made_again(damage, sign_in, write_entry, folder):
    write_entry("4.2.9")
    client = sign_in("lead")
    client.cookies["django_language"] = "en"
    job = asked(client, FILE)
    run_worker()
    job.refresh_from_db()
    before = fetched(client, job).content
    (path,) = (folder / "reports").glob("??/*")
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(b"x" * len(before))
        os.utime(path, ns=(1, 1))
    assert fetched(client, job)["Location"] == f"/reports/jobs/{job.pk}/"
    page = client.get(f"/reports/jobs/{job.pk}/").content.decode()
    assert "The file is kept no longer" in page
    assert f'action="{FILE}"' in page
    again = asked(client, FILE)
    run_worker()
    again.refresh_from_db()
    assert is_report(fetched(client, again).content)
    assert again.seconds is not None


def test_who_cancels_while_it_is_made_ends_it(sign_in, write_entry, folder):
    write_entry("4.2.9", "<ol><li>a</li></ol>" * 4_900)
    client = sign_in("lead")
    job = asked(client, WORD)
    # The worker itself says when it begins to make the file; from then on it is only looked at.
    begun = worker(folder, "was = work.render_file\ndef said(*a, **k):\n  print(flush=True)\n  return was(*a, **k)\n"
                   "work.render_file = said", wait=False)  # fmt: skip
    while ReportJob.objects.get().step == 0:
        assert begun.poll() is None
    assert client.post(f"/reports/jobs/{job.pk}/cancel/").status_code == 302
    begun.communicate()
    job.refresh_from_db()
    assert (job.state, job.result) == ("cancelled", "")
    assert list((folder / "reports").glob("??/*")) == []


def test_full_disk_is_said_and_nothing_is_half_written(sign_in, write_entry, folder):
    """A real limit of the system on how large a file may be: larger than the database's, smaller than the report."""
    write_entry("4.2.9", "<p>Nümunə mətn.</p>" * 200)
    client = sign_in("lead")
    client.cookies["django_language"] = "en"
    job = asked(client, FILE)
    limit = (
        "import resource; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "was = store.write_whole\n"
        "def limited(*a):\n"
        "  resource.setrlimit(resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))\n"
        "  try: was(*a)\n"
        "  finally: resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)\n"
        "store.write_whole = limited"
    )
    assert worker(folder, limit).returncode == 0
    job.refresh_from_db()
    assert (job.state, job.ended) == ("failed", "disk")
    assert list((folder / "reports").glob("??/*")) == []
    assert "no room left on the server" in client.get(f"/reports/jobs/{job.pk}/").content.decode()
    assert Store(folder / "reports").purge(days=1, most_bytes=1) == 0


def test_file_comes_within_the_wait_where_a_worker_runs(sign_in, write_entry, folder, settings):
    """The request waits; the worker, a process beside it, makes the file in the meantime."""
    settings.REPORT_WAIT_SECONDS = 600
    write_entry("4.2.9")
    client = sign_in("lead")
    running = worker(folder, "from django_tasks_db.management.commands import db_worker; was = db_worker.Worker.__init__\n"
                     "def begun(self, **k): was(self, **k | {'batch': False, 'max_tasks': 1})\n"
                     "db_worker.Worker.__init__ = begun", wait=False)  # fmt: skip
    while not Heartbeat.objects.filter(name="reports").exists():
        assert running.poll() is None
    answer = client.post(FILE)
    job = ReportJob.objects.get()
    assert answer["Location"] == f"/reports/jobs/{job.pk}/file/"
    assert is_report(fetched(client, job).content)
    running.communicate()

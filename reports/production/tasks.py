"""The queue of reports: what is handed to their workers, and what becomes of jobs that were lost on the way."""

import datetime
import logging
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from plans.models import Entry, Heartbeat
from reports.enums import UNFINISHED, Ended, JobState
from reports.models import ReportJob
from reports.production.kinds import facts_of
from reports.production.telling import tell_of_end

QUICK, LONG = "reports", "long-reports"
# A worker of all queues, and one that leaves the long ones to it; each shows that it lives under its own name.
QUEUES = {"reports": (QUICK, LONG), "quick-reports": (QUICK,)}
MOST_LETTERS = 500_000  # beyond, the file of an agency takes its place among the long ones: it may take minutes
MOST_ATTEMPTS = 3
# A worker says every two seconds that it goes on, but not while it reads the texts: some minutes are silence for good.
SILENT_SECONDS = 300
logger = logging.getLogger(__name__)


@task(queue_name=QUICK)
def make_report(job: int) -> str:
    """Makes the file of the job; gives the state that it came to."""
    from reports.production.work import work

    return work(job)


def begin(job: ReportJob) -> None:
    """Hands the job to the workers, within the caller's transaction; one whose texts are very long delays no other."""
    queue = LONG if facts_of(job).is_long or _letters_of(job) > MOST_LETTERS else QUICK
    job.task = UUID(str(make_report.using(queue_name=queue).enqueue(job.pk).id))
    ReportJob.objects.filter(pk=job.pk).update(task=job.task)


def _letters_of(job: ReportJob) -> int:
    """How long the texts of an agency are that may be in the report, with their marks. One query."""
    texts = Entry.objects.filter(reporting_year=job.reporting_year_id, agency=job.agency_id)
    if job.number:
        texts = texts.filter(sub_point__number=job.number)
    return texts.aggregate(letters=Sum(Length("narrative")))["letters"] or 0


def is_served(job: ReportJob) -> bool:
    """Whether a worker that takes such jobs has shown that it lives. One query."""
    queue = LONG if facts_of(job).is_long else QUICK
    names = [name for name, queues in QUEUES.items() if queue in queues]
    since = timezone.now() - datetime.timedelta(seconds=settings.WORKER_MAX_AGE_SECONDS)
    return Heartbeat.objects.filter(name__in=names, seen_at__gte=since).exists()


def take_up_lost() -> int:
    """Jobs whose task has ended without them – its workers were killed, the database went away – or whose worker has been
    silent for long are begun again, and after three attempts marked as not made. Returns how many. One query where nothing
    is unfinished, two otherwise.
    """
    unfinished = list(ReportJob.objects.filter(state__in=UNFINISHED))
    if not unfinished:
        return 0
    tasks = {task.pk: task for task in DBTaskResult.objects.filter(pk__in=[job.task for job in unfinished])}
    silent_since = timezone.now() - datetime.timedelta(seconds=SILENT_SECONDS)
    taken = 0
    for job in unfinished:
        found = tasks.get(job.task) if job.task else None
        is_at_work = found is not None and found.status in (TaskResultStatus.READY, TaskResultStatus.RUNNING)
        is_silent = job.state == JobState.RUNNING and job.heartbeat_at is not None and job.heartbeat_at < silent_since
        if is_at_work and not is_silent:
            continue
        own = ReportJob.objects.filter(pk=job.pk, state=job.state, task=job.task, heartbeat_at=job.heartbeat_at)
        is_given_up = found is not None and found.exception_class_path.endswith(".WorkerGone")
        if is_given_up or job.attempts >= MOST_ATTEMPTS:
            ended = Ended.WORKER if is_given_up else Ended.FAILED
            with transaction.atomic():
                if own.update(state=JobState.FAILED, ended=ended, finished_at=timezone.now()):
                    tell_of_end(job.pk)
                    taken += 1
            logger.error("a report is given up after %d attempts", job.attempts)
        else:
            with transaction.atomic():
                if own.update(task=None, state=JobState.WAITING):  # no other worker was faster, nor has it spoken
                    begin(job)
                    taken += 1
            logger.warning("a report was lost on the way: it is begun again")
    return taken

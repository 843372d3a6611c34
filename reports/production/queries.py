"""What pages say of jobs: whose they are, how far, and for how long still."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.enums import Role
from accounts.models import User
from plans.enums import OBSERVABLE_STATES
from plans.models import Transition
from plans.queries.years import names_prefetch
from reports.enums import JobState
from reports.models import ReportJob
from reports.production.kinds import may_have, scope_of
from reports.production.store import Kept, store

MOST_LISTED = 50
# A move that was written before the texts were read, but was not there for all to see yet.
UNSEEN = datetime.timedelta(seconds=2)
STEPS_OF_ONE_PIECE = 3  # reading, making, keeping
FEWEST_SECONDS, FEWEST_STEPS = 3, 3  # before which nothing is said of the time left; of many steps a tenth


def jobs_of(user: User) -> QuerySet[ReportJob]:
    """The jobs that the person asked for or joined, and would read the same in now; newest first, with what a line about
    each says. Two queries.
    """
    found = ReportJob.objects.filter(askers__person=user, scope=scope_of(user))
    found = found.annotate(notice_key=F("askers__notice"))
    if user.role == Role.OBSERVER:
        found = found.annotate(taken_back=_taken_back())
    return found.select_related("plan", "reporting_year__plan", "agency").prefetch_related(names_prefetch())


def _taken_back() -> Exists:
    """Whether an entry of the job's year and agency has left what observers read since the texts in its file were read.

    Wider than the file where that is about one sub-point, never narrower; the file is made again then, as they read it now.
    """
    moved = Transition.objects.filter(
        entry__reporting_year__plan=OuterRef("plan"),
        entry__reporting_year=Coalesce(OuterRef("reporting_year"), F("entry__reporting_year")),
        entry__agency=Coalesce(OuterRef("agency"), F("entry__agency")),
        created_at__gte=OuterRef("read_at") - UNSEEN,
    )
    return Exists(moved.exclude(to_state__in=OBSERVABLE_STATES))


def job_of(user: User, pk: int) -> ReportJob | None:
    """The job, if it is the person's, who may still have it."""
    job = jobs_of(user).filter(pk=pk).first()
    return job if job is not None and may_have(user, job) else None


def latest_jobs(user: User) -> list[ReportJob]:
    """The person's jobs of the last days."""
    since = timezone.now() - datetime.timedelta(days=settings.REPORTS_KEPT_DAYS)
    return list(jobs_of(user).filter(asked_at__gte=since).order_by("-asked_at", "-pk")[:MOST_LISTED])


def kept_of(job: ReportJob) -> Kept | None:
    """The file of a job that is done, as the store knows it; None where the person may not have it any more."""
    may_have_it = job.is_done and not job.was_taken_back
    return Kept(job.result, job.size, job.sha256) if may_have_it and job.size is not None else None


def is_kept(job: ReportJob) -> bool:
    """Whether the file of the job still lies in the store."""
    kept = kept_of(job)
    return kept is not None and store().is_there(kept)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an unfinished job is: `done` of `steps` (0 of 0 while it waits), what is done now, how long it may take still."""

    done: int
    steps: int
    doing: str
    left: str


def progress_of(job: ReportJob) -> Progress:
    """How far the job is, in words of the active language. One query at most."""
    return Progress(job.step, job.steps, _doing(job), _in_words(seconds_left(job)))


def seconds_left(job: ReportJob) -> float | None:
    """How long it may take still, from the pace of its steps, or, where it is made in one, from what the like of it took last.
    None: not known, or too little is done to tell: reading is the first step, and longer than those after it.
    """
    if job.state != JobState.RUNNING or job.started_at is None or not job.steps:
        return None
    elapsed = (timezone.now() - job.started_at).total_seconds()
    if elapsed < FEWEST_SECONDS:
        return None
    if job.steps > STEPS_OF_ONE_PIECE:
        if job.step < max(FEWEST_STEPS, job.steps / 10):
            return None
        return elapsed / job.step * (job.steps - job.step)
    alike = ReportJob.objects.filter(
        kind=job.kind, fmt=job.fmt, agency=job.agency_id, reporting_year=job.reporting_year_id
    )
    took = alike.filter(seconds__isnull=False).exclude(pk=job.pk).values_list("seconds", flat=True).first()
    return None if took is None else max(0.0, took - elapsed)


def _doing(job: ReportJob) -> str:
    if job.state == JobState.WAITING:
        return gettext("It waits for its turn")
    if job.cancel_asked:
        return gettext("It is being cancelled")
    if job.step == 0:
        return gettext("The texts are read")
    if job.step >= job.steps - 1:
        return gettext("The file is put aside for you")
    parts, part = job.steps - 2, min(job.step, job.steps - 2)
    if parts <= 1:
        return gettext("The pages are laid out")
    return gettext("The pages are laid out: part %(part)s of %(parts)s") % {"part": part, "parts": parts}


def _in_words(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 5:
        return gettext("a few seconds left")
    if seconds < 55:
        rounded = int(-(-seconds // 5) * 5)
        return gettext("about %(seconds)s seconds left") % {"seconds": rounded}
    minutes = max(1, round(seconds / 60))
    return ngettext("about %(minutes)s minute left", "about %(minutes)s minutes left", minutes) % {"minutes": minutes}

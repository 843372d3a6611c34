"""A worker's part: reads the texts, makes the file, keeps it, and says at each step how far it is."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation

from accounts.models import User
from reports.building.reading import LANGUAGE
from reports.document import Document
from reports.enums import UNFINISHED, Ended, JobState
from reports.look import Look
from reports.models import ReportJob
from reports.papers.queries import look_of
from reports.production import making
from reports.production.keys import result_key
from reports.production.kinds import NotMade, NotThere, facts_of, may_have
from reports.production.moment import one_moment
from reports.production.store import Kept, NoRoom, store
from reports.production.telling import tell_of_end
from reports.renderers import RendererUnavailable
from reports.rendering import Kind, RenderingCancelled, RenderingEnded, RenderingFailed, Why, render_file

STEPS = 3  # reading, making, keeping; the making may have steps of its own
HEARTBEAT_SECONDS = 2.0
LOOK_SECONDS = 0.25  # how often it is looked whether somebody has cancelled
Tell = Callable[[int, int], None]
logger = logging.getLogger(__name__)


class Cancelled(Exception):
    """Nobody waits for the file any more."""


class Progress:
    """What the job's row says while it is worked on."""

    def __init__(self, job: ReportJob) -> None:
        self.job = job
        self._own = _own(job)
        self._looked = self._beaten = time.monotonic()
        self._is_cancelled = False

    def tell(self, step: int, steps: int) -> None:
        """So many steps of the making are done."""
        self._say(1 + step, STEPS - 1 + steps)

    def has_read(self) -> None:
        """The texts are read."""
        self._say(1, STEPS)

    def has_made(self) -> None:
        """The file is made."""
        self._say(self.job.steps - 1, self.job.steps)

    def is_cancelled(self) -> bool:
        """Whether the work may end; asked as often as one likes, it asks the database some times in a second."""
        now = time.monotonic()
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            # A row that is gone, or that another worker has brought to its end, needs nobody to go on.
            self._is_cancelled = self._own.filter(cancel_asked=False).first() is None
        if now - self._beaten >= HEARTBEAT_SECONDS:
            self._beaten = now
            self._own.update(heartbeat_at=timezone.now())
        return self._is_cancelled

    def is_own(self) -> bool:
        """Whether the job is still this worker's: no other has taken it over, nothing has brought it to its end."""
        return self._own.exists()

    def check(self) -> None:
        """Raises Cancelled where the work may end."""
        self._looked = 0.0
        if self.is_cancelled():
            raise Cancelled

    def _say(self, step: int, steps: int) -> None:
        self.job.step, self.job.steps = min(step, steps), steps
        self._own.update(step=self.job.step, steps=steps, heartbeat_at=timezone.now())


def work(pk: int) -> str:
    """Does the job; gives the state that it came to. Done again after a worker was killed, it harms nothing."""
    now = timezone.now()
    with transaction.atomic():  # the attempt that is read is this one
        begun = ReportJob.objects.filter(pk=pk, state__in=UNFINISHED).update(
            state=JobState.RUNNING,
            attempts=F("attempts") + 1,
            started_at=now,
            heartbeat_at=now,
            step=0,
            steps=STEPS,
            read_at=None,
        )
        job = ReportJob.objects.select_related("plan", "reporting_year__plan", "agency").filter(pk=pk).first()
    if job is None:
        return ""
    if not begun:
        return job.state
    try:
        kept = _made(job, Progress(job))
    except (Cancelled, making.Cancelled, RenderingCancelled):
        return _ended(job, JobState.CANCELLED)
    except NotMade as refused:
        return _ended(job, JobState.FAILED, ended=refused.ended)
    except NotThere:
        return _ended(job, JobState.FAILED, ended=Ended.RIGHTS)
    except RendererUnavailable:
        return _ended(job, JobState.FAILED, ended=Ended.MISSING)
    except RenderingEnded as end:
        logger.warning("a %s file was not made: too much %s", job.fmt, end.why)
        return _ended(job, JobState.FAILED, ended=Ended.TIME if end.why == Why.TIME else Ended.MEMORY)
    except RenderingFailed as failed:
        logger.error("a %s file was not made: %s", job.fmt, failed)
        return _ended(job, JobState.FAILED, ended=Ended.FAILED)
    except NoRoom:
        logger.error("a %s file was not kept: the disk is full", job.fmt)
        return _ended(job, JobState.FAILED, ended=Ended.DISK)
    return _ended(job, JobState.DONE, result=kept.name, size=kept.size, sha256=kept.sha256, step=F("steps"))


def _made(job: ReportJob, progress: Progress) -> Kept:
    progress.check()
    reader = _reader_of(job)
    # First: whoever writes from now on, and asks for the same, gets a job of their own.
    _own(job).update(read_at=timezone.now())
    if (of_kind := facts_of(job).make) is not None:
        return of_kind(job, reader, progress)
    with translation.override(LANGUAGE), one_moment():
        document = facts_of(job).build(reader, job)
    progress.has_read()
    look = look_of(job.plan)
    key = result_key(document, look, job.fmt)
    if (kept := _whole(key)) is not None:
        return kept
    progress.check()
    began = time.monotonic()
    data = make(job, document, look, progress.tell, progress.is_cancelled)
    _own(job).update(seconds=time.monotonic() - began)
    progress.has_made()
    progress.check()
    return store().put(key, data)


def make(job: ReportJob, document: Document, look: Look, tell: Tell, is_cancelled: Callable[[], bool]) -> bytes:
    """The file's bytes. PDF and Word in processes with limits of time and memory; a long PDF chapter by chapter."""
    if job.fmt == "pdf" and (document.begins_pages or not facts_of(job).is_long):
        return making.make_pdf(document, look, chapters=store(), tell=tell, is_cancelled=is_cancelled)
    tell(0, 1)
    limits = Kind.CONSOLIDATED if facts_of(job).is_long else Kind.AGENCY
    made = render_file(job.fmt, lambda: document, limits, look, is_cancelled=is_cancelled)
    tell(1, 1)
    return made


def _whole(key: str) -> Kept | None:
    """What is kept under the key, if it is not damaged."""
    kept = store().find(key)
    opened = store().open(kept) if kept else None
    if opened is None:
        return None
    opened.close()
    return kept


def _reader_of(job: ReportJob) -> User:
    """Somebody of those who wait who still may have it. Raises NotThere."""
    for person in job.people.order_by("pk"):
        if may_have(person, job):
            return person
    raise NotThere


def _own(job: ReportJob) -> QuerySet[ReportJob]:
    """The row while this attempt has it: a worker that comes late, after another has taken the job over, writes nothing."""
    return ReportJob.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


def _ended(job: ReportJob, state: JobState, **more: Any) -> str:
    """Brings the job to its end, if nothing else has; gives the state that it is in."""
    with transaction.atomic():  # nobody has the end without the word of it
        if _own(job).update(state=state, finished_at=timezone.now(), is_joinable=False, **more):
            tell_of_end(job.pk)
            return state
    return ReportJob.objects.filter(pk=job.pk).values_list("state", flat=True).first() or ""

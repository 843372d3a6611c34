"""Asking for a file: a job is begun, or the one that makes the same already is joined; and giving up on it."""

import datetime
import json
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from reports.enums import UNFINISHED, JobState
from reports.models import JobPerson, ReportJob
from reports.production.changes import was_changed_since
from reports.production.kinds import facts_of, scope_of
from reports.production.tasks import begin
from reports.renderers import renderer_class

MOST_AT_ONCE = 6  # unfinished jobs of one person: nobody fills the queue for everybody else


class TooManyAsked(Exception):
    """The person has as many unfinished jobs as one may have."""


def ask(user: User, wanted: ReportJob) -> ReportJob:
    """The job that makes what is wanted, an unsaved one with kind, plan, year, agency, number, options and format.

    Whoever asks for what is being made joins, unless something in it was changed since its texts were read. The caller has seen
    to it that the person may ask. Raises TooManyAsked. Some seven queries, whatever the size of the report.
    """
    now = timezone.now()
    wanted.scope = scope_of(user)
    wanted.key = _key_of(wanted)
    found = _joined(wanted.key, user, now)
    if found is not None:
        return found
    if ReportJob.objects.filter(state__in=UNFINISHED, people=user).count() >= MOST_AT_ONCE:
        raise TooManyAsked
    wanted.asked_by, wanted.asked_at = user, now
    wanted.file_name = f"{facts_of(wanted).name(wanted)}.{renderer_class(wanted.fmt).extension}"
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
            JobPerson.objects.create(job=wanted, person=user, asked_at=now)
            begin(wanted)
    except IntegrityError:
        # Somebody has asked for the same in this moment.
        found = _joined(wanted.key, user, now)
        if found is None:
            raise
        return found
    return wanted


def cancel(user: User, job: ReportJob) -> None:
    """The person waits for it no longer; where nobody else does, it is not made.

    A job that runs is told so, and ends within a second. Of two who do so in one moment, or of whoever joins meanwhile, one
    waits for the other: the row is held.
    """
    with transaction.atomic():
        unfinished = ReportJob.objects.filter(pk=job.pk, state__in=UNFINISHED)
        if unfinished.select_for_update().first() is None:
            return
        if JobPerson.objects.filter(job=job).exclude(person=user).exists():
            JobPerson.objects.filter(job=job, person=user).delete()
            return
        ended = {"state": JobState.CANCELLED, "finished_at": timezone.now(), "is_joinable": False}
        if not unfinished.filter(state=JobState.WAITING).update(**ended):
            unfinished.update(cancel_asked=True, is_joinable=False)


def _key_of(job: ReportJob) -> str:
    said = [job.kind, job.plan_id, job.reporting_year_id, job.agency_id, job.number, job.options, job.fmt, job.scope]
    return sha256(json.dumps(said).encode()).hexdigest()


def _joined(key: str, user: User, now: datetime.datetime) -> ReportJob | None:
    """The unfinished job of the key, with the person among those who wait for it; None where there is none to join."""
    with transaction.atomic():
        joinable = ReportJob.objects.filter(key=key, state__in=UNFINISHED, is_joinable=True)
        job = joinable.select_for_update().first()  # nobody cancels it while one joins
        if job is None:
            return None
        if job.read_at is not None and was_changed_since(job, job.read_at):
            ReportJob.objects.filter(pk=job.pk).update(is_joinable=False)
            return None
        JobPerson.objects.get_or_create(job=job, person=user, defaults={"asked_at": now})
    return job

"""Who is told that a file is ready, or was not made: whoever asked for it and has left its page since."""

import datetime
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from plans.enums import NoticeKind
from plans.notifications.files import FileLine, tell_of_file
from plans.queries.access import agency_of
from plans.queries.years import names_prefetch
from plans.services.notices import has_seen
from reports.enums import JobState
from reports.models import JobPerson, ReportJob
from reports.production.kinds import may_have
from reports.renderers import renderer_class

# The job's page looks more than once in a second: whoever has it open sees the end there, and the notice is taken away before
# anybody could see it.
PAGE_LOOKS = datetime.timedelta(seconds=2)
KINDS = {JobState.DONE: NoticeKind.REPORT_READY, JobState.FAILED: NoticeKind.REPORT_FAILED}


def tell_of_end(pk: int) -> None:
    """Tells each person of the job that it has come to its end, within the transaction that brought it there: once, and only
    of a file, or the want of one, that the person would find on its page. Nobody is told of what nobody wanted any more.
    Two queries, and some five for each person.
    """
    job = ReportJob.objects.select_related("plan", "reporting_year__plan", "agency").get(pk=pk)
    kind = KINDS.get(JobState(job.state))
    if kind is None or job.cancel_asked:
        return
    for asker in JobPerson.objects.filter(job=job, told_at__isnull=True).select_related("person").order_by("pk"):
        person = asker.person
        if not may_have(person, job):
            continue
        agency = agency_of(person)  # none for those who read all agencies' texts
        reader = "" if agency else str(person.role)
        asker.told_at = timezone.now()
        asker.notice = tell_of_file(person, kind, agency=agency, reader=reader, delay=PAGE_LOOKS)
        asker.save(update_fields=["told_at", "notice"])


def has_seen_end(user: User, job: ReportJob) -> bool:
    """The person sees the end of the job, on its page or by having the file: no notice waits for it any more. Returns whether
    one did. `job` comes from `queries.job_of`. No query where the person was not told, two otherwise.
    """
    key = job.told_by
    if key is None or not job.is_finished:
        return False
    return has_seen(user, key)


def lines_of_files(notices: Sequence[int]) -> Mapping[int, FileLine]:
    """What the notices with these keys are about. Two queries."""
    askers = JobPerson.objects.filter(notice__in=notices).select_related(
        "job__plan", "job__reporting_year__plan", "job__agency"
    )
    askers = askers.prefetch_related(names_prefetch("job__agency__names"))
    return {asker.notice_id: _line(asker.job) for asker in askers if asker.notice_id is not None}


def _line(job: ReportJob) -> FileLine:
    return FileLine(
        address=reverse("reports:job", args=[job.pk]),
        title="reports/jobs/_told.html",
        place="reports/jobs/_told_whose.html",
        about={"job": job, "label": renderer_class(job.fmt).label},
    )

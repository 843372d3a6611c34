"""What nobody needs any more: old files of the store, and jobs that have long ended."""

import datetime

from django.utils import timezone

from reports.models import JobPerson, ReportJob
from reports.production.store import store


def sweep(*, days: int, megabytes: int) -> tuple[int, int]:
    """Takes away files that nobody has used for so many days, the longest unused beyond so many megabytes, and jobs that ended
    so many days ago; returns how many files and jobs. A job that a notice tells of stays as long as the notice: its page says
    that the file is kept no longer, and makes it again.
    """
    files = store().purge(days=days, most_bytes=megabytes * 1_000_000)
    ended = ReportJob.objects.filter(finished_at__lt=timezone.now() - datetime.timedelta(days=days))
    told = JobPerson.objects.filter(notice__isnull=False).values("job")
    _rows, by_model = ended.exclude(pk__in=told).delete()
    return files, by_model.get("reports.ReportJob", 0)

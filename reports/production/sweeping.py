"""What nobody needs any more: old files of the store, and jobs that have long ended."""

import datetime

from django.utils import timezone

from reports.models import ReportJob
from reports.production.store import store


def sweep(*, days: int, megabytes: int) -> tuple[int, int]:
    """Takes away files that nobody has used for so many days, the longest unused beyond so many megabytes, and jobs that ended
    so many days ago; returns how many files and jobs.
    """
    files = store().purge(days=days, most_bytes=megabytes * 1_000_000)
    ended = ReportJob.objects.filter(finished_at__lt=timezone.now() - datetime.timedelta(days=days))
    _rows, by_model = ended.delete()
    return files, by_model.get("reports.ReportJob", 0)

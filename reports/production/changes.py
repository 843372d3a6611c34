"""Whether what a report says may have changed since a moment: then a job that had read its texts is not joined any more."""

import datetime

from django.db.models import Q

from plans.models import (
    Agency,
    AgencyName,
    Assessment,
    Assignment,
    EditorialVersion,
    Entry,
    Evidence,
    Indicator,
    Plan,
    Section,
    SubPoint,
    Transition,
)
from reports.models import PrintSettings, ReportDetails, ReportJob

# Names, measures and settings are changed seldom: it is enough to know that one of them was, of whatever plan.
_OF_RECORD = (
    Plan,
    Section,
    SubPoint,
    Assignment,
    Agency,
    AgencyName,
    Indicator,
    ReportDetails,
    PrintSettings,
)


def was_changed_since(job: ReportJob, since: datetime.datetime) -> bool:
    """Whether anything that the job's report may hold was written, moved, decided or set since then. Some fifteen queries
    where nothing was, none of which grows with the report.
    """
    year = job.reporting_year_id
    of_year = Q(reporting_year=year) if year else Q(reporting_year__plan=job.plan_id)
    of_entry = Q(entry__reporting_year=year) if year else Q(entry__reporting_year__plan=job.plan_id)
    worded = ("written_at", "asked_at", "answered_at", "decided_at", "outdated_at", "withdrawn_at")
    written = (
        Entry.objects.filter(of_year, updated_at__gte=since),
        Transition.objects.filter(of_entry, created_at__gte=since),
        Assessment.objects.filter(of_year, decided_at__gte=since),
        EditorialVersion.objects.filter(of_entry, _since(since, *worded)),
        Evidence.objects.filter(of_entry, _since(since, "added_at", "removed_at")),
    )
    if any(found.exists() for found in written):
        return True
    return any(model.history.filter(history_date__gte=since).exists() for model in _OF_RECORD)


def _since(moment: datetime.datetime, *fields: str) -> Q:
    any_of = Q()
    for name in fields:
        any_of |= Q(**{f"{name}__gte": moment})
    return any_of

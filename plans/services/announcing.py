"""Keeps what a coordinator tells agencies; the worker writes the notices and mails of it."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from plans.enums import AnnouncementKind
from plans.models import Agency, Announcement, ReportingYear
from plans.narrative import clean_plain


def announce(
    reporting_year: ReportingYear,
    agencies: Iterable[Agency],
    *,
    by: User,
    words: str = "",
    kind: AnnouncementKind = AnnouncementKind.MESSAGE,
) -> Announcement | None:
    """Keeps the announcement to these agencies, within the caller's transaction where there is one.

    The same words to the same agencies, kept and not told yet, are not kept twice: the button was pressed twice. None
    where there is nobody to tell, or a message says nothing. Four queries.
    """
    told, words = list(agencies), clean_plain(words).strip()
    if not told or (kind == AnnouncementKind.MESSAGE and not words):
        return None
    with transaction.atomic():
        ReportingYear.objects.select_for_update().get(pk=reporting_year.pk)  # of two presses one comes first
        same = Announcement.objects.filter(
            reporting_year=reporting_year, kind=kind, text=words, sent_by=by, told_at__isnull=True
        )
        for announcement in same.prefetch_related("agencies"):
            if {agency.pk for agency in announcement.agencies.all()} == {agency.pk for agency in told}:
                return announcement
        announcement = Announcement.objects.create(
            reporting_year=reporting_year, kind=kind, text=words, sent_by=by, created_at=timezone.now()
        )
        announcement.agencies.set(told)
    return announcement

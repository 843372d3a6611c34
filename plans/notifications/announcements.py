"""Tells agencies' people what a coordinator has announced: the worker does it, however many they are."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.enums import AGENCY_ROLES
from accounts.models import User
from plans.models import Announcement
from plans.notifications.notices import tell


def waiting_announcements() -> QuerySet[Announcement]:
    """Those that nobody has been told of yet, oldest first."""
    return Announcement.objects.filter(told_at__isnull=True).order_by("pk")


def tell_announcements() -> int:
    """Writes notices and mails of each waiting announcement; returns of how many.

    One announcement is one transaction that takes it first: whoever is killed has told nobody, and two runs tell once.
    Five queries for each agency.
    """
    told = 0
    for key in list(waiting_announcements().values_list("pk", flat=True)):
        with transaction.atomic():
            if not waiting_announcements().filter(pk=key).order_by().update(told_at=timezone.now()):
                continue
            announcement = Announcement.objects.select_related("reporting_year__plan", "sent_by").get(pk=key)
            for agency in announcement.agencies.order_by("protocol_order", "code"):
                tell(
                    User.objects.filter(membership__agency=agency, is_active=True, role__in=AGENCY_ROLES).order_by(
                        "pk"
                    ),
                    announcement.kind,
                    reporting_year=announcement.reporting_year,
                    agency=agency,
                    actor=announcement.sent_by,
                    context={"words": announcement.text, "deadline": announcement.reporting_year.deadline},
                )
        told += 1
    return told

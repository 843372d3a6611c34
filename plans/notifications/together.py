"""The one mail of an act on many entries: written from its notices when nobody can undo them any more, so that a lead whose
forty entries were approved at once gets one letter and not forty.
"""

import datetime
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from plans.models import Notice, OutboxMail
from plans.notifications.letters import write_letter
from plans.notifications.notices import place_of
from plans.notifications.outbox import mail_language_of, new_mail
from plans.queries.notices import IN_SCOPE, notices_with_places


def waiting_together() -> bool:
    """Whether such a mail is due. One query."""
    return _due(timezone.now()).exists()


def write_together() -> int:
    """Writes the mails that are due into the outbox, to each person one of each kind and year; returns how many.

    May run as often as one likes, and twice at once: the notices are taken by compare-and-set in the transaction that
    writes their mail. Whoever may not see them any more gets none. One query, and six for each mail.
    """
    waiting = _due(timezone.now()).order_by("recipient", "kind", "reporting_year", "pk")
    rows = list(waiting.values_list("recipient", "kind", "reporting_year", "pk"))
    groups = [[key for *_group, key in found] for _group, found in groupby(rows, key=lambda row: row[:3])]
    return sum(_write_one(keys) for keys in groups)


def _due(until: datetime.datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(mailed_together=True, digested_at__isnull=True, visible_at__lte=until)


def _write_one(keys: list[int]) -> bool:
    with transaction.atomic():
        taken = Notice.objects.filter(pk__in=keys, digested_at__isnull=True).update(digested_at=timezone.now())
        if taken != len(keys):
            # Another run has taken some of them, or they were undone: what is left waits for the next run.
            transaction.set_rollback(True)
            return False
        found = notices_with_places(Notice.objects.filter(IN_SCOPE, pk__in=keys)).select_related("transition")
        notices = list(found.order_by("entry__sub_point__section__number", "entry__sub_point__number", "pk"))
        if not notices or not notices[0].recipient.email:
            return False
        _letter_about(notices[0].recipient, notices).save(force_insert=True)
    return True


def _letter_about(person: User, notices: list[Notice]) -> OutboxMail:
    first = notices[0]
    year, agency = first.year_and_agency
    place = (year.plan.code, year.year, agency.code)
    letter = write_letter(
        "together",
        mail_language_of(person),
        {
            "person": person,
            "kind": first.kind,
            "actor": first.actor,
            "plan": year.plan,
            "count": len(notices),
            "told": [(notice, settings.SITE_URL + place_of(notice)) for notice in notices],
            "link": settings.SITE_URL + reverse("plans:agency-year", args=place),
        },
    )
    return new_mail(to=person.email, recipient=person, kind=first.kind, **letter)

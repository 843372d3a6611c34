"""The daily digest: one mail with what is new, to each person who wants mails once a day."""

import datetime
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from plans.enums import MailChoice, MailKind
from plans.models import Notice, OutboxMail, PersonalSettings
from plans.notifications.letters import write_letter
from plans.notifications.notices import place_of
from plans.notifications.outbox import new_mail
from plans.queries.notices import IN_SCOPE, has_place, notices_with_places

DIGEST_HOUR = 8  # of Baku
LONGEST_LIST = 100  # lines in one mail; the others are read in the page


def digest_moment(now: datetime.datetime) -> datetime.datetime:
    """The last time that it was eight in the morning: a digest tells what came until then, so that it is one a day."""
    local = timezone.localtime(now)
    today = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if today <= local else today - datetime.timedelta(days=1)


def waiting_for_digest() -> bool:
    """Whether a digest is due. One query."""
    return _due(digest_moment(timezone.now())).exists()


def send_digests() -> int:
    """Writes the digests that are due into the outbox; returns how many mails that are.

    What has been read meanwhile is left out; nothing is mailed to whoever has everything read, has no address, wants
    no mails any more or may not see it any more. May run as often as one likes, and twice at once: each notice is
    taken by compare-and-set in the transaction that writes its person's mail. Three queries, and three for each person.
    """
    until = digest_moment(timezone.now())
    waiting = _due(until).values_list("recipient", "pk").order_by("recipient", "pk")
    people = [(person, [key for _person, key in rows]) for person, rows in groupby(waiting, key=lambda row: row[0])]
    keys = [person for person, _notices in people]
    chosen = {row.user_id: row for row in PersonalSettings.objects.filter(user__in=keys)}
    users = User.objects.in_bulk(keys)
    return sum(
        _send_one(users[person], chosen.get(person) or PersonalSettings(), notices, until) for person, notices in people
    )


def _due(until: datetime.datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(for_digest=True, digested_at__isnull=True, visible_at__lte=until)


def _send_one(person: User, preference: PersonalSettings, keys: list[int], until: datetime.datetime) -> bool:
    """Takes the person's waiting notices and writes the mail about them; returns whether there is one."""
    with transaction.atomic():
        taken = Notice.objects.filter(pk__in=keys, digested_at__isnull=True).update(digested_at=timezone.now())
        if taken != len(keys):
            # Another run has taken some of them: they are in its mail, and what is left waits for the next run.
            transaction.set_rollback(True)
            return False
        if not person.email or preference.mails == MailChoice.NONE:
            return False
        news = Notice.objects.filter(IN_SCOPE, pk__in=keys, read_at__isnull=True).order_by("visible_at", "pk")
        notices = list(notices_with_places(news))
        if not notices:
            return False
        _digest_mail(person, preference.mail_language, notices, until).save(force_insert=True)
    return True


def _digest_mail(person: User, language: str, notices: list[Notice], until: datetime.datetime) -> OutboxMail:
    shown = notices[-LONGEST_LIST:]
    letter = write_letter(
        MailKind.DIGEST,
        language,
        {
            "person": person,
            "lines": [(notice, _agency_name(notice), _link(notice)) for notice in shown],
            "count": len(notices),
            "left_out": len(notices) - len(shown),
            "day": until,
            "link": settings.SITE_URL + reverse("plans:notices"),
        },
    )
    return new_mail(to=person.email, recipient=person, kind=MailKind.DIGEST, **letter)


def _agency_name(notice: Notice) -> str:
    """For those outside of it; its own people know which it is."""
    if notice.recipient.writes_for_agency:
        return ""
    year, agency = notice.year_and_agency
    return str(agency.name_in(year.year) or agency)


def _link(notice: Notice) -> str:
    return settings.SITE_URL + place_of(notice) if has_place(notice) else ""

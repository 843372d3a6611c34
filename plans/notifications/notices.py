"""Tells people what happened: a notice in the page for each, and a mail as the person has chosen."""

import datetime
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from plans.enums import ALWAYS_MAILED, MailChoice, MailState
from plans.models import Agency, Entry, Notice, OutboxMail, PersonalSettings, ReportingYear, Transition
from plans.notifications.letters import write_letter
from plans.notifications.outbox import ERASED, new_mail, queue_mails
from plans.notifications.places import address_of

_is_one_act: ContextVar[bool] = ContextVar("is_one_act", default=False)


@contextmanager
def told_together() -> Iterator[None]:
    """Whatever is told within belongs to one act on many entries: it is mailed to each person in one letter, which the
    worker writes when the notices can be seen (`together.write_together`).
    """
    before = _is_one_act.set(True)
    try:
        yield
    finally:
        _is_one_act.reset(before)


def tell(
    people: Iterable[User],
    kind: str,
    *,
    reporting_year: ReportingYear,
    agency: Agency,
    entry: Entry | None = None,
    actor: User | None = None,
    transition: Transition | None = None,
    context: dict[str, Any] | None = None,
    delay: datetime.timedelta = datetime.timedelta(0),
) -> None:
    """Tells each of the people once, within the caller's transaction; never the actor, nobody whose account is closed.

    By mail at once, with the daily digest or not at all, as the person has set; kinds in `ALWAYS_MAILED` go at once
    whatever was set; without an address nothing is mailed. Notice and mail wait for `delay`, in which `call_back` can
    stop them. `context` is for the templates of the kind and never holds a text of an entry, a comment or a reason:

    - returned, reopened: `resubmit_by` (date);
    - consent_answered: `consented` (bool);
    - extension_asked: `until` (the date asked for);
    - extension_decided: `granted` (bool), `until` (the date granted);
    - message, year_opened: `words` (what the coordinator wrote to be mailed), `deadline` (date).

    Three queries for any number of people, two where nobody is mailed, none for nobody; one more for the agency's name
    where somebody outside of it is mailed and its names are not at hand.
    """
    told = list({person.pk: person for person in people if person != actor and person.is_active}.values())
    if not told:
        return
    chosen = {row.user_id: row for row in PersonalSettings.objects.filter(user__in=[person.pk for person in told])}
    now = timezone.now()
    notices, mailed = [], []
    for person in told:
        preference = chosen.get(person.pk) or PersonalSettings(user=person)
        at_once = kind in ALWAYS_MAILED or preference.mails == MailChoice.IMMEDIATE
        is_mailed = at_once and bool(person.email)
        if is_mailed and not _is_one_act.get():
            mailed.append((person, preference.mail_language))
        notices.append(
            Notice(
                recipient=person,
                kind=kind,
                reporting_year=reporting_year,
                agency=agency,
                entry=entry,
                transition=transition,
                actor=actor,
                created_at=now,
                visible_at=now + delay,
                for_digest=not at_once and preference.mails == MailChoice.DAILY,
                mailed_together=is_mailed and _is_one_act.get(),
            )
        )
    Notice.objects.bulk_create(notices)
    if not mailed:
        return
    words = {
        "plan": reporting_year.plan,
        "year": reporting_year.year,
        "number": entry.sub_point.number if entry else "",
        "actor": actor,
        "link": settings.SITE_URL + place_of(notices[0]),
        **(context or {}),
    }
    # The agency's own people know which it is.
    name = None if all(person.writes_for_agency for person, _language in mailed) else agency.name_in(words["year"])
    mails = []
    for person, language in mailed:
        agency_name = None if person.writes_for_agency else name or agency
        letter = write_letter(str(kind), language, words | {"person": person, "agency_name": agency_name})
        mails.append(
            new_mail(
                to=person.email,
                recipient=person,
                kind=str(kind),
                entry=entry,
                transition=transition,
                next_attempt_at=now + delay,
                **letter,
            )
        )
    queue_mails(mails)


def call_back(transition: Transition) -> bool:
    """Takes the mails and notices of a decision back, within the caller's transaction.

    False where one of its mails has been taken by a worker already, or written from its notices: the caller must roll back
    then.
    """
    mails = OutboxMail.objects.filter(transition=transition)
    waiting = mails.filter(state=MailState.QUEUED, attempts=0)
    called = waiting.update(state=MailState.WITHDRAWN, **ERASED)
    notices = Notice.objects.filter(transition=transition)
    if called != mails.count() or notices.filter(digested_at__isnull=False).exists():
        return False
    notices.delete()
    return True


def put_off(transitions: Collection[int], until: datetime.datetime) -> None:
    """Lets mails and notices of decisions wait until then, within the transaction that has written them. Two queries."""
    OutboxMail.objects.filter(transition__in=transitions).update(next_attempt_at=until)
    Notice.objects.filter(transition__in=transitions).update(visible_at=until)


def place_of(notice: Notice) -> str:
    """The path of the page that the notice leads to; its year with plan, agency and entry with sub-point are read. "" for one
    of a file: what it is about, `files.lines_of` knows.
    """
    year, agency = notice.reporting_year, notice.agency
    if year is None or agency is None:
        return ""
    return address_of(
        notice.kind,
        plan=year.plan.code,
        year=year.year,
        agency=agency.code,
        number=notice.entry.sub_point.number if notice.entry else "",
    )

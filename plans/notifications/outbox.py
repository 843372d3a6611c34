"""The outbox: a row for each mail, written in the transaction of what it tells about."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from plans.enums import MailState
from plans.models import Entry, OutboxMail, PersonalSettings, Transition

MAIL_LANGUAGE = "az"  # of whoever has chosen no other
BACKENDS_WITHOUT_SERVER = frozenset(
    f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "filebased")
)
ERASED = {"text": "", "html": ""}  # of a mail that is sent or withdrawn: nobody needs its words any more


def mail_language_of(person: User) -> str:
    """The language in which the person wants mails. One query."""
    chosen = PersonalSettings.objects.filter(user=person).values_list("mail_language", flat=True).first()
    return chosen or MAIL_LANGUAGE


def mail_server_is_set() -> bool:
    """Whether mails reach people; without EMAIL_URL they are only printed where the worker runs."""
    return settings.EMAIL_TRANSPORT not in BACKENDS_WITHOUT_SERVER


def queue_mail(
    *,
    to: str,
    kind: str,
    subject: str,
    text: str,
    html: str = "",
    recipient: User | None = None,
    entry: Entry | None = None,
) -> OutboxMail:
    """Puts a mail into the outbox, within the caller's transaction; the worker sends it once that is committed.

    `kind` says what the mail is about. Its words are erased once it is sent or withdrawn. One query.
    """
    mail = new_mail(to=to, kind=kind, subject=subject, text=text, html=html, recipient=recipient, entry=entry)
    mail.save(force_insert=True)
    return mail


def queue_mails(mails: Iterable[OutboxMail]) -> list[OutboxMail]:
    """Puts many mails (of `new_mail`) into the outbox, within the caller's transaction. One query."""
    return OutboxMail.objects.bulk_create(mails)


def new_mail(
    *,
    to: str,
    kind: str,
    subject: str,
    text: str,
    html: str = "",
    recipient: User | None = None,
    entry: Entry | None = None,
    transition: Transition | None = None,
    next_attempt_at: datetime.datetime | None = None,
) -> OutboxMail:
    """A mail not yet kept, due at once unless `next_attempt_at` says otherwise. Subjects are made one line."""
    now = timezone.now()
    return OutboxMail(
        to=to,
        kind=kind,
        subject=" ".join(subject.split())[:300],
        text=text.strip() + "\n",
        html=html,
        created_at=now,
        recipient=recipient,
        entry=entry,
        transition=transition,
        next_attempt_at=next_attempt_at or now,
    )


def call_mails_back(kind: str) -> int:
    """Stops the unsent mails of this kind and erases their text; returns how many. One query."""
    waiting = OutboxMail.objects.filter(kind=kind, state__in=(MailState.QUEUED, MailState.FAILED, MailState.GIVEN_UP))
    return waiting.update(state=MailState.WITHDRAWN, **ERASED)


def send_again(mails: Iterable[int]) -> int:
    """Lets the worker try these mails (by key) anew; returns how many. Settled and waiting ones stay as they are.

    An uncertain mail may have arrived: whoever asks for this knows that it may come twice.
    """
    stopped = (MailState.FAILED, MailState.GIVEN_UP, MailState.UNCERTAIN)
    rows = OutboxMail.objects.filter(pk__in=list(mails), state__in=stopped).exclude(text="")
    return rows.update(state=MailState.QUEUED, attempts=0, next_attempt_at=timezone.now(), last_error="")

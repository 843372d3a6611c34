"""Sends what the outbox holds: each mail is taken by compare-and-set before it is handed over, failures come back later.

A mail can be handed over twice only where the mail server took it and its answer was lost; both then carry the same
Message-ID. A mail whose worker was killed in between is never sent again by itself.
"""

import datetime
import re
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.utils import timezone

from plans.enums import MailState
from plans.models import OutboxMail
from plans.notifications.backend import OutboxBackend
from plans.notifications.outbox import ERASED, mail_server_is_set

WAITS = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))  # then every four hours
MOST_ATTEMPTS = 24  # more than three days: a mail server may stand still over a weekend
LEASE = datetime.timedelta(minutes=10)  # how long a worker may need for one mail; it waits EMAIL_TIMEOUT at most
WORDS_KEPT = datetime.timedelta(days=14)  # longer than any link in a mail works
MOST_BREAKS = 3  # connections lost in one round: each may cost EMAIL_TIMEOUT
LARGEST_ROUND = 100  # other tasks, such as a forgotten password, wait no longer than this many mails
WAITING_STATES = (MailState.QUEUED, MailState.FAILED)
PERSON = re.compile(r"<?(?<![^\s<>@])[^\s<>@]++@[^\s<>@]++>?")


def due(now: datetime.datetime) -> Q:
    """Mails to try now. A time further away than any wait was written by a clock that has been set back since."""
    return Q(state__in=WAITING_STATES) & (Q(next_attempt_at__lte=now) | Q(next_attempt_at__gt=now + WAITS[-1]))


def abandoned(now: datetime.datetime) -> Q:
    """Mails whose worker has not come back: killed after the mail was taken, perhaps after it was handed over."""
    return Q(state=MailState.SENDING) & (Q(next_attempt_at__lte=now) | Q(next_attempt_at__gt=now + LEASE))


def outlived(now: datetime.datetime) -> Q:
    """Stopped mails that nobody has sent again for so long that their words are erased; their states stay."""
    stopped = Q(state__in=(MailState.UNCERTAIN, MailState.GIVEN_UP), next_attempt_at__lte=now - WORDS_KEPT)
    return stopped & ~Q(**ERASED)


def has_work() -> bool:
    """Whether a round would do anything. One query."""
    now = timezone.now()
    return OutboxMail.objects.filter(due(now) | abandoned(now) | outlived(now)).exists()


def deliver_round() -> dict[str, int]:
    """Sends up to `LARGEST_ROUND` due mails, each at most once; returns how many were sent and how many failed.

    Must run outside of a transaction: what is taken has to be seen by other workers before it is handed over.
    """
    now = timezone.now()
    OutboxMail.objects.filter(abandoned(now)).update(state=MailState.UNCERTAIN, next_attempt_at=now)
    OutboxMail.objects.filter(outlived(now)).update(**ERASED)
    chosen = OutboxMail.objects.filter(due(timezone.now())).order_by("next_attempt_at", "pk")
    keys = list(chosen.values_list("pk", flat=True)[:LARGEST_ROUND])
    counts, breaks = {"sent": 0, "failed": 0}, 0
    connection = _transport()
    try:
        for key in keys:
            problem = _open(connection)
            if problem:
                counts["failed"] += _put_off(keys, problem)
                break
            mail = _take(key)
            if mail is None:
                continue  # another worker was faster, or it was called back
            problem = _hand_over(connection, mail)
            _note_result(mail, problem)
            counts["failed" if problem else "sent"] += 1
            if problem and not _is_about_the_mail(problem):
                connection.close()
                breaks += 1
                if breaks == MOST_BREAKS:
                    break  # the others are still due and come first in the next round
    finally:
        connection.close()
    return counts


def _transport() -> BaseEmailBackend:
    """The way to the mail server. Raises ImproperlyConfigured where that would lead back into the outbox."""
    connection: BaseEmailBackend = get_connection(settings.EMAIL_TRANSPORT)
    if isinstance(connection, OutboxBackend):
        raise ImproperlyConfigured("EMAIL_TRANSPORT names the outbox itself: nothing would ever leave it.")
    return connection


def _open(connection: BaseEmailBackend) -> Exception | None:
    """Reaches the server, if it is not reached already; returns what went wrong."""
    try:
        connection.open()
    except OSError as problem:  # of which SMTPException is one
        return problem
    return None


def _take(key: int) -> OutboxMail | None:
    """Claims the mail for this worker; its lease ends at `next_attempt_at`."""
    now = timezone.now()
    taken = OutboxMail.objects.filter(due(now), pk=key).update(
        state=MailState.SENDING, attempts=F("attempts") + 1, next_attempt_at=now + LEASE
    )
    return OutboxMail.objects.get(pk=key) if taken else None


def _hand_over(connection: BaseEmailBackend, mail: OutboxMail) -> Exception | None:
    """Gives the mail to the server; returns what went wrong. ValueError: an address or header that no mail can carry."""
    message = EmailMultiAlternatives(
        mail.subject, mail.text, to=[mail.to], connection=connection, headers=_headers(mail)
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        connection.send_messages([message])
    except (OSError, ValueError) as problem:
        return problem
    return None


def _headers(mail: OutboxMail) -> dict[str, str]:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return {
        "Message-ID": f"<outbox-{mail.pk}-{int(mail.created_at.timestamp())}@{domain}>",
        "Auto-Submitted": "auto-generated",  # so that nobody's "I am away" answers
    }


def _is_about_the_mail(problem: Exception) -> bool:
    """Whether the server (or a header) refused this one mail, so that the connection still stands for the next."""
    return isinstance(problem, (SMTPResponseException, SMTPRecipientsRefused, ValueError))


def _note_result(mail: OutboxMail, problem: Exception | None) -> None:
    """Writes what became of the taken mail; also where somebody has called it uncertain since (the clock jumped)."""
    now = timezone.now()
    if problem is None and mail_server_is_set():
        changes = {"state": MailState.SENT, "sent_at": now, "last_error": "", **ERASED}
    elif problem is None:  # printed for whoever tries the tracker out; nobody has got it
        changes = {"state": MailState.NOWHERE, "last_error": "", **ERASED}
    else:
        changes = _failure(mail.attempts, problem, now)
    OutboxMail.objects.filter(
        pk=mail.pk, attempts=mail.attempts, state__in=(MailState.SENDING, MailState.UNCERTAIN)
    ).update(**changes)


def _put_off(keys: list[int], problem: Exception) -> int:
    """Notes a server that cannot be reached with the other due mails too, instead of waiting for it once for each."""
    count, now = 0, timezone.now()
    for mail in OutboxMail.objects.filter(due(now), pk__in=keys):
        changes = _failure(mail.attempts + 1, problem, now) | {"attempts": mail.attempts + 1}
        count += OutboxMail.objects.filter(pk=mail.pk, attempts=mail.attempts, state__in=WAITING_STATES).update(
            **changes
        )
    return count


def _failure(attempts: int, problem: Exception, now: datetime.datetime) -> dict[str, Any]:
    wait = WAITS[min(attempts, len(WAITS)) - 1]
    changes = {"state": MailState.FAILED, "next_attempt_at": now + wait, "last_error": describe_problem(problem)}
    return changes | {"state": MailState.GIVEN_UP} if attempts >= MOST_ATTEMPTS else changes


def describe_problem(problem: Exception) -> str:
    """The kind of failure and the server's answer, without addresses: "SMTPDataError 452: no space"."""
    kind, answer = type(problem).__name__, ""
    if isinstance(problem, SMTPRecipientsRefused) and problem.recipients:
        code, said = next(iter(problem.recipients.values()))
        answer = f" {code}: {_decoded(said)}"
    elif isinstance(problem, SMTPResponseException):
        answer = f" {problem.smtp_code}: {_decoded(problem.smtp_error)}"
    elif isinstance(problem, OSError) and problem.strerror:
        answer = f": {problem.strerror}"
    return PERSON.sub("…", f"{kind}{answer}")[:300]


def _decoded(said: bytes | str) -> str:
    return " ".join((said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)).split())

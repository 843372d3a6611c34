"""Counts what fails, in the database: together for all processes, exactly, and within bounds.

An attempt is counted before it is tried and given back where it succeeds, so that many at the same time are not more
than one after the other. Nothing is kept but sums: of names and addresses there is a digest.
"""

import datetime
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import AttemptCount, AttemptKind

MOST_ROWS = 100_000  # some 20 MB; what a flood leaves beyond that goes, the oldest first
KEPT_SHARE = 0.9
MOST_TRIES = 50  # of compare-and-set: one of those who meet wins each time


@dataclass(frozen=True, slots=True)
class Rule:
    """So many failures are free; from then on each makes one wait, twice as long as before it. Seconds."""

    free: int
    first_wait: int
    longest_wait: int
    window: int  # after the first failure; then it is forgotten

    def wait_after(self, failures: int) -> int:
        if failures < self.free:
            return 0
        doublings = min(failures - self.free, 32)
        return min(self.first_wait * 2**doublings, self.longest_wait)


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted: `about` are the words of its key, `account` the key of the user it stands against, if any.

    `is_kept`: no flood of other counts washes this one away; there may be few of these for an account.
    """

    kind: AttemptKind
    about: tuple[str, ...]
    rule: Rule
    account: int | None = None
    is_kept: bool = False

    @property
    def key(self) -> str:
        return salted_hmac("accounts.counting", "\0".join((self.kind, *self.about)), algorithm="sha256").hexdigest()


class MustWait(Exception):
    """Too much has failed: `seconds` until one may try again."""

    def __init__(self, seconds: int):
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt that counts as failed until it is given back."""

    counted: Counted
    opened_before: datetime.datetime

    def give_back(self) -> None:
        AttemptCount.objects.filter(key=self.counted.key, failures__gt=0).update(
            failures=F("failures") - 1, opens_at=self.opened_before
        )

    def forget(self) -> None:
        """Begins to count anew."""
        AttemptCount.objects.filter(key=self.counted.key).delete()


def take(counted: Counted) -> Taken:
    """Counts one failure. Raises MustWait, and counts nothing, while it is closed. Two queries, more for a new count."""
    key, rule = counted.key, counted.rule
    for _again in range(MOST_TRIES):
        row = AttemptCount.objects.filter(key=key).first() or _begin(counted, key, timezone.now())
        now = timezone.now()  # after the row was read: who wrote it at the same moment has not written later than now
        if seconds := _seconds_left(row, rule, now):
            raise MustWait(seconds)
        is_over = not row.since <= now < row.since + datetime.timedelta(seconds=rule.window)
        failures = 1 if is_over else row.failures + 1
        changes = {
            "failures": failures,
            "since": now if is_over else row.since,
            "opens_at": now + datetime.timedelta(seconds=rule.wait_after(failures)),
        }
        as_read = {"failures": row.failures, "since": row.since, "opens_at": row.opens_at}
        if AttemptCount.objects.filter(key=key, **as_read).update(**changes):
            return Taken(counted, opened_before=now)
    raise MustWait(1)


def look(counted: Counted) -> None:
    """Raises MustWait while it is closed; counts nothing. One query."""
    row = AttemptCount.objects.filter(key=counted.key).first()
    if row and (seconds := _seconds_left(row, counted.rule, timezone.now())):
        raise MustWait(seconds)


def failures_of(counted: Counted) -> int:
    """How much has failed within the window. One query."""
    since = timezone.now() - datetime.timedelta(seconds=counted.rule.window)
    row = AttemptCount.objects.filter(key=counted.key, since__gt=since).first()
    return row.failures if row else 0


def forget_account(account: int, *kinds: AttemptKind) -> int:
    """Lifts what stands against the user with this key; returns how many counts that were."""
    return AttemptCount.objects.filter(account=account, kind__in=kinds).delete()[0]


def _seconds_left(row: AttemptCount, rule: Rule, now: datetime.datetime) -> int:
    """Whole seconds, rounded up. What no rule could have set was written before the clock was set back: it is open."""
    left = -((now - row.opens_at) // datetime.timedelta(seconds=1))
    return left if 0 < left <= rule.longest_wait else 0


def _begin(counted: Counted, key: str, now: datetime.datetime) -> AttemptCount:
    about = {"kind": counted.kind, "account": counted.account, "is_kept": counted.is_kept}
    row = AttemptCount(key=key, failures=0, since=now, opens_at=now, **about)
    AttemptCount.objects.bulk_create([row], ignore_conflicts=True)
    _clear_away(now)
    return row


def _clear_away(now: datetime.datetime) -> None:
    """Forgets what is older than any window, and the oldest of what a flood of names and addresses has left."""
    AttemptCount.objects.filter(since__lt=now - AttemptCount.LONGEST_WINDOW).delete()
    rows = AttemptCount.objects.count()
    if rows > MOST_ROWS:
        washed = AttemptCount.objects.filter(is_kept=False).order_by("since", "key")
        surplus = rows - int(MOST_ROWS * KEPT_SHARE)
        AttemptCount.objects.filter(key__in=list(washed.values_list("key", flat=True)[:surplus])).delete()

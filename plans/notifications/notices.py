"""To be written."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from plans.enums import MailState
from plans.models import Agency, Entry, Notice, OutboxMail, ReportingYear, Transition


def tell(
    people: Iterable[User],
    kind: str,
    *,
    reporting_year: ReportingYear,
    agency: Agency,
    entry: Entry | None = None,
    actor: User | None = None,
    transition: Transition | None = None,
    context: dict | None = None,
    delay: datetime.timedelta = datetime.timedelta(0),
) -> None:
    """To be written."""


def call_back(transition: Transition) -> bool:
    """Takes the mails and notices of a decision back, within the caller's transaction.

    False where one of its mails has been taken by a worker already: the caller must roll back then.
    """
    mails = OutboxMail.objects.filter(transition=transition)
    waiting = mails.filter(state=MailState.QUEUED, attempts=0)
    called = waiting.update(state=MailState.GIVEN_UP, text="", html="", last_error=_("withdrawn"))
    if called != mails.count():
        return False
    Notice.objects.filter(transition=transition).delete()
    return True

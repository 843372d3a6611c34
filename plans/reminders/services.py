"""Reminds agencies of what is required of them: one digest an agency and day, whoever sends it.

The reminder, the planned steps it answers and its mails are written in one transaction; the worker hands the mails over
afterwards. Whoever is killed before the commit has reminded nobody; whoever comes after finds what was committed.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from plans.models import Reminder, ReminderStep, ReportingYear
from plans.narrative import clean_plain
from plans.notifications.outbox import queue_mails
from plans.queries.years import open_years
from plans.reminders.letters import reminder_mail
from plans.reminders.queries import ReminderCase, chosen_cases, reminder_cases


@dataclass(slots=True, frozen=True)
class Reminded:
    """What became of one agency's reminder: how many mails were written; none where somebody else was faster, or the
    year was closed meanwhile.
    """

    reporting_year: ReportingYear
    case: ReminderCase
    mails: int


def send_due_reminders(today: datetime.date, *, dry_run: bool = False) -> Iterator[Reminded]:
    """Reminds every agency of every open year that has a planned reminder due, one at a time, as it is iterated.

    Any number of such runs may follow each other or work side by side: each agency is reminded once a day, and each
    planned reminder answered once. `dry_run` writes nothing and tells what would be sent. Ten queries for each year
    and five for each reminder.
    """
    for reporting_year in list(open_years().select_related("plan").order_by("plan__code", "year")):
        for case in reminder_cases(reporting_year, today):
            if case.is_due:
                count = len(case.people) if dry_run else remind(reporting_year, case, today=today)
                yield Reminded(reporting_year, case, count)


def remind_chosen(
    reporting_year: ReportingYear, codes: set[str], *, today: datetime.date, by: User, words: str = ""
) -> tuple[list[Reminded], list[ReminderCase]]:
    """A coordinator reminds these agencies (by their codes) now, with own `words` in the letter; planned reminders that are
    due count as answered.

    Returns the reminded and those that were not: reminded today already (also by a second press of the button),
    nothing open any more, nobody to write to. In a closed year nobody is reminded.
    """
    sent, left = [], []
    for case in chosen_cases(reporting_year, codes, today):
        count = remind(reporting_year, case, today=today, by=by, words=words) if case.may_be_sent else 0
        if count:
            sent.append(Reminded(reporting_year, case, count))
        else:
            left.append(case)
    return sent, left


def remind(
    reporting_year: ReportingYear,
    case: ReminderCase,
    *,
    today: datetime.date,
    by: User | None = None,
    words: str = "",
) -> int:
    """Writes one agency's reminder of the day with its mails; returns how many mails. `words` stand in each letter.

    0 where the agency has been reminded meanwhile, or the year was closed. Five queries.
    """
    words = clean_plain(words).strip()
    mails = [reminder_mail(reporting_year, case, person, today, own_words=words) for person in case.people]
    try:
        with transaction.atomic():
            if not open_years().filter(pk=reporting_year.pk).exists():
                return 0
            reminder = Reminder.objects.create(
                reporting_year=reporting_year,
                agency=case.agency,
                day=today,
                created_at=timezone.now(),
                words=words,
                sent_by=by,
            )
            ReminderStep.objects.bulk_create(
                ReminderStep(
                    reminder=reminder,
                    reporting_year=reporting_year,
                    agency=case.agency,
                    due=step.due,
                    offset=step.offset,
                )
                for step in case.due_steps
            )
            for mail in mails:
                mail.reminder = reminder
            queue_mails(mails)
    except IntegrityError:
        if not _was_faster(reporting_year, case, today):
            raise
        return 0
    return len(mails)


def _was_faster(reporting_year: ReportingYear, case: ReminderCase, today: datetime.date) -> bool:
    """Whether somebody else has written the day's reminder, or (around midnight) one that answers the same steps."""
    place = {"reporting_year": reporting_year, "agency": case.agency}
    same = Q(pk__in=[])
    for step in case.due_steps:
        same |= Q(due=step.due, offset=step.offset)
    return Reminder.objects.filter(**place, day=today).exists() or ReminderStep.objects.filter(same, **place).exists()

"""The letter that reminds an agency of what is still required of it."""

import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from plans.enums import STATE_LABELS, MailKind
from plans.models import OutboxMail, ReportingYear
from plans.notifications.letters import write_letter
from plans.notifications.outbox import new_mail
from plans.point_words import has_two_levels, words_of_plan
from plans.reminders.queries import Recipient, ReminderCase
from plans.rules import days_left


def reminder_mail(
    reporting_year: ReportingYear, case: ReminderCase, person: Recipient, today: datetime.date, *, own_words: str = ""
) -> OutboxMail:
    """The mail to one person (of `case.people`), in that person's language, not yet kept. No query.

    It lists numbers, states and days, never a text or a reason: they may speak of victims. `own_words` are what the
    coordinator has written to be mailed.
    """
    facts = _words(reporting_year, case, person.user, today) | {"own_words": own_words}
    letter = write_letter("reminder", person.language, facts, two_levels=_has_two_levels(case))
    return new_mail(
        to=person.user.email,
        recipient=person.user,
        kind=MailKind.REMINDER,
        subject=letter["subject"],
        text=letter["text"],
        html=letter["html"],
    )


def reminder_text(reporting_year: ReportingYear, case: ReminderCase, person: Recipient, today: datetime.date) -> str:
    """The text of `reminder_mail`, to be looked at."""
    with translation.override(person.language), words_of_plan(two_levels=_has_two_levels(case)):
        return render_to_string("emails/reminder/letter.txt", _words(reporting_year, case, person.user, today)).strip()


def _has_two_levels(case: ReminderCase) -> bool:
    return has_two_levels(point.number for point in case.points)


def _words(reporting_year: ReportingYear, case: ReminderCase, person: User, today: datetime.date) -> dict[str, Any]:
    place = (reporting_year.plan.code, reporting_year.year, case.agency.code)
    first = case.days_due[0]
    return {
        "person": person,
        "plan": reporting_year.plan,
        "year": reporting_year.year,
        "agency_name": case.name,
        "points": [(point, STATE_LABELS[point.state]) for point in case.points],
        "late": case.late,
        "first_due": first,
        "days_left": days_left(first, today),
        "link": settings.SITE_URL + reverse("plans:agency-year", args=place),
    }

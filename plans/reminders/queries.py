"""Who is to be reminded of what, and when: computed for a day, so that page and command see the same."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.enums import AGENCY_ROLES, Role
from accounts.models import User
from plans.enums import MailChoice, YearAction
from plans.models import (
    Agency,
    OutboxMail,
    PersonalSettings,
    Reminder,
    ReminderStep,
    ReportingYear,
    YearEvent,
)
from plans.queries.required import RequiredPoint, required_points
from plans.queries.years import agencies_with_a_part, names_prefetch
from plans.rules import reminder_days

DEFAULT_LANGUAGE = PersonalSettings._meta.get_field("mail_language").default

# Why an agency gets no reminder.
SILENCES: dict[str, str | Promise] = {
    "nobody": _("Nobody to write to: no lead or contributor with an open account and an address"),
    "switched_off": _("All its people have switched e-mails off"),
    "delivered": _("All is submitted"),
    "nothing_required": _("Nothing is required for this year"),
}


@dataclass(slots=True, frozen=True)
class Step:
    """A planned reminder: `offset` days from the day on which something is due."""

    due: datetime.date
    offset: int

    @property
    def day(self) -> datetime.date:
        return self.due + datetime.timedelta(days=self.offset)

    @property
    def days(self) -> int:
        """How many days before or after, without the sign."""
        return abs(self.offset)


@dataclass(slots=True, frozen=True)
class DuePoint:
    """An open sub-point as a reminder lists it."""

    number: str
    state: str
    due: datetime.date
    is_late: bool


@dataclass(slots=True, frozen=True)
class Recipient:
    """A person of an agency who can be written to: `mails` is a value of `MailChoice`, None where nothing was chosen."""

    user: User
    mails: str | None
    language: str


@dataclass(slots=True)
class ReminderCase:
    """One agency in one year, as reminding sees it on a day.

    `points` are what is still with the agency; `due_steps` the planned reminders to send on the day; `next_step` the
    next one after it; `people` those written to. `silence` is a key of `SILENCES`, "" where a reminder can be sent.
    """

    agency: Agency
    name: str
    required: int = 0
    points: list[DuePoint] = field(default_factory=list)
    people: list[Recipient] = field(default_factory=list)
    silence: str = ""
    due_steps: list[Step] = field(default_factory=list)
    next_step: Step | None = None
    reminded_today: bool = False

    @property
    def late(self) -> int:
        return sum(point.is_late for point in self.points)

    @property
    def days_due(self) -> list[datetime.date]:
        """The days on which something is due, ascending."""
        return sorted({point.due for point in self.points})

    @property
    def is_due(self) -> bool:
        """Whether the command sends it a reminder on the day."""
        return bool(self.due_steps) and not self.reminded_today and not self.silence

    @property
    def may_be_sent(self) -> bool:
        """Whether a coordinator may remind the agency now."""
        return not self.silence and not self.reminded_today


def reminder_cases(
    reporting_year: ReportingYear,
    today: datetime.date,
    *,
    deadline: datetime.date | None = None,
    agencies: Collection[Agency] | None = None,
) -> list[ReminderCase]:
    """All agencies that have a part in the plan, or some with their names, in protocol order. Nine queries, however many.

    `deadline` stands for the year's own, to see what it would do if it were set on the day. A closed year has
    nothing to remind of: do not ask for its cases.
    """
    since = _deadline_known_since(reporting_year)
    if deadline and deadline != reporting_year.deadline:
        since = today
    deadline = deadline or reporting_year.deadline
    plan = reporting_year.plan
    offsets = reminder_days(plan.remind_before, plan.remind_after)
    required: dict[int, list[RequiredPoint]] = defaultdict(list)
    for point in required_points(reporting_year, agencies):
        required[point.agency].append(point)
    answered: dict[int, set[Step]] = defaultdict(set)
    for key, due, offset in ReminderStep.objects.filter(reporting_year=reporting_year).values_list(
        "agency_id", "due", "offset"
    ):
        answered[key].add(Step(due, offset))
    reminded = set(
        Reminder.objects.filter(reporting_year=reporting_year, day=today).values_list("agency_id", flat=True)
    )
    people = _people_by_agency(agencies)
    cases = []
    for agency in agencies_with_a_part(plan.pk) if agencies is None else agencies:
        mine = required[agency.pk]
        case = ReminderCase(agency, str(agency.name_in(reporting_year.year) or agency.code), required=len(mine))
        case.points = [
            DuePoint(point.number, point.state, point.due(deadline), point.is_late(deadline, today))
            for point in mine
            if point.is_open
        ]
        case.reminded_today = agency.pk in reminded
        case.due_steps, case.next_step = planned_steps(
            _known_since(mine, deadline, since), offsets, answered[agency.pk], today
        )
        case.people = recipients_of(people[agency.pk])
        case.silence = _silence(case, people[agency.pk])
        cases.append(case)
    return cases


def chosen_cases(reporting_year: ReportingYear, codes: Collection[str], today: datetime.date) -> list[ReminderCase]:
    """The cases of the agencies with these codes that have a part in the plan, in protocol order. Eleven queries."""
    agencies = agencies_with_a_part(reporting_year.plan_id).filter(code__in=codes)
    return reminder_cases(reporting_year, today, agencies=list(agencies))


def planned_steps(
    days_due: Mapping[datetime.date, datetime.date | None],
    offsets: list[int],
    answered: set[Step],
    today: datetime.date,
) -> tuple[list[Step], Step | None]:
    """The reminders to send today and the next one after today.

    `days_due` are the days on which something is due, each with the day on which that became known, None for always.
    Only reminders planned for a later day than that count: who is given a new day is not reminded of it at once. Of
    them only the latest that has come by today is due, unless it has been answered, so that days on which nothing was
    sent are caught up once.
    """
    due_steps, to_come = [], []
    for due, known in sorted(days_due.items()):
        steps = [Step(due, offset) for offset in offsets]
        steps = [step for step in steps if known is None or step.day > known]
        come = [step for step in steps if step.day <= today]
        if come and come[-1] not in answered:
            due_steps.append(come[-1])
        to_come += [step for step in steps if step.day > today and step not in answered]
    return due_steps, min(to_come, key=lambda step: (step.day, step.due), default=None)


def _known_since(
    points: list[RequiredPoint], deadline: datetime.date, since: datetime.date | None
) -> dict[datetime.date, datetime.date | None]:
    """The days on which open points are due, each with the first day on which that was known of one of them."""
    found: dict[datetime.date, list[datetime.date | None]] = defaultdict(list)
    for point in points:
        if point.is_open:
            found[point.due(deadline)].append(point.known_since(deadline, since))
    return {due: _earliest(known) for due, known in found.items()}


def _earliest(known: list[datetime.date | None]) -> datetime.date | None:
    """The first of the days; None, for always, where one of them is None."""
    days = [day for day in known if day is not None]
    return min(days) if len(days) == len(known) else None


def _deadline_known_since(reporting_year: ReportingYear) -> datetime.date | None:
    """The day on which the year's deadline was set; None where that was not recorded. One query."""
    events = YearEvent.objects.filter(
        reporting_year=reporting_year, action__in=(YearAction.OPENED, YearAction.DEADLINE)
    )
    latest = events.order_by("-pk").values_list("created_at", flat=True).first()
    return latest and localdate(latest)


def recipients_of(people: list[Recipient]) -> list[Recipient]:
    """Whom a reminder goes to: the leads, the contributors where no lead can be written to; nobody who wants no mail."""
    willing = [person for person in people if person.mails != MailChoice.NONE]
    return [person for person in willing if person.user.role == Role.LEAD] or willing


def _silence(case: ReminderCase, people: list[Recipient]) -> str:
    if not case.required:
        return "nothing_required"
    if not case.points:
        return "delivered"
    if case.people:
        return ""
    return "switched_off" if people else "nobody"


def people_who_can_be_written_to() -> QuerySet[User]:
    """Agencies' staff with an open account and an address."""
    return User.objects.filter(is_active=True, role__in=AGENCY_ROLES, membership__isnull=False).exclude(email="")


def _people_by_agency(agencies: Collection[Agency] | None) -> dict[int, list[Recipient]]:
    """Staff with an open account and an address, by the key of their agency. One query."""
    found: dict[int, list[Recipient]] = defaultdict(list)
    of_some = Q() if agencies is None else Q(membership__agency__in=[agency.pk for agency in agencies])
    staff = (
        people_who_can_be_written_to()
        .filter(of_some)
        .annotate(
            agency_key=F("membership__agency"),
            mails=F("personal_settings__mails"),
            language=F("personal_settings__mail_language"),
        )
        .only("pk", "username", "first_name", "last_name", "email", "role")
        .order_by("pk")
    )
    for person in staff:
        found[person.agency_key].append(Recipient(person, person.mails, person.language or DEFAULT_LANGUAGE))
    return found


def reminders_sent(reporting_year: ReportingYear) -> QuerySet[Reminder]:
    """The year's reminders, latest first, with their steps and mails (without the texts). Five queries."""
    return (
        Reminder.objects.filter(reporting_year=reporting_year)
        .select_related("agency", "sent_by")
        .prefetch_related(
            names_prefetch(),
            Prefetch("steps", queryset=ReminderStep.objects.order_by("due", "offset")),
            Prefetch("mails", queryset=OutboxMail.objects.defer("text", "html").order_by("pk")),
        )
        .order_by("-pk")
    )


def find_reminder_mail(reporting_year: ReportingYear, key: int) -> OutboxMail | None:
    """The mail of a reminder of the year, or None. One query."""
    return OutboxMail.objects.filter(pk=key, reminder__reporting_year=reporting_year).first()

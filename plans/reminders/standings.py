"""How all agencies of a year stand with its reminders, counted by the database: light, however many there are."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from plans.enums import MailChoice
from plans.models import Entry, ReportingYear
from plans.queries.agency_counts import AgencyCount, agency_counts
from plans.queries.years import agencies_with_a_part
from plans.reminders.queries import people_who_can_be_written_to


@dataclass(slots=True, frozen=True)
class Standing:
    """Why an agency gets no reminder, a key of `SILENCES` or "", and whether anything of it is late. As in `ReminderCase`."""

    silence: str
    is_late: bool


def read_standings(reporting_year: ReportingYear, today: datetime.date) -> dict[int, Standing]:
    """All agencies that have a part in the plan, by key, in protocol order. Five queries."""
    counts = agency_counts(reporting_year, Entry.objects.all(), today)
    mails: dict[int, set[str | None]] = defaultdict(set)
    people = people_who_can_be_written_to().order_by().values_list("membership__agency", "personal_settings__mails")
    for agency, choice in people.distinct():
        mails[agency].add(choice)
    nothing, nobody = AgencyCount(), set[str | None]()
    found = {}
    for agency in agencies_with_a_part(reporting_year.plan_id).values_list("pk", flat=True):
        count = counts.get(agency, nothing)
        found[agency] = Standing(_silence(count, mails.get(agency, nobody)), count.late > 0)
    return found


def _silence(count: AgencyCount, mails: set[str | None]) -> str:
    if not count.required:
        return "nothing_required"
    if not count.open:
        return "delivered"
    if mails - {MailChoice.NONE}:
        return ""
    return "switched_off" if mails else "nobody"

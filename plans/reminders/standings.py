"""How all agencies of a year stand with its reminders, counted by the database: light, however many there are."""

import datetime
from collections import defaultdict
from typing import NamedTuple

from plans.enums import MailChoice
from plans.models import ReportingYear
from plans.queries.agency_counts import AgencyCount, agency_counts
from plans.queries.years import agencies_with_a_part
from plans.reminders.queries import SILENCES, people_who_can_be_written_to


class Standing(NamedTuple):
    """Why an agency gets no reminder, a key of `SILENCES` or "", and whether anything of it is late. As in `ReminderCase`."""

    silence: str
    is_late: bool


_STANDINGS = {(silence, late): Standing(silence, late) for silence in ("", *SILENCES) for late in (True, False)}


def read_standings(reporting_year: ReportingYear, today: datetime.date) -> dict[int, Standing]:
    """All agencies that have a part in the plan, by key, in protocol order. Seven queries."""
    counts = agency_counts(reporting_year, today)
    mails: dict[int, set[str | None]] = defaultdict(set)
    people = people_who_can_be_written_to().order_by().values_list("membership__agency", "personal_settings__mails")
    for agency, choice in people.distinct():
        mails[agency].add(choice)
    found, nothing = {}, AgencyCount()
    for agency in agencies_with_a_part(reporting_year.plan_id).values_list("pk", flat=True):
        count = counts.get(agency, nothing)
        if not count.required:
            silence = "nothing_required"
        elif not count.open:
            silence = "delivered"
        elif agency not in mails:
            silence = "nobody"
        else:
            silence = "" if mails[agency] - {MailChoice.NONE} else "switched_off"
        found[agency] = _STANDINGS[silence, count.late > 0]
    return found

"""Rules of the record that need no database: predicates over plain values."""

import datetime
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from plans.enums import DELIVERED_STATES, ImplementationStatus

DEADLINE_MONTH, DEADLINE_DAY = (
    1,
    20,
)  # general rule of 6 March 2021: yearly reports are sent by 20 January (domain.md 1.4)
NARRATIVE_MAX_CHARACTERS = 1_000_000  # that are read at all; how large an entry may be, `narrative.bounds` says

NOTHING_TO_REPORT_SENTENCE = "Hesabat dövründə bu yarımbənd üzrə təqdim edilməli məlumat olmamışdır."
RESUBMIT_DAYS = 7  # a returned entry comes back within a week unless the coordinator names another day
SITTING = datetime.timedelta(minutes=30)  # saves that follow each other more closely are one revision
PRESENCE = datetime.timedelta(seconds=60)  # a page that has not been heard of for longer is closed
REMIND_BEFORE, REMIND_AFTER = "30, 14, 7, 1", "1, 7"  # days before and after the deadline, unless a plan says otherwise
UNDO_SECONDS = 10  # how long a decision's mails wait, so that the one who made it can undo it
FIGURE_JUMP = 10  # a value so many times last year's, or its part, is asked about


SET_ASIDE = (ImplementationStatus.NO_CASES, ImplementationStatus.NOT_DUE)


def default_deadline(year: int) -> datetime.date:
    """The day by which the reports of a year are due unless a coordinator says otherwise."""
    return datetime.date(year + 1, DEADLINE_MONTH, DEADLINE_DAY)


def period_covers(year: int, start_year: int | None, end_year: int | None) -> bool:
    """Whether an execution period (years inclusive, None = the plan's own limit) covers the year."""
    return (start_year is None or start_year <= year) and (end_year is None or year <= end_year)


LATEST_DEADLINE_YEARS = 10  # after the year that is reported on


def deadline_limits(year: int) -> tuple[datetime.date, datetime.date]:
    """The first and the last day on which anything of a reporting year may be due: a slip of the finger lies outside."""
    return datetime.date(year, 1, 1), datetime.date(year + LATEST_DEADLINE_YEARS, 12, 31)


def days_left(deadline: datetime.date, today: datetime.date) -> int:
    """Whole days until the deadline day; 0 on the day itself, negative when it is over."""
    return (deadline - today).days


def default_resubmit_by(deadline: datetime.date, today: datetime.date) -> datetime.date:
    """The day by which a returned entry is due again: a week from today, never before the year's deadline."""
    return max(deadline, today + datetime.timedelta(days=RESUBMIT_DAYS))


def due_day(deadline: datetime.date, *later: datetime.date | None) -> datetime.date:
    """The day by which an entry is due: the year's deadline, or a later one – the agency's extension, the day on which
    a returned entry is due again. None stands for a day that was not set.
    """
    return max([deadline, *(day for day in later if day)])


def is_late(state: str, due: datetime.date, today: datetime.date, *, is_required: bool = True) -> bool:
    """Whether what is required is late: its day is over and it is neither submitted, approved nor locked.

    `state` is an entry's state or "not_started"; days are of Baku (rule 10 of the house). Recommended agencies
    need not report and are never late.
    """
    return is_required and due < today and state not in DELIVERED_STATES


def submitted_late(first_submitted: datetime.date | None, deadline: datetime.date) -> bool:
    """Whether the first submission came after the agency's deadline; what happened to the entry later does not count."""
    return first_submitted is not None and first_submitted > deadline


def reminder_days(before: str, after: str) -> list[int]:
    """The plan's days of reminding from the deadline, ascending: ("7, 1", "2") → [-7, -1, 2].

    Raises ValueError where a text is no list of whole numbers.
    """
    days_before = [-int(day) for day in before.split(",") if day.strip()]
    return sorted({*days_before, *(int(day) for day in after.split(",") if day.strip())})


def proposed_status(statuses: Iterable[str]) -> str:
    """The status that the rule proposes for a sub-point, from those of its executors' approved and locked entries.

    "No cases" and "not due" are left out unless there is nothing else: then the commoner of the two ("no cases" where
    both are as common: something was due). All equal → that; all not implemented → not implemented; none below "being
    implemented" → being implemented; otherwise partly implemented. "" proposes nothing: nothing is approved, or no
    entry has a status.
    """
    counted = Counter(status for status in statuses if status)
    weighing = [status for status in counted if status not in SET_ASIDE]
    if not weighing:
        return max(SET_ASIDE, key=lambda status: counted[status]) if counted else ""
    if len(weighing) == 1:
        return str(weighing[0])
    if set(weighing) <= {ImplementationStatus.IMPLEMENTED, ImplementationStatus.BEING_IMPLEMENTED}:
        return str(ImplementationStatus.BEING_IMPLEMENTED)
    return str(ImplementationStatus.PARTLY_IMPLEMENTED)


def jumps(value: Decimal, last_year: Decimal | None) -> bool:
    """Whether a figure is more than ten times last year's, or less than its tenth; a zero on either side is no jump."""
    if not last_year or not value:
        return False
    return abs(value) > abs(last_year) * FIGURE_JUMP or abs(value) * FIGURE_JUMP < abs(last_year)

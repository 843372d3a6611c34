"""Rules of the record that need no database: predicates over plain values."""

import datetime
from decimal import Decimal

DEADLINE_MONTH, DEADLINE_DAY = (
    1,
    20,
)  # general rule of 6 March 2021: yearly reports are sent by 20 January (domain.md 1.4)
NARRATIVE_MAX_CHARACTERS = 1_000_000  # by whatever door a text comes in

NOTHING_TO_REPORT_SENTENCE = "Hesabat dövrü ərzində bu yarımbənd üzrə təqdim ediləcək məlumat olmamışdır."
RESUBMIT_DAYS = 7  # a returned entry comes back within a week unless the coordinator names another day
SITTING = datetime.timedelta(minutes=30)  # saves that follow each other more closely are one revision
PRESENCE = datetime.timedelta(seconds=60)  # a page that has not been heard of for longer is closed
FIGURE_JUMP = 10  # a value so many times last year's, or its part, is asked about


def default_deadline(year: int) -> datetime.date:
    """The day by which the reports of a year are due unless a coordinator says otherwise."""
    return datetime.date(year + 1, DEADLINE_MONTH, DEADLINE_DAY)


def period_covers(year: int, start_year: int | None, end_year: int | None) -> bool:
    """Whether an execution period (years inclusive, None = the plan's own limit) covers the year."""
    return (start_year is None or start_year <= year) and (end_year is None or year <= end_year)


def days_left(deadline: datetime.date, today: datetime.date) -> int:
    """Whole days until the deadline day; 0 on the day itself, negative when it is over."""
    return (deadline - today).days


def default_resubmit_by(deadline: datetime.date, today: datetime.date) -> datetime.date:
    """The day by which a returned entry is due again: a week from today, never before the year's deadline."""
    return max(deadline, today + datetime.timedelta(days=RESUBMIT_DAYS))


def due_day(deadline: datetime.date, resubmit_by: datetime.date | None) -> datetime.date:
    """The day by which an entry is due: the year's deadline, or for one that was returned its own later day."""
    return max(deadline, resubmit_by) if resubmit_by else deadline


def jumps(value: Decimal, last_year: Decimal | None) -> bool:
    """Whether a figure is more than ten times last year's, or less than its tenth; a zero on either side is no jump."""
    if not last_year or not value:
        return False
    return abs(value) > abs(last_year) * FIGURE_JUMP or abs(value) * FIGURE_JUMP < abs(last_year)

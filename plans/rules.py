"""Rules of the record that need no database: predicates over plain values."""

import datetime

DEADLINE_MONTH, DEADLINE_DAY = (
    1,
    20,
)  # general rule of 6 March 2021: yearly reports are sent by 20 January (domain.md 1.4)
NARRATIVE_MAX_CHARACTERS = 1_000_000  # by whatever door a text comes in


def default_deadline(year: int) -> datetime.date:
    """The day by which the reports of a year are due unless a coordinator says otherwise."""
    return datetime.date(year + 1, DEADLINE_MONTH, DEADLINE_DAY)


def period_covers(year: int, start_year: int | None, end_year: int | None) -> bool:
    """Whether an execution period (years inclusive, None = the plan's own limit) covers the year."""
    return (start_year is None or start_year <= year) and (end_year is None or year <= end_year)


def days_left(deadline: datetime.date, today: datetime.date) -> int:
    """Whole days until the deadline day; 0 on the day itself, negative when it is over."""
    return (deadline - today).days

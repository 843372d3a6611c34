"""What became of statuses and figures from year to year, in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from plans.azerbaijani import fold, lower, ordinal
from plans.charts import number_text
from plans.enums import ImplementationStatus
from reports.titles import years_range
from reports.trend import Amount

NO_BREAK = "\u00a0"
# As `plans.rules.proposed_status` has them; None: it tells nothing of how far a measure has come.
_RANKS = {
    ImplementationStatus.NOT_IMPLEMENTED: 0,
    ImplementationStatus.PARTLY_IMPLEMENTED: 1,
    ImplementationStatus.BEING_IMPLEMENTED: 2,
    ImplementationStatus.IMPLEMENTED: 3,
    ImplementationStatus.NO_CASES: None,
    ImplementationStatus.NOT_DUE: None,
}
_SHARES = frozenset({"faiz", "%"})
_LARGEST_SHARE = 1000  # per cent; above it the share says less than the two numbers
_TENTH = Decimal("0.1")


class Move(StrEnum):
    """How the status of the last year that was assessed stands to that of the first."""

    UP = "up"
    DOWN = "down"
    NONE = "none"
    UNKNOWN = "unknown"


def move_of(assessed: Sequence[str]) -> Move:
    """The move over these statuses, in the order of their years. Not known with fewer than two of those that have a rank."""
    known = (_RANKS[ImplementationStatus(status)] for status in assessed if status in _RANKS)
    ranks = [rank for rank in known if rank is not None]
    if len(ranks) < 2:
        return Move.UNKNOWN
    if ranks[0] == ranks[-1]:
        return Move.NONE
    return Move.UP if ranks[0] < ranks[-1] else Move.DOWN


def course_of(assessed: Mapping[int, str], labels: Mapping[str, str]) -> str:
    """ "2021-ci ildə “icra olunur”, 2022–2023-cü illərdə “icra edilib”": by year in ascending order; "" for no year.

    `labels` are those of the statuses in the papers' language.
    """
    return ", ".join(
        f"{_in_years(first, last)} “{lower(labels[status])}”" for first, last, status in _stretches(assessed)
    )


def _stretches(assessed: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    """Years that follow one another with one status: first, last, status."""
    # Where a year is left out, the difference to its place changes.
    for (status, _shift), found in groupby(
        enumerate(assessed.items()), key=lambda each: (each[1][1], each[1][0] - each[0])
    ):
        years = [year for _place, (year, _status) in found]
        yield years[0], years[-1], status


def _in_years(first: int, last: int) -> str:
    return f"{ordinal(years_range(first, last))} {'illərdə' if first < last else 'ildə'}"


def figure_change(years: Iterable[int], amounts: Iterable[Amount | None], unit: str) -> str:
    """What became of a figure from the first to the last year that has one: both values, the difference, its share where that
    says something. "" with fewer than two values.

    "2021-ci ildə 12 nəfər, 2024-cü ildə 30 nəfər olmuşdur: artım 18 nəfər (150 %) təşkil edir."
    """
    given = [(year, amount.value) for year, amount in zip(years, amounts, strict=True) if amount is not None]
    if len(given) < 2:
        return ""
    (first_year, first), (last_year, last) = given[0], given[-1]
    said = (
        f"{ordinal(first_year)} ildə {_amount(first, unit)}, {ordinal(last_year)} ildə {_amount(last, unit)} olmuşdur"
    )
    if first == last:
        return f"{said}: göstərici dəyişməmişdir."
    became = "artım" if last > first else "azalma"
    return f"{said}: {became} {_difference(first, last, unit)} təşkil edir."


def directions_of(of_agencies: Iterable[Sequence[Amount | None]]) -> str:
    """In how many agencies a figure went up, down, or stayed, from the first to the last year that each has one of; "" where
    none has two.
    """
    counted = Counter(_direction([amount.value for amount in amounts if amount is not None]) for amounts in of_agencies)
    words = ((1, "artmışdır"), (-1, "azalmışdır"), (0, "dəyişməmişdir"))
    told = [f"{counted[way]} qurumda {word}" for way, word in words if counted[way]]
    return f"Birinci və sonuncu göstəricilərin müqayisəsi: {', '.join(told)}." if told else ""


def _direction(values: Sequence[Decimal]) -> int | None:
    if len(values) < 2:
        return None
    return (values[-1] > values[0]) - (values[-1] < values[0])


def _difference(first: Decimal, last: Decimal, unit: str) -> str:
    difference = abs(last - first)
    if fold(unit) in _SHARES:
        return _amount(difference, "faiz bəndi")
    share = (difference / first * 100).quantize(_TENTH) if first else None
    if share is None or share > _LARGEST_SHARE:
        return _amount(difference, unit)
    return f"{_amount(difference, unit)} ({number_text(share)}{NO_BREAK}%)"


def _amount(value: Decimal, unit: str) -> str:
    return f"{number_text(value)}{NO_BREAK}{unit}"

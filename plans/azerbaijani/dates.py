"""Dates as reports write them and as reports are read."""

import calendar
import re
from bisect import bisect
from dataclasses import dataclass
from datetime import date

from plans.azerbaijani.letters import DASHES, lower
from plans.azerbaijani.ordinals import ordinal

MONTHS = (
    "yanvar",
    "fevral",
    "mart",
    "aprel",
    "may",
    "iyun",
    "iyul",
    "avqust",
    "sentyabr",
    "oktyabr",
    "noyabr",
    "dekabr",
)
"""The months in the nominative, written small; January is ``MONTHS[0]``."""


@dataclass(frozen=True)
class FoundDate:
    """A date found in a text: ``text`` is characters ``start`` to ``end`` (exclusive) of it.

    ``first`` and ``last`` are the same for a day, the ends of a range otherwise ("4-5 oktyabr", a whole month).
    """

    start: int
    end: int
    text: str
    first: date
    last: date


def long_date(day: date) -> str:
    """Return the date as running text has it: "4 noyabr 2021-ci il" (ICU leaves "-ci il" out)."""
    return f"{day.day} {MONTHS[day.month - 1]} {ordinal(day.year)} il"


def short_date(day: date) -> str:
    """Return the date as tables have it: "04.11.2021"."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


# The pieces of the patterns. They match whatever the case; Python then takes i, İ, ı and I for one letter, which is
# wanted here: older fonts write “IYUN”.
# At most one line break (a blank line parts two paragraphs) and few spaces (unbounded ones would make matching slow).
_GAP = r"(?:[^\S\n]{1,4}(?:\n[^\S\n]{0,4})?|\n[^\S\n]{0,4})"
_DASH = rf"[^\S\n]?[{re.escape(DASHES)}][^\S\n]?"
_LETTER = r"[^\W\d_]"
# Not inside a longer number, a sub-point (4.7.2) or the number of a letter or act (02/1847, № 12).
_NUMBER_START = r"(?<![\w/№])(?<!№\s)(?<!\d[.,])"
_DAYS_START = rf"{_NUMBER_START}(?<![{re.escape(DASHES)}])"
_YEAR = r"(?:1[89]|20)\d\d"
_ORDINAL = rf"(?:{_DASH}|[^\S\n])?c[ıiuü]"
_YEAR_END = rf"(?:{_ORDINAL}\b(?:{_GAP}il(?:in|də|dən|ə|ədək)?\b)?|(?!\w|[./]\d))"
_MONTH = "|".join(MONTHS)
_LEAD = (
    rf"(?:{_DAYS_START}(?P<year>{_YEAR}){_ORDINAL}|"
    rf"(?<!\w)(?P<relative>cari|bu|hesabat|ötən|keçən|növbəti|gələn)){_GAP}il"
)
_RELATIVE_YEARS = {"cari": 0, "bu": 0, "hesabat": 0, "ötən": -1, "keçən": -1, "növbəti": 1, "gələn": 1}
_OPTIONAL_LEAD = rf"(?:{_LEAD}(?:in|inin|də)?{_GAP})?"
_DAYS = (
    rf"{_DAYS_START}(?:(?P<first_day>\d{{1,2}})(?:{_GAP}(?P<first_month>{_MONTH}))?{_DASH})?"
    rf"(?P<day>\d{{1,2}}){_GAP}(?P<month>{_MONTH})"
)
# martda, martdan, marta, martadək, martı, martında … but not “mayor”.
_MONTH_CASE = r"(?:d[aə]n?|[aə](?:d[aə]k)?|[ıiuü](?:n(?:d[aə]n?|[aə](?:d[aə]k)?|[ıiuü]n?)?)?)?\b"
# The possessive cases only (yanvarı, yanvarında); the bare genitive (dekabrın) belongs to the word after it.
_MONTH_POSSESSIVE = r"[ıiuü](?:n(?:d[aə]n?|[aə](?:d[aə]k)?|[ıiuü]n?))?\b"
# -də, -dək, -si …: a count has no hyphen (“12 nəfər”), an ordinal (“12-ci”) is no day of the month.
_DAY_CASE = rf"[{re.escape(DASHES)}](?!c[ıiuü]\b){_LETTER}{{1,8}}\b"
_NUMERIC = r"(?P<{0}day>\d{{1,2}})\.(?P<{0}month>\d{{1,2}})\.(?P<{0}year>" + _YEAR + ")"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# 04.11.2021, 31.05.2021-ci il, 04-05.10.2021
_NUMERIC_DAYS = _compiled(rf"{_NUMBER_START}(?:(?P<first_day>\d{{1,2}}){_DASH})?{_NUMERIC.format('')}{_YEAR_END}")
# 04.10.2021–08.10.2021
_NUMERIC_RANGE = _compiled(rf"{_NUMBER_START}{_NUMERIC.format('first_')}{_DASH}{_NUMERIC.format('')}{_YEAR_END}")
# 02 mart 2021-ci il, 4-5 oktyabr 2021-ci il, 30 sentyabr – 2 oktyabr 2021
_DAYS_YEAR = _compiled(rf"{_DAYS},?{_GAP}(?P<year>{_YEAR}){_YEAR_END}")
# 2021-ci il 1 dekabr, Cari ilin 17 mart, 17 martda
_LEAD_DAYS = _compiled(rf"{_OPTIONAL_LEAD}{_DAYS}{_MONTH_CASE}")
# 2000-ci il dekabrın 12-də, yanvarın 20-dək, oktyabr ayının 4-dən 6-dək
_MONTH_DAYS = _compiled(
    rf"{_OPTIONAL_LEAD}(?<!\w)(?P<month>{_MONTH})(?:[ıiuü]n|{_GAP}ayının){_GAP}"
    rf"(?:(?P<first_day>\d{{1,2}})(?:[{re.escape(DASHES)}]d[aə]n{_GAP}|{_DASH}))?(?P<day>\d{{1,2}}){_DAY_CASE}"
)
# 2021-ci ilin yanvar ayı, yanvar-mart aylarında
_MONTHS_NAMED = _compiled(
    rf"{_OPTIONAL_LEAD}(?<!\w)(?:(?P<first_month>{_MONTH}){_DASH})?(?P<month>{_MONTH}){_GAP}ay(?:ı|lar){_LETTER}*\b"
)
# 2021-ci ilin yanvarında
_LEAD_MONTH = _compiled(rf"{_LEAD}in{_GAP}(?P<month>{_MONTH}){_MONTH_POSSESSIVE}")

_PATTERNS = (_NUMERIC_DAYS, _NUMERIC_RANGE, _DAYS_YEAR, _LEAD_DAYS, _MONTH_DAYS, _MONTHS_NAMED, _LEAD_MONTH)
# “hər il yanvarın 20-dək”, “həmin ilin 17 mart”: a year is named, only not one that can be known here.
_ANOTHER_YEAR = _compiled(r"(?<!\w)il(?:in|inin|də)?\s+\Z")
_ANOTHER_YEAR_WIDTH = 12


def parse_dates(text: str, year: int | None = None) -> list[FoundDate]:
    """Return the dates written in ``text``, in their order.

    Found are: 04.11.2021 · 04.11.2021-ci il · 02 mart 2021-ci il · 4-5 oktyabr 2021-ci il · 30 sentyabr – 2 oktyabr
    2021 · 2021-ci il 1 dekabr · 2000-ci il dekabrın 12-də · 2021-ci ilin yanvar ayı (its first to its last day), each
    also as a range and with case suffixes. A wrong ordinal suffix is accepted. Words such as "tarixli" or "tarixdə"
    after a date are not part of it.

    Forms that name no year ("yanvarın 20-dək", "17 mart") or name it from the report ("Cari ilin 17 mart", "ötən
    ilin may ayı") are found only when ``year``, the reporting year, is given. Without any year a capital
    ("“28 May” stansiyası") is a name, no date.

    Where findings overlap the longest holds. An impossible date (31.02.2021, a range that runs backwards) is left
    out, and so is whatever lies inside it. Raises ValueError for a ``year`` outside 1–9999.
    """
    if year is not None and not 1 <= year <= 9999:
        raise ValueError(f"{year} is not a year; give one from 1 to 9999.")
    matches = [match for pattern in _PATTERNS for match in pattern.finditer(text) if _has_year(match, year)]
    matches.sort(key=lambda match: (match.start() - match.end(), match.start()))
    kept: list[re.Match[str]] = []
    for match in matches:
        place = bisect(kept, match.start(), key=re.Match.start)
        starts_free = place == 0 or kept[place - 1].end() <= match.start()
        ends_free = place == len(kept) or match.end() <= kept[place].start()
        if starts_free and ends_free:
            kept.insert(place, match)
    return [
        FoundDate(match.start(), match.end(), match[0], *days)
        for match in kept
        if (days := _first_and_last(match, year)) is not None
    ]


def _has_year(match: re.Match[str], year: int | None) -> bool:
    """True where the year of ``match`` is written or follows from ``year``."""
    groups = match.groupdict()
    if groups["year"]:
        return True
    if year is None or groups.get("relative"):
        return year is not None
    before = match.string[max(0, match.start() - _ANOTHER_YEAR_WIDTH) : match.start()]
    return groups["month"][0].islower() and not _ANOTHER_YEAR.search(before)


def _first_and_last(match: re.Match[str], reporting_year: int | None) -> tuple[date, date] | None:
    """Return the first and last day ``match`` means, None where there is no such day."""
    groups = match.groupdict()
    if groups["year"]:
        year = int(groups["year"])
    elif reporting_year is not None:
        year = reporting_year + _RELATIVE_YEARS[lower(groups["relative"] or "cari")]
    else:
        return None
    month = _month_number(groups["month"])
    first_month = _month_number(groups.get("first_month") or groups["month"])
    first_year = int(groups.get("first_year") or year)
    if match.re is _DAYS_YEAR and first_month > month:
        first_year -= 1  # 30 dekabr – 2 yanvar 2022: the year written belongs to the last day
    day = groups.get("day")
    first_day = groups.get("first_day") or day
    try:
        first = date(first_year, first_month, int(first_day or 1))
        last = date(year, month, int(day or calendar.monthrange(year, month)[1]))
    except ValueError:
        return None
    return (first, last) if first <= last else None


def _month_number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    # No month has an ı; one appears only where I was typed for İ.
    return MONTHS.index(lower(written).replace("ı", "i")) + 1

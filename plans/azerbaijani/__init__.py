"""Azerbaijani as the reports need it: letters, ordinals, case suffixes, dates, lines, syllables.

A leaf: standard library only. Python's own ``str.lower/upper/title/capitalize/casefold`` are wrong for i/İ and ı/I,
and the published locale data (CLDR/ICU) gives the wrong ordinal for exact thousands, hence rules of our own.
"""

from plans.azerbaijani.binding import bound_stretches, broken, unbroken
from plans.azerbaijani.cases import CASES, Case, with_case
from plans.azerbaijani.dates import MONTHS, FoundDate, long_date, parse_dates, short_date
from plans.azerbaijani.hyphenation import break_points, breakable_words, is_kept_whole
from plans.azerbaijani.letters import (
    ALPHABET,
    capitalize_first,
    fold,
    lower,
    normalized,
    sort_key,
    upper,
    without_heaps,
)
from plans.azerbaijani.numbers import FoundNumber, find_numbers
from plans.azerbaijani.ordinals import last_spoken_word, ordinal, ordinal_suffix
from plans.azerbaijani.quotes import bare_of_quotes, curled, quoted

__all__ = [
    "ALPHABET",
    "CASES",
    "MONTHS",
    "Case",
    "FoundDate",
    "FoundNumber",
    "bare_of_quotes",
    "bound_stretches",
    "break_points",
    "breakable_words",
    "broken",
    "capitalize_first",
    "curled",
    "find_numbers",
    "fold",
    "is_kept_whole",
    "last_spoken_word",
    "long_date",
    "lower",
    "normalized",
    "ordinal",
    "ordinal_suffix",
    "parse_dates",
    "quoted",
    "short_date",
    "sort_key",
    "unbroken",
    "upper",
    "with_case",
    "without_heaps",
]

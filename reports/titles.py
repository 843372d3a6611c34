"""The words of a report's own: its title, the headings of sections and sub-points."""

import re
from collections.abc import Iterable

from plans.azerbaijani import Case, bare_of_quotes, ordinal, quoted, with_case

MOST_WORDS = 13  # of a measure in a short heading
# The act's table ends measures with a stop, sometimes within the quotes that end it; “və s.” and its kin keep their own.
_STOPS = ".;:, \t\r\n\u00a0\u202f"
_CLOSING = '”»"’“'
_SHORTENED = re.compile(r"\b(?:[sb]|i\. ?a|b\. ?k)\Z")
_LONGEST_SHORTENED = 8  # characters, with what stands before it


def agency_title(plan_title: str, agency: str, year: int) -> str:
    """The title of an agency's Məlumat, after the source document's (domain.md 3.1)."""
    return f"{_in_plan(plan_title)} nəzərdə tutulan tədbirlərin {agency} tərəfindən {ordinal(year)} il ərzində icrası barədə"


def consolidated_title(plan_title: str, year: int, *, has_recommended: bool) -> str:
    """The title of the consolidated report; the word MƏLUMAT follows it and ends the phrase.

    `has_recommended`: recommended agencies wrote, which are no executive ones (domain.md 1.1).
    """
    executors = "icraçı orqanlar (qurumlar)" if has_recommended else "icraçı orqanlar"
    return (
        f"{_in_plan(plan_title)} nəzərdə tutulan tədbirlərin {executors} tərəfindən {ordinal(year)} il ərzində"
        " icrası barədə ümumiləşdirilmiş"
    )


def overview_title(plan_title: str, first: int, last: int) -> str:
    """The title of the overview of a plan's years; the word İCMAL follows it."""
    return f"{_in_plan(plan_title)} nəzərdə tutulan tədbirlərin {years_words(first, last)} üzrə icrası barədə"


def dossier_title(plan_title: str, number: str, first: int, last: int, agency: str = "") -> str:
    """The title of what is known of one sub-point over the years, of an agency alone where one is named; the word ARAYIŞ
    follows it.
    """
    by = f" {agency} tərəfindən" if agency else ""
    point = f"{ordinal(number)} {point_term(number)}inin"
    return f"{plan_title_in(plan_title, 'genitive')} {point}{by} {years_words(first, last)} üzrə icrası barədə"


def years_words(first: int, last: int) -> str:
    """ "2020–2024-cü illər", "2024-cü il"."""
    return f"{ordinal(f'{first}–{last}')} illər" if first < last else f"{ordinal(last)} il"


def years_range(first: int, last: int) -> str:
    """ "2020–2024", "2024"."""
    return f"{first}–{last}" if first < last else str(last)


def _in_plan(title: str) -> str:
    """ "“…Planı”nda"."""
    return plan_title_in(title, "locative")


def plan_title_in(title: str, case: Case) -> str:
    """The title of a plan in quotes and in a case; one whose last word has no suffix of its own (“MFP”) leaves it to the word
    plan: “MFP” planında.

    A quotation at the beginning or end of the title shares the outer mark with it, as official papers have it (domain.md
    4.2); outer marks and a full stop that were typed with the title are not printed twice, and foreign marks are “ ”.
    """
    bare = bare_of_quotes(without_stop(" ".join(title.split())))
    whole = quoted(without_stop(bare))
    try:
        return with_case(whole, case)
    except ValueError:
        return f"{whole} {with_case('planı', case)}"


def without_stop(text: str) -> str:
    """A measure or a title without the stop, semicolon, colon or comma that ends it, in the quotes or after them; "…" stays."""
    body = text.rstrip(_STOPS)
    ending, quote = text[len(body) :], ""
    if body[-1:] and body[-1] in _CLOSING and body[-2:-1] and body[-2] in _STOPS:
        quote, inside = body[-1], body[:-1].rstrip(_STOPS)
        body, ending = inside, body[len(inside) : -1]
    dots = len(ending) - len(ending.lstrip("."))
    is_shortened = dots and _SHORTENED.search(body[-_LONGEST_SHORTENED:])
    return body + ("…" if dots > 2 else "." if is_shortened else "") + quote


def sub_point_heading(number: str, measure: str) -> str:
    """ "4.2.10-cu yarımbənd üzrə (…):"; a number of two levels is a bənd (domain.md 4.1)."""
    return f"{ordinal(number)} {point_term(number)} üzrə ({without_stop(measure)}):"


def opening_of(measure: str, most: int = MOST_WORDS) -> str:
    """The first words of a measure, where the whole of it would be too long."""
    words = without_stop(measure).split()
    if len(words) <= most:
        return " ".join(words)
    return " ".join(words[:most]).rstrip(".,;:…") + "…"


def measure_in(heading: str) -> str:
    """The measure that a sub-point's heading names, the inverse of `sub_point_heading`; any other heading as it is."""
    _number, found, measure = heading.partition(" üzrə (")
    return measure.removesuffix("):") if found and measure.endswith("):") else heading


def point_term(number: str) -> str:
    """What a sub-point of this number is called: yarımbənd, or bənd with two levels (domain.md 4.1)."""
    return "yarımbənd" if number.count(".") >= 2 else "bənd"


def deepest(numbers: Iterable[str]) -> str:
    """Of these numbers the one that says what all of them are called: a plan of three levels may have a stray one of two."""
    return max(numbers, key=lambda number: number.count("."))


def point_word(number: str) -> str:
    """`point_term` as it begins a line or a heading."""
    return {"yarımbənd": "Yarımbənd", "bənd": "Bənd"}[point_term(number)]


def section_heading(number: str, title: str) -> str:
    """ "4.2. Qarşısının alınması"; a section whose title is not known: "4.2-ci bölmə"."""
    return f"{number}. {without_stop(title)}" if title.strip() else f"{ordinal(number)} bölmə"

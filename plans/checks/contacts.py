"""Telephone numbers and e-mail addresses, public hotlines and mailboxes of offices aside."""

import re
from collections.abc import Iterator

from plans.azerbaijani import lower
from plans.checks.findings import Finding, Kind, Reason, found_in
from plans.checks.labels import is_a_code, is_counting, labelled_places
from plans.checks.words import Words

PUBLIC_HOTLINES = frozenset(
    {"101", "102", "103", "104", "108", "112", "116111", "116123", "142", "152", "161", "195", "860", "916", "919"}
)
"""Numbers that everybody may call, as their digits: 919 the migration service's, 152 the one against trafficking."""

_FREE_CODES = ("0800", "088", "860")  # what begins so is a service's, no person's
# Of towns and of mobile networks; what else begins with a 0 is an index or the number of a letter.
_AREA_CODES = frozenset(
    {"10", "11", "12", "18", "20", "21", "22", "23", "24", "25", "26", "36", "40", "41", "42", "44", "46", "50", "51"}
    | {"55", "60", "70", "77", "99"}
)
_GAP = r"[^\S\n]?[()/.\-‐‑‒–—]?[^\S\n]?"
_DIGIT = rf"{_GAP}[0-9]"
_ABROAD = re.compile(rf"(?<![\w+])(?:\+[^\S\n]?|00)\(?[1-9](?:{_DIGIT}){{7,13}}(?![0-9])")
_OF_AZERBAIJAN = re.compile(rf"(?<![\w.,/+-])(?:\+[^\S\n]?|00)?\(?(?:\+|00)?994\)?(?:{_DIGIT}){{9}}(?![0-9])")
_WITH_AREA = re.compile(rf"(?<![\w+.,/-])\(?0{_GAP}[1-9][0-9]\)?(?:{_DIGIT}){{7}}(?![0-9]|[./-][0-9])")
_LOCAL = re.compile(r"(?<![\w+.,/)-])(?<![0-9)][^\S\n])[1-9][0-9]{2}[-‑–][0-9]{2}[-‑–][0-9]{2}(?![\w/]|[-‑–.,][0-9])")
_AFTER_LABEL = re.compile(rf"[0-9](?:{_DIGIT}){{4,13}}(?![0-9])")
_BEFORE_DIGITS = re.compile(r"[+(]{0,2}\Z")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[^\S\n][0-9]{3})+\Z")
_ANOTHER = re.compile(r"[^\S\n]?(?:[,;/]|və|və ya|ya da)[^\S\n]?")
_DIGITS = frozenset("0123456789")

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}+[^\S\n]?(?:@|\[at\]|\(at\))[^\S\n]?[\w-]{1,63}+(?:(?:\.|\[dot\])[\w-]{1,63}+){1,5}",
    re.IGNORECASE,
)
_OFFICE_MAILBOXES = frozenset(
    {
        "info",
        "office",
        "contact",
        "mail",
        "press",
        "hotline",
        "qaynarxett",
        "muraciet",
        "elaqe",
        "support",
        "pr",
        "media",
    }
)


def find_contacts(text: str, words: Words, expected: frozenset[Kind], hotlines: frozenset[str]) -> Iterator[Finding]:
    """Every telephone number and e-mail address of a person; they may overlap."""
    for match in _EMAIL.finditer(text):
        if lower(match[0]).partition("@")[0] not in _OFFICE_MAILBOXES:
            yield found_in(text, Kind.EMAIL, *match.span())
    named = {
        match.start(): match
        for place, kind in labelled_places(words, expected)
        if kind is Kind.TELEPHONE
        for match in _in_a_row(text, place)
    }
    for match in named.values():
        before = _BEFORE_DIGITS.search(text[max(0, match.start() - 2) : match.start()])
        start = match.start() - (len(before[0]) if before else 0)
        if _is_named_number(text, match) and not _is_public(match[0], hotlines):
            yield found_in(text, Kind.TELEPHONE, start, match.end(), Reason.LABEL)
    for pattern in (_OF_AZERBAIJAN, _ABROAD, _WITH_AREA, _LOCAL):
        for match in pattern.finditer(text):
            if _is_number(text, pattern, match) and not _is_public(match[0], hotlines):
                yield found_in(text, Kind.TELEPHONE, *match.span())


def _in_a_row(text: str, place: int) -> Iterator[re.Match[str]]:
    """The number after a label, and up to five more that follow it with a comma or "və"."""
    for _number in range(6):
        match = _AFTER_LABEL.match(text, place)
        if match is None:
            return
        yield match
        between = _ANOTHER.match(text, match.end())
        if between is None:
            return
        place = between.end()


def _is_named_number(text: str, match: re.Match[str]) -> bool:
    """Whether digits after a label are a number to call: no sum, and not what is counted."""
    return not is_counting(text, match.end()) and not _THOUSANDS.match(match[0])


def _is_number(text: str, pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    if pattern is _OF_AZERBAIJAN:
        return _area_of(_digits(match[0]).removeprefix("00")[3:])
    if pattern is _ABROAD:
        return len(_digits(match[0])) >= 10 and not is_counting(text, match.end())
    if is_a_code(text, *match.span()):
        return False
    return pattern is _LOCAL or _area_of(_digits(match[0])[1:])


def _area_of(digits: str) -> bool:
    return digits[:2] in _AREA_CODES


def _is_public(written: str, hotlines: frozenset[str]) -> bool:
    digits = _digits(written)
    national = "0" + digits.removeprefix("00")[3:] if digits.removeprefix("00").startswith("994") else digits
    return bool({digits, national} & hotlines) or digits.startswith(_FREE_CODES)


def _digits(written: str) -> str:
    return "".join(sign for sign in written if sign in _DIGITS)

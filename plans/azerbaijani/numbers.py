"""Numbers of a report's text that may be figures: 348 işçi, 16 halda, 33 min 500, 12,5 %."""

import re
from dataclasses import dataclass
from decimal import Decimal

from plans.azerbaijani.dates import MONTHS, parse_dates
from plans.azerbaijani.letters import CLOSING_QUOTES, DASHES, lower


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number that may be a figure: `text` is characters `start` to `end` (exclusive) of the text searched.

    `noun` is the word it counts as it is written ("işçi", "halda", "nəfərinin", "%"), "" where none follows.
    """

    value: Decimal
    text: str
    noun: str
    start: int
    end: int


_SIZES = {"min": 10**3, "milyon": 10**6, "milyard": 10**9, "trilyon": 10**12}
_NO_SIZE = 10**15
_YEARS = range(1900, 2100)
_MOST_DIGITS = 9  # without a mark between: more are an account or a taxpayer's number
_LEAP_YEAR = 2020  # any year in which every day of the calendar exists
_BEFORE_WIDTH = 24

# Words are those of one line: a line is a paragraph. Python ignores case by taking i, İ, ı and I for one letter.
_BLANK = r"[^\S\n]"
_DASH = rf"[{re.escape(DASHES)}]"
_LETTER = r"[^\W\d_]"
_MONTH = rf"(?:{'|'.join(MONTHS)})(?:[ıiuü](?:n{_LETTER}{{0,4}})?|d[aə][nk]?|[aə](?:d[aə]k)?)?\b"
_DATE_SIGN, _OTHER_SIGN = "\ue000", "\ue001"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# What is blotted out before the search.
_ADDRESSES = _compiled(
    r"\b(?:https?|ftp)://\S+|\bwww\.\S+|(?<![^\s@])[^\s@]{1,64}+@\S{1,255}"
    r"|(?<![\w-])[\w-]{1,63}+(?:\.[\w-]{1,63}+){0,4}\.(?:az|com|org|net|int|gov|edu)\b(?:/\S*)?"
)
_CALL_GAP = rf"(?:{_BLANK}|{_DASH})"
_PHONES = _compiled(
    rf"\+[0-9](?:{_BLANK}|{_DASH}|[0-9()]){{6,20}}"
    rf"|\({_BLANK}?0[0-9]{{2}}{_BLANK}?\)(?:{_BLANK}|{_DASH}|[0-9]){{5,14}}"
    rf"|(?<![\w.,/])(?:0[0-9]{{2}}{_CALL_GAP})?[0-9]{{3}}{_CALL_GAP}[0-9]{{2}}{_CALL_GAP}[0-9]{{2}}(?![\w/]|[.,][0-9])"
)
_CLOCK = r"[0-9]{1,2}(?:[.:][0-9]{2})?"
_HOURS = _compiled(rf"(?<![0-9]{_BLANK})\bsaat{_BLANK}{_CLOCK}(?:{_DASH}{_CLOCK}|{_DASH}d[aə]n{_BLANK}{_CLOCK})?(?!\w)")
_LIST_MARKS = re.compile(rf"^{_BLANK}{{0,8}}\(?[0-9]{{1,3}}(?:\)|\.(?![0-9]))", re.MULTILINE)

# A number with all that is joined to it without a space; what it is, its shape tells.
_CHUNK = re.compile(rf"(?<!\w)[0-9]+(?:(?:[.,:/×]|{_DASH})[0-9]+)*")
_PLAIN = re.compile(r"0|[1-9][0-9]*")
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]*),[0-9]+")
_DOTTED_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_COMMA_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}")
_DOTTED_DECIMAL = re.compile(r"(?:0|[1-9][0-9]*)\.[0-9]+")
_SPACED_THOUSANDS = re.compile(
    r"([ \u00a0\u2009\u202f])[0-9]{3}(?:\1[0-9]{3})*(?:,[0-9]+)?(?![0-9])" + rf"(?!(?:[.,:/×]|{_DASH})[0-9])"
)
_SHARE = _compiled(rf"{_BLANK}?(?:%|faiz)")

_SIZE = _compiled(
    rf"{_BLANK}(?P<size>min|(?:milyon|milyard|trilyon))(?P<ending>(?<=min)(?:d[aə][nk]?|[aəi]|in|i|l[iı]k)|(?<!min){_LETTER}{{1,6}})?\b"
)
_REMAINDER = re.compile(rf"{_BLANK}([0-9]{{1,3}}(?:,[0-9]+)?)(?![\w]|(?:[.,:/×]|{_DASH})[0-9])")
_CASE = re.compile(
    rf"{_DASH}(?:(?:y?[aə](?:d[aə]k)?|n?[ıiuü]n?|s?[ıiuü](?:n[ıiuü]n?|n[aə]|nd[aə]n?)?|d[aə][nk]?)(?:d[ıiuü]r)?|d[ıiuü]r)\b"
)
_JOINED = re.compile(rf"\w|{_DASH}\w|[/×№]|{_BLANK}{_DASH}{_BLANK}[0-9]")
_AND_NUMBERS = rf"(?:{_BLANK}?(?:,|{_DASH}|\bvə\b|\bya\b){_BLANK}?[0-9][0-9./-]*+){{0,9}}"
_NAMES_SOMETHING = _compiled(
    rf"{_AND_NUMBERS}(?:{_BLANK}?{_DASH}?{_BLANK}?c[ıiuü]\b|{_BLANK}?(?:n[öo]mrəl[ıi]\b|say[ıi]?l[ıi]\b|№)"
    rf"|{_BLANK}(?:telefon{_BLANK})?nömrə|{_BLANK}{_MONTH}"
    rf"|{_BLANK}?(?:,|{_DASH}|\bvə\b|\bya\b){_BLANK}?{_DATE_SIGN})"
)
_NAMED_BEFORE = _compiled(
    r"(?:[№§]|\b(?:n|no|n[öo]mrə(?:s[ıi]|lər[ıi]?)?|tel|telefon(?:u|lar[ıi]?)?|faks|qaynar xətt|kod|kodu|indeks|vöen"
    r"|f[ıi]n|seriya|(?:yarım)?bənd(?:lər)?|maddə(?:lər)?|abzas|cədvəl|şəkil)"
    rf"|[№n]{_DASH}?s[ıi]|\b{_MONTH}(?<=[nN])|\bay[ıi]n(?:[ıi]n)?)[:.]{{0,2}}{_BLANK}{{0,3}}\Z"
)
_JOINED_BEFORE = re.compile(rf"[\w)]{_DASH}\Z|[0-9]{_BLANK}{_DASH}{_BLANK}\Z|\bAZ{_BLANK}\Z|[#/:*+@×](?<!\w:)\Z")
_NUMBER_WORD = (
    "sıfır|bir|iki|üç|dörd|beş|altı|yeddi|səkkiz|doqquz|on|iyirmi|otuz|qırx|əlli|altmış|yetmiş|səksən|doxsan"
    "|yüz|min|milyon"
)
_IN_WORDS = _compiled(rf"{_BLANK}?\((?:(?:{_NUMBER_WORD}){_BLANK}?){{1,12}}\)")
_COMPARED = _compiled(rf"{_BLANK}(?:çox|artıq|az|yuxarı|yaxın|qədər)\b")
_NOUN = re.compile(rf"{_BLANK}{{0,3}}([%‰₼$€])|{_BLANK}{{1,3}}[“„«\"‘]?({_LETTER}(?:[\w’']|{_DASH}(?=\w)){{0,60}})")
_YEAR_AFTER = _compiled(
    rf"{_BLANK}(?:(?:tədris|hesabat|təqvim|maliyyə|büdcə){_BLANK})?[ıi]l(?:d[əa]n?|[ıi](?:n(?:[ıi]n|d[əa]n?|[əa])?)?|[əa](?:d[əa]k)?|lər{_LETTER}*)?\b"
)
_CONJUNCTIONS = frozenset({"və", "ya", "yaxud", "isə", "da", "də", "həm", "o", "bu", "ki"})


def find_numbers(text: str) -> list[FoundNumber]:
    """Return the numbers in `text` that may be figures of a report, in their order; a line is a paragraph.

    How a number is written decides what it is:

    - groups of exactly three digits after a dot, a space or (two groups at least) a comma are thousands: 1.250,
      1 250 000; so 4.2, 4.2.10 and 04.11.2021 are none, and no section is numbered in groups of three;
    - a comma is the decimal mark: 12,5; a dot only before "%" or "faiz" (12.5 %);
    - "min", "milyon", "milyard" multiply, and less than a thousand may follow: 33 min 500, 2 milyon 300 min;
    - a case suffix is no part of it: "30-dan çox", "12-si"; digits repeated in words are passed over: 16 (on altı).

    Left out are dates and years, ordinals (3-cü, and 2 and 3 of "2, 3 və 4-cü"), numbers of acts, letters, telephones
    and articles, hours, ranges and fractions (4-5, 24/7: no single value), list marks at the start of a line, a number
    alone in quotes (a name) and digits inside words, codes and addresses. A number of four digits between 1900 and 2099
    is a year unless a noun other than "il" or "çox", "artıq" … follows. The findings are offers to a person: a doubtful
    number that names something is left out rather than offered.
    """
    blotted = _blotted(text)
    found: list[FoundNumber] = []
    done = 0
    for match in _CHUNK.finditer(blotted):
        if match.start() < done:
            continue
        read = _read(blotted, match)
        if read is None:
            continue
        value, end, after = read
        done = after
        if _is_named(blotted, match.start(), after):
            continue
        case = _CASE.match(blotted, after) if after == end else None
        after = case.end() if case else after
        if (case and case[0] != lower(case[0])) or _JOINED.match(blotted, after):
            continue
        in_words = _IN_WORDS.match(blotted, after)
        after = in_words.end() if in_words else after
        compared = _COMPARED.match(blotted, after)
        noun = _noun(blotted, compared.end() if compared else after)
        means_year = case or not noun or _YEAR_AFTER.match(blotted, after)
        if means_year and not compared and _looks_like_a_year(blotted[match.start() : end]):
            continue
        if lower(noun) == "ilə":  # “10 ilə …”: in ten years, or with ten; nothing is counted
            continue
        found.append(FoundNumber(value, text[match.start() : end], noun, match.start(), end))
    return found


def _blotted(text: str) -> str:
    """`text` with signs of its own length in place of what no figure can be part of."""
    for pattern in (_ADDRESSES, _PHONES, _HOURS, _LIST_MARKS):
        text = pattern.sub(lambda match: _OTHER_SIGN * len(match[0]), text)
    parts, place = [], 0
    for day in parse_dates(text, _LEAP_YEAR):
        parts += [text[place : day.start], _DATE_SIGN * (day.end - day.start)]
        place = day.end
    return "".join([*parts, text[place:]])


def _read(text: str, match: re.Match[str]) -> tuple[Decimal, int, int] | None:
    """The value of the number that begins with a chunk, where it ends and where its last word's ending ends.

    None for a chunk that is no number.
    """
    chunk, end = match[0], match.end()
    if _PLAIN.fullmatch(chunk):
        if chunk != "0" and len(chunk) <= 3 and (groups := _SPACED_THOUSANDS.match(text, end)):
            chunk, end = chunk + groups[0], groups.end()
        elif len(chunk) > _MOST_DIGITS:
            return None
    elif _DOTTED_THOUSANDS.fullmatch(chunk):
        chunk = chunk.replace(".", "")
    elif _COMMA_THOUSANDS.fullmatch(chunk):
        chunk = chunk.replace(",", "")
    elif not _DECIMAL.fullmatch(chunk) and not (_DOTTED_DECIMAL.fullmatch(chunk) and _SHARE.match(text, end)):
        return None
    return _multiplied(text, _decimal(chunk), end)


def _multiplied(text: str, value: Decimal, end: int) -> tuple[Decimal, int, int] | None:
    """`value` with the "milyon" and "min" after it; None before "-luq", which makes a name of the number."""
    total, last_size = Decimal(0), _NO_SIZE
    while (size := _SIZE.match(text, end)) and _SIZES[lower(size["size"])] < last_size:
        last_size = _SIZES[lower(size["size"])]
        total += value * last_size
        end, value = size.end("size"), Decimal(0)
        if size["ending"]:
            return None if lower(size["ending"])[0] == "l" else (_whole(total), end, size.end())
        rest = _REMAINDER.match(text, end)
        if rest is None:
            break
        next_size = _SIZE.match(text, rest.end())
        if next_size and _SIZES[lower(next_size["size"])] >= last_size:
            break
        end, value = rest.end(), _decimal(rest[1])
    return _whole(total + value), end, end


def _whole(value: Decimal) -> Decimal:
    """A whole number without the noughts after the comma that a multiplication leaves."""
    return value.to_integral_value() if value == value.to_integral_value() else value


def _decimal(digits: str) -> Decimal:
    return Decimal("".join(digits.split()).replace(",", "."))


def _is_named(text: str, start: int, end: int) -> bool:
    """Whether what stands around a number makes it the number of something."""
    before = text[max(0, start - _BEFORE_WIDTH) : start]
    if _NAMED_BEFORE.search(before) or _JOINED_BEFORE.search(before):
        return True
    if before[-1:] in tuple("“„«\"‘'") and text[end : end + 1] in tuple(CLOSING_QUOTES):
        return True
    return bool(_NAMES_SOMETHING.match(text, end))


def _noun(text: str, place: int) -> str:
    match = _NOUN.match(text, place)
    if match is None:
        return ""
    noun = match[1] or match[2]
    return "" if lower(noun) in _CONJUNCTIONS else noun


def _looks_like_a_year(written: str) -> bool:
    return len(written) == 4 and written.isdecimal() and int(written) in _YEARS

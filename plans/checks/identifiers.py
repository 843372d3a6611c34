"""Numbers that belong to one person: FIN, identity card, passport, car plate, bank account."""

import re
from collections.abc import Iterator

from plans.azerbaijani import upper
from plans.checks.findings import Finding, Kind, Reason, found_in
from plans.checks.labels import has_code_before, is_a_code, is_counting, labelled_places
from plans.checks.words import Words

_BLANK = r"[^\S\n]"
_NUMBER_SIGN = rf"{_BLANK}?(?:№{_BLANK}?|N{_BLANK}?|{_BLANK}|-)?"
# Cyrillic letters that look like Latin ones, typed by who has both keyboards; the places stay the same.
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТХУ", "ABEKMHOPCTXY")

_FIN = re.compile(r"(?<![\w./№-])[0-9A-HJ-NP-Z]{7}(?![\w/-])(?!\.[0-9])")
_LABELLED_FIN = re.compile(r"[0-9A-HJ-NP-Za-hj-np-z]{7}(?!\w)")
_TURNS = re.compile(r"[0-9](?=[A-Z])|[A-Z](?=[0-9])")
_CURRENCY = re.compile(r"(?:AZN|USD|EUR|RUB|TRY)[0-9]|[0-9]{4}(?:AZN|USD|EUR|RUB|TRY)")
_PERSON_NEAR = re.compile(
    r"vətəndaş|şəxs|zərər|qurban|anadan|doğul|sakin|qadın|uşaq|əcnəbi|oğlu|qızı|soyad", re.IGNORECASE
)
_PERSON_WIDTH = 70

_CARD = re.compile(rf"(?<!\w)(?:AZE{_NUMBER_SIGN}[0-9]{{7,9}}|AA{_NUMBER_SIGN}[0-9]{{7}})(?!\w)")
_LABELLED_CARD = re.compile(rf"(?:[A-Z]{{2,3}}{_NUMBER_SIGN})?[0-9]{{6,9}}(?!\w|[.,/][0-9])")
_PASSPORT = re.compile(r"(?<![\w-])(?:P[0-9]{7}|C[0-9]{8})(?![\w-])")
_LABELLED_PASSPORT = re.compile(rf"(?:[A-Z]{{1,3}}{_NUMBER_SIGN})?[0-9]{{6,9}}(?!\w|[.,/][0-9])|[0-9A-Z]{{8,10}}(?!\w)")
_PLATE = re.compile(
    rf"(?<![\w.,/-])(?!00)[0-9]{{2}}(-|{_BLANK}|{_BLANK}?[–‑]{_BLANK}?|)[A-Z]{{2}}\1[0-9]{{3}}(?![\w/-])"
)
_LABELLED_PLATE = re.compile(r"[0-9]{2}[ -]?[A-Za-z]{2}[ -]?[0-9]{3}(?!\w)")

# Python ignores case by taking ı for an i, so both cases are written.
_IBAN = re.compile(rf"(?<!\w)[A-Za-z]{{2}}[0-9]{{2}}(?:{_BLANK}?[0-9A-Za-z]){{11,30}}")
_AZ_IBAN = re.compile(rf"[Aa][Zz][0-9]{{2}}{_BLANK}?[A-Za-z]{{4}}(?:{_BLANK}?[0-9A-Za-z]){{12,20}}(?!\w)")
_ACCOUNT = re.compile(rf"(?<!\w)(?:[A-Z]{{2}}[0-9]{{2}})?+[0-9](?:{_BLANK}?[0-9]){{11,27}}+(?!\w)")
_BANK_CARD = re.compile(rf"(?<![\w.,/+-])[0-9]{{4}}(?:[ \u00a0-]?[0-9]{{4}}){{3}}(?![\w/-]|{_BLANK}[0-9]|[.,][0-9])")
_SHORTEST_IBAN, _LONGEST_IBAN = 15, 34


def find_identifiers(text: str, words: Words, expected: frozenset[Kind]) -> Iterator[Finding]:
    """Every such number, what a label names and what only its shape tells; they may overlap."""
    latin = text.translate(_LOOK_ALIKE)
    yield from _by_shape(latin, text)
    yield from _by_label(latin, text, words, expected)


def _by_shape(latin: str, text: str) -> Iterator[Finding]:
    for match in _FIN.finditer(latin):
        if _is_fin(latin, match) and not is_a_code(text, *match.span()):
            yield found_in(text, Kind.FIN, *match.span())
    for kind, pattern in ((Kind.IDENTITY_CARD, _CARD), (Kind.PASSPORT, _PASSPORT), (Kind.CAR_PLATE, _PLATE)):
        for match in pattern.finditer(latin):
            # A card or a plate may be said to be "nömrəli"; a plate counts nothing.
            is_counted = kind is Kind.CAR_PLATE and is_counting(text, match.end())
            if not has_code_before(text, match.start()) and not is_counted:
                yield found_in(text, kind, *match.span())
    for match in _IBAN.finditer(latin):
        end = _end_of_iban(latin, match)
        if end:
            yield found_in(text, Kind.BANK_ACCOUNT, match.start(), end)
    for match in _BANK_CARD.finditer(latin):
        if _passes_luhn(match[0]) and not is_a_code(text, *match.span()):
            yield found_in(text, Kind.BANK_ACCOUNT, *match.span())


_LABELLED = {
    Kind.FIN: _LABELLED_FIN,
    Kind.IDENTITY_CARD: _LABELLED_CARD,
    Kind.PASSPORT: _LABELLED_PASSPORT,
    Kind.CAR_PLATE: _LABELLED_PLATE,
    Kind.BANK_ACCOUNT: _ACCOUNT,
}


def _by_label(latin: str, text: str, words: Words, expected: frozenset[Kind]) -> Iterator[Finding]:
    for place, kind in labelled_places(words, expected):
        pattern = _LABELLED.get(kind)
        match = pattern.match(latin, place) if pattern else None
        if match is None or is_counting(text, match.end()):
            continue
        # A word of seven letters after a label is a word, unless it is all that a cell has, in capitals.
        is_word = not any(sign in "0123456789" for sign in match[0])
        if is_word and not (kind is Kind.FIN and match[0] == text.strip() == upper(match[0])):
            continue
        yield found_in(text, kind, *match.span(), Reason.LABEL)


def _is_fin(latin: str, match: re.Match[str]) -> bool:
    """Whether seven signs without a label are a FIN: letters and digits that take turns, as in no word and few codes.

    Three letters and four digits (or the other way round) are a model or a sum, unless a person is spoken of.
    """
    turns = len(_TURNS.findall(match[0]))
    if turns == 0 or _CURRENCY.match(match[0]) or _PLATE.match(latin, match.start()):
        return False
    if turns > 1:
        return True
    around = latin[max(0, match.start() - _PERSON_WIDTH) : match.start()]
    return bool(_PERSON_NEAR.search(around))


def _end_of_iban(latin: str, match: re.Match[str]) -> int:
    """Where an account ends: an Azerbaijani one by its shape, any other where its checksum holds; 0 where there is none."""
    azerbaijani = _AZ_IBAN.match(latin, match.start())
    if azerbaijani:
        return azerbaijani.end()
    signs = [(sign, place) for place, sign in enumerate(match[0], match.start()) if sign.isalnum()]
    head, rest = signs[:4], 0
    checked = "".join(str(int(sign, 36)) for sign, _place in head)
    found = 0
    for count, (sign, place) in enumerate(signs[4:_LONGEST_IBAN], 5):
        value = int(sign, 36)
        rest = (rest * (100 if value > 9 else 10) + value) % 97
        ends_here = place + 1 == len(latin) or not latin[place + 1].isalnum()
        if count >= _SHORTEST_IBAN and ends_here and int(f"{rest}{checked}") % 97 == 1:
            found = place + 1
    return found


def _passes_luhn(written: str) -> bool:
    """Whether the last digit of a bank card's number fits the others."""
    digits = [int(sign) for sign in written if sign in "0123456789"]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return sum(digits) > 0 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0

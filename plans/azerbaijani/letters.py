"""Alphabet, upper and lower case, sorting, search folding and vowel harmony."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Literal

ALPHABET = "abcçdeəfgğhxıijkqlmnoöprsştuüvyz"
"""The 32 lower-case letters in dictionary order."""

VOWELS = "aeəıioöuü"
CLOSING_QUOTES = "”“»\"’‘›'"
"""Every mark that can close a quotation; “ and ‘ close the German style („…“, ‚…‘)."""
DASHES = "-‐‑‒–—―─−"
"""Hyphen-minus and what stands for it: U+2500 “─” is what e-qanun.az and ministries' pages really carry."""

# ICU order below the letters: white space, punctuation, symbols, digits.
_MARKS = "_-‐‑‒–—―,;:!?.…·'‚‹›\"„«»()[]{}§@*/\\&#%•`´^°+<=>|~−─$€₼"
# W is no letter of the alphabet but occurs in names; CLDR puts it after Z.
_LETTER_RANK = {letter: rank for rank, letter in enumerate(ALPHABET + "w")}
# ICU takes curly and straight quotes for variants of one mark, as it does small and capital letters.
_QUOTE_VARIANTS = {"‘": ("'", 1), "’": ("'", 2), "“": ('"', 1), "”": ('"', 2)}
_MARK_RANK = {mark: rank for rank, mark in enumerate(_MARKS)}
_SPACE, _MARK, _SYMBOL, _DIGIT, _LETTER, _OTHER_LETTER = range(6)

# Pairs, replaced one after another: on texts that are not ASCII `str.translate` takes ten times as long.
_TO_UPPER = (("i", "İ"), ("ı", "I"))
_TO_LOWER = (("İ", "i"), ("I", "ı"))

# Soft hyphen, zero-width characters, word joiner, byte-order mark: invisible, so nobody types them into a search.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
# i with a dot of its own, left behind where a program has put İ into small letters by English rules.
_DOTTED_I = re.compile("i\u0307+")
_FOLDED_MARKS = (
    *((mark, '"') for mark in "“”„‟«»"),
    *((mark, "'") for mark in "‘’‚‛‹›`´"),
    *((dash, "-") for dash in DASHES[1:]),
    ("ǝ", "ə"),
)
# The other five loose letters (ö ü ğ ş ç) are base letter plus mark and lose the mark.
_LOOSE = (("ə", "e"), ("ı", "i"))

# A letter carries a few marks; Unicode's own bound for texts in a stream is 30. Putting a run of them in order takes time
# that grows with the square of its length.
MOST_MARKS = 30
_LAST_MARK = 0x1E94A
# A few ranges in which all combining marks lie: what a text of Latin or Cyrillic letters has to be looked at for only.
_PERHAPS_TOO_MANY = re.compile(
    f"[\u0300-\u036f\u0483-\u0487\u0591-\u1fff\u20d0-\u20ff\u2cef-\U0010ffff]{{{MOST_MARKS + 1},}}+"
)

_HIGH_VOWEL = dict.fromkeys("aı", "ı") | dict.fromkeys("eəi", "i") | dict.fromkeys("ou", "u") | dict.fromkeys("öü", "ü")


def _replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for old, new in pairs:
        text = text.replace(old, new)
    return text


def upper(text: str) -> str:
    """Return ``text`` in capitals by Azerbaijani rules: i→İ, ı→I, everything else as Unicode.

    An i with a dot of its own (U+0307, what ``"İ".lower()`` makes in Python and JavaScript) counts as i.
    """
    return _replaced(text.replace("i\u0307", "i"), _TO_UPPER).upper()


def lower(text: str) -> str:
    """Return ``text`` in small letters by Azerbaijani rules: İ→i, I→ı, everything else as Unicode.

    A decomposed İ (I followed by U+0307) counts as İ.
    """
    return _replaced(text.replace("I\u0307", "İ"), _TO_LOWER).lower()


def capitalize_first(text: str) -> str:
    """Return ``text`` with its first letter in capitals and the rest untouched.

    Marks before the letter (an opening quote) are passed over; a text that begins with a digit stays as it is.
    """
    for position, character in enumerate(text):
        if character.isalpha():
            return text[:position] + upper(character) + text[position + 1 :]
        if character.isdigit():
            break
    return text


@cache
def _too_many_marks() -> re.Pattern[str]:
    """Runs of combining marks that no letter carries; the marks are collected when they are first asked for."""
    marks = "".join(chr(code) for code in range(0x300, _LAST_MARK + 1) if unicodedata.combining(chr(code)))
    return re.compile(f"([{marks}]{{{MOST_MARKS}}})[{marks}]+")


def without_heaps(text: str) -> str:
    """``text`` with the first 30 marks of each run of combining ones: no letter of any alphabet carries more."""
    if text.isascii():
        return text
    return _PERHAPS_TOO_MANY.sub(lambda run: _too_many_marks().sub(r"\1", run[0]), text)


def normalized(form: Literal["NFC", "NFD"], text: str) -> str:
    """``text`` in a form of Unicode, in time that grows with its length: `without_heaps`."""
    return unicodedata.normalize(form, without_heaps(text))


def sort_key(text: str) -> tuple:
    """Return a key that sorts as the ICU collation ``az`` does, so that Python and the database agree.

    Levels: letters in the order of ``ALPHABET`` (W after Z), then accents of foreign letters (â after a), then case
    (small before capital), at last the text itself, so that different texts never tie. White space sorts before
    punctuation, symbols, digits and letters; other scripts come last, by code point.
    """
    normal = normalized("NFC", text)
    bases: list[tuple[int, int]] = []
    accents: list[str] = []
    variants: list[int] = []
    for character in normal:
        small = lower(character)
        base, marks = small, ""
        if small not in _LETTER_RANK:
            decomposed = unicodedata.normalize("NFD", small)
            base, marks = decomposed[0], decomposed[1:]
        if unicodedata.combining(base) and accents:
            accents[-1] += small
            continue
        base, variant = _QUOTE_VARIANTS.get(base, (base, int(small != character)))
        bases.append(_rank(base))
        accents.append(marks)
        variants.append(variant)
    return tuple(bases), tuple(accents), tuple(variants), normal


def _rank(base: str) -> tuple[int, int]:
    if base in _LETTER_RANK:
        return _LETTER, _LETTER_RANK[base]
    if base.isspace():
        return _SPACE, 0
    if base in _MARK_RANK:
        return _MARK, _MARK_RANK[base]
    if base.isdecimal():
        return _DIGIT, unicodedata.decimal(base)
    return (_OTHER_LETTER if base.isalpha() else _SYMBOL), ord(base)


def fold(text: str, loose: bool = False) -> str:
    """Return the search key of ``text``; two texts match where one key holds the other.

    Composed (NFC), small letters by Azerbaijani rules, one kind of quote and of dash, ǝ (U+01DD) as ə, invisible
    characters removed, every run of white space (no-break space too) one space, none at the ends.
    ``loose`` is for people typing without an Azerbaijani keyboard: also ə→e, ı→i and every letter without its mark
    (ö→o, ü→u, ğ→g, ş→s, ç→c, â→a). Both are idempotent. For searching only, never for stored text.
    """
    key = normalized("NFC", _INVISIBLE.sub("", text))
    key = _replaced(_DOTTED_I.sub("i", lower(key)), _FOLDED_MARKS)
    if loose:
        decomposed = _replaced(unicodedata.normalize("NFD", key), _LOOSE)
        key = "".join(character for character in decomposed if unicodedata.category(character) != "Mn")
    return unicodedata.normalize("NFC", " ".join(key.split()))


def last_vowel(word: str) -> str | None:
    """Return the last vowel of ``word`` in small letters, or None where there is none (DMX)."""
    return next((letter for letter in reversed(lower(word)) if letter in VOWELS), None)


def high_vowel_after(word: str) -> str:
    """Return the vowel of a four-way suffix (-cı/-ci/-cu/-cü, -ın …) after ``word``. Raises ValueError without a vowel."""
    return _HIGH_VOWEL[_harmonising_vowel(word)]


def low_vowel_after(word: str) -> str:
    """Return the vowel of a two-way suffix (-da/-də, -a/-ə) after ``word``. Raises ValueError without a vowel."""
    return "a" if _harmonising_vowel(word) in "aıou" else "ə"


def _harmonising_vowel(word: str) -> str:
    vowel = last_vowel(word)
    if vowel is None:
        raise ValueError(f"“{word}” has no vowel; a suffix needs one to follow.")
    return vowel

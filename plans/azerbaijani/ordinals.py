"""Ordinal numbers written with digits: 4.2.10-cu, 2021-ci, 2000-ci.

The suffix is -c and the vowel that harmonises with the last vowel of the last SPOKEN word. The ordinal categories of
CLDR/ICU look at digits instead and are wrong for exact thousands (2000-cu) and for a milliard, so they are not used.
"""

import re

from plans.azerbaijani.letters import high_vowel_after

_UNITS = ("", "bir", "iki", "üç", "dörd", "beş", "altı", "yeddi", "səkkiz", "doqquz")
_TENS = ("", "on", "iyirmi", "otuz", "qırx", "əlli", "altmış", "yetmiş", "səksən", "doxsan")

_LAST_NUMBER = re.compile(r"(?<![0-9])([0-9]++)\Z")
# “10.000”, “10 000”: no sub-point is numbered 000, so a last group of three noughts can only follow a thousands mark.
_GROUPED_THOUSANDS = re.compile(r"(?<![0-9.])([0-9]{1,3}(?:[.\s][0-9]{3})*[.\s]000)\Z")


_LOOKED_AT = 400  # characters at the end of a text: no number has more


def last_spoken_word(number: int) -> str:
    """Return the last word of ``number`` said aloud: 0 → sıfır, 21 → bir, 300 → yüz, 2000 → min.

    Raises ValueError for a negative number.
    """
    if number < 0:
        raise ValueError(f"{number} is negative; give a number from 0 up.")
    if number == 0:
        return "sıfır"
    if number % 10:
        return _UNITS[number % 10]
    if number % 100:
        return _TENS[number // 10 % 10]
    for word, size in (("yüz", 10**3), ("min", 10**6), ("milyon", 10**9), ("milyard", 10**12)):
        if number % size:
            return word
    # Larger units (trilyon, kvadrilyon …) all end in -lyon.
    return "trilyon"


def ordinal_suffix(value: str | int) -> str:
    """Return the suffix of ``value`` with its hyphen: "4.2.10" → "-cu", 2021 → "-ci". See ``ordinal``."""
    return _suffix(_trimmed(value))


def ordinal(value: str | int) -> str:
    """Return ``value`` with its ordinal suffix: "4.2.10" → "4.2.10-cu", 2000 → "2000-ci".

    In dotted numbers ("4.2.10") and ranges ("2020–2024", any dash) the last number decides. A full stop and white
    space at the end, as in the plan's table ("4.1.1."), are dropped. Raises ValueError where no number ends the text
    (a Roman numeral takes no suffix) and for negative numbers.
    """
    trimmed = _trimmed(value)
    return trimmed + _suffix(trimmed)


def _trimmed(value: str | int) -> str:
    if not isinstance(value, str) and value < 0:
        raise ValueError(f"{value} is negative; an ordinal needs a number from 0 up.")
    return str(value).strip().removesuffix(".")


def _suffix(trimmed: str) -> str:
    return "-c" + high_vowel_after(last_spoken_word(last_number(trimmed)))


def last_number(trimmed: str) -> int:
    """The number that ends a text: 10 of "4.2.10", 10000 of "10.000". Raises ValueError where none does."""
    grouped = _GROUPED_THOUSANDS.search(trimmed[-_LOOKED_AT:])
    if grouped:
        return int(re.sub(r"[.\s]", "", grouped[1]))
    match = _LAST_NUMBER.search(trimmed)
    if match is None:
        raise ValueError(f"“{trimmed}” does not end in a number; an ordinal needs one, such as 4.2.10 or 2021.")
    return int(match[1])

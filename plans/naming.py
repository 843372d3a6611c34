"""How numbers are said in the language that is active: a sub-point, a year, a submission; and how one is recognised."""

import re

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plans import azerbaijani
from plans.point_words import words_of_plan


def numbered(value: str | int) -> str:
    """ "4.2.10" → "4.2.10-cu", 2024 → "2024-cü" in Azerbaijani; English keeps the number."""
    return azerbaijani.ordinal(value) if get_language() == "az" else str(value)


def point_name(number: str) -> str:
    """ "4.2.10-cu yarımbənd"; a number of two levels is a bənd (domain.md 4.1)."""
    with words_of_plan(two_levels=False):  # the number itself says which it is
        name = _("Point %(number)s") if str(number).count(".") < 2 else _("Sub-point %(number)s")
    return name % {"number": numbered(number)}


# "4.2.10", "4.2", and as people write it: "4.2.10-cu yarımbənd", "4.2.". Every part is bounded.
_NUMBER = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,4}){1,3})\.?(?:-?[^\W\d]{1,4})?(?: (?:yarım)?bənd[^\W\d]{0,8})?\Z")


def number_asked(text: str) -> str:
    """The number of a sub-point or of a point that was typed, and nothing else; "" for everything that is none."""
    match = _NUMBER.match(azerbaijani.fold(text))
    return match[1] if match else ""

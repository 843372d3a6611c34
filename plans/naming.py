"""How numbers are said in the language that is active: a sub-point, a year, a submission."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plans import azerbaijani


def numbered(value: str | int) -> str:
    """ "4.2.10" → "4.2.10-cu", 2024 → "2024-cü" in Azerbaijani; English keeps the number."""
    return azerbaijani.ordinal(value) if get_language() == "az" else str(value)


def point_name(number: str) -> str:
    """ "4.2.10-cu yarımbənd"; a number of two levels is a bənd (domain.md 4.1)."""
    name = _("Point %(number)s") if str(number).count(".") < 2 else _("Sub-point %(number)s")
    return name % {"number": numbered(number)}

"""What may be typed into a field of the plan's records."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

validate_code = RegexValidator(
    r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*\Z",
    _("A code has only the letters A–Z, digits and hyphens between them."),
)

FIRST_YEAR, LAST_YEAR = 1990, 2100  # wide enough for every plan, narrow enough to catch a slip of the finger
validate_year = [
    MinValueValidator(FIRST_YEAR, _("Write the year with four digits, for example 2024.")),
    MaxValueValidator(LAST_YEAR, _("Write the year with four digits, for example 2024.")),
]

_DOTTED = re.compile(r"^[0-9]{1,4}(\.[0-9]{1,4}){0,7}\Z")  # eight parts fill the column: 8 × 4 digits, 7 full stops


def validate_dotted_number(value: str) -> None:
    """Accepts "4", "4.2", "4.2.10". Raises ValidationError for anything else, a final full stop included."""
    if not _DOTTED.match(value):
        raise ValidationError(
            _("Write the number as digits with full stops between them, for example 4.2.10."), code="dotted_number"
        )


_DAYS = re.compile(r"^\s*[0-9]{1,3}(\s*,\s*[0-9]{1,3})*\s*\Z")
MOST_DAYS = 365


def validate_days(value: str) -> None:
    """Accepts "30, 14, 7, 1". Raises ValidationError for anything else and for days beyond a year."""
    if not _DAYS.match(value) or any(not 0 < int(day) <= MOST_DAYS for day in value.split(",")):
        raise ValidationError(
            _("Write numbers of days from 1 to 365 with commas between them, for example 30, 14, 7, 1."), code="days"
        )

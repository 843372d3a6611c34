"""Names and titles stand on one line: in lists, headings, subjects of mails and cells of tables."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Controls, line and paragraph separators, halves of characters.
REFUSED = frozenset({"Cc", "Zl", "Zp", "Cs"})
_UNSEEN = frozenset({"Cf", "Zs"})
# These turn the direction of what stands around them: a name could be read as another's.
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _is_refused(character: str) -> bool:
    is_no_character = ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    return unicodedata.category(character) in REFUSED or character in TURNING or is_no_character


def _is_seen(value: str) -> bool:
    """Whether there is anything beside spaces and what only shapes its neighbours (U+200B, U+FEFF)."""
    return any(unicodedata.category(character) not in _UNSEEN for character in value)


def validate_one_line(value: str) -> None:
    """Raises ValidationError where the value has a line break, a tab or another character that is not seen as one."""
    if any(_is_refused(character) for character in value) or (value and not _is_seen(value)):
        raise ValidationError(
            _("Write it on one line, without line breaks, tabs and invisible control characters."), code="one_line"
        )


class OneLineField(forms.CharField):
    """A name or a title. What the reader sees is what is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, validate_one_line]

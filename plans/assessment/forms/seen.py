"""The number of what a page showed, sent back with what was typed there."""

from django import forms
from django.utils.translation import gettext_lazy as _

OPEN_AGAIN = _("Open the page again and repeat the step there.")


class SeenField(forms.IntegerField):
    """The number of what the page showed, 0 where there was nothing."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), OPEN_AGAIN)
        super().__init__(min_value=0, max_value=2_000_000_000, error_messages=messages)

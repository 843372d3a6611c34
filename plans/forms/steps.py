"""What the forms of an entry's steps share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class LinesField(forms.CharField):
    """Text of several lines: browsers send a line break as two characters, which would count against the limit."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class SubmissionField(forms.IntegerField):
    """Which of an entry's submissions the page showed (`Entry.submissions`), 0 of one that was never submitted; None where
    the page did not say: then nothing is decided.
    """

    widget = forms.HiddenInput

    def __init__(self) -> None:
        sentence = _("Open the page again and repeat the step there.")
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), sentence)
        super().__init__(required=False, min_value=0, max_value=2_000_000_000, error_messages=messages)


class StepForm(forms.Form):
    """A form that stands among others on a page: what is wrong with it is said in one place, not beside its fields."""

    @property
    def problem(self) -> str:
        """What is wrong, in one line."""
        return " ".join(str(message) for messages in self.errors.values() for message in messages)

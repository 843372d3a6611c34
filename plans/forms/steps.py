"""What the forms of an entry's steps share."""

from typing import Any

from django import forms


class LinesField(forms.CharField):
    """Text of several lines: browsers send a line break as two characters, which would count against the limit."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class StepForm(forms.Form):
    """A form that stands among others on a page: what is wrong with it is said in one place, not beside its fields."""

    @property
    def problem(self) -> str:
        """What is wrong, in one line."""
        return " ".join(str(message) for messages in self.errors.values() for message in messages)

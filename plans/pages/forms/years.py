"""What is typed about reporting years, more time, and reminders."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms.choices import choice_field
from plans.forms.entry import LONGEST_REASON
from plans.forms.steps import LinesField, StepForm
from plans.models import Agency
from plans.narrative import clean_plain

LONGEST_KEY = 20  # digits; a key of the database has 19 at most
TOO_LONG = {"max_length": _("The text is too long: shorten it to %(limit_value)s characters.")}


class DayField(forms.DateField):
    """A day, as the browser's date field sends it or as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d.%m.%Y"])
        messages = {"required": _("Choose a day."), "invalid": _("Write the day as 27.01.2025.")}
        super().__init__(error_messages=messages, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """As the browser's date field wants it."""
        return value.isoformat() if isinstance(value, datetime.date) else value


class DeadlineForm(forms.Form):
    """Another deadline. `seen` is the one that the coordinator looked at; `confirmed`: the warning has been read."""

    deadline = DayField(label=_("New deadline"))
    seen = DayField()
    confirmed = forms.BooleanField(required=False)


class OpenYearForm(StepForm):
    """A year to be opened; without a deadline the usual one. `confirmed`: that all of it is late at once has been read."""

    year = forms.IntegerField(
        label=_("Year"),
        min_value=1,
        max_value=9999,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("Choose a year.")),
    )
    deadline = DayField(label=_("Deadline"), required=False)
    confirmed = forms.BooleanField(required=False)
    announced = forms.BooleanField(label=_("Tell the agencies"), required=False)
    words = LinesField(
        label=_("What is to be said beside the deadline"),
        required=False,
        max_length=LONGEST_REASON,
        error_messages=TOO_LONG,
    )


class ReopenForm(forms.Form):
    reason = LinesField(
        label=_("Why the year is reopened"),
        max_length=LONGEST_REASON,
        error_messages=TOO_LONG | {"required": _("Say why the year is reopened.")},
    )


class GrantForm(forms.Form):
    """More time that is given unasked.

    The page carries for each agency with more time the key of the extension that holds, as `seen-<code>`.
    """

    agency = forms.ChoiceField(
        label=_("Agency"),
        error_messages={"required": _("Choose an agency."), "invalid_choice": _("Choose an agency of the list.")},
    )
    until = DayField(label=_("New deadline"))
    answer = LinesField(
        label=_("Message to the agency"), required=False, max_length=LONGEST_REASON, error_messages=TOO_LONG
    )

    def __init__(self, *args: Any, agencies: list[tuple[Agency, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.agencies = {agency.code: agency for agency, _name in agencies}
        choice_field(self, "agency").choices = [("", ""), *((agency.code, name) for agency, name in agencies)]

    @property
    def chosen_agency(self) -> Agency:
        return self.agencies[self.cleaned_data["agency"]]

    @property
    def seen(self) -> int | None:
        """The extension of the chosen agency that held when the page was made; None without one."""
        key = self.data.get(f"seen-{self.chosen_agency.code}", "")
        return int(key) if key.isascii() and key.isdecimal() and len(key) < LONGEST_KEY else None


class DecideForm(forms.Form):
    """The answer to a request for more time."""

    decision = forms.ChoiceField(
        choices=[("grant", ""), ("refuse", "")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose whether to grant or to refuse.")),
    )
    until = DayField(label=_("New deadline"), required=False)
    answer = LinesField(
        label=_("Message to the agency"), required=False, max_length=LONGEST_REASON, error_messages=TOO_LONG
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        refuses = cleaned.get("decision") == "refuse"
        if refuses and "answer" in cleaned and not clean_plain(cleaned["answer"]).strip():
            self.add_error("answer", _("Say briefly why there is no more time."))
        if refuses and "until" in self.errors:
            del self.errors["until"]  # no day goes with a refusal
        return cleaned

    @property
    def is_granted(self) -> bool:
        return self.cleaned_data["decision"] == "grant"


class AskForm(forms.Form):
    """The lead's request for more time."""

    until = DayField(label=_("Until when"))
    reason = LinesField(
        label=_("Why the time is not enough"),
        max_length=LONGEST_REASON,
        error_messages=TOO_LONG | {"required": _("Say why the agency needs more time.")},
    )

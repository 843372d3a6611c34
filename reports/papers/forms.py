"""What is typed about the papers."""

import datetime
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.one_line import OneLineField
from plans.validators import LAST_YEAR
from reports.models import PrintSettings, ReportDetails
from reports.models.print_settings import BOUNDS, MEASURES
from reports.models.report_details import LONGEST_NAME, LONGEST_NUMBER, LONGEST_POSITION, LONGEST_TELEPHONE

TOO_LONG = {"max_length": _("The text is too long: shorten it to %(limit_value)s characters.")}
LATEST = 5  # years after the reporting year: a date beyond is a slip of the finger

_NUMBER = re.compile(r"[^\W_]{1,30}(?:[/.-][^\W_]{1,30}){0,14}\Z")
_SIGNS_OF_NUMBER = re.compile(r"\A(?:№|N[oº°]\.?)\s{0,3}")
# With the country's number, with a nought before the area, or within a town; an inner number may follow.
_TELEPHONE = re.compile(
    r"(?:(?:\+|00)994[ -]?\(?[1-9][0-9]\)?|\(0[1-9][0-9]\)|0[1-9][0-9])?"
    r"[ -]?[0-9]{3}(?:[ -]?[0-9]{2}){2}"
    r"(?:,? ?\(?(?:daxili|dax\.|əlavə) ?:? ?[0-9]{1,5}(?:-[0-9]{1,4})?\)?)?\Z"
)


class _DateField(forms.DateField):
    """A day, as the browser's date field sends it or as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        message = _("Write the date as 27.01.2025.")
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y"], error_messages={"invalid": message}, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """As the browser's date field wants it."""
        return value.isoformat() if isinstance(value, datetime.date) else value


class DetailsForm(forms.Form):
    """The details of a report of a `year`. Everything may stay empty; what belongs together comes together."""

    position = OneLineField(label=_("Position"), required=False, max_length=LONGEST_POSITION, error_messages=TOO_LONG)
    name = OneLineField(
        label=_("Initial and surname"), required=False, max_length=LONGEST_NAME, error_messages=TOO_LONG
    )
    signed_on = _DateField(label=_("Date"), required=False)
    number = OneLineField(
        label=_("Registration number"), required=False, max_length=LONGEST_NUMBER + 5, error_messages=TOO_LONG
    )
    executor = OneLineField(label=_("Executor"), required=False, max_length=LONGEST_NAME, error_messages=TOO_LONG)
    telephone = OneLineField(label=_("Phone"), required=False, max_length=LONGEST_TELEPHONE, error_messages=TOO_LONG)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._year = year

    @classmethod
    def of(cls, details: ReportDetails) -> "DetailsForm":
        """The form with what is kept."""
        kept = {name: getattr(details, name) for name in cls.base_fields}
        return cls(year=details.reporting_year.year, initial=kept)

    def clean_signed_on(self) -> datetime.date | None:
        day = self.cleaned_data["signed_on"]
        last = min(self._year + LATEST, LAST_YEAR)
        if day is not None and not self._year <= day.year <= last:
            raise ValidationError(
                _(
                    "The report is of the year %(year)s: its date cannot be before 01.01.%(year)s or after 31.12.%(last)s."
                ),
                params={"year": self._year, "last": last},
            )
        return day

    def clean_number(self) -> str:
        number = _SIGNS_OF_NUMBER.sub("", self.cleaned_data["number"])
        if number and not (_NUMBER.match(number) and any(sign.isdecimal() for sign in number)):
            raise ValidationError(
                _("Write the number as on the paper: digits and letters with / - . between them, for example 02/1847.")
            )
        if len(number) > LONGEST_NUMBER:
            raise ValidationError(TOO_LONG["max_length"], params={"limit_value": LONGEST_NUMBER})
        return number

    def clean_telephone(self) -> str:
        telephone = " ".join(self.cleaned_data["telephone"].replace("–", "-").split())
        if telephone and not _TELEPHONE.match(telephone):
            raise ValidationError(
                _("Write the phone number as it is dialled, for example (012) 123-45-67 or +994 12 123 45 67.")
            )
        return telephone

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = self.cleaned_data
        for name, other, sentence in (
            ("position", "name", _("Write the name, too: a position alone signs nothing.")),
            ("name", "position", _("Write the position, too: it is printed beside the name.")),
            ("telephone", "executor", _("Write whose phone it is.")),
        ):
            if said.get(name) and other in said and not said[other]:
                self.add_error(other, sentence)
        return said


def _plain(value: Decimal) -> str:
    """A measure as people write it: "12,5", "20"."""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".").replace(".", ",") if "." in written else written


class _MeasureField(forms.DecimalField):
    """A measure within its bounds; a comma is a point."""

    def __init__(self, name: str, label: Any) -> None:
        least, most = BOUNDS[name]
        # Lazy: the field is made once, and read in whatever language.
        sentence = format_lazy(_("Write a number from {least} to {most}."), least=_plain(least), most=_plain(most))
        wrong = (
            "required",
            "invalid",
            "min_value",
            "max_value",
            "max_digits",
            "max_decimal_places",
            "max_whole_digits",
        )
        super().__init__(
            label=label,
            min_value=least,
            max_value=most,
            max_digits=4,
            decimal_places=2,
            error_messages=dict.fromkeys(wrong, sentence),
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().replace(",", ".")
            if "_" in value:  # Python would take “2_0” for 20
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return _plain(value) if isinstance(value, Decimal) else value


class PrintSettingsForm(forms.Form):
    """The measures of a plan's reports."""

    top = _MeasureField("top", _("Upper margin, mm"))
    right = _MeasureField("right", _("Right margin, mm"))
    bottom = _MeasureField("bottom", _("Lower margin, mm"))
    left = _MeasureField("left", _("Left margin, mm"))
    face = _MeasureField("face", _("Size of type, points"))
    lines = _MeasureField("lines", _("Line spacing, lines"))
    indent = _MeasureField("indent", _("First-line indent, mm"))
    hyphenated = forms.BooleanField(label=_("Divide words at the end of a line"), required=False)

    @classmethod
    def of(cls, settings: PrintSettings) -> "PrintSettingsForm":
        """The form with what holds."""
        return cls(initial={name: getattr(settings, name) for name in (*MEASURES, "hyphenated")})

"""What is typed when a report is published, corrected or taken back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from plans.azerbaijani import fold
from reports.editions.freezing import Details
from reports.enums import Audience, Grounds
from reports.models.edition import LONGEST_REASON
from reports.papers.forms import TOO_LONG, DetailsForm


def _reason(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_REASON,
        error_messages=TOO_LONG | {"required": _("Write the reason.")},
        widget=forms.Textarea,
    )


class PublishForm(DetailsForm):
    """Under which number and date an edition is published, and who signs. `content` and `follows` are what the page showed."""

    executor = telephone = None  # type: ignore[assignment]  # they are kept with the report's details
    with_submitted = forms.BooleanField(label=_("Publish submitted texts, too, with their mark"), required=False)
    reason = _reason(_("Reason"), required=False)
    content = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    follows = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, year=year, **kwargs)
        for name, sentence in (
            ("position", _("Write the position of whoever signs.")),
            ("name", _("Write the name of whoever signs.")),
            ("signed_on", _("Write the date of the edition.")),
            ("number", _("Write the registration number of the edition.")),
        ):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = sentence

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("with_submitted"):
            if "reason" in said and not fold(said["reason"]):
                self.add_error("reason", _("Write why texts are published that are not approved."))
        else:
            said["reason"] = ""
        return said

    @property
    def details(self) -> Details:
        """What was typed, of a form that is valid."""
        said = self.cleaned_data
        return Details(
            audience=Audience.INTERNAL,
            number=said["number"],
            signed_on=said["signed_on"],
            position=said["position"],
            name=said["name"],
            reason=said["reason"],
        )


class WithdrawalForm(forms.Form):
    """Why an edition is to be taken back."""

    grounds = forms.ChoiceField(
        label=_("Grounds"), choices=Grounds.choices, error_messages={"required": _("Choose the grounds.")}
    )
    reason = _reason(_("Reason"))

    def clean_reason(self) -> str:
        return _said(self.cleaned_data["reason"])


class CorrectionForm(forms.Form):
    """Which texts are to be corrected, and why; entries are named by their keys."""

    entries = forms.TypedMultipleChoiceField(
        label=_("Texts"),
        coerce=int,
        error_messages={"required": _("Choose at least one text that is to be corrected.")},
    )
    reason = _reason(_("Reason"))
    protects = forms.BooleanField(label=_("It protects a person: only the places are shown, no words"), required=False)

    def __init__(self, *args: Any, keys: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"].choices = keys  # type: ignore[attr-defined]  # the field is made above

    def clean_reason(self) -> str:
        return _said(self.cleaned_data["reason"])


def _said(reason: str) -> str:
    if not fold(reason):  # signs that nobody sees are no reason
        raise ValidationError(_("Write the reason."))
    return reason

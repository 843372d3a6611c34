"""What a message to agencies is made of."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms.choices import choice_field
from plans.forms.entry import LONGEST_REASON
from plans.forms.steps import LinesField
from plans.models import Agency
from plans.narrative import clean_plain


class MessageForm(forms.Form):
    """A message to all agencies that have a part in the plan, or to the chosen ones (by their codes)."""

    to_all = forms.BooleanField(label=_("To all agencies"), required=False)
    agency = forms.MultipleChoiceField(
        label=_("Agencies"),
        required=False,
        error_messages={"invalid_choice": _("Choose agencies of the list.")},
    )
    text = LinesField(
        label=_("Message"),
        max_length=LONGEST_REASON,
        error_messages={
            "required": _("Write the message."),
            "max_length": _("The text is too long: shorten it to %(limit_value)s characters."),
        },
    )

    def __init__(self, *args: Any, agencies: list[tuple[Agency, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._agencies = [agency for agency, _name in agencies]
        choice_field(self, "agency").choices = [(agency.code, name) for agency, name in agencies]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if "text" in cleaned and not clean_plain(cleaned["text"]).strip():
            self.add_error("text", _("Write the message."))
        if "agency" in cleaned and not cleaned["agency"] and not cleaned.get("to_all"):
            self.add_error("agency", _("Choose at least one agency, or all of them."))
        return cleaned

    @property
    def chosen(self) -> list[Agency]:
        """The agencies that the message goes to, in protocol order."""
        if self.cleaned_data["to_all"]:
            return self._agencies
        codes = set(self.cleaned_data["agency"])
        return [agency for agency in self._agencies if agency.code in codes]

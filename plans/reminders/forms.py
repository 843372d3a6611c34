"""What the list of reminders can be asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms.entry import LONGEST_REASON
from plans.forms.steps import LinesField
from plans.narrative import clean_plain


class OwnWordsForm(forms.Form):
    """What the coordinator adds to the letter."""

    words = LinesField(
        label=_("Your own words in the letter"),
        required=False,
        max_length=LONGEST_REASON,
        error_messages={"max_length": _("The text is too long: shorten it to %(limit_value)s characters.")},
    )


class RemindersFilter(forms.Form):
    """What the list of reminders shows; what is not understood is left out, so that an old link still opens."""

    late = forms.ChoiceField(required=False, choices=[("1", "")])
    q = forms.CharField(required=False, max_length=200)

    @property
    def words(self) -> str:
        """What is looked for in names."""
        return clean_plain(self.cleaned_data.get("q", "")).strip()

    @property
    def only_late(self) -> bool:
        return self.cleaned_data.get("late") == "1"

"""What coordinators may ask and send while they review."""

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms.steps import LinesField, StepForm
from plans.queries.reviewing import ORDERS, QueueView

LARGEST_KEY = 2**62
LARGEST_COUNT = 2_000_000_000
OPEN_AGAIN = _("Open the page again and repeat the step there.")


class QueueForm(forms.Form):
    """How the queue is looked at. An old link still opens: what is not understood is the usual look, and noted."""

    order = forms.ChoiceField(required=False, choices=[(order, "") for order in ORDERS])
    mine = forms.ChoiceField(required=False, choices=[("1", ""), ("0", "")])
    agency = forms.SlugField(required=False, max_length=40)
    again = forms.ChoiceField(required=False, choices=[("1", ""), ("0", "")])
    late = forms.ChoiceField(required=False, choices=[("1", ""), ("0", "")])

    @property
    def view(self) -> QueueView:
        self.is_valid()
        asked = self.cleaned_data
        return QueueView(
            asked.get("order") or "oldest",
            mine=asked.get("mine") == "1",
            agency=asked.get("agency") or "",
            again=asked.get("again") == "1",
            late=asked.get("late") == "1",
        )

    @property
    def has_unknown(self) -> bool:
        return not self.is_valid()


class ReviewerForm(forms.Form):
    """Taking an entry into the own queue (`mine` = 1) or giving it back (0); `seen` is whose list it stood in."""

    mine = forms.ChoiceField(choices=[("1", ""), ("0", "")])
    seen = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)


class PinForm(StepForm):
    """A comment of the review page: on the paragraph of the number (counted from 1), or on the whole text without one.

    `version` is the version of the text that stood on the page.
    """

    paragraph = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST_COUNT,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Write the paragraph as a number, or leave the number out.")
        ),
    )
    version = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_COUNT,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), OPEN_AGAIN),
    )


class PhraseForm(forms.Form):
    """A phrase to keep (`text`), or the key of one to remove."""

    text = LinesField(required=False, strip=False)
    remove = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)

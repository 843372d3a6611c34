"""What a coordinator sends about many entries at once."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.azerbaijani import fold
from plans.enums import COMMENT, EntryAction
from plans.forms.entry import LONGEST_REASON
from plans.forms.steps import LinesField, StepForm
from plans.narrative import clean_plain


class TogetherForm(StepForm):
    """One of `DECIDED_TOGETHER`; `words` are the reason of a return, or the comment.

    A day on which all is due again may be named, from `earliest` to `latest`.
    """

    words = LinesField(
        required=False,
        max_length=LONGEST_REASON,
        error_messages={"max_length": _("The text is too long: shorten it to %(limit_value)s characters.")},
    )
    resubmit_by = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"invalid": _("Write the day as 27.01.2025.")},
    )

    def __init__(self, *args: Any, action: str, earliest: datetime.date, latest: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.action, self.earliest, self.latest = action, earliest, latest

    def clean_words(self) -> str:
        words = clean_plain(self.cleaned_data["words"]).strip()
        if not fold(words):  # signs that nobody sees are no reason
            if self.action == EntryAction.RETURN:
                raise forms.ValidationError(_("Give a reason."))
            if self.action == COMMENT:
                raise forms.ValidationError(_("Write the comment first."))
        return words

    def clean_resubmit_by(self) -> datetime.date | None:
        day = self.cleaned_data["resubmit_by"] if self.action == EntryAction.RETURN else None
        if day is not None and day < self.earliest:
            raise forms.ValidationError(
                _("Choose a day that is neither over nor before the deadline, %(day)s."),
                params={"day": self.earliest.strftime("%d.%m.%Y")},
            )
        if day is not None and day > self.latest:
            raise forms.ValidationError(
                _("Choose a day that is not after %(day)s."), params={"day": self.latest.strftime("%d.%m.%Y")}
            )
        return day

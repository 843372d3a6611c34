"""What a coordinator decides on a sub-point, and how an approved entry is worded for the consolidated report."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField

from plans.enums import ImplementationStatus
from plans.forms.entry import EDITOR_EXTENSIONS, LinesField
from plans.rules import NARRATIVE_MAX_CHARACTERS
from plans.services.assessments import LONGEST_ASSESSMENT_NOTE
from plans.services.editorial import LONGEST_WORDS

OPEN_AGAIN = _("Open the page again and repeat the step there.")


class SeenField(forms.IntegerField):
    """The number of what the page showed, 0 where there was nothing."""

    widget = forms.HiddenInput

    def __init__(self):
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), OPEN_AGAIN)
        super().__init__(min_value=0, max_value=2_000_000_000, error_messages=messages)


class AssessmentForm(forms.Form):
    """A decision on a sub-point; `version` is that of the assessment which the page showed."""

    status = forms.ChoiceField(
        label=_("Implementation status over all agencies"),
        choices=ImplementationStatus.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a status."), "invalid_choice": _("Choose a status.")},
    )
    note = LinesField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_ASSESSMENT_NOTE,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "az", "class": "input"}),
        error_messages={"max_length": _("The note is too long: shorten it to %(limit_value)s characters.")},
    )
    version = SeenField()


class EditorialForm(forms.Form):
    """A wording for the consolidated report. `version` and `entry_version`: see `services.editorial.save_wording`."""

    narrative = ProseEditorFormField(
        label=_("Wording for the consolidated report"),
        required=False,  # the service says it better
        extensions=EDITOR_EXTENSIONS,
        max_length=NARRATIVE_MAX_CHARACTERS,
        error_messages={"max_length": _("The text is too long: shorten it to %(limit_value)s characters.")},
    )
    note = LinesField(
        label=_("Why it is worded otherwise"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "az", "class": "input"}),
        error_messages={"max_length": _("The note is too long: shorten it to %(limit_value)s characters.")},
    )
    version = SeenField()
    entry_version = SeenField()

    @property
    def problem(self) -> str:
        """What is wrong, in one line."""
        return " ".join(message for messages in self.errors.values() for message in messages)


class EditorialStepForm(forms.Form):
    """A step with the wording as the page showed it: consent, refusal, decision, withdrawal, with words where it has any."""

    words = LinesField(
        required=False,
        max_length=LONGEST_WORDS,
        error_messages={"max_length": _("What you wrote is too long: shorten it to %(limit_value)s characters.")},
    )
    version = SeenField()

    @property
    def problem(self) -> str:
        """What is wrong, in one line."""
        return " ".join(message for messages in self.errors.values() for message in messages)

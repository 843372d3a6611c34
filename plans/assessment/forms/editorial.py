"""How an approved entry is worded for the consolidated report, and the steps with that wording."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField

from plans.assessment.forms.seen import SeenField
from plans.assessment.services.editorial import LONGEST_WORDS
from plans.forms.entry import EDITOR_EXTENSIONS, TOO_LONG
from plans.forms.steps import LinesField, StepForm, SubmissionField
from plans.rules import NARRATIVE_MAX_CHARACTERS


class EditorialForm(StepForm):
    """A wording for the consolidated report. `version` and `entry_version`: see `services.editorial.save_wording`."""

    narrative = ProseEditorFormField(
        label=_("Wording for the consolidated report"),
        required=False,  # the service says it better
        extensions=EDITOR_EXTENSIONS,
        max_length=NARRATIVE_MAX_CHARACTERS,
        error_messages={"max_length": TOO_LONG},
    )
    note = LinesField(
        label=_("Reason for the editorial version"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "az", "translate": "no", "class": "input"}),
        error_messages={"max_length": _("The note is too long: shorten it to %(limit_value)s characters.")},
    )
    version = SeenField()
    entry_version = SeenField()
    submission = SubmissionField()


class EditorialStepForm(StepForm):
    """A step with the wording as the page showed it: consent, refusal, decision, withdrawal, with words where it has any."""

    words = LinesField(
        required=False,
        max_length=LONGEST_WORDS,
        error_messages={"max_length": _("What you wrote is too long: shorten it to %(limit_value)s characters.")},
    )
    version = SeenField()

"""What a coordinator decides on a sub-point."""

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.assessment.forms.seen import SeenField
from plans.assessment.services.assessments import LONGEST_ASSESSMENT_NOTE
from plans.enums import ImplementationStatus
from plans.forms.steps import LinesField


class AssessmentForm(forms.Form):
    """A decision on a sub-point; `version` is that of the assessment which the page showed, `basis` stands for the
    entries that it showed (`queries.basis_of`).
    """

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
        widget=forms.Textarea(attrs={"rows": 5, "lang": "az", "translate": "no", "class": "input"}),
        error_messages={"max_length": _("The note is too long: shorten it to %(limit_value)s characters.")},
    )
    version = SeenField()
    basis = forms.CharField(required=False, max_length=64)

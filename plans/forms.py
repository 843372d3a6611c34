"""What people may type, and the editor they type it in."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField

from plans.enums import EntryState, ImplementationStatus
from plans.narrative import LINK_SCHEMES
from plans.rules import NARRATIVE_MAX_CHARACTERS

# The editor can make what `narrative.ALLOWED_TAGS` lets through, and nothing else; a test holds both together.
EDITOR_EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Link": {"enableTarget": False, "protocols": sorted(LINK_SCHEMES)},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "History": True,
}


class EntryForm(forms.Form):
    """An agency's text for one sub-point. `version` is what the writer started from; empty for a new entry."""

    narrative = ProseEditorFormField(
        label=_("Text"),
        required=False,
        extensions=EDITOR_EXTENSIONS,
        max_length=NARRATIVE_MAX_CHARACTERS,
        error_messages={"max_length": _("The text is too long: shorten it to %(limit_value)s characters.")},
    )
    status = forms.ChoiceField(
        label=_("Implementation status"), required=False, choices=ImplementationStatus.choices, widget=forms.RadioSelect
    )
    writer = forms.IntegerField(required=False, min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)


class EntryListFilter(forms.Form):
    """The filters of the coordinator's list; what is not understood is left out, so that an old link still opens."""

    q = forms.CharField(label=_("Words of the measure"), required=False, max_length=200)
    section = forms.CharField(label=_("Section"), required=False, max_length=20)
    agency = forms.CharField(label=_("Agency"), required=False, max_length=40)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", ""), ("not_started", ""), *EntryState.choices]
    )

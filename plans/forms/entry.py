"""What people may type, and the editor they type it in."""

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField

from accounts.one_line import OneLineField
from plans.enums import STATE_CHOICES, EntryGroup, ImplementationStatus
from plans.forms.steps import LinesField, StepForm, SubmissionField
from plans.narrative import LINK_SCHEMES, MOST, clean_plain
from plans.queries.lists import SORTS
from plans.rules import NARRATIVE_MAX_CHARACTERS
from plans.services import FIGURE_FIELDS, OTHER_FIELDS, Draft

# The editor can make what `narrative.ALLOWED_TAGS` lets through, and nothing else; a test holds both together.
EDITOR_EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": sorted(LINK_SCHEMES)},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "History": True,
}


LONGEST_NOTE = 10_000
LONGEST_REASON = 4_000


# Beyond what is even read; how large an entry may be, `services.bounds` says.
TOO_LONG = format_lazy(
    _("The text is far too long: an entry holds {most} kB. Shorten the text, then save again."), most=MOST.bytes // 1000
)


class EntryForm(forms.Form):
    """What an open entry page sends. `version` is what the writer started from; empty for a new entry.

    The hidden fields after it serve saving while one writes, see `services.Draft`. Figures come as `figure-<indicator>`.
    """

    narrative = ProseEditorFormField(
        label=_("Text"),
        required=False,
        extensions=EDITOR_EXTENSIONS,
        max_length=NARRATIVE_MAX_CHARACTERS,
        error_messages={"max_length": TOO_LONG},
    )
    status = forms.ChoiceField(
        label=_("Implementation status"), required=False, choices=ImplementationStatus.choices, widget=forms.RadioSelect
    )
    nothing_to_report = forms.BooleanField(label=_("Nothing to report for this year"), required=False)
    nothing_reason = LinesField(
        label=_("Why there is nothing to report"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    internal_note = LinesField(
        label=_("Internal note"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3})
    )
    writer = forms.IntegerField(required=False, min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    page = forms.RegexField(r"^[0-9a-f-]{8,36}\Z", required=False, widget=forms.HiddenInput)
    page_save = forms.IntegerField(required=False, min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    ancestor_side = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    settles_side = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    @property
    def typed_figures(self) -> dict[str, str]:
        """What was typed for each indicator, by the indicator's key."""
        return {name.removeprefix("figure-"): text for name, text in self.data.items() if name.startswith("figure-")}

    @property
    def content(self) -> dict:
        """The fields of `CONTENT_FIELDS` that the page has sent; a page without a field leaves it as it is."""
        cleaned, sent = self.cleaned_data, self.data
        # Buttons that are not pressed are not sent: the page says with `parts` which of them it has.
        parts = {"narrative", "status"} | set(sent.get("parts", "").split())
        content = {
            name: cleaned[name]
            for name in ("narrative", "status", "nothing_to_report", "nothing_reason", "internal_note")
            if name in parts
        }
        return content | ({"figures": self.typed_figures} if "figures" in parts else {})

    @property
    def draft(self) -> Draft:
        cleaned = self.cleaned_data
        return Draft(
            content=self.content,
            base_version=cleaned["version"],
            page=cleaned["page"],
            page_save=cleaned["page_save"] or 0,
            ancestor_side=cleaned["ancestor_side"],
            settles_side=cleaned["settles_side"],
        )


class EntryListFilter(forms.Form):
    """The filters of the coordinator's list; what is not understood is left out, so that an old link still opens."""

    q = forms.CharField(label=_("Number or words of the measure"), required=False, max_length=200)
    section = forms.CharField(label=_("Section"), required=False, max_length=20)
    agency = forms.CharField(label=_("Agency"), required=False, max_length=40)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", ""), *STATE_CHOICES])
    sort = forms.ChoiceField(required=False, choices=[(f"{sign}{by}", by) for by in SORTS for sign in ("", "-")])


class PresenceForm(forms.Form):
    """A heartbeat of an open entry page."""

    page = forms.RegexField(r"^[0-9a-f-]{8,36}\Z")
    writing = forms.BooleanField(required=False)
    leaving = forms.BooleanField(required=False)


class MoveForm(StepForm):
    """A step of an entry from state to state; which step it is, and what it needs, the table in `workflow` says."""

    version = forms.IntegerField(
        min_value=1,
        max_value=2_000_000_000,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Open the page again and repeat the step there.")
        ),
    )
    submission = SubmissionField()
    reason = LinesField(
        required=False,
        max_length=LONGEST_REASON,
        error_messages={"max_length": _("The reason is too long: shorten it to %(limit_value)s characters.")},
    )
    resubmit_by = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"invalid": _("Write the day as 27.01.2025.")},
    )

    def clean_reason(self) -> str:
        return clean_plain(self.cleaned_data["reason"]).strip()


class AgencyYearFilter(forms.Form):
    """The filters of the agency's home; what is not understood is left out, so that an old link still opens."""

    q = forms.CharField(required=False, max_length=200)
    section = forms.CharField(required=False, max_length=20)
    state = forms.ChoiceField(required=False, choices=[("", ""), *EntryGroup.choices])
    mine = forms.BooleanField(required=False)


class CompareForm(forms.Form):
    """Which two versions of an entry are compared: `new` alone with the one before it."""

    old = forms.IntegerField(min_value=1, max_value=2_000_000_000, required=False)
    new = forms.IntegerField(min_value=1, max_value=2_000_000_000)


class RestoreForm(forms.Form):
    """Restores an earlier text: its figures and the rest of what it holds come along only where they are ticked.

    `present` is the version of the text that the person saw as the present one.
    """

    present = forms.IntegerField(min_value=1, max_value=2_000_000_000)
    figures = forms.BooleanField(required=False)
    rest = forms.BooleanField(required=False)

    @property
    def more(self) -> tuple[str, ...]:
        """The fields that are asked for besides the narrative."""
        asked = self.cleaned_data
        return (FIGURE_FIELDS if asked["figures"] else ()) + (OTHER_FIELDS if asked["rest"] else ())


class ResponsibleForm(forms.Form):
    """Who writes what: `assignment` and `user` (empty: nobody) in pairs, as often as the page has rows."""

    data: QueryDict
    named: dict[int, int | None]  # by assignment's primary key

    def clean(self) -> dict:
        assignments, people = self.data.getlist("assignment"), self.data.getlist("user")
        if not assignments or len(assignments) != len(people):
            raise forms.ValidationError(_("Choose again."))
        key = forms.IntegerField(min_value=1, max_value=2**62, required=False)
        named = {
            key.clean(assignment): key.clean(person) for assignment, person in zip(assignments, people, strict=True)
        }
        if None in named:
            raise forms.ValidationError(_("Choose again."))
        self.named = named
        return {}


class EvidenceForm(forms.Form):
    """What is said about new evidence; the files themselves come beside it."""

    title = OneLineField(
        required=False,
        max_length=300,
        error_messages={"max_length": _("The title is too long: shorten it to %(limit_value)s characters.")},
    )
    link = forms.URLField(
        required=False,
        max_length=1000,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={
            "invalid": _("This is not the address of a page: it begins with https:// or http://."),
            "max_length": _("The link is too long: it may have %(limit_value)s characters."),
        },
    )
    is_public = forms.BooleanField(required=False)


class EvidenceChangeForm(forms.Form):
    """A change to evidence, or its removal."""

    action = forms.ChoiceField(
        choices=[("edit", ""), ("remove", "")],
        error_messages={"required": _("Choose what to do."), "invalid_choice": _("Choose what to do.")},
    )
    title = OneLineField(
        required=False,
        max_length=300,
        error_messages={"max_length": _("The title is too long: shorten it to %(limit_value)s characters.")},
    )
    is_public = forms.BooleanField(required=False)

    def clean(self) -> dict:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("action") == "edit" and "title" in cleaned and not clean_plain(cleaned["title"]).strip():
            self.add_error("title", _("Give the evidence a title."))
        return cleaned


class CommentStepForm(forms.Form):
    """Which step is taken with a comment."""

    action = forms.ChoiceField(choices=[("answer", ""), ("dealt", ""), ("resolve", ""), ("reopen", "")])
    submission = SubmissionField()

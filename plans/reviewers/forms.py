"""The choice of a coordinator for each section, for agencies that have one of their own, and for one agency more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from plans.forms.choices import choice_field
from plans.models import Agency, Section
from plans.queries.reviewers import Reviewers
from plans.services.reviewing import ReviewerChange

_UNKNOWN = _("Choose from the list.")


@dataclass(frozen=True, slots=True)
class Row:
    """A section or agency with the field in which its reviewer is chosen; `seen` is the key of the one that the page shows."""

    name: str
    field: BoundField
    seen_field: str
    seen: int | str


class ReviewersForm(forms.Form):
    """The rows of the page. What was not touched is no change, whoever changed it meanwhile."""

    new_agency = forms.ChoiceField(label=_("Agency"), required=False, error_messages={"invalid_choice": _UNKNOWN})
    new_reviewer = forms.ChoiceField(label=_("Reviewer"), required=False, error_messages={"invalid_choice": _UNKNOWN})

    def __init__(
        self,
        *args: Any,
        sections: Sequence[Section],
        agencies: Sequence[tuple[Agency, str]],
        coordinators: Sequence[User],
        reviewers: Reviewers,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in coordinators}
        self._sections = {f"section-{section.pk}": section for section in sections}
        own = [(agency, name) for agency, name in agencies if agency.pk in reviewers.of_agency]
        # An agency whose own reviewer was taken away meanwhile has its row still while it is posted.
        own += [
            (agency, name)
            for agency, name in agencies
            if f"agency-{agency.pk}" in self.data and agency.pk not in reviewers.of_agency
        ]
        self._agencies = {f"agency-{agency.pk}": (agency, name) for agency, name in own}
        self._standing = {f"section-{pk}": person.pk for pk, person in reviewers.of_section.items()}
        self._standing |= {f"agency-{pk}": person.pk for pk, person in reviewers.of_agency.items()}
        people = [(key, str(person)) for key, person in self._people.items()]
        for name, section in self._sections.items():
            self._add(name, str(section), [("", _("Nobody")), *people])
        for name, (_agency, agency_name) in self._agencies.items():
            self._add(name, agency_name, [("", _("As its sections")), *people])
        self._named = {agency.code: (agency, name) for agency, name in agencies}
        others = [(agency.code, name) for agency, name in agencies if f"agency-{agency.pk}" not in self._agencies]
        choice_field(self, "new_agency").choices = [("", _("Choose an agency")), *others]
        choice_field(self, "new_reviewer").choices = [("", _("Choose a reviewer")), *people]

    def _add(self, name: str, label: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=choices,
            required=False,
            initial=str(self._standing.get(name, "")),
            error_messages={"invalid_choice": _UNKNOWN},
        )

    @property
    def section_rows(self) -> Iterator[Row]:
        return (self._row(name, str(section)) for name, section in self._sections.items())

    @property
    def agency_rows(self) -> Iterator[Row]:
        return (self._row(name, agency_name) for name, (_agency, agency_name) in self._agencies.items())

    def _row(self, name: str, label: str) -> Row:
        return Row(label, self[name], f"seen-{name}", self._standing.get(name, ""))

    def clean(self) -> dict[str, Any]:
        super().clean()
        agency, reviewer = self.cleaned_data.get("new_agency"), self.cleaned_data.get("new_reviewer")
        if agency and not reviewer and "new_reviewer" not in self.errors:
            self.add_error("new_reviewer", _("Choose who reviews this agency."))
        if reviewer and not agency and "new_agency" not in self.errors:
            self.add_error("new_agency", _("Choose the agency that is to be reviewed."))
        return self.cleaned_data

    @property
    def changes(self) -> list[ReviewerChange]:
        """What was chosen otherwise than it stood on the page."""
        found = []
        for name in (*self._sections, *self._agencies):
            seen, chosen = self.data.get(f"seen-{name}", ""), self.cleaned_data[name]
            if name in self.data and chosen != seen:
                place = self._sections.get(name) or self._agencies[name][0]
                label = self.fields[name].label
                found.append(ReviewerChange(place, str(label), seen, self._people.get(chosen)))
        if self.cleaned_data["new_agency"]:
            agency, label = self._named[self.cleaned_data["new_agency"]]
            found.append(ReviewerChange(agency, label, "", self._people[self.cleaned_data["new_reviewer"]]))
        return found

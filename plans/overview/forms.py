"""The filters of the overview. A value that this year does not know (an old link) is left out, and the page says so."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from plans.enums import NOT_ASSESSED, STATE_CHOICES, ImplementationStatus
from plans.forms.choices import choice_field
from plans.overview.queries.overview_table import LATE_NOW, LATE_THEN, AgencyColumn, MatrixFilters, SectionHead

LONGEST_SHOWN = 60  # of a value that nobody can have chosen here
ALL = ("", _("All"))


class AddressFilter(forms.Form):
    """A form in the address: what is understood counts, the rest is `unknown`."""

    q = forms.CharField(label=_("Number or words of the measure"), required=False, max_length=200)
    section = forms.ChoiceField(label=_("Section"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        sections: Iterable[SectionHead],
        **choices: Iterable[tuple[str, str | Promise]],
    ):
        super().__init__(data)
        choices["section"] = [(section.number, str(section)) for section in sections]
        for name, known in choices.items():
            choice_field(self, name).choices = [ALL, *known]
        self.is_valid()

    @property
    def query(self) -> str:
        """The address of what is chosen, without what is not."""
        return urlencode(self.chosen)

    @property
    def chosen(self) -> dict[str, str]:
        """What is filtered by, by the names in the address."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def selects(self) -> list[tuple[str, str | Promise, str, Any]]:
        """(name, label, chosen value, choices) of the lists; a hundred agencies are too many for Django's widgets."""
        return [
            (name, field.label or "", self.chosen.get(name, ""), field.choices)
            for name, field in self.fields.items()
            if isinstance(field, forms.ChoiceField)
        ]

    @property
    def unknown(self) -> list[tuple[str, str]]:
        """(label, value) of what the address asks for and this table does not know."""
        asked = ((name, self.data.get(name, "").strip()) for name in self.fields if name in self.errors)
        return [
            (str(self.fields[name].label), f"{value[:LONGEST_SHOWN]}…" if len(value) > LONGEST_SHOWN else value)
            for name, value in asked
        ]

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """(label, value) of what is filtered by, as people read it; for the printed page and the file."""
        return [(str(self.fields[name].label), self._shown(name, value)) for name, value in self.chosen.items()]

    def _shown(self, name: str, value: str) -> str:
        return str(dict(getattr(self.fields[name], "choices", ())).get(value, value))


class OverviewFilter(AddressFilter):
    """The filters of a year's table."""

    agency = forms.ChoiceField(label=_("Agency"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    status = forms.ChoiceField(
        label=_("Implementation status"), required=False, choices=[ALL, *ImplementationStatus.choices]
    )
    late = forms.ChoiceField(
        label=_("Deadline"),
        required=False,
        choices=[ALL, (LATE_NOW, _("Late")), (LATE_THEN, _("Submitted late"))],
    )

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        sections: Iterable[SectionHead],
        agencies: Iterable[AgencyColumn],
        states: Iterable[str],
    ):
        allowed = set(states)
        super().__init__(
            data,
            sections=sections,
            state=[(state, label) for state, label in STATE_CHOICES if state in allowed],
            agency=[(agency.code, agency.name) for agency in agencies],
        )

    @property
    def part_query(self) -> str:
        """The address of the part of the table that is cut out, without what is looked for in it."""
        return urlencode({name: value for name, value in self.chosen.items() if name not in ("state", "late")})

    @property
    def narrowing(self) -> MatrixFilters:
        chosen = self.chosen
        return MatrixFilters(text=chosen.pop("q", ""), **chosen)


class PlanYearsFilter(AddressFilter):
    """The filters of the table of years."""

    status = forms.ChoiceField(
        label=_("Assessment"),
        required=False,
        choices=[ALL, *ImplementationStatus.choices, (NOT_ASSESSED, _("Not assessed"))],
    )

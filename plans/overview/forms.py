"""The filters of the overview. A value that this year does not know (an old link) is left out, and the page says so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from plans.enums import NOT_ASSESSED, STATE_CHOICES, EntryState, ImplementationStatus
from plans.forms.choices import choice_field, flat_choices
from plans.overview.queries.overview_table import LATE_NOW, LATE_THEN, AgencyColumn, MatrixFilters, SectionHead

LONGEST_SHOWN = 60  # of a value that nobody can have chosen here
ALL = ("", _("All"))


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A link that filters, or takes the filter away where it is the current one."""

    label: str | Promise
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter as a list of links; `chosen` is what it filters by now, in few words, `off` takes that away."""

    name: str
    label: str | Promise
    chosen: str
    off: str
    links: Sequence[FilterLink]


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
    def chips(self) -> list[FilterChip]:
        """The filters that are lists."""
        found = []
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                rest, value = self.query_with(**{name: ""}), self.chosen.get(name, "")
                begin = f"{rest}&" if rest else "?"
                links = [
                    FilterLink(text, f"{begin}{urlencode({name: known})}", known == value)
                    for known, text in flat_choices(field)
                    if known
                ]
                found.append(FilterChip(name, field.label or "", self.briefly(name, value), rest or "?", links))
        return found

    @property
    def beside_words(self) -> list[tuple[str, str]]:
        """(name, value) of what is filtered by besides the words."""
        return [(name, value) for name, value in self.chosen.items() if name != "q"]

    def query_with(self, **changed: str) -> str:
        """The end of an address with what is chosen and these values; an empty one takes the filter away. "" for none."""
        chosen = {name: value for name, value in (self.chosen | changed).items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""

    def toggle(self, label: str | Promise, name: str, value: str) -> FilterLink:
        """A link that filters by the value, or no longer."""
        is_current = self.chosen.get(name) == value
        return FilterLink(label, self.query_with(**{name: "" if is_current else value}) or "?", is_current)

    @property
    def ways(self) -> list[FilterLink]:
        """The filters that are one press away, the whole table first."""
        return [FilterLink(_("All"), "?", not self.chosen)]

    def briefly(self, name: str, value: str) -> str:
        """The value as a chip says it."""
        return value if not value or name == "section" else self._shown(name, value)

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
        allowed, agencies = set(states), list(agencies)
        self._shorts = {agency.code: agency.short for agency in agencies}
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
    def ways(self) -> list[FilterLink]:
        return [
            *super().ways,
            self.toggle(_("Late ones"), "late", LATE_NOW),
            self.toggle(_("Returned ones"), "state", EntryState.RETURNED),
        ]

    def briefly(self, name: str, value: str) -> str:
        return self._shorts[value] if value and name == "agency" else super().briefly(name, value)

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

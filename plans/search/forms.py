"""What is searched for, and within what. A filter that cannot be chosen here (an old link) is left out, and said so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from plans.azerbaijani.matching import Query, parse_query
from plans.enums import ImplementationStatus
from plans.forms.choices import choice_field
from plans.models import ReportingYear, Section
from plans.naming import number_asked
from plans.narrative import clean_plain
from plans.search.queries.search import AGENCY, COMMENT, EVIDENCE, MEASURE, PERSON, TEXT, Narrowing

KIND_LABELS = {
    TEXT: _("Texts"),
    MEASURE: _("Sub-points"),
    COMMENT: _("Comments"),
    EVIDENCE: _("Evidence"),
    AGENCY: _("Agencies"),
    PERSON: _("People"),
}
Choice = tuple[str, str | Promise]
ALL: Choice = ("", _("All"))
LONGEST = 200
LONGEST_SHOWN = 60  # of a value that nobody can have chosen here
_IN_AZERBAIJANI = ("plan", "section", "agency")


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as the page shows it; `is_azerbaijani`: its choices are in that language whatever the page's is."""

    name: str
    label: str | Promise
    choices: list[Choice]
    value: str
    is_azerbaijani: bool


class WordsField(forms.CharField):
    """One line of text without what no store can hold."""

    def to_python(self, value: object) -> str:
        return super().to_python(clean_plain(str(value or ""))) or ""


class SearchForm(forms.Form):
    """The search in the address: `q` and the filters that the reader has."""

    q = WordsField(label=_("Words, a “phrase”, a number such as 4.2.10, or a name"), required=False)
    kind = forms.ChoiceField(label=_("Search in"), required=False)
    plan = forms.ChoiceField(label=_("Plan"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    section = forms.ChoiceField(label=_("Section"), required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    status = forms.ChoiceField(label=_("Implementation status"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        kinds: Iterable[str],
        years: Iterable[ReportingYear],
        sections: Iterable[Section],
        agencies: Iterable[tuple[str, str]],
    ):
        super().__init__(data)
        years, kinds = list(years), list(kinds)
        numbers = sorted({year.year for year in years}, reverse=True)
        known: dict[str, list[Choice]] = {
            "kind": [(kind, KIND_LABELS[kind]) for kind in kinds],
            "plan": [(plan.code, plan.title) for plan in dict.fromkeys(year.plan for year in years)],
            "year": [(str(number), str(number)) for number in numbers],
            "section": [(str(section.number), str(section)) for section in sections],
            "agency": [*agencies],
            "status": [*ImplementationStatus.choices] if TEXT in kinds else [],
        }
        # A filter with nothing to choose between, besides "all", is not shown and filters nothing.
        self._choices = {name: [ALL, *choices] for name, choices in known.items() if len(choices) > 1}
        for name, choices in known.items():
            choice_field(self, name).choices = [ALL, *choices]
        self.is_valid()

    @property
    def words(self) -> str:
        """What was typed."""
        return self.cleaned_data.get("q", "")

    @property
    def search(self) -> Query:
        """What is looked for: nothing, where it is too long."""
        return Query() if len(self.words) > LONGEST else parse_query(number_asked(self.words) or self.words)

    @property
    def number(self) -> str:
        """The number of a sub-point or a point, where that is what was typed."""
        return "" if self.problem else number_asked(self.words)

    @property
    def problem(self) -> str:
        """Why nothing can be looked for, in one sentence."""
        if len(self.words) > LONGEST:
            return gettext("What you search for is too long: shorten it to %(number)s characters.") % {
                "number": LONGEST
            }
        if self.words and not self.search.terms:
            return gettext("Write a word of at least two letters.")
        return ""

    @property
    def chosen(self) -> dict[str, str]:
        """What is filtered by, by the names in the address. Where all that is there is one thing, it filters nothing."""
        return {name: value for name, value in self.cleaned_data.items() if value and name in self._choices}

    @property
    def narrowing(self) -> Narrowing:
        chosen = self.chosen
        return Narrowing(**(chosen | {"year": int(chosen["year"])} if "year" in chosen else chosen))

    @property
    def unknown(self) -> list[tuple[str, str]]:
        """(label, value) of what the address asks for and nobody can choose here."""
        asked = ((name, clean_plain(self.data.get(name, "")).strip()) for name in self.fields if name in self.errors)
        return [
            (str(self.fields[name].label), f"{value[:LONGEST_SHOWN]}…" if len(value) > LONGEST_SHOWN else value)
            for name, value in asked
        ]

    @property
    def filters(self) -> list[Filter]:
        """The filters that have something to choose between, as they stand: what is unknown is not chosen."""
        return [
            Filter(name, self.fields[name].label or "", choices, self.chosen.get(name, ""), name in _IN_AZERBAIJANI)
            for name, choices in self._choices.items()
        ]

    def address(self, **changed: str) -> str:
        """This search as the query of an address, with some parts changed; "" takes a part away."""
        parts = {"q": self.words} | self.chosen | changed
        return urlencode({name: value for name, value in parts.items() if value})

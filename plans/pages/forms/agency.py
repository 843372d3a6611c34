"""The filters of the list of agencies. A value that cannot be chosen (an old link) is left out, and the page says so."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from plans.forms.choices import choice_field
from plans.models import ReportingYear
from plans.narrative import clean_plain

LONGEST_SHOWN = 60  # of a value that nobody can have chosen here
PROTOCOL = ("", _("Protocol order"))
SORTS = (("name", _("Name")), ("days", _("Median, the latest first")))
BY_LATE = ("late", _("Late, the most first"))
BY_LATE_SENT = ("late", _("Submitted late, the most first"))


class AgenciesForm(forms.Form):
    """`?q=&year=&sort=`: what is understood counts, the rest is `unknown`."""

    q = forms.CharField(label=_("Words of the name"), required=False, max_length=200)
    year = forms.ChoiceField(label=_("Reporting year"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, data: Mapping[str, Any], *, years: Iterable[ReportingYear], sees_unwritten: bool):
        super().__init__(data)
        choice_field(self, "year").choices = [("", ""), *((str(year.year), str(year.year)) for year in years)]
        by_late = BY_LATE if sees_unwritten else BY_LATE_SENT
        choice_field(self, "sort").choices = [PROTOCOL, SORTS[0], by_late, SORTS[1]]
        self.is_valid()

    @property
    def words(self) -> str:
        return clean_plain(self.cleaned_data.get("q", "")).strip()

    @property
    def sorted_by(self) -> str:
        return self.cleaned_data.get("sort", "")

    @property
    def address(self) -> str:
        """What is asked for, as the query of an address without the page."""
        asked = {"q": self.words, "year": self.cleaned_data.get("year"), "sort": self.sorted_by}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def is_filtered(self) -> bool:
        return bool(self.words)

    def chosen_year(self, years: Iterable[ReportingYear]) -> ReportingYear | None:
        """The year of the address, or None."""
        asked = self.cleaned_data.get("year")
        return next((year for year in years if str(year.year) == asked), None)

    @property
    def unknown(self) -> list[tuple[str, str]]:
        """(label, value) of what the address asks for and nobody can choose here."""
        asked = ((name, clean_plain(self.data.get(name, "")).strip()) for name in self.fields if name in self.errors)
        return [
            (str(self.fields[name].label), f"{value[:LONGEST_SHOWN]}…" if len(value) > LONGEST_SHOWN else value)
            for name, value in asked
        ]

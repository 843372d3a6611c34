"""The filters of the activity stream. Addresses are bookmarked and sent: what is not understood is left out and said."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext as _

from plans.activity.queries import ActivityChoices, ActivityFilter, people_named, sub_points_numbered
from plans.models import Plan
from plans.validators import FIRST_YEAR, LAST_YEAR

Typed = TypeVar("Typed")
Known = TypeVar("Known")

MOST_PEOPLE = 50
DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]


class ActivityForm(forms.Form):
    """What is asked of the activity by `?agency=&number=&year=&kind=&who=&from=&to=`.

    After `is_valid()` there are `asked`, the filter; `shown`, what stands in the fields; `notes`, a sentence for each
    value that was left out. It never refuses.
    """

    agency = forms.CharField(required=False, max_length=40)
    number = forms.CharField(required=False, max_length=40)
    year = forms.IntegerField(required=False)
    kind = forms.CharField(required=False, max_length=20)
    who = forms.CharField(required=False, max_length=150)

    def __init__(self, data: Mapping[str, Any], *, choices: ActivityChoices, plan: Plan):
        super().__init__(data)
        for name in ("from", "to"):  # words of Python: no attributes
            self.fields[name] = forms.DateField(required=False, input_formats=DAY_FORMATS)
        self.choices, self.plan = choices, plan
        self.notes: list[str] = []
        self.shown: dict[str, str] = {}
        self.asked = ActivityFilter()

    def is_valid(self) -> bool:
        """Reads the filters. Up to two queries for a number, one for a name."""
        super().is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        for name in self.errors:
            self._leave_out(name)
        asked = ActivityFilter(
            agency=self._agency(values.get("agency")),
            sub_points=self._sub_points(values.get("number")),
            year=self._year(values.get("year")),
            kind=self._kind(values.get("kind")),
            people=self._people(values.get("who")),
        )
        since, until = self._day("from", values), self._day("to", values)
        if since and until and since > until:
            self.notes.append(_("The first day came after the last: both were left out. Choose them again."))
            since = until = None
            for name in ("from", "to"):
                self.shown.pop(name)
        self.asked = replace(asked, since=since, until=until)
        return True

    @property
    def is_filtered(self) -> bool:
        return bool(self.shown)

    def _leave_out(self, name: str) -> None:
        labels = {
            "agency": _("Agency"),
            "number": _("Sub-point"),
            "year": _("Year"),
            "kind": _("What happened"),
            "who": _("Who"),
            "from": _("From"),
            "to": _("Until"),
        }
        value = str(self.data.get(name, ""))[:60]
        self.notes.append(
            _("The filter “%(filter)s” was left out: “%(value)s” is not known here. Choose it again.")
            % {"filter": labels[name], "value": value}
        )

    def _agency(self, code: str | None) -> int | None:
        return self._chosen("agency", code, {known: key for key, known, _name in self.choices.agencies})

    def _year(self, number: int | None) -> int | None:
        return self._chosen("year", number, {known.year: known.pk for known in self.choices.years})

    def _kind(self, kind: str | None) -> str:
        return self._chosen("kind", kind, {known: known for known, _label in self.choices.kinds}) or ""

    def _chosen(self, name: str, value: Typed | None, known: Mapping[Typed, Known]) -> Known | None:
        if value is None:
            return None
        if value not in known:
            self._leave_out(name)
            return None
        self.shown[name] = str(value)
        return known[value]

    def _sub_points(self, number: str | None) -> tuple[int, ...] | None:
        if number is None:
            return None
        found = sub_points_numbered(self.plan, number.strip().rstrip("."))
        if not found:
            self._leave_out("number")
            return None
        self.shown["number"] = number.strip().rstrip(".")
        return found

    def _people(self, words: str | None) -> tuple[int, ...] | None:
        if words is None:
            return None
        found = people_named(words, most=MOST_PEOPLE + 1)
        if len(found) > MOST_PEOPLE:
            self.notes.append(
                _(
                    "More than %(most)s users match “%(words)s”: the filter was left out and all are shown. "
                    "Type more of the name."
                )
                % {"most": MOST_PEOPLE, "words": words}
            )
            return None
        self.shown["who"] = words
        return found

    def _day(self, name: str, values: Mapping[str, Any]) -> datetime.date | None:
        day = values.get(name)
        if day is None:
            return None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self._leave_out(name)
            return None
        self.shown[name] = day.isoformat()
        return day

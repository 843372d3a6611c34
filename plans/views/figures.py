"""The figures of an entry: their rows on its pages, and the numbers of its text that may be figures, for the script."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedHttpRequest
from plans.azerbaijani import FoundNumber, find_numbers
from plans.forms.entry import EntryForm
from plans.models import Entry, Indicator
from plans.narrative import plain_text
from plans.queries.access import may_read_internal
from plans.rules import jumps
from plans.services import figure_text
from plans.views.scope import get_entry_place

NUMBERS_SHOWN = 60


@require_safe
def numbers(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """A part of the page: the numbers of the saved text, each once, in the order of the text."""
    place = get_entry_place(request, plan, year, agency, number)
    if not may_read_internal(request.user):
        raise Http404
    found: dict[tuple[str, str], dict] = {}
    for item in find_numbers(plain_text(place.entry.narrative)) if place.entry else []:
        value = figure_text(format(item.value, "f"))
        found.setdefault((value, item.noun), {"value": value, "label": _label(item)})
    offered = list(found.values())
    context = {"numbers": offered[:NUMBERS_SHOWN], "left_out": max(0, len(offered) - NUMBERS_SHOWN)}
    return render(request, "plans/writing/_numbers.html", context)


def _label(item: FoundNumber) -> str:
    return f"{item.text} {item.noun}".strip()


@dataclass(frozen=True, slots=True)
class FigureRow:
    """An indicator's row: the stored value, what stands in its field, last year's value, and whether the value jumps from
    that one. Values are decimal numbers as text (`plans.services.figures`).
    """

    indicator: Indicator
    value: str | None
    typed: str
    error: str
    last_year: str | None
    jumps: bool


def figure_rows(
    indicators: Iterable[Indicator],
    found: Entry | None,
    last_year: Entry | None,
    form: EntryForm | None = None,
    *,
    errors: Mapping[int, str] | None = None,
    typed_again: Mapping[str, str] | None = None,
) -> list[FigureRow]:
    """A row for each indicator. `errors` by indicator's key, `typed_again` by the same as text: what was not understood."""
    rows, errors, typed_again = [], errors or {}, typed_again or {}
    for indicator in indicators:
        key = str(indicator.pk)
        value = found.figures.get(key) if found else None
        before = last_year.figures.get(key) if last_year and not last_year.nothing_to_report else None
        shown = figure_text(value)
        if indicator.pk in errors:
            typed = typed_again.get(key, shown)
        elif form is not None and form.is_bound:
            typed = form.typed_figures.get(key, shown)
        elif form is not None and "figures" in form.initial:
            typed = figure_text(form.initial["figures"].get(key))
        else:
            typed = shown
        rows.append(
            FigureRow(
                indicator,
                value=value,
                typed=typed,
                error=errors.get(indicator.pk, ""),
                last_year=before,
                jumps=value is not None and before is not None and jumps(Decimal(value), Decimal(before)),
            )
        )
    return rows

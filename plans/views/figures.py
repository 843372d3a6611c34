"""The numbers of an entry's text that may be figures, for the entry page's script."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.azerbaijani import FoundNumber, find_numbers
from plans.narrative import plain_text
from plans.queries.access import may_read_internal
from plans.services import figure_text
from plans.views.scope import get_entry_place

NUMBERS_SHOWN = 60


@require_safe
def numbers(request: HttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
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

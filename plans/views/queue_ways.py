"""The ways to look at the queue: its orders, the lists, and the chips that narrow it, each with its address."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.queries.reviewing import ORDERS, QueueCounts, QueueView

ORDER_LABELS = {"oldest": _("Oldest first"), "section": _("By section"), "agency": _("By agency")}


@dataclass(frozen=True, slots=True)
class Way:
    """A link to the queue looked at otherwise. `query` follows the page's address; `number`: how many entries are there."""

    label: str | Promise
    query: str
    is_current: bool
    number: int | None = None


class Ways(TypedDict):
    """`chosen_agency` is the name of the one that the queue is narrowed to, or its code where nothing of it waits."""

    orders: Sequence[Way]
    lists: Sequence[Way]
    chips: Sequence[Way]
    agencies: Sequence[Way]
    chosen_agency: str
    without_agency: str


def ways_of(view: QueueView, counts: QueueCounts) -> Ways:
    """Every way keeps what else is asked for. No query."""
    names = {code: name for code, name, _number in counts.agencies}
    return Ways(
        orders=[
            Way(ORDER_LABELS[order], _address(replace(view, order=order)), order == view.order) for order in ORDERS
        ],
        lists=[
            Way(_("All"), _address(replace(view, mine=False)), not view.mine, counts.all),
            Way(_("My list"), _address(replace(view, mine=True)), view.mine, counts.mine),
        ],
        chips=[
            Way(_("Returned before"), _address(replace(view, again=not view.again)), view.again, counts.again),
            Way(_("Submitted late"), _address(replace(view, late=not view.late)), view.late, counts.late),
        ],
        agencies=[
            Way(name, _address(replace(view, agency=code)), code == view.agency, number)
            for code, name, number in counts.agencies
        ],
        chosen_agency=names.get(view.agency, view.agency),
        without_agency=_address(replace(view, agency="")),
    )


def _address(view: QueueView) -> str:
    return f"?{view.query}" if view.query else "?"

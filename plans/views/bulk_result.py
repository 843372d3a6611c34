"""What a step with many entries has done: it waits in the session until the list that follows is shown, and is told once,
so that neither reload nor the back button sends anything twice.
"""

import datetime
from typing import TypedDict

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from accounts.requests import AuthenticatedHttpRequest
from plans.addresses import entry_url
from plans.enums import COMMENT, EntryAction
from plans.models import Entry, Transition
from plans.queries.chosen import last_moves
from plans.rules import UNDO_SECONDS
from plans.services import BulkOutcome

RESULT = "bulk_result"
# What was done, what was not, and what had been done before, with how many.
TITLES = {
    EntryAction.SUBMIT: (
        ngettext_lazy("Submitted: %(number)s entry", "Submitted: %(number)s entries", "number"),
        ngettext_lazy("Not submitted: %(number)s entry", "Not submitted: %(number)s entries", "number"),
        ngettext_lazy("Submitted already: %(number)s entry", "Submitted already: %(number)s entries", "number"),
    ),
    EntryAction.APPROVE: (
        ngettext_lazy("Approved: %(number)s entry", "Approved: %(number)s entries", "number"),
        ngettext_lazy("Not approved: %(number)s entry", "Not approved: %(number)s entries", "number"),
        ngettext_lazy("Approved already: %(number)s entry", "Approved already: %(number)s entries", "number"),
    ),
    EntryAction.RETURN: (
        ngettext_lazy(
            "Returned for correction: %(number)s entry", "Returned for correction: %(number)s entries", "number"
        ),
        ngettext_lazy("Not returned: %(number)s entry", "Not returned: %(number)s entries", "number"),
        ngettext_lazy("Returned already: %(number)s entry", "Returned already: %(number)s entries", "number"),
    ),
    COMMENT: (
        ngettext_lazy("Commented on: %(number)s entry", "Commented on: %(number)s entries", "number"),
        ngettext_lazy("Not commented on: %(number)s entry", "Not commented on: %(number)s entries", "number"),
        ngettext_lazy("Commented on already: %(number)s entry", "Commented on already: %(number)s entries", "number"),
    ),
    EntryAction.UNDO: (
        ngettext_lazy("Undone: %(number)s entry", "Undone: %(number)s entries", "number"),
        ngettext_lazy("Not undone: %(number)s entry", "Not undone: %(number)s entries", "number"),
        ngettext_lazy("Undone already: %(number)s entry", "Undone already: %(number)s entries", "number"),
    ),
}


class BulkLine(TypedDict):
    """One entry of a result. `reason`: why nothing was done with it. What stands is told where nothing was done now: the last
    move (`action`), whose it was (`who`, "" of nobody's; `is_own`: the reader's), and when (`at`; as text in the session).
    """

    number: str
    agency: str
    address: str
    reason: str
    action: str
    who: str
    is_own: bool
    at: datetime.datetime | str | None


class BulkResult(TypedDict):
    """What a step has done, for the page at `path`. `unknown` counts what was chosen and is none of the year's entries.

    `made` are the keys of the decisions, which can be undone together at `undo_address` while `seconds` are left; the
    session keeps when the first of them was made (`began`).
    """

    path: str
    title: str
    rest_title: str
    before_title: str
    is_undo: bool
    names_agencies: bool
    moved: list[BulkLine]
    not_moved: list[BulkLine]
    done_before: list[BulkLine]
    unknown: int
    made: list[int]
    undo_address: str
    began: str
    seconds: int


def keep_result(
    request: AuthenticatedHttpRequest,
    action: str,
    path: str,
    outcome: BulkOutcome,
    *,
    names_agencies: bool = True,
    undo_address: str = "",
) -> None:
    """Keeps what was done for the page of the path. Two queries at most, for what stands instead and since when."""
    done, not_done, done_before = TITLES[action]
    stands = last_moves([stayed.entry.pk for stayed in outcome.not_moved]) if outcome.not_moved else {}
    before = [stayed.entry for stayed in outcome.not_moved if stayed.is_done]
    left = [stayed for stayed in outcome.not_moved if not stayed.is_done]
    before_title = str(done_before % {"number": len(before)})
    title = _("How the chosen entries stand")
    if outcome.moved:
        title = str(done % {"number": len(outcome.moved)})
    elif before:
        title, before_title = before_title, ""
    made = outcome.made if undo_address else []
    first = Transition.objects.filter(pk__in=made).order_by("pk").values_list("created_at", flat=True).first()
    result: BulkResult = {
        "path": path,
        "title": title,
        "rest_title": str(not_done % {"number": len(left)}),
        "before_title": before_title,
        "is_undo": action == EntryAction.UNDO,
        "names_agencies": names_agencies,
        "moved": [_line(entry) for entry in outcome.moved],
        "not_moved": [
            _line(stayed.entry, stayed.reason, stands.get(stayed.entry.pk), request.user.pk) for stayed in left
        ],
        "done_before": [_line(entry, "", stands.get(entry.pk), request.user.pk) for entry in before],
        "unknown": outcome.unknown,
        "made": made,
        "undo_address": undo_address,
        "began": first.isoformat() if first else "",
        "seconds": 0,
    }
    request.session[RESULT] = result


def _line(entry: Entry, reason: str = "", move: Transition | None = None, reader: int | None = None) -> BulkLine:
    year = entry.reporting_year
    number = entry.sub_point.number
    return {
        "number": number,
        "agency": str(entry.agency.name_in(year.year) or entry.agency.code),
        "address": entry_url("entry", year.plan.code, year.year, entry.agency.code, number),
        "reason": reason,
        "action": str(EntryAction(move.action).label) if move else "",
        "who": str(move.actor) if move and move.actor else "",
        "is_own": move is not None and move.actor_id == reader,
        "at": move.created_at.isoformat() if move else None,
    }


def take_result(request: AuthenticatedHttpRequest) -> BulkResult | None:
    """What a step with many that led to this page has done; told once. The seconds to undo within are those that are left
    now, less one for the way of the page.
    """
    result: BulkResult | None = request.session.get(RESULT)
    if result is None or result.get("path") != request.path:
        return None
    del request.session[RESULT]
    began = parse_datetime(result["began"])
    left = UNDO_SECONDS - (timezone.now() - began).total_seconds() if began else 0
    return {
        **result,
        "not_moved": [_as_shown(line) for line in result["not_moved"]],
        "done_before": [_as_shown(line) for line in result["done_before"]],
        "seconds": max(0, int(left) - 1),
    }


def _as_shown(line: BulkLine) -> BulkLine:
    return {**line, "at": parse_datetime(str(line["at"]))} if line["at"] else line

"""How often entries were returned for correction, counted in one way wherever it is shown."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from plans.enums import EntryAction, EntryState
from plans.models import Entry, ReportingYear, Transition


def count_returns(entries: QuerySet[Entry] | Iterable[int], *by: str) -> dict[tuple, int]:
    """How often the entries (or their keys) were returned, by the values of `by`, which are paths from a `Transition`.

    A return is the coordinator's "return" that was not undone; a reopening is none, though the entry is with its agency
    again. Only decisions that stand are undone, so each undoing of a returned entry takes back one return. Those never
    moved are left out. One query.
    """
    keys = entries.order_by().values("pk") if isinstance(entries, QuerySet) else entries
    undoing = Q(action=EntryAction.UNDO, from_state=EntryState.RETURNED)
    moves = Transition.objects.filter(Q(action=EntryAction.RETURN) | undoing, entry__in=keys).order_by()
    counted = Count("pk", filter=Q(action=EntryAction.RETURN)) - Count("pk", filter=undoing)
    return {tuple(key): number for *key, number in moves.values_list(*by).annotate(number=counted)}


def returned_before(reporting_year: ReportingYear) -> QuerySet:
    """The keys of the year's entries that were returned at least once and not undone, for a subquery."""
    undoing = Q(action=EntryAction.UNDO, from_state=EntryState.RETURNED)
    moves = Transition.objects.filter(
        Q(action=EntryAction.RETURN) | undoing, entry__reporting_year=reporting_year
    ).order_by()
    counted = Count("pk", filter=Q(action=EntryAction.RETURN)) - Count("pk", filter=undoing)
    return moves.values("entry").annotate(returns=counted).filter(returns__gt=0).values("entry")

"""Holds a row until the commit: of two steps in the same moment one comes first, and the other sees it."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, QuerySet

from plans.enums import EntryState
from plans.models import Agency, Entry, ReportingYear
from plans.queries.years import open_years


def hold_open_year(reporting_year: ReportingYear) -> bool:
    """Holds the year's row until the caller's transaction ends; False, and nothing is held, where it is closed.

    Closing the year waits meanwhile, or came first and is seen here. One query. Raises TransactionManagementError
    outside a transaction.
    """
    return _hold(open_years().filter(pk=reporting_year.pk))


def hold_entry(entry: Entry, states: Collection[EntryState]) -> bool:
    """Holds the entry's row until the caller's transaction ends; False, and nothing is held, where the entry is in none
    of the states any more or its year is closed.

    Moving the entry waits meanwhile, or came first and is seen here. One query. Raises TransactionManagementError
    outside a transaction.
    """
    return _hold(Entry.objects.filter(pk=entry.pk, state__in=states, reporting_year__in=open_years()))


def hold_agency(agency: int) -> None:
    """Holds the agency's row (by its key) until the caller's transaction ends: what is summed up over its entries is not
    summed up by another at the same moment. Before any row of an entry is held. One query.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A row is held inside a transaction only.")
    Agency.objects.filter(pk=agency).update(protocol_order=F("protocol_order"))


def _hold(rows: QuerySet) -> bool:
    """Compare-and-set of a column to itself: SQLite knows no SELECT … FOR UPDATE, and Django says nothing there.

    The conditions are the row's own or lists of keys, never joins: see `open_years`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A row is held inside a transaction only.")
    return bool(rows.update(state=F("state")))

"""The activity as a table: XLSX and CSV, one line an event."""

from collections.abc import Iterable, Iterator

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from plans.activity.queries import KINDS, ActivityRow, FieldChange
from plans.azerbaijani import short_date
from plans.exports.tables import table_csv, table_workbook

MOST_ROWS = 5_000  # what a request writes within a second
BATCH = 1_000
WIDTHS = (11, 7, 26, 24, 34, 11, 34, 7, 60)


def heads() -> tuple[str, ...]:
    """The names of the columns."""
    return (
        _("Date"),
        _("Time"),
        _("Who"),
        _("Kind"),
        _("What happened"),
        _("Sub-point"),
        _("Agency"),
        _("Year"),
        _("Details"),
    )


def activity_workbook(batches: Iterable[list[ActivityRow]], *, title: str, total_is_cut: bool) -> bytes:
    """The file. `total_is_cut`: there are older events, which a last line says."""
    return table_workbook(title, heads(), _lines(batches, total_is_cut=total_is_cut), widths=WIDTHS)


def activity_csv(batches: Iterable[list[ActivityRow]], *, total_is_cut: bool) -> bytes:
    """The file. `total_is_cut`: as `activity_workbook` has it."""
    return table_csv(heads(), _lines(batches, total_is_cut=total_is_cut))


def _lines(batches: Iterable[list[ActivityRow]], *, total_is_cut: bool) -> Iterator[tuple[str | int, ...]]:
    for batch in batches:
        yield from map(_line, batch)
    if total_is_cut:
        yield (
            _("Only the newest %(most)s events are in this file. Choose days to get the older ones.")
            % {"most": MOST_ROWS},
            *[""] * (len(WIDTHS) - 1),
        )


def _line(row: ActivityRow) -> tuple[str | int, ...]:
    return (
        short_date(localtime(row.when).date()),
        row.clock,
        row.who or row.nobody,
        str(KINDS[row.kind]),
        row.what,
        row.number,
        row.agency_name or row.agency,
        row.year or "",
        _details(row),
    )


def _details(row: ActivityRow) -> str:
    changes = [_change(change) for change in row.changes]
    if row.is_plan_change and not changes:
        changes = [_("saved without a change")]
    return "\n".join(filter(None, (row.thing, row.note, row.reason, *changes)))


def _change(change: FieldChange) -> str:
    return f"{change.label}: {change.before or '–'} → {change.after or '–'}"

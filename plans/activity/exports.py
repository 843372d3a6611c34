"""The activity as a table: XLSX and CSV, one line an event."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Font

from plans.activity.queries import KINDS, ActivityRow, FieldChange
from plans.azerbaijani import short_date
from plans.exports.guarding import guard
from plans.exports.sheets import new_book, put, workbook_bytes

MOST_ROWS = 10_000
BATCH = 1_000
CSV = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes the file for the office's old code page
WIDTHS = (11, 7, 26, 24, 34, 11, 34, 7, 60)
_WRAPPED, _BOLD = Alignment(vertical="top", wrap_text=True), Font(bold=True)


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
    book, sheet = new_book(title)
    for column, (head, width) in enumerate(zip(heads(), WIDTHS, strict=True), 1):
        put(sheet, 1, column, head, font=_BOLD)
        sheet.column_dimensions[chr(ord("A") + column - 1)].width = width
    sheet.freeze_panes = "A2"
    for number, line in enumerate(_lines(batches, total_is_cut=total_is_cut), 2):
        for column, value in enumerate(line, 1):
            put(sheet, number, column, value, alignment=_WRAPPED)
    return workbook_bytes(book)


def activity_csv(batches: Iterable[list[ActivityRow]], *, total_is_cut: bool) -> bytes:
    """The file in UTF-8 with a byte order mark. What a table program would take for a formula gets an apostrophe."""
    out = io.StringIO(newline="")
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(heads())
    for line in _lines(batches, total_is_cut=total_is_cut):
        writer.writerow([guard(str(value)) for value in line])
    return out.getvalue().encode()


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

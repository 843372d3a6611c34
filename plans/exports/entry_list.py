"""The list of a year's entries as a table: XLSX and CSV, one line a sub-point and agency."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Font

from plans.azerbaijani import short_date
from plans.exports.guarding import guard
from plans.exports.sheets import new_book, put, workbook_bytes
from plans.queries.agency_year import EntryRow

MOST_ROWS = 10_000
CSV = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes the file for the office's old code page
WIDTHS = (9, 60, 18, 40, 16, 24, 18, 12, 14)
_WRAPPED, _BOLD = Alignment(vertical="top", wrap_text=True), Font(bold=True)


def heads() -> tuple[str, ...]:
    """The names of the columns."""
    return (
        _("No."),
        _("Measure"),
        _("Code of the agency"),
        _("Agency"),
        _("Part"),
        _("Implementation status"),
        _("State"),
        _("Due"),
        _("Last change"),
    )


def list_workbook(batches: Iterable[list[EntryRow]], year: int, *, title: str, is_cut: bool) -> bytes:
    """The file. `is_cut`: there are more than it holds, which a last line says."""
    book, sheet = new_book(title)
    for column, (head, width) in enumerate(zip(heads(), WIDTHS, strict=True), 1):
        put(sheet, 1, column, head, font=_BOLD)
        sheet.column_dimensions[chr(ord("A") + column - 1)].width = width
    sheet.freeze_panes = "A2"
    for number, line in enumerate(_lines(batches, year, is_cut=is_cut), 2):
        for column, value in enumerate(line, 1):
            put(sheet, number, column, value, alignment=_WRAPPED)
    return workbook_bytes(book)


def list_csv(batches: Iterable[list[EntryRow]], year: int, *, is_cut: bool) -> bytes:
    """The file in UTF-8 with a byte order mark. What a table program would take for a formula gets an apostrophe."""
    out = io.StringIO(newline="")
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(heads())
    for line in _lines(batches, year, is_cut=is_cut):
        writer.writerow([guard(value) for value in line])
    return out.getvalue().encode()


def _lines(batches: Iterable[list[EntryRow]], year: int, *, is_cut: bool) -> Iterator[tuple[str, ...]]:
    for batch in batches:
        yield from (_line(row, year) for row in batch)
    if is_cut:
        yield (
            _("Only the first %(most)s lines are in this file. Filter to get the others.") % {"most": MOST_ROWS},
            *[""] * (len(WIDTHS) - 1),
        )


def _line(row: EntryRow, year: int) -> tuple[str, ...]:
    agency, entry = row.assignment.agency, row.entry
    return (
        row.sub_point.number,
        row.sub_point.measure,
        agency.code,
        str(agency.name_in(year) or agency.code),
        str(row.assignment.get_role_display()),
        str(row.status_label),
        str(row.state_label),
        short_date(row.due) if row.due else "",
        short_date(localtime(entry.updated_at).date()) if entry else "",
    )

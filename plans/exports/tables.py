"""A plain table as a file, XLSX or CSV: a row of heads and lines as long as it."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl.styles import Alignment, Font

from plans.exports.guarding import guard
from plans.exports.sheets import new_book, put, workbook_bytes

CSV = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes the file for the office's old code page
_WRAPPED, _BOLD = Alignment(vertical="top", wrap_text=True), Font(bold=True)

Line = Sequence[str | int]


def table_workbook(title: str, heads: Sequence[str], lines: Iterable[Line], *, widths: Sequence[int]) -> bytes:
    """The XLSX file; `widths` are those of the columns in characters. Raises ValueError where they are not as many as heads."""
    book, sheet = new_book(title)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), 1):
        put(sheet, 1, column, head, font=_BOLD)
        sheet.column_dimensions[chr(ord("A") + column - 1)].width = width
    sheet.freeze_panes = "A2"
    for number, line in enumerate(lines, 2):
        for column, value in enumerate(line, 1):
            put(sheet, number, column, value, alignment=_WRAPPED)
    return workbook_bytes(book)


def table_csv(heads: Sequence[str], lines: Iterable[Line]) -> bytes:
    """The file in UTF-8 with a byte order mark. What a table program would take for a formula gets an apostrophe."""
    out = io.StringIO(newline="")
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(heads)
    for line in lines:
        writer.writerow([guard(str(value)) for value in line])
    return out.getvalue().encode()

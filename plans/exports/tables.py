"""A plain table as a file, XLSX or CSV: a row of heads and lines as long as it.

XLSX is written by XlsxWriter: ten thousand lines take half a second of the processor, which with openpyxl,
whose cells are objects, were four.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from xlsxwriter import Workbook

from plans.exports.guarding import guard
from plans.exports.sheets import LONGEST_SHEET_NAME, cell_text, is_like_formula

CSV = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes the file for the office's old code page
_IN_MEMORY = {"in_memory": True}  # no file of its own beside the data
_WRAPPED = {"valign": "top", "text_wrap": True}

Line = Sequence[str | int]


def table_workbook(title: str, heads: Sequence[str], lines: Iterable[Line], *, widths: Sequence[int]) -> bytes:
    """The XLSX file; `widths` are those of the columns in characters. Raises ValueError where they are not as many as heads.

    A text is never taken for a formula, however it begins.
    """
    out = io.BytesIO()
    with Workbook(out, _IN_MEMORY) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format(_WRAPPED)
        quoted = book.add_format(_WRAPPED | {"quote_prefix": True})  # it would become one once somebody edits the cell
        sheet = book.add_worksheet(title[:LONGEST_SHEET_NAME])
        for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        sheet.freeze_panes(1, 0)
        for number, line in enumerate(lines, 1):
            for column, value in enumerate(line):
                if isinstance(value, str):
                    sheet.write_string(number, column, cell_text(value), quoted if is_like_formula(value) else wrapped)
                else:
                    sheet.write_number(number, column, value, wrapped)
    return out.getvalue()


def table_csv(heads: Sequence[str], lines: Iterable[Line]) -> bytes:
    """The file in UTF-8 with a byte order mark. What a table program would take for a formula gets an apostrophe."""
    out = io.StringIO(newline="")
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(heads)
    for line in lines:
        writer.writerow([guard(str(value)) for value in line])
    return out.getvalue().encode()

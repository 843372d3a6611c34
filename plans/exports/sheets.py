"""What every XLSX file shares: text that stays text, the page it prints on, the bytes of a workbook."""

import io

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.descriptors.serialisable import Serialisable
from openpyxl.styles import Border, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
LONGEST_TEXT = 32_767  # characters of a cell; a longer one makes the file unreadable
LONGEST_SHEET_NAME = 31  # characters
A3, MARGIN_INCHES = 8, 0.4
_HAIR = Side(style="hair", color="FFBBB8AF")
GRID = Border(left=_HAIR, right=_HAIR, top=_HAIR, bottom=_HAIR)


def new_book(title: str) -> tuple[Workbook, Worksheet]:
    """A workbook and its one sheet, called by so much of the title as a sheet's name may hold."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title[:LONGEST_SHEET_NAME]
    return book, sheet


def put(sheet: Worksheet, row: int, column: int, value: str | int | None, **style: Serialisable) -> Cell | MergedCell:
    """Writes a number or a text into a cell; a text is never taken for a formula, however it begins.

    `style` are properties of openpyxl's cell: font, fill, border, alignment. Characters that XML cannot hold are left
    out, texts longer than a cell holds are cut.
    """
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = cell_text(value)
        cell.data_type = "s"  # openpyxl takes "=…" for a formula
        cell.quotePrefix = is_like_formula(value)  # the office program would, once somebody edits the cell
    elif value is not None:
        cell.value = value
    for name, held in style.items():
        setattr(cell, name, held)
    return cell


def cell_text(value: str) -> str:
    """So much of a text as a cell holds, without the characters that XML cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_TEXT]


def is_like_formula(value: str) -> bool:
    """Whether an office program would take the text for a formula, or might."""
    return value.startswith(FORMULA_STARTS)


def print_on_a3(sheet: Worksheet, *, head_row: int, head_columns: str) -> None:
    """A3 landscape, as wide as the paper, with the head row and the columns ("A:C") on every page."""
    sheet.page_setup.paperSize = A3
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for side in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, side, MARGIN_INCHES)
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.print_title_cols = head_columns
    if (footer := sheet.oddFooter) is not None:
        footer.right.text = "&P / &N"


def workbook_bytes(book: Workbook) -> bytes:
    """The file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

"""Sheets of a workbook: what is a number stays one, what is a text never becomes a formula, spans are merged."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from plans.exports.sheets import LONGEST_SHEET_NAME, LONGEST_TEXT, cell_text, is_like_formula
from plans.narrative import Block, Cell, ListBlock, Paragraph, Table, walk_paragraphs
from reports.renderers.grid import grid_of

_REFUSED = re.compile(r"[\[\]:*?/\\]")  # in a sheet's name
CUT = " […]"  # a cell holds no more
# A number as Azerbaijani writes it: "1 250", "12,5", "−3". Not "4.2", "007", "04.11.2021" or a telephone's.
_NUMBER = re.compile(r"[-−]?(?:0|[1-9]\d{0,14}|[1-9]\d{0,2}(?:[ \u00a0]\d{3}){1,4})(?:,\d{1,6})?")
_PAPER_A4 = 9
_LINE: dict[str, object] = {"valign": "top", "text_wrap": True}
_GRID: dict[str, object] = {"border": 1, "border_color": "#BBB8AF"}
_HEAD: dict[str, object] = {"bold": True, "bg_color": "#EFEDE6"}

Value = str | int
Look = Mapping[str, object]


class Book:
    """A workbook and the looks of its cells."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.names: set[str] = set()
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def page(self, name: str) -> "Page":
        """A new sheet: its name is so much of the given one as a sheet's may hold, and like no other's."""
        bare = _REFUSED.sub(" ", name).strip("' ")[:LONGEST_SHEET_NAME] or "–"
        unique, place = bare, 1
        while unique.casefold() in self.names:
            place += 1
            ending = f" ({place})"
            unique = bare[: LONGEST_SHEET_NAME - len(ending)] + ending
        self.names.add(unique.casefold())
        return Page(self, self.workbook.add_worksheet(unique))

    def look(self, **properties: object) -> Format:
        """The look of a cell; the same one is made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]


class Page:
    """A sheet that is written line by line; prints as wide as a page on its side."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self.book = book
        self.sheet = sheet
        self.row = 0
        self.head = 0
        self.title = {"bold": True, "font_size": 13}
        self.bold = {"bold": True}
        self.wrapped = _LINE
        sheet.set_landscape()
        sheet.set_paper(_PAPER_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        sheet.set_footer("&C&A – &P / &N")

    def columns(self, *widths: int) -> None:
        """The widths of the columns, in characters."""
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)

    def skip(self) -> None:
        """Leaves a row empty."""
        self.row += 1

    def say(self, text: str, look: Look) -> None:
        """A line of its own."""
        self._put(self.row, 0, text, look)
        self.row += 1

    def heads(self, names: Sequence[str], *, kept_columns: int) -> None:
        """The heads of the columns: they stay in sight, with so many columns, and stand on each page of paper."""
        for place, name in enumerate(names):
            self._put(self.row, place, name, _LINE | _GRID | _HEAD)
        self.head = self.row
        self.row += 1
        self.sheet.freeze_panes(self.row, kept_columns)
        self.sheet.repeat_rows(self.head)

    def line(self, values: Sequence[Value], *, numbers_from: int | None = None) -> None:
        """A line under the heads; the values from this place on are numbers where they read as such."""
        for place, value in enumerate(values):
            is_number = numbers_from is not None and place >= numbers_from
            self._put(self.row, place, value, _LINE | _GRID, may_be_number=is_number)
        self.row += 1

    def filters(self, columns: int) -> None:
        """Lets the lines under the heads be narrowed."""
        if self.row > self.head + 1:
            self.sheet.autofilter(self.head, 0, self.row - 1, columns - 1)

    def table(self, table: Table, *, before: Sequence[Value] = ()) -> None:
        """A table of a text, each row after what says where it stands; spans are merged."""
        grid = grid_of(table)
        for number in range(len(grid.rows)):
            for place, value in enumerate(before):
                self._put(self.row + number, place, value, _LINE)
            for placed in grid.beginning_in(number):
                top, left = self.row + number, len(before) + placed.left
                look = _LINE | _GRID | (_HEAD if placed.cell.header else {})
                height, width = placed.bottom - placed.top, placed.columns
                if height * width > 1:
                    self.sheet.merge_range(top, left, top + height - 1, left + width - 1, "", self.book.look(**look))
                self._put(top, left, _said(placed.cell), look, may_be_number=True)
        self.row += len(grid.rows)

    def _put(self, row: int, column: int, value: Value, look: Look, *, may_be_number: bool = False) -> None:
        if isinstance(value, int):
            self.sheet.write_number(row, column, value, self.book.look(**look))
        elif may_be_number and _NUMBER.fullmatch(value):
            self.sheet.write_number(row, column, number_of(value), self.book.look(**look, num_format=_format_of(value)))
        elif not value:
            self.sheet.write_blank(row, column, None, self.book.look(**look))
        else:
            said = cell_text(value)
            if len(value) > LONGEST_TEXT:
                said = said[: LONGEST_TEXT - len(CUT)] + CUT
            quoted = {"quote_prefix": True} if is_like_formula(said) else {}
            self.sheet.write_string(row, column, said, self.book.look(**look, **quoted))


def number_of(text: str) -> float:
    """The number that a text like "1 250,5" names. Raises ValueError for another text."""
    return float(re.sub(r"[ \u00a0]", "", text).replace("−", "-").replace(",", "."))


def _format_of(text: str) -> str:
    """How the number shows as it was written: with groups or without, with as many places."""
    whole, _comma, part = text.partition(",")
    grouped = "#,##0" if re.search(r"[ \u00a0]", whole) else "0"
    return f"{grouped}.{'0' * len(part)}" if part else grouped


def _said(cell: Cell) -> str:
    return "\n".join(lines_of(cell.blocks))


def lines_of(blocks: Iterable[Block]) -> Iterator[str]:
    """The text of blocks, a line for each paragraph, with the marks of lists."""
    for block in blocks:
        match block:
            case Paragraph():
                yield block.text
            case ListBlock():
                for number, item in enumerate(block.items, block.start):
                    mark = f"{number}. " if block.ordered else "– "
                    for place, line in enumerate(lines_of(item)):
                        yield line if place else mark + line
            case Table():
                yield from (paragraph.text for paragraph in walk_paragraphs((block,)))

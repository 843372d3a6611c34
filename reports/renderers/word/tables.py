"""A table of Word: its grid, its cells with their spans, its head that is repeated on each page."""

from collections.abc import Callable, Iterable

from lxml import etree

from plans.narrative import Block, Table
from reports.renderers.grid import Grid, Placed, grid_of
from reports.renderers.word.pages import USUAL_PAPER, Paper
from reports.renderers.word.styles import TABLE_FACES, table_style
from reports.renderers.word.widths import MARGINS, Layout, layout_of
from reports.renderers.word.xml import W, keep_with_next, put, put_paragraph

SHORT_TABLE = 6  # rows that stand on one page, the head among them
MOST_TOGETHER = 16  # rows of the year in figures
LAST_ROWS = 3  # that do not part
_TALLEST_HEAD = 1 / 3  # of a page: a taller one is not repeated
Write = Callable[[etree._Element, tuple[Block, ...], str, int], None]


def laid_out(table: Table, *, width: int | None = None, paper: Paper = USUAL_PAPER) -> tuple[Grid, Layout]:
    """The table on its grid, and how it stands on a page, or in a cell of a `width`."""
    grid = grid_of(table)
    return grid, layout_of(grid, width=width, paper=paper)


def put_table(parent: etree._Element, grid: Grid, layout: Layout, write: Write) -> None:
    """The table, last in its parent. `write` writes blocks into a cell, given the style of its text and its width."""
    table = put(parent, "tbl")
    properties = put(table, "tblPr")
    put(properties, "tblStyle", val="TableGrid")
    put(properties, "tblW", w=sum(layout.columns), type="dxa")
    put(properties, "tblLayout", type="fixed")
    if layout.face != TABLE_FACES[0]:
        margins = put(properties, "tblCellMar")
        for side in ("left", "right"):
            put(margins, side, w=MARGINS[layout.face], type="dxa")
    head = _rows_of_head(grid, layout)
    put(
        properties, "tblLook", val="0420" if head else "0400", firstRow=int(bool(head)), lastRow=0, firstColumn=0,
        lastColumn=0, noHBand=0, noVBand=1,
    )  # fmt: skip
    columns = put(table, "tblGrid")
    for column in layout.columns:
        put(columns, "gridCol", w=column)
    for row in range(len(grid.rows)):
        line = put(table, "tr")
        of_row = put(line, "trPr")
        if layout.is_kept_whole(row):
            put(of_row, "cantSplit")
        if row < head:
            put(of_row, "tblHeader")
        _put_cells(line, of_row, grid, row, layout, write)
        if row + 1 < len(grid.rows) and grid.width > 1 and len(line.findall(f"{W}tc")) == 1:
            keep_with_next(line)  # the heading of the rows below it does not end a page


def set_numbers(written: etree._Element, table: Table, columns: slice, *, over_numbers: bool = False) -> None:
    """Sets the cells of these columns to the right, those of the head only if asked for; heads of rows are not bold.

    The table has a cell of Word for each of its own: none reaches over several rows.
    """
    for row, line in zip(table.rows, written.iterfind(W + "tr"), strict=True):
        is_head = all(cell.header for cell in row)
        right = range(*columns.indices(len(row)))
        for place, (cell, of_cell) in enumerate(zip(row, line.iterfind(W + "tc"), strict=False)):
            for properties in of_cell.iter(W + "pPr"):
                style = properties.find(W + "pStyle")
                if style is not None and cell.header and not is_head:
                    style.set(W + "val", style.get(W + "val", "").replace("TableHeading", "TableText"))
                if place in right and (over_numbers if is_head else not cell.header):
                    put(properties, "jc", val="right")


def keep_together(written: Iterable[etree._Element]) -> None:
    """What leads to a text stays with its first line: paragraphs, tables of a few rows, and of longer ones the first rows."""
    for element in written:
        rows = element.findall(W + "tr")
        if not rows:
            keep_with_next(element)
        for row in rows if len(rows) <= SHORT_TABLE else rows[:2]:
            keep_with_next(row)


def keep_end_together(written: etree._Element) -> None:
    """A table of one page at most stays on one, of a longer one the last rows do: a sum is not alone on the next."""
    rows = written.findall(W + "tr")
    for row in rows[:-1] if len(rows) <= MOST_TOGETHER else rows[-LAST_ROWS:-1]:
        keep_with_next(row)


def _put_cells(
    line: etree._Element, of_row: etree._Element, grid: Grid, row: int, layout: Layout, write: Write
) -> None:
    places = grid.rows[row]
    column = 0
    while column < grid.width:
        placed = places.get(column)
        if placed is None and column and not any(place > column for place in places):
            left_over = put(of_row, "gridAfter", val=grid.width - column)
            of_row.insert(0, left_over)
            return
        column = _put_cell(line, placed, row, column, layout, write)


def _put_cell(line: etree._Element, placed: Placed | None, row: int, column: int, layout: Layout, write: Write) -> int:
    """One cell, an empty one where the table has none or one from above reaches down; returns where the next begins."""
    right = placed.right if placed else column + 1
    width = sum(layout.columns[column:right])
    cell = put(line, "tc")
    properties = put(cell, "tcPr")
    put(properties, "tcW", w=width, type="dxa")
    if right - column > 1:
        put(properties, "gridSpan", val=right - column)
    style = table_style(layout.face, is_heading=placed is not None and placed.cell.header)
    if placed is not None and placed.bottom - placed.top > 1:
        put(properties, "vMerge", **({"val": "restart"} if placed.top == row else {}))
    if placed is not None and placed.top == row and placed.cell.blocks:
        write(cell, placed.cell.blocks, style, width - 2 * MARGINS[layout.face])
    else:
        put_paragraph(cell, style)
    return right


def _rows_of_head(grid: Grid, layout: Layout) -> int:
    """How many rows are the table's head: those at its top that hold headings only, if no cell of theirs reaches further."""
    rows = 0
    while rows < len(grid.rows) and grid.rows[rows] and all(place.cell.header for place in grid.rows[rows].values()):
        rows += 1
    while rows and any(place.bottom > rows for place in grid.rows[rows - 1].values()):
        rows -= 1
    if rows == len(grid.rows) or layout.height(rows) > layout.page.text_height * _TALLEST_HEAD:
        return 0
    return rows

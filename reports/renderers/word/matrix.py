"""The table of sub-points and agencies as Word has it: names that stand upright over narrow columns."""

from lxml import etree

from plans.narrative import Table
from reports.renderers.grid import grid_of
from reports.renderers.matrix import HEAD, LEADING, column_widths, measure_lines, shortened, status_of, text_of
from reports.renderers.word.pages import Page, twips
from reports.renderers.word.tables import Write, put_table
from reports.renderers.word.widths import Layout
from reports.renderers.word.xml import W, put

FACE = 8
ROW = 230  # twips, about: one line
# Of the status, beside its letter.
_TINTS = {
    "implemented": "E2EFE6",
    "no_cases": "E2EFE6",
    "being_implemented": "DFEAF3",
    "partly_implemented": "F8EAD0",
    "not_implemented": "F3DADA",
    "not_due": "ECEBE6",
}


def put_matrix(parent: etree._Element, table: Table, page: Page, write: Write) -> None:
    """The table, last in its parent, on a page that is wide enough for it."""
    room = page.text_width * 25.4 / 1440
    table = shortened(table, room)
    grid = grid_of(table)
    columns = tuple(int(width * 1440 / 25.4) for width in column_widths(grid.width, room))
    heights = (twips(HEAD), *(ROW * measure_lines(table) for _row in table.rows[1:]))
    put_table(parent, grid, Layout(page, FACE, columns, heights), write)
    written = parent[-1]
    head, *rows = written.iterfind(f"{W}tr")
    properties = head.find(f"{W}trPr")
    if properties is not None:
        put(properties, "trHeight", val=twips(HEAD), hRule="exact")
    for steep in list(head.iterfind(f"{W}tc"))[LEADING:]:
        of_cell = steep.find(f"{W}tcPr")
        if of_cell is not None:
            put(of_cell, "textDirection", val="btLr")
            put(of_cell, "vAlign", val="center")
    for row, line in zip(table.rows[1:], rows, strict=True):
        for place, (cell, written_cell) in enumerate(zip(row, line.iterfind(f"{W}tc"), strict=True)):
            of_cell = written_cell.find(f"{W}tcPr")
            if place < LEADING - 1 or of_cell is None:
                continue
            if status := status_of(text_of(cell)):
                put(of_cell, "shd", val="clear", color="auto", fill=_TINTS[status])
            for paragraph in written_cell.iterfind(f"{W}p/{W}pPr"):
                put(paragraph, "jc", val="center")

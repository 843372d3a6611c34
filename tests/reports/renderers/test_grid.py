"""Cells on a grid, as a browser places them."""

import pytest

from plans.narrative import Table, parse, walk_paragraphs
from reports.renderers.grid import grid_of


def drawn(rows: str) -> list[str]:
    """Each row of the grid, a sign a place: that of the cell which takes it, "." for none."""
    (table,) = parse(f"<table>{rows}</table>")
    assert isinstance(table, Table)
    grid = grid_of(table)
    texts = {
        id(placed): "".join(paragraph.text for paragraph in walk_paragraphs(placed.cell.blocks))
        for row in grid.rows
        for placed in row.values()
    }
    return [
        "".join(texts[id(row[column])] if column in row else "." for column in range(grid.width)) for row in grid.rows
    ]


@pytest.mark.parametrize(
    ("rows", "grid"),
    [
        ("<tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>", ["ab", "cd"]),
        ("<tr><td colspan=2>a</td><td>b</td></tr><tr><td>c</td><td>d</td><td>e</td></tr>", ["aab", "cde"]),
        ("<tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr>", ["ab", "ac"]),
        ("<tr><td rowspan=2 colspan=2>a</td><td>b</td></tr><tr><td>c</td></tr>", ["aab", "aac"]),
        ("<tr><td>a</td><td rowspan=2>b</td><td>c</td></tr><tr><td>d</td><td>e</td></tr>", ["abc", "dbe"]),
        # A row that is short, a cell that reaches below the table, one that would lie over another.
        ("<tr><td>a</td><td>b</td></tr><tr><td>c</td></tr>", ["ab", "c."]),
        ("<tr><td rowspan=9>a</td><td>b</td></tr>", ["ab"]),
        ("<tr><td>a</td><td rowspan=2>b</td></tr><tr><td colspan=2>c</td></tr>", ["ab", "cb"]),
        ("<tr><td>a</td><td>b</td><td rowspan=2>c</td></tr><tr><td>d</td></tr>", ["abc", "d.c"]),
    ],
)
def test_cells_stand_where_a_browser_puts_them(rows, grid):
    assert drawn(rows) == grid


def test_a_cell_is_written_in_the_row_where_it_begins_and_in_no_other():
    (table,) = parse("<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>")
    grid = grid_of(table)
    assert [[placed.left for placed in grid.beginning_in(row)] for row in (0, 1)] == [[0, 1], [1]]

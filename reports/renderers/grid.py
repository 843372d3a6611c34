"""Where the cells of a table stand when its spans are counted: what every format without spans of its own asks for."""

import re
from dataclasses import dataclass

from plans.narrative import Cell, Table, walk_paragraphs

_NUMBER = re.compile(r"[0-9\u00a0]*+(?:,[0-9]++)?")


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell at its place: the columns `left` to before `right`, the rows `top` to before `bottom`."""

    cell: Cell
    top: int
    left: int
    bottom: int
    right: int

    @property
    def columns(self) -> int:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of equal width. `rows[row]` maps each taken column to the cell that stands or reaches there."""

    rows: tuple[dict[int, Placed], ...]
    width: int

    def beginning_in(self, row: int) -> list[Placed]:
        """The cells written in the row, in order."""
        return [placed for column, placed in self.rows[row].items() if (placed.top, placed.left) == (row, column)]


def grid_of(table: Table) -> Grid:
    """The cells of a table on a grid, as a browser places them; takes time in proportion to the places.

    A cell that reaches below the last row ends there, and one that would lie over another ends before it: no two cells
    share a place.
    """
    rows: list[dict[int, Placed]] = [{} for _row in table.rows]
    for top, cells in enumerate(table.rows):
        left = 0
        for cell in cells:
            while left in rows[top]:
                left += 1
            right = left + 1
            while right < left + cell.colspan and right not in rows[top]:
                right += 1
            placed = Placed(cell, top, left, min(top + cell.rowspan, len(rows)), right)
            for row in range(top, placed.bottom):
                for column in range(left, right):
                    rows[row][column] = placed
            left = right
    width = max((max(row, default=-1) + 1 for row in rows), default=0)
    return Grid(tuple(dict(sorted(row.items())) for row in rows), width)


def says_words(table: Table) -> bool:
    """Whether a cell beside the heads is no plain number: then the columns are none of numbers."""
    cells = (cell for row in table.rows for cell in row if not cell.header)
    texts = (paragraph.text for cell in cells for paragraph in walk_paragraphs(cell.blocks))
    return not all(_NUMBER.fullmatch(text) for text in texts)

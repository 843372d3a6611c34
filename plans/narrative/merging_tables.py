"""Merges two people's changes of one table: row by row, and within a row cell by cell."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from plans.narrative.alignment import matches
from plans.narrative.blocks import Block, Cell, Table
from plans.narrative.units import Edit, Stretch, edits_of, stretches_of, words_in

Row = tuple[Cell, ...]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Sides:
    """Blocks of the three. Where nothing is to be chosen all say the same; otherwise each has all that needs no choice."""

    is_clean: bool
    base: tuple[Block, ...]
    mine: tuple[Block, ...]
    theirs: tuple[Block, ...]


MergeBlocks = Callable[[tuple[Block, ...], tuple[Block, ...], tuple[Block, ...]], Sides]


@dataclass(frozen=True, slots=True)
class TableSides:
    is_clean: bool
    base: Table
    mine: Table
    theirs: Table


def merge_tables(base: Table, mine: Table, theirs: Table, merge_blocks: MergeBlocks) -> TableSides | None:
    """The three tables joined by cells, or None where only the tables as wholes can be chosen.

    Of two who work in different cells both are right. Rows that one side put in or took out go with changes of the other
    rows; rows that both put in at one place all stay, theirs first. A row taken out by one and changed by the other, and
    columns put in by both, are chosen as whole tables; so is a table with cells over several rows once it has other rows.
    Where one side has only put in or taken out columns, the other's rows get them, too.
    """
    wider = _with_columns(base, mine, theirs) or _with_columns(base, theirs, mine)
    if wider is not None:
        return TableSides(True, wider, wider, wider)
    my_edits, their_edits = (edits_of(base.rows, side.rows, _words) for side in (mine, theirs))
    if not _same_grid(base, mine, theirs) and not (
        _shape(base) == _shape(mine) == _shape(theirs) and _row_for_row(my_edits) and _row_for_row(their_edits)
    ):
        return None
    rows: list[tuple[Row, Row, Row]] = []
    is_clean = True
    done = 0
    for stretch in stretches_of(base.rows, my_edits, their_edits):
        rows += [(row, row, row) for row in base.rows[done : stretch.start]]
        done = stretch.end
        joined = _joined_rows(stretch, merge_blocks)
        if joined is None:
            return None
        found, found_clean = joined
        rows += found
        is_clean &= found_clean
    rows += [(row, row, row) for row in base.rows[done:]]
    before, my_own, their_own = zip(*rows, strict=True) if rows else ((), (), ())
    return TableSides(is_clean, Table(before), Table(my_own), Table(their_own))


def _joined_rows(stretch: Stretch[Row], merge_blocks: MergeBlocks) -> tuple[list[tuple[Row, Row, Row]], bool] | None:
    base, mine, theirs = stretch.base, stretch.mine, stretch.theirs
    if theirs in (base, mine):
        return [(row, row, row) for row in mine], True
    if mine == base:
        return [(row, row, row) for row in theirs], True
    if not base:
        return [(row, row, row) for row in _after_each_other(theirs, mine)], True
    if not len(base) == len(mine) == len(theirs):
        return None
    found = [_joined_cells(*three, merge_blocks) for three in zip(base, mine, theirs, strict=True)]
    if any(row is None for row in found):
        return None
    whole = [row for row in found if row is not None]
    return [row for row, _clean in whole], all(clean for _row, clean in whole)


def _after_each_other(first: tuple[Row, ...], second: tuple[Row, ...]) -> Iterator[Row]:
    """All rows of both in their orders, those that both have once."""
    done = other_done = 0
    for place, other_place in [*matches(first, second), (len(first), len(second))]:
        yield from first[done:place]
        yield from second[other_done:other_place]
        yield from first[place : place + 1]
        done, other_done = place + 1, other_place + 1


def _joined_cells(
    base: Row, mine: Row, theirs: Row, merge_blocks: MergeBlocks
) -> tuple[tuple[Row, Row, Row], bool] | None:
    if not _spans(base) == _spans(mine) == _spans(theirs):
        return None
    cells: list[tuple[Cell, Cell, Cell]] = []
    is_clean = True
    for before, my_own, their_own in zip(base, mine, theirs, strict=True):
        header = _value(before.header, my_own.header, their_own.header)
        sides = merge_blocks(before.blocks, my_own.blocks, their_own.blocks)
        is_clean &= sides.is_clean
        three = [replace(before, blocks=blocks, header=header) for blocks in (sides.base, sides.mine, sides.theirs)]
        cells.append((three[0], three[1], three[2]))
    first, second, third = zip(*cells, strict=True)
    return (first, second, third), is_clean


def _value(base: Value, mine: Value, theirs: Value) -> Value:
    """Of a yes or no there are no three answers."""
    return theirs if mine == base else mine


def _words(row: Row) -> list[str]:
    return [word for cell in row for word in words_in(cell.blocks)]


def _spans(row: Row) -> list[tuple[int, int]]:
    return [(cell.colspan, cell.rowspan) for cell in row]


def _shape(table: Table) -> list[list[tuple[int, int]]]:
    return [_spans(row) for row in table.rows]


def _row_for_row(edits: list[Edit[Row]]) -> bool:
    return all(len(edit.parts) == edit.end - edit.start for edit in edits)


def _width(table: Table) -> int | None:
    """How many columns each row has; None where the rows differ or a cell goes over several."""
    widths = {sum(cell.colspan for cell in row) for row in table.rows}
    is_plain = all(cell.rowspan == 1 for row in table.rows for cell in row)
    return widths.pop() if is_plain and len(widths) == 1 else None


def _same_grid(*tables: Table) -> bool:
    widths = {_width(table) for table in tables}
    return None not in widths and len(widths) == 1


# --- Columns ----------------------------------------------------------------------------------------------------------


def _with_columns(base: Table, changed: Table, other: Table) -> Table | None:
    """`other` with the columns that `changed` put in and took out; None unless that is all that `changed` did to `base`,
    and where a cell of `other` would be lost by it.
    """
    if not all(_is_square(table) for table in (base, changed, other)) or len(changed.rows) != len(base.rows):
        return None
    before, after = (list(zip(*table.rows, strict=True)) for table in (base, changed))
    if len(before) == len(after) or len(other.rows[0]) != len(before):
        return None
    edits = edits_of(before, after)
    if any(edit.start < edit.end and edit.parts for edit in edits):
        return None  # columns were changed as well
    gone = [place for edit in edits for place in range(edit.start, edit.end)]
    rows = _rows_of_base(base, other)
    if rows is None:
        return None
    if any(
        row is None or other_row[place] != base.rows[row][place]
        for other_row, row in zip(other.rows, rows, strict=True)
        for place in gone
    ):
        return None
    kept = {row for row in rows if row is not None}
    if any(
        cell.blocks for edit in edits for column in edit.parts for row, cell in enumerate(column) if row not in kept
    ):
        return None  # what was written into a row that is gone
    return Table(tuple(_wider(other_row, row, edits) for other_row, row in zip(other.rows, rows, strict=True)))


def _is_square(table: Table) -> bool:
    width = len(table.rows[0])
    return all(len(row) == width and all(cell.colspan == cell.rowspan == 1 for cell in row) for row in table.rows)


def _rows_of_base(base: Table, other: Table) -> list[int | None] | None:
    """For each row of `other` the one of `base` that it is, changed perhaps; None for a new one. None where that is open."""
    rows: list[int | None] = []
    done = 0
    for edit in edits_of(base.rows, other.rows, _words):
        rows += range(done, edit.start)
        done = edit.end
        if len(edit.parts) == edit.end - edit.start:
            rows += range(edit.start, edit.end)
        elif edit.start == edit.end:
            rows += [None] * len(edit.parts)
        elif edit.parts:
            return None
    return [*rows, *range(done, len(base.rows))]


def _wider(row: Row, base_row: int | None, edits: Sequence[Edit[tuple[Cell, ...]]]) -> Row:
    cells: list[Cell] = []
    done = 0
    for edit in edits:
        cells += row[done : edit.start]
        cells += [
            Cell((), header=column[0].header and all(cell.header for cell in column))
            if base_row is None
            else column[base_row]
            for column in edit.parts
        ]
        done = edit.end
    return (*cells, *row[done:])

"""Tables of counts of persons, and which of their cells are not shown: `suppression` over rows and columns."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from plans.checks.suppression import Sum, Suppression, suppress

TOTAL = -1
"""The row or the column of the totals in a `Place`."""
Place = tuple[int, int]
Counts = tuple[int | None, ...]
_Cell = tuple[Hashable, int | None]


@dataclass(frozen=True, slots=True)
class CountTable:
    """Rows of counts, and the totals that are published with them; None is an empty cell, or no such total.

    `shared` names the cells that stand in other tables, too, by place: (row, column), `TOTAL` for a total.
    """

    rows: tuple[Counts, ...]
    row_totals: Counts | None = None
    column_totals: Counts | None = None
    total: int | None = None
    shared: Mapping[Place, Hashable] = field(default_factory=dict)

    def cells(self) -> Iterator[tuple[Place, int | None]]:
        for row, counts in enumerate(self.rows):
            yield from (((row, column), count) for column, count in enumerate(counts))
        yield from (((row, TOTAL), count) for row, count in enumerate(self.row_totals or ()))
        yield from (((TOTAL, column), count) for column, count in enumerate(self.column_totals or ()))
        yield (TOTAL, TOTAL), self.total

    def sums(self) -> Iterator[tuple[Place, tuple[Place, ...]]]:
        """Each total that may stand here with what it is the sum of; the total of all is one of totals and of cells."""
        width = len(self.rows[0]) if self.rows else 0
        rows, columns = range(len(self.rows)), range(width)
        if self.row_totals is not None:
            yield from (((row, TOTAL), tuple((row, column) for column in columns)) for row in rows)
            yield (TOTAL, TOTAL), tuple((row, TOTAL) for row in rows)
        if self.column_totals is not None:
            yield from (((TOTAL, column), tuple((row, column) for row in rows)) for column in columns)
            yield (TOTAL, TOTAL), tuple((TOTAL, column) for column in columns)
        if self.row_totals is None and self.column_totals is None:
            yield (TOTAL, TOTAL), tuple((row, column) for row in rows for column in columns)


@dataclass(frozen=True, slots=True)
class HiddenCells:
    """The places of one table that are not shown, as `Suppression` parts them."""

    less_than_five: frozenset[Place]
    silent: frozenset[Place]
    exposed: frozenset[Place]

    @property
    def places(self) -> frozenset[Place]:
        return self.less_than_five | self.silent


def suppress_tables(
    tables: Sequence[CountTable],
    links: Iterable[Sum[Hashable]] = (),
    *,
    hidden: Collection[Hashable] = (),
    published: Collection[Hashable] = (),
) -> tuple[HiddenCells, ...]:
    """What is not shown of each table, so that none of them gives away a cell of another.

    `links` are sums over shared cells of several tables: a figure of the consolidated report and those of the agencies.
    A shared cell has one value, or a value for each edition that a correction changed; what is not shown of one is shown
    of none. `hidden` and `published` name shared cells as in `suppress`. Raises ValueError as that does.
    """
    values: dict[_Cell, int | None] = {}
    names: list[dict[Place, _Cell]] = []
    versions: dict[Hashable, list[_Cell]] = defaultdict(list)
    for number, table in enumerate(tables):
        named: dict[Place, _Cell] = {}
        for place, count in table.cells():
            key = table.shared.get(place, (number, place))
            cell = named[place] = (key, count)
            if cell not in values:
                values[cell] = count
                versions[key].append(cell)
        names.append(named)
    sums = [
        Sum(named[total], tuple(named[part] for part in parts))
        for table, named in zip(tables, names, strict=True)
        for total, parts in _whole(table)
        if named[total][1] is not None
    ]
    sums += [
        Sum(total, tuple(part for key in link.parts for part in _version(versions, key)))
        for link in links
        for total in _version(versions, link.total)
    ]
    kept = {cell for key in hidden for cell in versions[key]}
    known = {cell for key in published for cell in versions[key]}
    answer = suppress(values, sums, hidden=kept, published=known)
    while more := _other_versions(versions, answer) - kept - known:
        kept |= more
        answer = suppress(values, sums, hidden=kept, published=known)
    return tuple(_of_table(named, answer) for named in names)


def _whole(table: CountTable) -> Iterator[tuple[Place, tuple[Place, ...]]]:
    """The sums whose totals all stand there: a total of totals is one of cells where some of the totals are missing."""
    counts = dict(table.cells())
    for total, parts in table.sums():
        if counts.get(total) is not None:
            yield total, parts


def _version(versions: Mapping[Hashable, list[_Cell]], key: Hashable) -> list[_Cell]:
    """The one cell of a name that a link speaks of. Raises ValueError where editions differ in it."""
    if len(versions.get(key, ())) > 1:
        raise ValueError(
            "A link names a cell that has another value in another edition: give each edition's its own name."
        )
    return versions.get(key, [])


def _other_versions(versions: Mapping[Hashable, list[_Cell]], answer: Suppression[_Cell]) -> set[_Cell]:
    """The values that a cell has in other editions, where it is not shown in one."""
    cells = answer.cells
    return {
        cell
        for key, _value in cells
        for cell in versions[key]
        if cell not in cells and cell[1] is not None
    }  # fmt: skip


def _of_table(named: Mapping[Place, _Cell], answer: Suppression[_Cell]) -> HiddenCells:
    def places(cells: frozenset[_Cell]) -> frozenset[Place]:
        return frozenset(place for place, cell in named.items() if cell in cells)

    return HiddenCells(places(answer.less_than_five), places(answer.silent), places(answer.exposed))

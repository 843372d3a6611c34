"""The paragraphs of a narrative as checks read them: each by itself, with what its place lets expect."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from plans.checks.findings import Finding
from plans.narrative import Block, Cell, ListBlock, Paragraph, Table, walk_paragraphs

_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph and its labels: the cell before its own, the head of its column, the line before its list."""

    text: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding in a narrative: `paragraph` counts from 0 in the order of `walk_paragraphs`."""

    paragraph: int
    finding: Finding


def passages_of(blocks: Iterable[Block], labels: tuple[str, ...] = ()) -> Iterator[Passage]:
    """One for each paragraph that `walk_paragraphs` gives, in its order."""
    leading = ""
    for block in blocks:
        match block:
            case Paragraph():
                yield Passage(block.text, labels)
                leading = block.text
            case ListBlock():
                before = (leading[-_LONGEST_LABEL:],) if leading.rstrip().endswith(":") else ()
                for item in block.items:
                    yield from passages_of(item, (*labels[:2], *before))
            case Table():
                yield from _passages_of_table(block)


def placed(blocks: Iterable[Block], find: Callable[[Passage], tuple[Finding, ...]]) -> tuple[Placed, ...]:
    return tuple(
        Placed(number, finding) for number, passage in enumerate(passages_of(blocks)) for finding in find(passage)
    )


def _passages_of_table(table: Table) -> Iterator[Passage]:
    heads: dict[int, str] = {}
    taken: dict[int, int] = {}  # by column: how many more rows a cell above reaches into
    for number, row in enumerate(table.rows):
        column, before = 0, ""
        for cell in row:
            while taken.get(column, 0) > 0:
                taken[column] -= 1
                column += 1
            label = _label_of(cell)
            labels = tuple(one for one in (before, heads.get(column, "")) if one)
            yield from passages_of(cell.blocks, labels)
            before = label
            for place in range(column, column + cell.colspan):
                if number == 0 or cell.header:
                    heads[place] = label
                taken[place] = cell.rowspan - 1
            column += cell.colspan
        for place in [place for place in taken if place >= column and taken[place] > 0]:
            taken[place] -= 1


def _label_of(cell: Cell) -> str:
    """What a cell of few words says; a longer one names nothing."""
    text = " ".join(paragraph.text for paragraph in walk_paragraphs(cell.blocks))
    return text if len(text) <= _LONGEST_LABEL else ""

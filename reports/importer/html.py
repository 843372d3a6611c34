"""Blocks of an item → its narrative as HTML, in the canonical form of `plans.narrative`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from plans.narrative import Block, Cell, ListBlock, Paragraph, Run, Table, to_html
from reports.importer.blocks import SourceBlock, TableCell
from reports.importer.runs import HARD_BREAK, SOFT_BREAK, Runs, merge_runs

_RIVALS = frozenset({"-*", "*-", ".)", ").", "-+", "+-", "*+", "+*"})


@dataclass(slots=True)
class _OpenList:
    """A list that still takes items; an item holds finished blocks and open lists."""

    level: int
    ordered: bool
    start: int
    marker: str = ""
    items: list[list["Block | _OpenList"]] = field(default_factory=list)

    def takes(self, block: SourceBlock) -> bool:
        """Whether `block` is the next item of this very list, not the first of another."""
        if self.ordered != block.ordered or _is_rival(self.marker, block.marker):
            return False
        return not self.ordered or block.number == self.start + len(self.items)

    def finish(self) -> ListBlock:
        items = (tuple(map(_finished, item)) for item in self.items)
        return ListBlock(tuple(items), self.ordered, self.start if self.ordered else 1)


def _is_rival(one: str, other: str) -> bool:
    """Whether items with these marks are of two lists, as Markdown has it: "-" and "*", "1." and "1)"."""
    return one != other and (one[-1:] + other[-1:] in _RIVALS)


def blocks_to_html(blocks: Sequence[SourceBlock]) -> str:
    """The narrative of an item: p, ul, ol (with start), li, table, tr, th, td, strong, em and a, escaped, well formed.

    Lists nest by level; numbers that do not go on begin a new list. Items with letters ("a)") become paragraphs that
    keep their letter, because a narrative has no lists of letters.
    """
    return to_html(_structured(blocks))


def _structured(blocks: Sequence[SourceBlock]) -> Iterator[Block]:
    root: list[Block | _OpenList] = []
    lists: list[_OpenList] = []
    for block in blocks:
        if block.kind == "list_item" and not _has_letter(block):
            _add_item(root, lists, block)
            continue
        if (block.kind == "paragraph" and not block.continues_item) or block.kind == "table":
            lists.clear()
        limit = block.level - (block.kind == "list_item")
        while lists and lists[-1].level > limit:
            lists.pop()
        (lists[-1].items[-1] if lists else root).append(_block(block))
    return map(_finished, root)


def _finished(part: "Block | _OpenList") -> Block:
    return part.finish() if isinstance(part, _OpenList) else part


def _add_item(root: list["Block | _OpenList"], lists: list[_OpenList], block: SourceBlock) -> None:
    while lists and lists[-1].level > block.level:
        lists.pop()
    if lists and lists[-1].level == block.level and not lists[-1].takes(block):
        lists.pop()
    if not lists or lists[-1].level < block.level:
        opened = _OpenList(block.level, block.ordered, block.number if block.number is not None else 1, block.marker)
        (lists[-1].items[-1] if lists else root).append(opened)
        lists.append(opened)
    lists[-1].items.append([Paragraph(block.runs)])


def _has_letter(block: SourceBlock) -> bool:
    return block.ordered and not block.marker[:1].isdecimal()


def _block(block: SourceBlock) -> Block:
    if block.kind == "table":
        return Table(tuple(tuple(map(_cell, row)) for row in block.cells))
    if block.kind == "list_item":
        return Paragraph(merge_runs((Run(f"{block.marker} "), *block.runs)))
    return Paragraph(block.runs)


def _cell(cell: TableCell) -> Cell:
    blocks = tuple(_structured(cell.items)) if cell.items else tuple(map(_cell_paragraph, cell.paragraphs))
    return Cell(blocks, cell.header, cell.colspan, cell.rowspan)


def _cell_paragraph(runs: Runs) -> Paragraph:
    spaces = str.maketrans(dict.fromkeys((SOFT_BREAK, HARD_BREAK), " "))
    return Paragraph(tuple(Run(run.text.translate(spaces), run.bold, run.italic, run.href) for run in runs))

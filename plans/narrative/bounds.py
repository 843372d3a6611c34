"""How large a narrative may be, and how large one is. What is larger takes minutes and gigabytes to print."""

import re
from dataclasses import dataclass

from plans.narrative.blocks import Block, ListBlock, Paragraph, Table
from plans.narrative.parsing import parse

_NESTING_TAG = re.compile(r"<(/?)(ul|ol|table)(?=[\s/>])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a text is: `bytes` of its canonical HTML in UTF-8; `paragraphs` and list items, where the first
    paragraph of an item or of a cell counts with it; `cells` of all its tables; `nesting` of lists and tables.
    """

    bytes: int
    paragraphs: int
    cells: int
    nesting: int

    def beyond(self, most: "Size", before: "Size") -> str:
        """The first measure in which this is larger than `most` and than `before`; "" where there is none."""
        for name in Size.__slots__:
            size = getattr(self, name)
            if size > max(getattr(most, name), getattr(before, name)):
                return name
        return ""


MOST = Size(bytes=500_000, paragraphs=5_000, cells=5_000, nesting=20)
NOTHING = Size(0, 0, 0, 0)


def size_of(html: str, nesting: int = 0) -> Size:
    """How large canonical HTML is; `nesting` as it was typed (`nesting_of`). Read as blocks only where it may be large."""
    paragraphs, cells = html.count("<p>"), html.count("<td") + html.count("<th")
    if paragraphs + html.count("<li>") > MOST.paragraphs:
        paragraphs = sum(map(_paragraphs, parse(html)))
    return Size(len(html.encode()), paragraphs, cells, nesting)


def nesting_of(html: str) -> int:
    """How deep lists and tables stand in each other in any HTML: `clean` flattens what is deeper than it keeps."""
    depth = deepest = 0
    for match in _NESTING_TAG.finditer(html):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _paragraphs(block: Block) -> int:
    match block:
        case Paragraph():
            return 1
        case ListBlock():
            return sum(_in_one(item) for item in block.items)
        case Table():
            return sum(_in_one(cell.blocks) - 1 for row in block.rows for cell in row if cell.blocks)


def _in_one(blocks: tuple[Block, ...]) -> int:
    """The paragraphs of an item or a cell, which is one itself even where it begins with a list."""
    own = 0 if blocks and isinstance(blocks[0], Paragraph) else 1
    return own + sum(map(_paragraphs, blocks))

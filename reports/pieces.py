"""An agency's long report on its page: piece by piece, so that no request writes all of it.

The pieces follow the weight of the texts: short sub-points share one, and a very long text is cut between its paragraphs, the
items of its lists and the rows of its tables.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from django.utils.translation import gettext as _

from plans.narrative import Block, Cell, ListBlock, Table, walk_paragraphs
from reports import parts as page_parts
from reports.document import Document, Section
from reports.parts import BEGINNING, PARAGRAPH, PagePart, address_of
from reports.queries import ReportChoices
from reports.renderers.headings import contents_line

GOES_ON = "davamı"  # beside the heading of a text that has begun in an earlier piece
Each = TypeVar("Each")


def agency_parts(document: Document, asked: str, choices: ReportChoices) -> tuple[Document, dict[str, object]]:
    """What of a long report of an agency stands in the piece that `show` of an address asks for (its beginning where that names
    none), and what the page needs beside it.
    """
    pieces = pieces_of(document, page_parts.MOST_LETTERS)
    names = [BEGINNING, *(str(number) for number in range(1, len(pieces) + 1))]
    shown = asked if asked in names else BEGINNING
    labels = [_("Beginning"), *_labels(pieces)]
    parts = [
        PagePart(name, label, address_of(choices, name), name == shown)
        for name, label in zip(names, labels, strict=True)
    ]
    places: dict[str, str] = {}
    for part, piece in zip(parts[1:], pieces, strict=True):
        for section in piece:
            places.setdefault(section.number, f"{part.address}#{section.anchor}")
    following = [part for before, part in pairwise(parts) if before.is_shown]
    listed = [{"contents": contents_line(section), "address": places[section.number]} for section in document.sections]
    context: dict[str, object] = {
        "parts": parts,
        "next_part": following[0] if following else None,
        "listed": listed if shown == BEGINNING else (),
        "places": places,
    }
    if shown == BEGINNING:
        return replace(document, sections=(), annexes=(), signature=None), context
    of_piece = replace(document, sections=pieces[int(shown) - 1], front=())
    return of_piece if shown == names[-1] else replace(of_piece, annexes=(), signature=None), context


def pieces_of(document: Document, most: int) -> list[tuple[Section, ...]]:
    """The document's sections in pieces that weigh no more than `most` letters each, as far as they can be cut.
    Takes time in proportion to the text.
    """
    parts = (part for section in document.sections for part in _section_in_parts(section, most))
    return list(_filled(parts, lambda section: _weight(section.blocks), most))


def _section_in_parts(section: Section, most: int) -> Iterator[Section]:
    if _weight(section.blocks) <= most:
        yield section
        return
    blocks = (part for block in section.blocks for part in _block_in_parts(block, most))
    cut = list(_filled(blocks, lambda block: _weight((block,)), most))
    for number, part in enumerate(cut):
        is_last = number == len(cut) - 1
        of_part = replace(section, blocks=part, trends=section.trends if is_last else ())
        if number:
            of_part = replace(of_part, heading=f"{section.heading} ({GOES_ON})", status="", figures=())
        yield of_part


def _block_in_parts(block: Block, most: int) -> Iterator[Block]:
    if isinstance(block, ListBlock) and _weight((block,)) > most:
        first = block.start
        for items in _filled(block.items, _weight, most):
            yield replace(block, items=items, start=first)
            first += len(items)
    elif isinstance(block, Table) and _weight((block,)) > most:
        yield from _table_in_parts(block, most)
    else:
        yield block


def _table_in_parts(table: Table, most: int) -> Iterator[Table]:
    """The head stands over each part, and rows that a cell reaches into stay with it."""
    together: list[list[tuple[Cell, ...]]] = []
    reached = 0
    for place, row in enumerate(table.rows):
        if place >= reached:
            together.append([])
        together[-1].append(row)
        reached = max(reached, *(place + cell.rowspan for cell in row), place)
    heads = 0
    while heads < len(together) - 1 and all(cell.header for row in together[heads] for cell in row):
        heads += 1
    head = tuple(row for rows in together[:heads] for row in rows)

    def weight(rows: Sequence[tuple[Cell, ...]]) -> int:
        return sum(_weight(cell.blocks) for row in rows for cell in row)

    for part in _filled(together[heads:], weight, most):
        yield Table((*head, *(row for rows in part for row in rows)))


def _filled(things: Iterable[Each], weight: Callable[[Each], int], most: int) -> Iterator[tuple[Each, ...]]:
    """The things in order, as many together as weigh no more than `most`."""
    held: list[Each] = []
    room = most
    for each in things:
        needed = weight(each)
        if held and needed > room:
            yield tuple(held)
            held, room = [], most
        held.append(each)
        room -= needed
    if held:
        yield tuple(held)


def _weight(blocks: Iterable[Block]) -> int:
    return sum(len(paragraph.text) + PARAGRAPH for paragraph in walk_paragraphs(tuple(blocks)))


def _labels(pieces: Sequence[tuple[Section, ...]]) -> Iterator[str]:
    """The numbers of the sub-points of each piece; of a text in several pieces they are counted."""
    seen: Counter[str] = Counter()
    for piece in pieces:
        first, last = piece[0].number, piece[-1].number
        seen[last] += 1
        if first != last:
            yield f"{first} – {last}"
        else:
            yield f"{first} ({seen[first]})" if seen[first] > 1 else first

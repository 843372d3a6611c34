"""The report as Markdown that the importer, and any CommonMark reader, reads back to the letter.

Tables are those of GitHub's dialect, which nearly all readers know. Where a cell reaches over several places, its text
stands in the first and the others are empty; a line's end in a cell is `<br>`.
"""

import re
from collections.abc import Iterable, Iterator

from plans.narrative import Block, ListBlock, Paragraph, Table, walk_paragraphs
from reports.document import FIGURE, Document, Section
from reports.look import USUAL, Look
from reports.renderers.grid import grid_of
from reports.renderers.markdown_inline import escaped, inline
from reports.trend import Trend

MOST_MARKS = 6  # of a heading
# At the beginning of a line these are markup of blocks; the number before a stop stays, the stop is escaped.
_LINE_START = re.compile(
    r"(?m)^(?:(\d{1,9})(?=[.)](?:\s|$))|(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|>|=+\s*$|-+\s*$|~~~|[|:-][-:| \t]*$))"
)
# A paragraph that begins so is taken for an item of a list by our importer; CommonMark sees nothing in it.
_TYPED_MARK = re.compile(r"(?:[*\[]|<strong>|<em>)*([\u2010-\u2015\u2212\u2500](?=\s)|[•·●○◦▪▫■□‣\uf0b7\uf0a7])")
_BULLETS, _STOPS = "-*", ".)"  # lists that follow each other take turns, or a reader would make one of them


class MarkdownRenderer:
    label = "Markdown"
    content_type = "text/markdown; charset=utf-8"
    extension = "md"

    def render(self, document: Document, look: Look = USUAL) -> bytes:
        parts = [f"**{escaped(document.notice)}**"] if document.notice else []
        parts += [_heading(1, document.title), f"**{document.spaced_word}**"]
        parts += [_note(line) for line in (document.watermark, document.standing) if line]
        parts += map(_quoted, document.front)
        for section in (*document.summary, *document.sections):
            parts += _section(section, has_tables=bool(document.kind))
        for section in document.annexes:
            parts += [_note(section.heading), *(_note(each.text) for each in walk_paragraphs(section.blocks))]
        parts += [_note(line) for line in (document.signature.lines if document.signature else ())]
        for section in document.matrix:
            parts += _section(section, has_tables=False)
        return ("\n\n".join(parts) + "\n").encode()


def _section(section: Section, *, has_tables: bool) -> list[str]:
    """`has_tables`: trends may have theirs, which a reader of yearly reports would take for a table of the agency's."""
    parts = [_heading(section.level, section.heading)]
    if section.mark:
        parts.append(_note(section.mark))
    if section.status:
        parts.append(_note(f"{section.status_title}: {section.status}"))
    parts += [_note(f"{FIGURE}: {each.name}, {each.unit} – {each.value}") for each in section.figures]
    parts += _blocks(section.blocks)
    for trend in section.trends:
        parts += _trend(trend) if has_tables else map(_note, trend.notes)
    for child in section.sections:
        parts += _section(child, has_tables=has_tables)
    return parts


def _trend(trend: Trend) -> Iterator[str]:
    yield f"**{escaped(trend.title)}**"
    yield from map(_note, trend.aims)
    yield _table(trend.table)
    yield from map(_note, trend.changes)


def _note(text: str) -> str:
    """What is no text of an agency's: a block quotation, which no narrative has."""
    return f"> {escaped(' '.join(text.split()))}"


def _quoted(section: Section) -> str:
    """The same of a whole section, in one block quotation with its lists in it."""
    parts = [_note(section.heading)]
    for block in section.blocks:
        lines = [_note(each.text) for each in walk_paragraphs((block,))]
        if isinstance(block, ListBlock):
            parts.append("\n".join(f"> {_BULLETS[0]} {line.removeprefix('> ')}" for line in lines))
        else:
            parts += lines
    return "\n>\n".join(parts)


def _heading(level: int, words: str) -> str:
    text = escaped(" ".join(words.split()))
    rest = text.rstrip("#")
    if rest != text:  # marks at its end would be taken for the other half of those at its beginning
        text = f"{rest}\\{text[len(rest) :]}"
    return f"{'#' * min(level, MOST_MARKS)} {text}"


def _blocks(blocks: Iterable[Block], *, in_item: bool = False) -> Iterator[str]:
    before: Block | None = None
    turn = 0
    for block in blocks:
        match block:
            case Paragraph():
                yield _paragraph(block, in_item=in_item)
            case ListBlock():
                is_next = isinstance(before, ListBlock) and before.ordered == block.ordered
                turn = 1 - turn if is_next else 0
                yield _list(block, turn)
            case Table():
                yield _table(block)
        before = block


def _paragraph(paragraph: Paragraph, *, in_item: bool) -> str:
    text = _LINE_START.sub(r"\1\\", inline(paragraph.runs))
    typed = None if in_item else _TYPED_MARK.match(text)
    if typed:  # as an entity the sign is read by everybody, and is no mark of a list
        text = f"{text[: typed.start(1)]}&#{ord(typed[1])};{text[typed.end(1) :]}"
    return text


def _list(block: ListBlock, turn: int) -> str:
    """Items a blank line apart, so that each stands as a paragraph; what an item holds is indented under it."""
    items = []
    for number, item in enumerate(block.items, block.start):
        marker = f"{number}{_STOPS[turn]} " if block.ordered else f"{_BULLETS[turn]} "
        inner = "\n\n".join(_blocks(item, in_item=True))
        items.append(marker + re.sub(r"\n(?!\n)", "\n" + " " * len(marker), inner))
    return "\n\n".join(items)


def _table(table: Table) -> str:
    """A table of pipes. Its first row is the head, as Markdown wants it; without headings an empty one stands there."""
    grid = grid_of(table)
    rows = []
    for number, places in enumerate(grid.rows):
        cells = [""] * grid.width
        for placed in grid.beginning_in(number):
            cells[placed.left] = "<br>".join(_lines(placed.cell.blocks)).replace("|", "\\|")
        rows.append(f"| {' | '.join(cells)} |")
        if number == 0 and not (places and all(placed.cell.header for placed in places.values())):
            rows.insert(0, f"| {' | '.join([''] * grid.width)} |")
    return "\n".join([rows[0], "|" + " --- |" * grid.width, *rows[1:]])


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    """What stands in a cell, line by line; items of a list with their marks."""
    for block in blocks:
        match block:
            case Paragraph():
                yield inline(block.runs, line_end="<br>")
            case ListBlock():
                for number, item in enumerate(block.items, block.start):
                    first, *further = list(_lines(item)) or [""]
                    yield f"{number}. {first}" if block.ordered else f"– {first}"
                    yield from further
            case Table():
                for row in block.rows:
                    for cell in row:
                        yield from _lines(cell.blocks)

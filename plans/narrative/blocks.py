"""What a narrative is made of, and its canonical HTML."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look; a line break in it is "\n"."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; each item is a tuple of blocks, `start` the number of the first item of an ordered one."""

    items: tuple[tuple["Block", ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    blocks: tuple["Block", ...]
    header: bool = False
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | ListBlock | Table


def walk_paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Every paragraph in reading order, at whatever depth."""
    for block in blocks:
        match block:
            case Paragraph():
                yield block
            case ListBlock():
                for item in block.items:
                    yield from walk_paragraphs(item)
            case Table():
                for row in block.rows:
                    for cell in row:
                        yield from walk_paragraphs(cell.blocks)


def to_html(blocks: Iterable[Block]) -> str:
    """Blocks as canonical HTML; the inverse of `parse`."""
    return "".join(_block_html(block) for block in blocks)


def run_html(run: Run) -> str:
    """One run as HTML, escaped."""
    html = escape(run.text, quote=False).replace("\n", "<br>")
    if run.italic:
        html = f"<em>{html}</em>"
    if run.bold:
        html = f"<strong>{html}</strong>"
    if run.href:
        html = f'<a href="{escape(run.href)}">{html}</a>'
    return html


def _block_html(block: Block) -> str:
    match block:
        case Paragraph():
            return f"<p>{''.join(run_html(run) for run in block.runs)}</p>"
        case ListBlock():
            tag = "ol" if block.ordered else "ul"
            start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
            items = "".join(f"<li>{to_html(item)}</li>" for item in block.items)
            return f"<{tag}{start}>{items}</{tag}>"
        case Table():
            rows = "".join(
                f"<tr>{''.join(cell_html(cell, to_html(cell.blocks)) for cell in row)}</tr>" for row in block.rows
            )
            return f"<table><tbody>{rows}</tbody></table>"


def cell_html(cell: Cell, html: str) -> str:
    """A cell of a table around what stands in it."""
    tag = "th" if cell.header else "td"
    spans = "".join(
        f' {name}="{value}"' for name, value in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if value > 1
    )
    return f"<{tag}{spans}>{html}</{tag}>"

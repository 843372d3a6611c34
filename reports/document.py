"""A report as plain data: what it says, not how it looks. A leaf: no Django.

Every format is rendered from a Document, and a published edition will be a Document frozen as JSON; `SCHEMA_VERSION`
goes up whenever that JSON changes its shape.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plans.narrative import Block, Cell, ListBlock, Paragraph, Run, Table, walk_paragraphs

SCHEMA = "nap-tracker/melumat"
SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the text under it. `number` is the sub-point's; sub-sections are agencies in a consolidated report."""

    heading: str
    level: int
    number: str = ""
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()

    @property
    def anchor(self) -> str:
        """A name for links within the page, unique by the sub-point's number."""
        return f"s-{self.number.replace('.', '-')}" if self.number else ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. `notice` is printed on every page where it is not empty ("Nümunə məlumatlar")."""

    title: str
    word: str
    language: str
    plan: str
    agency: str
    year: int
    sections: tuple[Section, ...] = ()
    notice: str = ""

    @property
    def spaced_word(self) -> str:
        """The word as official papers set it: "M Ə L U M A T"."""
        return " ".join(self.word)

    def walk(self) -> Iterator[Section]:
        """Every section in reading order, sub-sections after the section that holds them."""
        for section in self.sections:
            yield section
            yield from section.sections

    def paragraphs(self) -> Iterator[str]:
        """The text of every narrative paragraph in reading order, list items and cells included."""
        for section in self.walk():
            for paragraph in walk_paragraphs(section.blocks):
                yield paragraph.text


def as_json(document: Document) -> dict[str, Any]:
    """The Document as JSON types."""
    return {
        "schema": SCHEMA,
        "version": SCHEMA_VERSION,
        "title": document.title,
        "word": document.word,
        "language": document.language,
        "plan": document.plan,
        "agency": document.agency or None,
        "year": document.year,
        "notice": document.notice or None,
        "sections": [_section_json(section) for section in document.sections],
    }


def from_json(data: dict[str, Any]) -> Document:
    """The inverse of `as_json`. Raises ValueError for another schema or version, KeyError for a missing part."""
    if (data.get("schema"), data.get("version")) != (SCHEMA, SCHEMA_VERSION):
        raise ValueError(f"not a {SCHEMA} document of version {SCHEMA_VERSION}")
    return Document(
        title=data["title"],
        word=data["word"],
        language=data["language"],
        plan=data["plan"],
        agency=data["agency"] or "",
        year=data["year"],
        notice=data["notice"] or "",
        sections=tuple(_section_from(section) for section in data["sections"]),
    )


def _section_json(section: Section) -> dict[str, Any]:
    return {
        "number": section.number or None,
        "level": section.level,
        "heading": section.heading,
        "blocks": [_block_json(block) for block in section.blocks],
        "sections": [_section_json(child) for child in section.sections],
    }


def _section_from(data: dict[str, Any]) -> Section:
    return Section(
        heading=data["heading"],
        level=data["level"],
        number=data["number"] or "",
        blocks=tuple(_block_from(block) for block in data["blocks"]),
        sections=tuple(_section_from(child) for child in data["sections"]),
    )


def _run_json(run: Run) -> dict[str, Any]:
    look = {"bold": run.bold, "italic": run.italic, "href": run.href}
    return {"text": run.text, **{name: value for name, value in look.items() if value}}


def _block_json(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": block.text, "runs": [_run_json(run) for run in block.runs]}
        case ListBlock():
            items = [[_block_json(child) for child in item] for item in block.items]
            return {"kind": "list", "ordered": block.ordered, "start": block.start, "items": items}
        case Table():
            return {"kind": "table", "rows": [[_cell_json(cell) for cell in row] for row in block.rows]}


def _cell_json(cell: Cell) -> dict[str, Any]:
    return {
        "header": cell.header,
        "colspan": cell.colspan,
        "rowspan": cell.rowspan,
        "blocks": [_block_json(block) for block in cell.blocks],
    }


def _block_from(data: dict[str, Any]) -> Block:
    match data["kind"]:
        case "paragraph":
            return Paragraph(tuple(Run(**run) for run in data["runs"]))
        case "list":
            items = tuple(tuple(_block_from(child) for child in item) for item in data["items"])
            return ListBlock(items, data["ordered"], data["start"])
        case "table":
            return Table(tuple(tuple(_cell_from(cell) for cell in row) for row in data["rows"]))
        case kind:
            raise ValueError(f"unknown block {kind!r}")


def _cell_from(data: dict[str, Any]) -> Cell:
    blocks = tuple(_block_from(block) for block in data["blocks"])
    return Cell(blocks, data["header"], data["colspan"], data["rowspan"])

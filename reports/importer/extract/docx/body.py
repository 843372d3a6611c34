"""What mammoth makes of a prepared body, as blocks."""

import io
from collections.abc import Iterable
from dataclasses import replace

import mammoth
from lxml import etree, html

from plans.narrative import Run
from reports.importer.blocks import Extracted, SourceBlock, TableCell, Unplaced, span
from reports.importer.errors import Fault, UnreadableDocument
from reports.importer.extract.docx.prepare import MARK_PREFIX, PreparedBody, SourceParagraph, is_link_kept
from reports.importer.notes import Note, Reason, Remark
from reports.importer.runs import HARD_BREAK, Runs, merge_runs, runs_text, split_at_line_ends, strip_runs

_BOLD, _ITALIC = {"strong", "b"}, {"em", "i"}
_ROW_GROUPS = {"thead", "tbody", "tfoot"}


def read_body(prepared: PreparedBody) -> Extracted:
    """The blocks of a prepared body; what mammoth left out is unplaced, its warnings are notes.

    Raises UnreadableDocument ("damaged") where the XML is no Word that mammoth can make sense of.
    """
    try:
        result = mammoth.convert_to_html(io.BytesIO(prepared.docx))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise UnreadableDocument(Fault.DAMAGED) from error
    reader = _BodyReader(prepared.paragraphs)
    root = html.fragment_fromstring(result.value, create_parent="div")
    blocks = tuple(reader.read(root))
    notes = [
        Note(Remark.WORD_WARNING, detail=warning) for warning in dict.fromkeys(said.message for said in result.messages)
    ]
    return Extracted(blocks, tuple(reader.lost()), (*notes, *reader.notes))


class _BodyReader:
    def __init__(self, paragraphs: list[SourceParagraph]) -> None:
        self.paragraphs = paragraphs
        self.notes: list[Note] = []
        self.results: dict[int, str] = {}

    def read(self, parent: etree._Element) -> Iterable[SourceBlock]:
        for element in parent:
            if element.tag == "table":
                yield SourceBlock("table", cells=self._rows(element))
            else:
                marks, runs = self._paragraph(element)
                if runs:
                    yield self._block(marks, runs)

    def lost(self) -> list[Unplaced]:
        """The paragraphs that are not in the result, or not whole."""
        pieces = []
        for index, paragraph in enumerate(self.paragraphs):
            if _without_spaces(paragraph.text) not in self.results.get(index, ""):
                pieces.append(Unplaced(paragraph.text.strip(), Reason.NOT_CONVERTED))
        return pieces

    def _block(self, marks: list[int], runs: Runs) -> SourceBlock:
        # Where a deleted end has joined two paragraphs, the last one's properties hold, as in Word.
        source = self.paragraphs[marks[-1]] if marks else SourceParagraph("")
        position = source.position
        if position is None and source.continued is not None:
            return SourceBlock("paragraph", runs, source.heading_level, level=source.continued, continues_item=True)
        if position is None:
            return SourceBlock("paragraph", runs, source.heading_level)
        return SourceBlock(
            "list_item", runs, source.heading_level, position.ordered, position.marker, position.number, position.level
        )

    def _paragraph(self, element: etree._Element) -> tuple[list[int], Runs]:
        marks = [
            int(name.removeprefix(MARK_PREFIX))
            for anchor in element.iter("a")
            if (name := anchor.get("id", "")).startswith(MARK_PREFIX)
        ]
        runs = strip_runs(merge_runs(_runs(element)))
        for mark in marks:
            self.results[mark] = _without_spaces(runs_text(runs))
        return marks, runs

    def _rows(self, table: etree._Element) -> tuple[tuple[TableCell, ...], ...]:
        rows = []
        for child in table:
            for row in child if child.tag in _ROW_GROUPS else (child,):
                rows.append(tuple(self._cell(cell) for cell in row if cell.tag in ("td", "th")))
        return tuple(rows)

    def _cell(self, cell: etree._Element) -> TableCell:
        paragraphs: list[Runs] = []
        items: list[SourceBlock] = []
        is_heading = cell.tag == "th"
        nested = [inner for inner in cell if inner.tag == "table"]
        if nested:
            self.notes.append(Note(Remark.NESTED_TABLE))
        for element in cell.iter("p"):
            marks, runs = self._paragraph(element)
            is_heading = is_heading or any(self.paragraphs[mark].heads_cell for mark in marks)
            if not runs:
                continue
            block = self._block(marks, runs)
            items += _lines_of(block)
            if block.kind == "list_item":
                runs = (Run(f"{block.marker} ", runs[0].bold, runs[0].italic), *runs)
            paragraphs += (line for _, line in split_at_line_ends(runs))
        has_lists = any(block.kind == "list_item" for block in items)
        colspan, rowspan = span(cell.get("colspan", 1)), span(cell.get("rowspan", 1))
        return TableCell(tuple(paragraphs), is_heading, colspan, rowspan, tuple(items) if has_lists else ())


def _lines_of(block: SourceBlock) -> Iterable[SourceBlock]:
    """A paragraph or item of a cell, its lines after the first as paragraphs of their own."""
    is_item = block.kind == "list_item"
    for number, (_line_end, line) in enumerate(split_at_line_ends(block.runs)):
        if number:
            yield SourceBlock("paragraph", line, level=block.level, continues_item=is_item)
        else:
            yield replace(block, runs=line)


def _runs(element: etree._Element, bold: bool = False, italic: bool = False, href: str = "") -> Iterable[Run]:
    yield Run(element.text or "", bold, italic, href)
    for child in element:
        if child.tag == "br":
            yield Run(HARD_BREAK, bold, italic, href)
        elif child.tag == "input":
            yield Run("☑" if child.get("checked") is not None else "☐", bold, italic, href)
        else:
            target = child.get("href") or "" if child.tag == "a" else ""
            yield from _runs(
                child,
                bold or child.tag in _BOLD,
                italic or child.tag in _ITALIC,
                target if is_link_kept(target) else href,
            )
        yield Run(child.tail or "", bold, italic, href)


def _without_spaces(text: str) -> str:
    return "".join(text.split())

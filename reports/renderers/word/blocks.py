"""Paragraphs, lists and tables of a narrative as Word has them."""

from collections.abc import Iterable, Mapping

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from plans.narrative import Block, ListBlock, Paragraph, Table, clean_plain
from reports.renderers.references import linked
from reports.renderers.word.lists import Lists, level_of
from reports.renderers.word.pages import USUAL_PAPER, Paper
from reports.renderers.word.styles import list_style
from reports.renderers.word.tables import laid_out, put_table
from reports.renderers.word.xml import R, put, put_paragraph, put_text


class BlockWriter:
    """Writes blocks into the body or a cell. A picture, once narratives have some, is a block with an alternative text."""

    def __init__(
        self, word: WordDocument, paper: Paper = USUAL_PAPER, addresses: Mapping[str, str] | None = None
    ) -> None:
        """`addresses` are those of the places of sub-points in the file ("#s_4_2_1"), by their numbers."""
        self._paper = paper
        self._addresses = addresses or {}
        # Texts that name a sub-point link to it, unless it is their own; None: these texts link nowhere.
        self.own: str | None = None
        self._relations = word.part.rels
        self._links: dict[str, str] = {}
        self._lists = Lists(word)

    def write(
        self, parent: etree._Element, blocks: Iterable[Block], style: str = "BodyText", cell_width: int | None = None
    ) -> None:
        """The blocks, last in the parent. In a cell, which is `cell_width` wide, all text has the one style."""
        for block in blocks:
            match block:
                case Paragraph():
                    self.put_words(put_paragraph(parent, style)[0], block)
                case ListBlock():
                    self._put_list(parent, block, 1, style, cell_width)
                case Table():
                    self.put_table(parent, block, cell_width)

    def put_table(self, parent: etree._Element, table: Table, width: int | None = None) -> None:
        """The table, and a low empty line after it: Word would make one table of two that touch."""
        grid, layout = laid_out(table, width=width, paper=self._paper)
        if grid.width:
            put_table(parent, grid, layout, self.write)
            put_paragraph(parent, "TableSeparator")

    def _put_list(
        self, parent: etree._Element, block: ListBlock, depth: int, style: str, cell_width: int | None
    ) -> None:
        in_cell = cell_width is not None
        number = self._lists.begin(ordered=block.ordered, start=block.start, depth=depth, in_cell=in_cell)
        for item in block.items:
            first, *further = item if item else (Paragraph(()),)
            if isinstance(first, Paragraph):
                self._put_item(parent, first, block, number, depth, style if in_cell else "")
            else:
                if block.ordered:  # it counts, though no words stand beside its number
                    self._put_item(parent, Paragraph(()), block, number, depth, style if in_cell else "")
                further.insert(0, first)
            for child in further:
                match child:
                    case Paragraph():
                        self.put_words(self._put_continued(parent, depth, style if in_cell else ""), child)
                    case ListBlock():
                        self._put_list(parent, child, depth + 1, style, cell_width)
                    case Table():  # no page is turned in the middle of a list
                        self.put_table(parent, child, cell_width if in_cell else self._paper.upright.text_width)

    def _put_item(
        self, parent: etree._Element, text: Paragraph, block: ListBlock, number: int, depth: int, cell_style: str
    ) -> None:
        kind = "Number" if block.ordered else "Bullet"
        paragraph, properties = put_paragraph(parent, cell_style or list_style(kind, depth))
        numbering = put(properties, "numPr")
        put(numbering, "ilvl", val=level_of(depth))
        put(numbering, "numId", val=number)
        self.put_words(paragraph, text)

    @staticmethod
    def _put_continued(parent: etree._Element, depth: int, cell_style: str) -> etree._Element:
        paragraph, properties = put_paragraph(parent, cell_style or list_style("Continue", depth))
        if cell_style:
            put(properties, "ind", left=340 * depth)
        return paragraph

    def put_words(self, paragraph: etree._Element, text: Paragraph) -> None:
        """The words of a text in a paragraph of Word, with links where they name a sub-point of the report."""
        if self.own is not None:
            text = linked(text, self._addresses, self.own)
        for run in text.runs:
            parent = paragraph
            is_within = run.href.startswith("#")
            if is_within:
                parent = put(paragraph, "hyperlink", anchor=run.href[1:], history=1)
            elif run.href:
                parent = put(paragraph, "hyperlink")
                parent.set(f"{R}id", self._link(run.href))
            written = put(parent, "r")
            if run.href or run.bold or run.italic:
                look = put(written, "rPr")
                if run.href:
                    put(look, "rStyle", val="ReportReference" if is_within else "Hyperlink")
                if run.bold:
                    put(look, "b")
                    put(look, "bCs")
                if run.italic:
                    put(look, "i")
                    put(look, "iCs")
            put_text(written, clean_plain(run.text))

    def _link(self, href: str) -> str:
        """The relation to an address: one for all links that lead there."""
        if href not in self._links:
            self._links[href] = name = f"rIdLink{len(self._links) + 1}"
            self._relations.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, href, name, is_external=True)
        return self._links[href]

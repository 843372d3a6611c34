"""The report as a Word file with real styles, so that an office can go on editing it.

Written with python-docx and lxml from the blocks themselves: going through HTML (html-for-docx was tried) runs the paragraphs
of one list item together, and no word may change on the way.
"""

from collections.abc import Iterable

import docx
from lxml import etree

from plans.narrative import Block, ListBlock, Paragraph, Run, Table, clean_plain, walk_paragraphs
from reports.document import Document, Section
from reports.look import USUAL, Look
from reports.renderers.grid import says_words
from reports.renderers.word.blocks import BlockWriter
from reports.renderers.word.charts import Charts
from reports.renderers.word.contents import Contents
from reports.renderers.word.matrix import put_matrix
from reports.renderers.word.package import packed, set_up_package
from reports.renderers.word.pages import Page, Pages, paper_of, twips
from reports.renderers.word.places import Places
from reports.renderers.word.styles import heading_style, set_up_styles
from reports.renderers.word.tables import keep_end_together, keep_together, laid_out, set_numbers
from reports.renderers.word.xml import W, empty, keep_with_next, put, put_paragraph, put_text
from reports.signature import Signature

COVER = 82  # millimetres from the upper edge to the title of a cover


def write_word(document: Document, look: Look = USUAL) -> bytes:
    """The file's bytes: of one document always the same."""
    word = docx.Document()
    paper = paper_of(look)
    set_up_styles(word, document.language, look)
    set_up_package(word, document)
    pages = Pages(word, document, paper)
    places = Places(document)
    contents = Contents(document, places)
    blocks, charts = BlockWriter(word, paper, places.addresses), Charts(word, paper.upright.text_width)
    body = word.element.body
    empty(body)
    if document.notice:
        _put_line(body, "Notice", document.notice)
    _put_title(body, document, look)
    _put_line(body, "Subtitle", document.spaced_word)
    if document.watermark:
        _put_line(body, "ReportDraft", document.watermark)
    if document.standing:
        _put_line(body, "ReportStanding", document.standing)
    for section in document.front:
        _put_notes(body, section, blocks)
    if contents.entries:
        contents.put(body, begins_page=document.has_cover)
    writer = _Writer(body, blocks, charts, contents, pages, begins_pages=document.begins_pages)
    for place, section in enumerate(document.summary):
        writer.write_summary(section, begins_page=not (place or document.kind))
    covered = document.has_cover and not contents.entries and not document.summary
    for place, section in enumerate(document.sections):
        writer.write_section(section, begins_page=True if covered and not place else None)
    for section in document.annexes:
        writer.write_notes(section)
    if document.signature:
        writer.write_signature(document.signature)
    for section in document.matrix:
        writer.write_matrix(section)
    writer.end()
    return packed(word)


def _put_line(body: etree._Element, style: str, text: str) -> None:
    put_text(put(put_paragraph(body, style)[0], "r"), clean_plain(text))


def _put_title(body: etree._Element, document: Document, look: Look) -> None:
    """The title; on a cover it stands lower."""
    paragraph, properties = put_paragraph(body, "Title")
    if document.has_cover:
        put(properties, "spacing", before=twips(COVER - look.top))
    put_text(put(paragraph, "r"), clean_plain(document.title))


def _put_notes(body: etree._Element, section: Section, blocks: BlockWriter) -> None:
    """What stands on the first page beside the title, each paragraph under a style of its own: it is no text of an agency's."""
    _put_line(body, "ReportNoteHeading", section.heading)
    blocks.own = ""
    for block in section.blocks:
        style = "ReportNoteList" if isinstance(block, ListBlock) else "ReportNote"
        for paragraph in walk_paragraphs((block,)):
            blocks.put_words(put_paragraph(body, style)[0], Paragraph((Run(paragraph.text),)))


class _Writer:
    """Goes through the sections once, and knows on which kind of page it is."""

    def __init__(
        self,
        body: etree._Element,
        blocks: BlockWriter,
        charts: Charts,
        contents: Contents,
        pages: Pages,
        *,
        begins_pages: bool,
    ) -> None:
        self.body = body
        self.blocks = blocks
        self.charts = charts
        self.contents = contents
        self.pages = pages
        self.begins_pages = begins_pages
        self.paper = pages.paper
        self.page = pages.paper.upright

    def write_section(
        self, section: Section, *, begins_page: bool | None = None, around: Section | None = None
    ) -> None:
        """The section and what it holds. In a consolidated report each sub-point begins a page: it is sent alone, too."""
        own = section.number or (around.number if around else "")
        begins = self._begins_page(section) if begins_page is None else begins_page
        self._turn(self.paper.upright)
        place = len(self.body)
        paragraph, properties = put_paragraph(self.body, heading_style(section.level))
        if begins:
            put(properties, "pageBreakBefore")
        self.contents.put_heading(paragraph, section, around)
        if section.mark:
            _put_line(self.body, "ReportMark", section.mark)
        self._write_notes(section.lead, slice(-1, None))
        if section.chart:
            self.charts.put_bars(self.body, section.chart)
        if section.blocks or section.trends or section.sections:
            keep_together(self.body[place:])
        self.blocks.own = own
        for block in section.blocks:
            self._write_block(block)
        for trend in section.trends:
            place = len(self.body)
            head, rest = trend.parted
            self._write_notes(head, slice(0, 0))
            self.charts.put_trend(self.body, trend)
            self._write_notes(rest, slice(1, None), over_numbers=True)
            keep_together(self.body[place:-1])
        for number, child in enumerate(section.sections):
            # Where the heading above has begun the page already, the first below it stands on that page.
            is_begun = begins and not number and not section.blocks
            self.write_section(child, begins_page=False if is_begun else None, around=section)

    def _write_notes(self, blocks: Iterable[Block], numbers: slice, *, over_numbers: bool = False) -> None:
        """Status, figures and trends, under styles of their own; the columns `numbers` of their tables are set to the right."""
        before = len(self.body)
        self.blocks.own = None
        for block in blocks:
            self._write_block(block)
            if isinstance(block, Table):
                set_numbers(self.body[-2], block, numbers, over_numbers=over_numbers)
        for written in self.body[before:]:
            for paragraph in written.iter(W + "p"):
                _make_note(paragraph)

    def write_summary(self, section: Section, *, begins_page: bool) -> None:
        """The year in figures: as a section, with numbers set to the right where its tables are of numbers."""
        place = len(self.body)
        self.write_section(section, begins_page=begins_page)
        tables = [block for block in section.blocks if isinstance(block, Table)]
        is_words = any(map(says_words, tables))
        written = [each for each in self.body[place:] if each.tag == W + "tbl"]
        for table, of_table in zip(tables, written, strict=False):
            set_numbers(of_table, table, slice(0, 0) if is_words else slice(None))
            keep_end_together(of_table)

    def write_notes(self, section: Section) -> None:
        """What is no text of an agency's, on an upright page."""
        self._turn(self.paper.upright)
        _put_notes(self.body, section, self.blocks)

    def write_signature(self, signature: Signature) -> None:
        """The signature block: in one piece, and on the page of the text's last paragraph."""
        self._turn(self.paper.upright)
        if self.body[-1].tag == W + "p":
            keep_with_next(self.body[-1])
        if signature.name:
            paragraph, _properties = put_paragraph(self.body, "ReportSignature")
            run = put(paragraph, "r")
            put_text(run, f"{clean_plain(signature.position)}\t{clean_plain(signature.name)}")
        for line in (signature.day, signature.numbered):
            if line:
                _put_line(self.body, "ReportRegistration", line)
        if signature.asked:
            _put_line(self.body, "ReportExecutor", signature.asked)
        _end_together(self.body[-1])

    def write_matrix(self, section: Section) -> None:
        """A sheet of sub-points and agencies, on a large page of its own."""
        is_first = self.page is not self.paper.large
        self._turn(self.paper.large)
        paragraph, properties = put_paragraph(self.body, heading_style(section.level))
        if not is_first:
            put(properties, "pageBreakBefore")
        self.contents.put_heading(paragraph, section)
        self.blocks.own = ""
        for block in section.blocks:
            if isinstance(block, Table):
                put_matrix(self.body, block, self.paper.large, self.blocks.write)
            elif isinstance(block, Paragraph):
                _put_line(self.body, "ReportKey", block.text)

    def end(self) -> None:
        """Ends the last section; Word wants its properties last in the body."""
        self.pages.end_section(self.body, self.page)

    def _begins_page(self, section: Section) -> bool:
        if not self.begins_pages:
            return False
        if section.number:
            return True
        return bool(section.sections) and not section.blocks and self._begins_page(section.sections[0])

    def _write_block(self, block: Block) -> None:
        self._turn(laid_out(block, paper=self.paper)[1].page if isinstance(block, Table) else self.paper.upright)
        self.blocks.write(self.body, (block,))

    def _turn(self, page: Page) -> None:
        """Goes on on a page of this kind; headings that stand last go along with what follows them."""
        if page is self.page:
            return
        place = len(self.body)
        while place > 1 and _is_heading(self.body[place - 1]):
            place -= 1
        last = self.body[place - 1]
        ended = last.find(f"{W}pPr/{W}sectPr")
        if ended is not None:  # nothing but headings since the page was turned: it is turned back
            properties = ended.getparent()
            if properties is not None:
                properties.remove(ended)
        else:
            if last.tag != W + "p":
                last, _properties = put_paragraph(self.body, "TableSeparator")
                self.body.insert(place, last)
            properties = last.find(W + "pPr")
            if properties is not None:
                self.pages.end_section(properties, self.page)
        self.page = page


def _end_together(paragraph: etree._Element) -> None:
    """The last paragraph of what stands together has no next one."""
    properties = paragraph.find(W + "pPr")
    if properties is not None:
        put(properties, "keepNext", val=0)


def _make_note(paragraph: etree._Element) -> None:
    """Gives it the style of notes that goes with its own."""
    named = paragraph.find(f"{W}pPr/{W}pStyle")
    if named is not None:
        style = named.get(W + "val", "")
        named.set(W + "val", f"Report{style}" if style.startswith(("TableText", "TableHeading")) else "ReportNote")


def _is_heading(element: etree._Element) -> bool:
    style = element.find(f"{W}pPr/{W}pStyle")
    return style is not None and style.get(W + "val", "").startswith("Heading")

"""The report as a Word file with real styles, so that an office can go on editing it.

Written with python-docx from the blocks themselves: going through HTML (html-for-docx was tried) runs the paragraphs
of one list item together, and no word may change on the way.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.numbering import CT_Num
from docx.oxml.simpletypes import ST_Merge
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree

from plans.narrative import Block, Cell, ListBlock, Paragraph, Run, Table, clean_plain
from reports.document import Document, Section

FONT, SIZE = "Times New Roman", Pt(14)  # domain.md 4.5
WORD_LANGUAGE = {"az": "az-Latn-AZ", "en": "en-GB"}
DEEPEST_LIST_STYLE = 3
PROPERTY_LENGTH = 255


def write_word(document: Document) -> bytes:
    """The file's bytes."""
    word = docx.Document()
    _set_up_styles(word, document.language)
    _set_up_page(word, document.notice)
    properties = word.core_properties
    properties.title, properties.language = _property(document.title), document.language
    properties.author, properties.comments = _property(document.agency), ""
    writer = _Writer(word)
    if document.notice:
        word.add_paragraph(document.notice, style="Subtitle")
    word.add_paragraph(clean_plain(document.title), style="Title")
    word.add_paragraph(document.spaced_word, style="Subtitle")
    for section in document.sections:
        writer.write_section(section)
    output = BytesIO()
    word.save(output)
    return output.getvalue()


class _Writer:
    """Writes blocks into the whole document or a table cell; both have `add_paragraph` and `add_table`.

    What python-docx looks up anew for each paragraph, list and cell is looked up once: a table of 400 rows takes a second
    or two, not minutes.
    """

    def __init__(self, word: WordDocument):
        self.word = word
        self.style_ids: dict[str, str] = {}
        self.numberings: dict[str, int] = {}  # the abstract numbering of each style of lists
        self.numbers = 0  # of the numberings so far

    def add_paragraph(self, container: WordDocument | _Cell, style: str) -> WordParagraph:
        """An empty paragraph of the style, at the end."""
        if style not in self.style_ids:
            self.style_ids[style] = self.word.styles[style].style_id
        paragraph = container.add_paragraph()
        paragraph._p.style = self.style_ids[style]
        return paragraph

    def write_section(self, section: Section) -> None:
        self.add_paragraph(self.word, f"Heading {section.level}").add_run(clean_plain(section.heading))
        self.write_blocks(self.word, section.blocks)
        for child in section.sections:
            self.write_section(child)

    def write_blocks(self, container: WordDocument | _Cell, blocks: Iterable[Block], style: str = "Body Text") -> None:
        for block in blocks:
            match block:
                case Paragraph():
                    self.write_runs(self.add_paragraph(container, style), block.runs)
                case ListBlock():
                    self.write_list(container, block, depth=1)
                case Table():
                    self.write_table(container, block)

    def write_list(self, container: WordDocument | _Cell, block: ListBlock, depth: int) -> None:
        level = "" if depth == 1 else f" {min(depth, DEEPEST_LIST_STYLE)}"
        style = f"List {'Number' if block.ordered else 'Bullet'}{level}"
        numbering = self.new_numbering(style, block.start) if block.ordered else None
        for item in block.items:
            first = True
            for child in item:
                match child:
                    case Paragraph():
                        paragraph = self.add_paragraph(container, style if first else f"List Continue{level}")
                        if first and numbering is not None:
                            properties = paragraph._p.get_or_add_pPr()
                            numbers = properties.get_or_add_numPr()  # type: ignore[attr-defined]  # python-docx makes it as it runs
                            numbers.get_or_add_ilvl().val = 0
                            numbers.get_or_add_numId().val = numbering
                        self.write_runs(paragraph, child.runs)
                    case ListBlock():
                        self.write_list(container, child, depth + 1)
                    case Table():
                        self.write_table(container, child)
                first = False

    def new_numbering(self, style: str, start: int) -> int:
        """A numbering of its own for one list, so that each list begins again; returns its id."""
        numbering = self.word.part.numbering_part.numbering_definitions._numbering
        if style not in self.numberings:
            style_number = self.word.styles[style].element.pPr.numPr.numId.val
            self.numberings[style] = next(n for n in numbering.num_lst if n.numId == style_number).abstractNumId.val
        self.numbers = self.numbers + 1 if self.numbers else max(n.numId for n in numbering.num_lst) + 1
        number = CT_Num.new(self.numbers, self.numberings[style])
        numbering._insert_num(number)
        number.add_lvlOverride(ilvl=0).add_startOverride(start)
        return self.numbers

    def write_table(self, container: WordDocument | _Cell, block: Table) -> None:
        places, width, height = _grid(block)
        table = container.add_table(height, width)
        if not isinstance(container, _Cell):
            table.style = "Table Grid"
        grid = [row.cells for row in table.rows]
        for (row, column), cell in places:
            bottom, right = min(row + cell.rowspan, height), column + cell.colspan
            _span([line[column:right] for line in grid[row:bottom]])
            target = grid[row][column]
            self.write_blocks(target, cell.blocks, style="Table Text")
            if len(target.paragraphs) > 1 and not target.paragraphs[0].text:  # the empty one every cell begins with
                target._tc.remove(target.paragraphs[0]._p)
            if cell.header:
                for paragraph in target.paragraphs:
                    for run in paragraph.runs:
                        run.bold = True
        if block.rows and all(cell.header for cell in block.rows[0]):
            properties = table.rows[0]._tr.get_or_add_trPr()
            _append(properties, OxmlElement("w:tblHeader"))

    def write_runs(self, paragraph: WordParagraph, runs: Iterable[Run]) -> None:
        for run in runs:
            text = clean_plain(run.text)
            if run.href:
                relation = paragraph.part.relate_to(run.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
                link = OxmlElement("w:hyperlink")
                link.set(qn("r:id"), relation)
                written = paragraph.add_run(text, style="Hyperlink")
                link.append(written._r)
                _append(paragraph._p, link)
            else:
                written = paragraph.add_run(text)
            written.bold = run.bold or None
            written.italic = run.italic or None


def _span(cells: Sequence[Sequence[_Cell]]) -> None:
    """Makes one cell of a rectangle of cells that hold nothing yet; python-docx counts all rows for each."""
    for number, (first, *others) in enumerate(cells):
        if others:
            first._tc.width = Length(sum(cell._tc.width or 0 for cell in (first, *others)))
            first._tc.grid_span = 1 + len(others)
            for cell in others:
                _remove(cell._tc)
        if len(cells) > 1:
            first._tc.vMerge = ST_Merge.CONTINUE if number else ST_Merge.RESTART


def _append(parent: etree._Element, child: etree._Element) -> None:
    """Puts an element last into another, of whatever classes python-docx has made the two."""
    parent.append(child)


def _remove(child: etree._Element) -> None:
    """Takes an element out of what holds it."""
    parent = child.getparent()
    if parent is not None:
        parent.remove(child)


def _property(text: str) -> str:
    """A document property: Word allows 255 characters; the title on the page stays whole."""
    text = clean_plain(text)
    return text if len(text) <= PROPERTY_LENGTH else text[: PROPERTY_LENGTH - 1] + "…"


def _grid(table: Table) -> tuple[list[tuple[tuple[int, int], Cell]], int, int]:
    """Places every cell of a table with spans on a grid: [((row, column), cell)], columns, rows."""
    taken: set[tuple[int, int]] = set()
    places = []
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            places.append(((row, column), cell))
            taken |= {(row + r, column + c) for r in range(cell.rowspan) for c in range(cell.colspan)}
            column += cell.colspan
    width = max((column for _row, column in taken), default=0) + 1
    return places, width, len(table.rows)


def _set_up_styles(word: WordDocument, language: str) -> None:
    styles = word.styles
    normal = styles["Normal"]
    _font(normal)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.ONE_POINT_FIVE
    normal.paragraph_format.space_after = Pt(0)
    languages = styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:lang')}")
    languages.set(qn("w:val"), WORD_LANGUAGE[language])

    body = styles["Body Text"]
    body.paragraph_format.first_line_indent = Cm(1.25)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    body.paragraph_format.space_after = Pt(0)

    for name in ("Title", "Subtitle"):
        style = styles[name]
        _font(style, bold=True)
        for border in style.element.pPr.findall(qn("w:pBdr")):
            style.element.pPr.remove(border)
        for tracking in style.element.rPr.findall(qn("w:spacing")):
            style.element.rPr.remove(tracking)
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        style.paragraph_format.space_after = Pt(12)
    for level in (1, 2, 3):
        style = styles[f"Heading {level}"]
        _font(style, bold=True, italic=level == 3)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(12), Pt(6)
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    for name in ("List Bullet", "List Number", "List Continue"):
        for depth in ("", " 2", " 3"):
            styles[name + depth].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY

    table_text = styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH)
    table_text.base_style = normal
    table_text.font.size = Pt(12)
    table_text.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    hyperlink = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    hyperlink.font.underline = True


def _font(style: ParagraphStyle, *, bold: bool = False, italic: bool = False) -> None:
    """One typeface for all alphabets: the template's theme fonts would win over a plain name."""
    style.font.name, style.font.size = FONT, SIZE
    style.font.bold, style.font.italic = bold, italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)
    for attribute in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{attribute}"), FONT)


def _set_up_page(word: WordDocument, notice: str) -> None:
    section = word.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    section.top_margin, section.bottom_margin = Cm(2), Cm(2)
    section.different_first_page_header_footer = True  # the first page carries no number
    section.header_distance = section.footer_distance = Cm(0.9)
    number = section.header.paragraphs[0]
    number.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number_field(number)
    if notice:
        for footer in (section.footer, section.first_page_footer):
            footer.paragraphs[0].text = notice
            footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _page_number_field(paragraph: WordParagraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "2"
    run.append(text)
    field.append(run)
    _append(paragraph._p, field)

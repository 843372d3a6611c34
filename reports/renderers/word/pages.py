"""Pages of Word: upright ones, lying and large ones for tables that these cannot hold; what stands at head and foot."""

from dataclasses import dataclass
from math import ceil

from docx.document import Document as WordDocument
from lxml import etree

from plans.narrative import clean_plain
from reports.document import Document
from reports.look import USUAL, Look
from reports.renderers.running_head import cut_name
from reports.renderers.word.watermark import put_watermark
from reports.renderers.word.xml import R, W, empty, put, put_field, put_paragraph, put_text

LONGEST_RUNNING_HEAD = 80
FIRST_SHAPE = 1  # the number of the watermark on the first page


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet and its margins, in twips."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int

    @property
    def text_width(self) -> int:
        return self.width - self.left - self.right

    @property
    def is_lying(self) -> bool:
        return self.width > self.height

    @property
    def text_height(self) -> int:
        return self.height - self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Paper:
    """The pages that a report may have, and the size of its face in points."""

    upright: Page
    lying: Page
    large: Page
    face: float


def paper_of(look: Look) -> Paper:
    """The pages of a look."""
    top, right, bottom, left = map(twips, (look.top, look.right, look.bottom, look.left))
    return Paper(
        upright=Page(11906, 16838, top=top, right=right, bottom=bottom, left=left),
        lying=Page(16838, 11906, top=left, right=top, bottom=right, left=bottom),  # the edge that is bound is above
        large=Page(23811, 16838, top=top, right=right, bottom=bottom, left=left),  # A3, folded once to A4
        face=look.face,
    )


def twips(millimetres: float) -> int:
    """The measure in Word's unit, never less."""
    return ceil(round(millimetres * 1440 / 25.4, 3))


USUAL_PAPER = paper_of(USUAL)
UPRIGHT, LYING, LARGE = USUAL_PAPER.upright, USUAL_PAPER.lying, USUAL_PAPER.large


def running_head(document: Document) -> str:
    """What stands above the text of every page but the first: whose report it is, and of which years."""
    ends = f"{clean_plain(document.word)} · ", f" · {document.when}"
    room = LONGEST_RUNNING_HEAD - sum(map(len, ends))
    return cut_name(clean_plain(document.agency or document.plan), room).join(ends)


class Pages:
    """The sections of a file that is being written; Word keeps the properties of each at its end."""

    def __init__(self, word: WordDocument, document: Document, paper: Paper) -> None:
        self.paper = paper
        self._word = word
        self._document = document
        self._heads: dict[Page, str] = {}
        self._foot = _put_footer(word, document.notice) if document.notice else ""
        self._is_first = True

    def end_section(self, parent: etree._Element, page: Page) -> None:
        """Puts the properties of the section that ends here into the paragraph's properties, or last into the body."""
        section = put(parent, "sectPr")
        if page not in self._heads:
            self._heads[page] = _put_header(self._word, self._document, page, FIRST_SHAPE + 1 + len(self._heads))
        kinds = ("default", "first") if self._is_first else ("default",)
        if self._is_first and self._document.watermark:
            _refer(section, "headerReference", "first", _put_empty_header(self._word, self._document, page))
        _refer(section, "headerReference", "default", self._heads[page])
        if self._foot:
            for kind in kinds:
                _refer(section, "footerReference", kind, self._foot)
        put(section, "type", val="nextPage")
        size = put(section, "pgSz", w=page.width, h=page.height)
        if page.is_lying:
            size.set(W + "orient", "landscape")
        margins = {"top": page.top, "right": page.right, "bottom": page.bottom, "left": page.left}
        put(section, "pgMar", **margins, header=510, footer=510, gutter=0)
        if self._is_first:
            put(section, "titlePg")  # the first page carries no number
        self._is_first = False


def _refer(section: etree._Element, name: str, kind: str, relation: str) -> None:
    put(section, name, type=kind).set(R + "id", relation)


def _put_header(word: WordDocument, document: Document, page: Page, number: int) -> str:
    part, relation = word.part.add_header_part()
    empty(part.element)
    paragraph, properties = put_paragraph(part.element, "Header")
    put(put(properties, "tabs"), "tab", val="right", pos=page.text_width)
    # The property `subject` holds the words: a field says that they are no text of the report's.
    put_field(paragraph, "SUBJECT", running_head(document))
    put(put(paragraph, "r"), "tab")
    put_field(paragraph, "PAGE", "2")
    if document.watermark:
        put_watermark(paragraph, document.watermark, _across(page), number)
    return relation


def _put_empty_header(word: WordDocument, document: Document, page: Page) -> str:
    """The header of a first page, which holds the watermark alone."""
    part, relation = word.part.add_header_part()
    empty(part.element)
    paragraph, _properties = put_paragraph(part.element, "Header")
    put_watermark(paragraph, document.watermark, _across(page), FIRST_SHAPE)
    return relation


def _across(page: Page) -> int:
    return min(page.text_width, page.text_height)


def _put_footer(word: WordDocument, notice: str) -> str:
    part, relation = word.part.add_footer_part()
    empty(part.element)
    paragraph, _properties = put_paragraph(part.element, "Footer")
    put_text(put(paragraph, "r"), clean_plain(notice))
    return relation

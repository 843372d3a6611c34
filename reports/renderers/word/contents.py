"""The contents of a long report: links, each with a field that has the number of its page.

Only the office knows the numbers, once it has laid the pages out: Word offers to put them in when the file is opened,
LibreOffice does it unasked, and until then none is guessed. Word's own field of contents would set each measure whole, on
pages of them, once it is brought up to date.
"""

from collections.abc import Iterable, Iterator

from lxml import etree

from plans.narrative import clean_plain
from reports.document import Document, Section
from reports.renderers.headings import contents_line
from reports.renderers.word.places import Places
from reports.renderers.word.styles import HEADING_LEVELS
from reports.renderers.word.xml import SPACE, put, put_paragraph, put_text

HEADING = {"az": "Mündəricat", "en": "Contents"}


class Contents:
    """The entries of a report, each with the bookmark that its heading carries; none in an agency's report."""

    def __init__(self, document: Document, places: Places) -> None:
        self._heading = HEADING[document.language]
        self._places = places
        chosen = (
            [*document.summary, *_in_contents(document.sections), *document.matrix] if document.has_contents else []
        )
        for number, section in enumerate(chosen, 1):
            if not places.name_of(section):
                places.name(section, f"_Toc{number:06}")
        self.entries = [(section, places.name_of(section)) for section in chosen]

    def put(self, body: etree._Element, *, begins_page: bool) -> None:
        """The contents as a block of their own, by which whoever reads the file back knows them."""
        block = put(body, "sdt")
        part = put(put(block, "sdtPr"), "docPartObj")
        put(part, "docPartGallery", val="Table of Contents")
        put(part, "docPartUnique")
        content = put(block, "sdtContent")
        heading, properties = put_paragraph(content, "TOCHeading")
        if begins_page:
            put(properties, "pageBreakBefore")
        put_text(put(heading, "r"), self._heading)
        levels = [min(section.level, HEADING_LEVELS) for section, _mark in self.entries]
        for (section, mark), level in zip(self.entries, levels, strict=True):
            # The highest level of the report stands at the margin, whichever it is.
            paragraph, _properties = put_paragraph(content, f"Toc{level - min(levels) + 1}")
            _put_entry(paragraph, section, mark)

    def put_heading(self, paragraph: etree._Element, section: Section, around: Section | None = None) -> None:
        """The words of a section's heading, with the bookmark that its entry and links lead to; an agency's is named after the
        sub-point `around` it, too.
        """
        number = self._places.begin(paragraph, self._places.name_of(section, around))
        put_text(put(paragraph, "r"), clean_plain(section.heading))
        self._places.end(paragraph, number)


def _in_contents(sections: Iterable[Section]) -> Iterator[Section]:
    """Sub-points, and what holds sub-points; not the agencies under them."""
    for section in sections:
        below = list(_in_contents(section.sections))
        if section.number or below:
            yield section
            yield from below


def _put_entry(paragraph: etree._Element, section: Section, mark: str) -> None:
    link = put(paragraph, "hyperlink", anchor=mark, history=1)
    put_text(put(link, "r"), " ".join(clean_plain(contents_line(section)).split()))
    put(put(link, "r"), "tab")
    _put_page(link, mark)


def _put_page(parent: etree._Element, mark: str) -> None:
    """The field of the page on which the mark stands; empty until it is worked out."""
    put(put(parent, "r"), "fldChar", fldCharType="begin")
    written = put(put(parent, "r"), "instrText")
    written.text = f" PAGEREF {mark} \\h "
    written.set(SPACE, "preserve")
    for kind in ("separate", "end"):
        put(put(parent, "r"), "fldChar", fldCharType=kind)

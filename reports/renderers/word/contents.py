"""The contents of a long report: a field that Word makes anew, with entries that stand there from the beginning.

Only Word knows the numbers of the pages, once it has laid them out: it offers to put them in when the file is opened. Until
then an entry is a link without a number, not one with a number that is guessed.
"""

from collections.abc import Iterable, Iterator

from lxml import etree

from plans.narrative import clean_plain
from reports.document import Document, Section
from reports.renderers.word.styles import HEADING_LEVELS
from reports.renderers.word.xml import SPACE, put, put_paragraph, put_text

HEADING = {"az": "Mündəricat", "en": "Contents"}


class Contents:
    """The entries of a report, each with the mark that its heading carries; none in an agency's report."""

    def __init__(self, document: Document) -> None:
        self._heading = HEADING[document.language]
        chosen = (
            [*document.summary, *_in_contents(document.sections), *document.matrix] if document.has_contents else []
        )
        self.entries = [(section, f"_Toc{number:06}") for number, section in enumerate(chosen, 1)]
        self._marks = {id(section): (number, mark) for number, (section, mark) in enumerate(self.entries, 1)}

    def put(self, body: etree._Element, *, begins_page: bool) -> None:
        """The contents as Word's own block, so that it offers to bring them up to date."""
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
        paragraph: etree._Element | None = None
        for (section, mark), level in zip(self.entries, levels, strict=True):
            is_first = paragraph is None
            paragraph, _properties = put_paragraph(content, f"Toc{level}")
            if is_first:
                _open_field(paragraph, f'TOC \\o "{min(levels)}-{max(levels)}" \\h \\z')
            _put_entry(paragraph, section, mark)
        if paragraph is not None:
            put(put(paragraph, "r"), "fldChar", fldCharType="end")

    def put_heading(self, paragraph: etree._Element, section: Section) -> None:
        """The words of a section's heading, with the mark that its entry leads to."""
        number, mark = self._marks.get(id(section), (0, ""))
        if mark:
            put(paragraph, "bookmarkStart", id=number, name=mark)
        put_text(put(paragraph, "r"), clean_plain(section.heading))
        if mark:
            put(paragraph, "bookmarkEnd", id=number)


def _in_contents(sections: Iterable[Section]) -> Iterator[Section]:
    """Sub-points, and what holds sub-points; not the agencies under them."""
    for section in sections:
        below = list(_in_contents(section.sections))
        if section.number or below:
            yield section
            yield from below


def _put_entry(paragraph: etree._Element, section: Section, mark: str) -> None:
    link = put(paragraph, "hyperlink", anchor=mark, history=1)
    put_text(put(link, "r"), " ".join(clean_plain(section.heading).split()))


def _open_field(parent: etree._Element, code: str) -> None:
    put(put(parent, "r"), "fldChar", fldCharType="begin")
    written = put(put(parent, "r"), "instrText")
    written.text = f" {code} "
    written.set(SPACE, "preserve")
    put(put(parent, "r"), "fldChar", fldCharType="separate")

"""Where links lead in a Word file: bookmarks at headings, under the names that the page's addresses have.

Word's names have up to 40 letters, digits and lines below, and each stands once. The same place has the same name in every
file, so that a link from another document goes on working.
"""

import re
from zlib import crc32

from lxml import etree

from reports.document import Document, Section
from reports.renderers.word.xml import put

LONGEST = 40
_OTHER = re.compile(r"[^A-Za-z0-9_]")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*")  # of these no two become one name


def bookmark_of(anchor: str) -> str:
    """The name of a place whose address on the page ends in `#anchor`; "" for none."""
    name = _OTHER.sub("_", anchor)
    if not anchor or (_PLAIN.fullmatch(anchor) and len(name) <= LONGEST):
        return name
    told_apart = f"_{crc32(anchor.encode()):08x}"
    return name[: LONGEST - len(told_apart)] + told_apart


def anchor_of(section: Section, around: Section | None = None) -> str:
    """As the page has it: a sub-point's is made of its number, an agency's of that and its code."""
    if section.anchor or around is None or not (around.anchor and section.code):
        return section.anchor
    return f"{around.anchor}-{'-'.join(section.code.split())}"


class Places:
    """The bookmarks of a file that is being written."""

    def __init__(self, document: Document) -> None:
        self._numbers: dict[str, int] = {}
        named = [("summary", document.summary), ("matrix", document.matrix)]
        self._names = {id(each): f"{name}_{n}" for name, found in named for n, each in enumerate(found, 1)}
        # The address of each number of the report, for links in its texts.
        self.addresses = {
            section.number: f"#{bookmark_of(section.anchor)}" for section in document.walk() if section.number
        }

    def name_of(self, section: Section, around: Section | None = None) -> str:
        """The name of a section's bookmark; "" where none is."""
        return self._names.get(id(section)) or bookmark_of(anchor_of(section, around))

    def name(self, section: Section, name: str) -> None:
        """Names a section that has no address on the page."""
        self._names[id(section)] = name

    def begin(self, paragraph: etree._Element, name: str) -> int | None:
        """Opens the bookmark; gives its number, None where it is there already."""
        if not name or name in self._numbers:
            return None
        number = self._numbers[name] = len(self._numbers) + 1
        put(paragraph, "bookmarkStart", id=number, name=name)
        return number

    @staticmethod
    def end(paragraph: etree._Element, number: int | None) -> None:
        """Closes what `begin` has opened."""
        if number is not None:
            put(paragraph, "bookmarkEnd", id=number)

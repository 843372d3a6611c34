"""The parts of a Word file beside its body: headers, footers, notes, comments, the words of charts."""

from collections.abc import Iterator

from lxml import etree

from reports.importer.blocks import Unplaced
from reports.importer.extract.docx.hidden import paragraph_texts, take_out_hidden
from reports.importer.extract.docx.package import DocxPackage
from reports.importer.extract.docx.styles import W
from reports.importer.notes import Note, Reason

_PAGE_PARTS = {"header": Reason.HEADER, "footer": Reason.FOOTER}
# The kind of part, and the name of its elements, which is also the reason.
_NOTE_PARTS = {"footnotes": Reason.FOOTNOTE, "endnotes": Reason.ENDNOTE, "comments": Reason.COMMENT}
_DRAWING_PARTS = ("diagramData", "chart")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# Word keeps the lines that part footnotes from the text among the footnotes.
_TECHNICAL = ("separator", "continuationSeparator", "continuationNotice")


def read_parts(package: DocxPackage) -> tuple[list[Unplaced], list[Note]]:
    """What stands beside the body, piece by piece, and remarks on pictures there."""
    unplaced: list[Unplaced] = []
    notes: list[Note] = []
    seen: set[str] = set()
    links = [link for link in package.relationships(package.main_part) if not link.is_external]
    for link in sorted(links, key=lambda link: (_order(link.kind), link.target)):
        if link.target in seen or not package.has(link.target):
            continue
        seen.add(link.target)
        if link.kind in _PAGE_PARTS:
            root = package.read_xml(link.target)
            hidden, remarks = take_out_hidden(root)
            unplaced += [Unplaced(text, _PAGE_PARTS[link.kind]) for text in paragraph_texts(root)]
            unplaced += hidden
            notes += remarks
        elif link.kind in _NOTE_PARTS:
            name = _NOTE_PARTS[link.kind]
            root = package.read_xml(link.target)
            hidden, _ = take_out_hidden(root)
            unplaced += [Unplaced(text, name) for text in _note_texts(root, name)]
            unplaced += hidden
        elif link.kind in _DRAWING_PARTS:
            words = (text.text or "" for text in package.read_xml(link.target).iter(_A + "t"))
            unplaced += [Unplaced(text.strip(), Reason.DRAWING) for text in words if text.strip()]
    return unplaced, notes


def _order(kind: str) -> int:
    kinds = (*_PAGE_PARTS, *_NOTE_PARTS, *_DRAWING_PARTS)
    return kinds.index(kind) if kind in kinds else len(kinds)


def _note_texts(root: etree._Element, name: str) -> Iterator[str]:
    for note in root.iter(W + name):
        if note.get(W + "type") not in _TECHNICAL:
            text = "\n".join(paragraph_texts(note))
            if text:
                yield text

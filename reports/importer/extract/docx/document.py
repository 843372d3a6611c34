"""Word → blocks, with everything that stands beside the running text."""

from lxml import etree

from reports.importer.blocks import Extracted
from reports.importer.errors import Fault, UnreadableDocument, require_paragraphs
from reports.importer.extract.docx.body import read_body
from reports.importer.extract.docx.hidden import take_out_hidden
from reports.importer.extract.docx.numbering import Numbering
from reports.importer.extract.docx.package import DocxPackage, open_package
from reports.importer.extract.docx.parts import read_parts
from reports.importer.extract.docx.prepare import prepare_body
from reports.importer.extract.docx.styles import Styles, W


def extract_docx(data: bytes) -> Extracted:
    """The blocks of a Word file, and what is beside them.

    Headers, footers, footnotes, endnotes, comments, text boxes, equations, hidden text and tracked deletions are
    unplaced, each with its reason; tracked insertions are text. Raises UnreadableDocument for what is no such file, is
    damaged or is hostile, and "empty" for one without any text.
    """
    package = open_package(data)
    root = package.read_xml(package.main_part)
    if root.tag != W + "document":
        raise UnreadableDocument(Fault.NOT_WORD)
    require_paragraphs(sum(1 for _ in root.iter(W + "p")))
    relationships = package.relationships(package.main_part)
    hidden, pictures = take_out_hidden(root)
    prepared = prepare_body(
        root, relationships, Styles(_part(package, "styles")), Numbering(_part(package, "numbering"))
    )
    body = read_body(prepared)
    beside, remarks = read_parts(package)
    unplaced = (*hidden, *body.unplaced, *beside)
    if not body.blocks and not unplaced:
        raise UnreadableDocument(Fault.EMPTY)
    return Extracted(body.blocks, unplaced, (*body.notes, *pictures, *remarks))


def _part(package: DocxPackage, kind: str) -> etree._Element | None:
    for link in package.relationships(package.main_part):
        if link.kind == kind and not link.is_external and package.has(link.target):
            return package.read_xml(link.target)
    return None

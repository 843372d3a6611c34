"""The body of a Word file made ready for mammoth: nothing it would drop, and a mark on every paragraph.

Mammoth reads runs, links, fields and tables well, but drops text boxes and simple fields, merges lists that restart, and
knows bold only where it stands in the run. So styles and numbers are worked out here, each paragraph gets a bookmark
by which its result is found again, and mammoth gets a small, clean document with nothing else in it.
"""

import io
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from lxml import etree

from plans.narrative import LINK_SCHEMES
from reports.document import NOTES
from reports.importer.extract.docx.hidden import replace_by_children, visible_text
from reports.importer.extract.docx.numbering import ListPosition, Numbering
from reports.importer.extract.docx.package import Relationship
from reports.importer.extract.docx.styles import Styles, W, flag, has_parent, outline_level, value

MARK_PREFIX = "source-"
_CONTENTS = "Table of Contents"

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_UNWRAPPED = ("fldSimple", "smartTag", "customXml", "ins", "moveTo", "dir", "bdo", "rubyBase")
_DROPPED = (
    "bookmarkStart",
    "bookmarkEnd",
    "commentRangeStart",
    "commentRangeEnd",
    "commentReference",
    "footnoteReference",
    "endnoteReference",
    "footnoteRef",
    "endnoteRef",
    "annotationRef",
    "moveFromRangeStart",
    "moveFromRangeEnd",
    "moveToRangeStart",
    "moveToRangeEnd",
    "customXmlInsRangeStart",
    "customXmlInsRangeEnd",
    "customXmlDelRangeStart",
    "customXmlDelRangeEnd",
    "permStart",
    "permEnd",
    "proofErr",
    "sectPr",
    "tblPr",
    "tblPrEx",
    "tblGrid",
)
_RELS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


@dataclass(frozen=True, slots=True)
class SourceParagraph:
    """What is known of a paragraph beside its runs; `text` is what the result must hold.

    `continued` is the level of the list item that it goes on with, `heads_cell` says that its cell is a heading.
    """

    text: str
    heading_level: int | None = None
    position: ListPosition | None = None
    continued: int | None = None
    heads_cell: bool = False


@dataclass(slots=True)
class PreparedBody:
    """A small Word file for mammoth, and the paragraphs its bookmarks stand for, by number."""

    docx: bytes
    paragraphs: list[SourceParagraph] = field(default_factory=list)


def prepare_body(
    root: etree._Element, relationships: list[Relationship], styles: Styles, numbering: Numbering
) -> PreparedBody:
    """Rewrite the document part `root` (changed in place), from which `take_out_hidden` has taken what is hidden."""
    _drop_contents(root)
    _drop_notes(root, styles)
    texts = [(paragraph, visible_text(paragraph, with_page_numbers=True)) for paragraph in root.iter(W + "p")]
    _simplify(root)
    links = _keep_links(root, relationships)
    paragraphs = [
        _prepare_paragraph(paragraph, text, index, styles, numbering) for index, (paragraph, text) in enumerate(texts)
    ]
    return PreparedBody(_small_docx(root, links), paragraphs)


def _drop_contents(root: etree._Element) -> None:
    """Leave out what Word's own block of contents holds: headings again, written by Word, and numbers of pages."""
    for block in list(root.iter(W + "sdt")):
        gallery = value(block.find(f"{W}sdtPr/{W}docPartObj"), "docPartGallery")
        if gallery == _CONTENTS and (parent := block.getparent()) is not None:
            parent.remove(block)


def _drop_notes(root: etree._Element, styles: Styles) -> None:
    """Leave out what our own reports say beside the texts: that it is a draft, status and figures, who signs."""
    for table in list(root.iter(W + "tbl")):
        styled = [value(each.find(W + "pPr"), "pStyle") for each in table.iter(W + "p")]
        if styled and all(map(styles.is_note, styled)) and (parent := table.getparent()) is not None:
            parent.remove(table)
    for paragraph in list(root.iter(W + "p")):
        style = value(paragraph.find(W + "pPr"), "pStyle")
        is_ours = styles.signs(style) or styles.is_under_chart(style)
        is_ours = is_ours or (styles.is_note(style) and visible_text(paragraph).strip().startswith(NOTES))
        if is_ours and (parent := paragraph.getparent()) is not None:
            parent.remove(paragraph)


def _simplify(root: etree._Element) -> None:
    for tag in _DROPPED:
        for element in list(root.iter(W + tag)):
            if (parent := element.getparent()) is not None:
                parent.remove(element)
    for element in list(root.iter(W + "sdt")):
        content = element.find(W + "sdtContent")
        replace_by_children(element, content if content is not None else ())
    for element in list(root.iter(W + "ruby")):
        base = element.find(W + "rubyBase")
        run = element.getparent()
        # A ruby stands in a run and holds runs: its base takes the place of that run.
        if run is not None:
            replace_by_children(run, base if base is not None else ())
    for tag in _UNWRAPPED:
        for element in list(root.iter(W + tag)):
            if not has_parent(element, "rPr", "trPr", "pPr"):
                replace_by_children(element, element)
    for element in list(root.iter(W + "br", W + "cr")):
        # A page's end is a line's end; what belongs together is joined again later.
        element.tag = W + "br"
        element.attrib.clear()
    for element in list(root.iter(W + "ptab")):
        element.tag = W + "tab"


def _keep_links(root: etree._Element, relationships: list[Relationship]) -> dict[str, str]:
    targets = {link.id: link.target for link in relationships if link.is_external}
    kept: dict[str, str] = {}
    for link in root.iter(W + "hyperlink"):
        link_id = link.get(_R + "id")
        link.attrib.clear()
        target = targets.get(link_id or "", "")
        if link_id and is_link_kept(target):
            link.set(_R + "id", link_id)
            kept[link_id] = target
    return kept


def is_link_kept(target: str) -> bool:
    """Whether a link may stand in a narrative: web and mail addresses only."""
    scheme, colon, _ = target.strip().partition(":")
    return bool(colon) and scheme.lower() in LINK_SCHEMES


def _prepare_paragraph(
    paragraph: etree._Element, text: str, index: int, styles: Styles, numbering: Numbering
) -> SourceParagraph:
    properties = paragraph.find(W + "pPr")
    style_id = value(properties, "pStyle")
    level = outline_level(properties) or styles.heading_level(style_id)
    position = _list_position(properties, style_id, styles, numbering)
    heads_cell = styles.heads_cell(style_id)
    for run in paragraph.iter(W + "r"):
        if next(run.iterancestors(W + "p"), None) is paragraph:
            _write_look(run, None if heads_cell else style_id, styles)
    is_deleted_mark = properties is not None and properties.find(f"{W}rPr/{W}del") is not None
    if properties is not None:
        paragraph.remove(properties)
    if is_deleted_mark:
        kept = etree.Element(W + "pPr")
        etree.SubElement(etree.SubElement(kept, W + "rPr"), W + "del")
        paragraph.insert(0, kept)
    mark = etree.Element(W + "bookmarkStart")
    mark.set(W + "name", f"{MARK_PREFIX}{index}")
    paragraph.insert(1 if is_deleted_mark else 0, mark)
    is_in_cell = next(paragraph.iterancestors(W + "tc"), None) is not None
    is_list_of_cell = is_in_cell and bool(text.strip()) and styles.is_own_cell(style_id)
    if position is not None and ((is_in_cell and not is_list_of_cell) or level is not None or not position.is_plain):
        # What Word writes by itself becomes text where no list can carry it.
        if position.ordered or text.strip():
            _insert_text(paragraph, mark, f"{position.marker} ")
        position = None
    return SourceParagraph(text, level, position, styles.continued_level(style_id), heads_cell)


def _list_position(
    properties: etree._Element | None, style_id: str | None, styles: Styles, numbering: Numbering
) -> ListPosition | None:
    direct = None if properties is None else properties.find(W + "numPr")
    number_id, level = value(direct, "numId"), value(direct, "ilvl")
    if number_id is None:
        number_id, style_level = styles.numbering(style_id)
        level = level or style_level
        if number_id is not None and level is None:
            return numbering.next(number_id, numbering.level_of_style(number_id, style_id))
    if number_id is None or number_id == "0":
        return None
    return numbering.next(number_id, int(level) if level is not None and level.isdecimal() else 0)


def _write_look(run: etree._Element, paragraph_style: str | None, styles: Styles) -> None:
    """Leave bold and italic as the only properties of a run, worked out through its styles."""
    properties = run.find(W + "rPr")
    style_ids = (value(properties, "rStyle"), paragraph_style)
    bold, italic = flag(properties, "b"), flag(properties, "i")
    bold = styles.look(style_ids, "bold") if bold is None else bold
    italic = styles.look(style_ids, "italic") if italic is None else italic
    if properties is not None:
        run.remove(properties)
    if bold or italic:
        properties = etree.Element(W + "rPr")
        for name, is_set in (("b", bold), ("i", italic)):
            if is_set:
                etree.SubElement(properties, W + name)
        run.insert(0, properties)


def _insert_text(paragraph: etree._Element, after: etree._Element, text: str) -> None:
    run = etree.Element(W + "r")
    # The number looks as the text after it.
    first = paragraph.find(W + "r")
    look = first.find(W + "rPr") if first is not None else None
    if look is not None:
        run.append(etree.fromstring(etree.tostring(look)))
    content = etree.SubElement(run, W + "t")
    content.set(_XML_SPACE, "preserve")
    content.text = text
    paragraph.insert(paragraph.index(after) + 1, run)


def _small_docx(root: etree._Element, links: dict[str, str]) -> bytes:
    link = '<Relationship Id={} Type="{}hyperlink" Target={} TargetMode="External"/>'
    document_rels = "".join(link.format(quoteattr(name), _OFFICE, quoteattr(url)) for name, url in links.items())
    package_rels = f'<Relationship Id="rId1" Type="{_OFFICE}officeDocument" Target="word/document.xml"/>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES)
        archive.writestr("_rels/.rels", _RELS.format(package_rels))
        archive.writestr("word/_rels/document.xml.rels", _RELS.format(document_rels))
        archive.writestr("word/document.xml", etree.tostring(root, encoding="UTF-8", xml_declaration=True))
    return buffer.getvalue()

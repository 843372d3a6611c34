"""What stands in a Word part without being its running text: found, taken out, and told apart by a reason.

Tracked insertions stay (they are text); deletions, hidden text, text boxes, equations and drawings go.
"""

from collections.abc import Iterable, Iterator

from lxml import etree

from reports.document import CHART_NAME, WATERMARK
from reports.importer.blocks import Unplaced
from reports.importer.extract.docx.styles import W, flag, has_parent
from reports.importer.notes import Note, Reason, Remark

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WATERMARK_NAME = "PowerPlusWaterMarkObject"  # Word's own name for what its menu puts behind a page
_PICTURE_NAMES = {"pic", "imagedata", "chart", "relIds"}
# SUBJECT repeats a property of the file: so our own running heads are made.
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES", "SUBJECT")
_SPACES = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\u2011"}


def take_out_hidden(root: etree._Element) -> tuple[list[Unplaced], list[Note]]:
    """Remove from `root` all that is not its running text; what held words is returned, pictures are noted."""
    unplaced: list[Unplaced] = []
    notes: list[Note] = []
    _choose_alternatives(root)
    for box in _outermost(root, W + "txbxContent"):
        unplaced += (Unplaced(text, Reason.TEXT_BOX) for text in paragraph_texts(box))
        _remove(box)
    for words in list(root.iter(_V + "textpath")):
        if not _is_own_watermark(words):
            unplaced += _pieces(words.get("string", ""), Reason.DRAWING)
    for deleted in _deletions(root):
        unplaced += _pieces(visible_text(deleted, with_deleted=True), Reason.TRACKED_DELETION)
        _remove(deleted)
    for run in list(root.iter(W + "r")):
        if flag(run.find(W + "rPr"), "vanish"):
            unplaced += _pieces(visible_text(run), Reason.HIDDEN_TEXT)
            _remove(run)
    for equation in _outermost(root, _M + "oMath"):
        unplaced += _pieces("".join(text.text or "" for text in equation.iter(_M + "t", W + "t")), Reason.EQUATION)
        _remove(equation)
    for tag in (W + "drawing", W + "pict", W + "object", W + "altChunk"):
        for drawing in list(root.iter(tag)):
            notes += _picture_notes(drawing)
            _remove(drawing)
    return unplaced, notes


def _is_own_watermark(words: etree._Element) -> bool:
    """Whether it is the mark of a draft behind the pages of our own reports, which says what the line under the title says."""
    shape = words.getparent()
    named = "" if shape is None else shape.get("id", "")
    return words.get("string", "") == WATERMARK and named.startswith(_WATERMARK_NAME)


def paragraph_texts(root: etree._Element) -> list[str]:
    """The texts of all paragraphs under `root`, empty ones left out."""
    texts = (visible_text(paragraph).strip() for paragraph in root.iter(W + "p"))
    return [text for text in texts if text]


def visible_text(root: etree._Element, *, with_deleted: bool = False, with_page_numbers: bool = False) -> str:
    """The text under `root` as Word shows it, without field codes; of page numbers, which Word computes, only if asked."""
    pieces: list[str] = []
    fields: list[list] = []  # of each open field: its code, whether its code has ended
    for element in root.iter():
        tag = element.tag
        if tag == W + "fldChar":
            _follow_field(fields, element.get(W + "fldCharType"))
        elif tag == W + "instrText" and fields:
            fields[-1][0] += element.text or ""
        elif not with_page_numbers and _is_page_number(element, fields):
            continue
        elif tag == W + "t" or (tag == W + "delText" and with_deleted):
            pieces.append(element.text or "")
        elif (space := _SPACES.get(str(tag))) is not None and has_parent(element, "r"):
            pieces.append(space)
        elif tag == W + "p" and pieces:
            pieces.append("\n")
    return "".join(pieces)


def _follow_field(fields: list[list], step: str | None) -> None:
    if step == "begin":
        fields.append(["", False])
    elif step == "separate" and fields:
        fields[-1][1] = True
    elif step == "end" and fields:
        fields.pop()


def _is_page_number(element: etree._Element, fields: list[list]) -> bool:
    if element.tag != W + "t":
        return False
    simple = next(element.iterancestors(W + "fldSimple"), None)
    if simple is not None and _is_page_field(simple.get(W + "instr", "")):
        return True
    return any(is_in_result and _is_page_field(code) for code, is_in_result in fields)


def _is_page_field(code: str) -> bool:
    return code.partition("\\")[0].strip().upper() in _PAGE_FIELDS


def _choose_alternatives(root: etree._Element) -> None:
    """Of two renderings of one thing keep the first, or both would be read."""
    for alternatives in list(root.iter(_MC + "AlternateContent")):
        chosen = alternatives.find(_MC + "Choice")
        if chosen is None:
            chosen = alternatives.find(_MC + "Fallback")
        replace_by_children(alternatives, chosen if chosen is not None else ())


def _outermost(root: etree._Element, tag: str) -> list[etree._Element]:
    return [element for element in root.iter(tag) if next(element.iterancestors(tag), None) is None]


def _deletions(root: etree._Element) -> Iterator[etree._Element]:
    """Deleted runs, the source of moved text, and deleted rows; outermost ones only."""
    inline = {W + "del", W + "moveFrom"}
    for element in list(root.iter(*inline, W + "tr")):
        if any(ancestor.tag in inline for ancestor in element.iterancestors()):
            continue
        if element.tag in inline:
            # In properties the same names mark a paragraph's end or a row, and hold no text.
            if not has_parent(element, "rPr", "trPr"):
                yield element
        elif element.find(f"{W}trPr/{W}del") is not None:
            yield element


def _pieces(text: str, reason: Reason) -> Iterable[Unplaced]:
    return [Unplaced(text.strip(), reason)] if text.strip() else []


def _picture_notes(drawing: etree._Element) -> list[Note]:
    is_picture = drawing.tag in (W + "drawing", W + "pict")
    names = {etree.QName(element).localname for element in drawing.iter()}
    if is_picture and not names & _PICTURE_NAMES:
        return []  # the frame of a text box, or a line
    named = list(drawing.iter(_WP + "docPr"))
    if "chart" in names and named and all(element.get("name", "").startswith(CHART_NAME) for element in named):
        return []  # of our own reports: the table beside it has its numbers
    descriptions = [element.get("descr") or element.get("title") or "" for element in named]
    code = Remark.IMAGE if is_picture else Remark.EMBEDDED_OBJECT
    return [Note(code, text=description, detail=description) for description in descriptions or [""]]


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        # A tail would go with it; Word has none, but what is there is kept.
        if element.tail:
            previous = element.getprevious()
            if previous is not None:
                previous.tail = (previous.tail or "") + element.tail
            else:
                parent.text = (parent.text or "") + element.tail
        parent.remove(element)


def replace_by_children(element: etree._Element, children: Iterable[etree._Element]) -> None:
    """Put `children` in the place of `element`."""
    parent = element.getparent()
    if parent is None:
        return
    position = parent.index(element)
    for offset, child in enumerate(list(children)):
        parent.insert(position + offset, child)
    parent.remove(element)

"""The tags of a PDF: what a screen reader reads. Takes the place of WeasyPrint's own, which begins anew on every page.

An element of the HTML is one element of the structure, over however many pages it goes. What a page repeats – the head of a
table, running heads, page numbers – is an artifact. WeasyPrint has no door for this: it is given this module's `add_tags`
for its own, and its boxes are read. The tests notice when these change; the version has an upper bound.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from reports.renderers.pdf_slices import PART

SVG = "{http://www.w3.org/2000/svg}"
# What has an element in the structure; the content of all else belongs to what it stands in.
KINDS = {
    "section": "Sect",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "p": "P",
    "ul": "L",
    "ol": "L",
    "li": "LI",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "a": "Link",
    "img": "Figure",
    f"{SVG}svg": "Figure",
}
_SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}
_REPEATED = b"<</Type /Pagination>>"
_MARGINS = {"top": b"<</Type /Pagination /Subtype /Header>>"}
_DECORATION = b"<</Type /Layout>>"
# The same words, and an object of its own: whoever joins chapters puts the number in here that it has in the whole.
NUMBER = bytes(bytearray(_MARGINS["top"]))
NUMBER_BOX = "@top-center"
NAMES = "data-names"  # of the root element: what the names begin with, so that chapters can be joined
_FOOT = b"<</Type /Pagination /Subtype /Footer>>"


@dataclass(eq=False, slots=True)
class _Node:
    """An element of the structure. `kids`: other elements, marked content as (page, number), annotations."""

    kind: str
    parent: "_Node | None" = None
    element: Element | None = None
    kids: list[Any] = field(default_factory=list)
    page: int = -1  # where it begins
    box: tuple[float, float, float, float] | None = None  # a figure's place
    written: pydyf.Dictionary = field(default_factory=pydyf.Dictionary)

    def add(self, kind: str, element: Element | None = None, *, first: bool = False) -> "_Node":
        node = _Node(kind, self, element)
        self.kids.insert(0 if first else len(self.kids), node)
        return node


class _Tree:
    def __init__(self, document: Any) -> None:
        self.root = _Node("Document")
        self.nodes: dict[Element | str, _Node] = {}
        self.artifacts: list[dict[int, bytes]] = [{} for _ in document.pages]
        self.page = 0
        self.tags: dict[Any, dict[str, Any]] = {}

    def read(self, document: Any, streams: list[Any]) -> None:
        """Takes in all pages; what is marked and has no place becomes an artifact."""
        for self.page, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
            self.tags = stream._tags
            self._box(page._page_box, self.root)
            for left in self.tags.values():
                self.artifacts[self.page][left["mcid"]] = _REPEATED
            self.tags.clear()

    def _box(self, box: Any, around: _Node) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.MarginBox):
            margin = _MARGINS.get(box.at_keyword.lstrip("@").split("-")[0], _FOOT)
            self._artifact(box, NUMBER if box.at_keyword == NUMBER_BOX else margin)
            return
        if isinstance(box, boxes.TextBox):
            self._content(box, around)
            return
        if box.element is not None and box.element.get("aria-hidden") == "true" and box.element_tag == f"{SVG}svg":
            self._artifact(box, _DECORATION)
            return
        node = around if box.element is None else self._node(box, around)
        if node.kind == "THead" and node.page not in (-1, self.page):
            self._artifact(box, _REPEATED)
            return
        if node.page == -1:
            node.page = self.page
        if getattr(box, "link_annotation", None):
            node.kids.append((self.page, box.link_annotation))
        if isinstance(box, boxes.ReplacedBox):
            left, top = box.content_box_x(), box.content_box_y()
            node.box = (left, top, left + box.width, top + box.height)
            self._content(box, node)
        for child in getattr(box, "children", ()):
            self._box(child, node)

    def _node(self, box: Any, around: _Node) -> _Node:
        """The element of a box; that of its beginning on an earlier page, if it has one."""
        name, _colons, part = box.element_tag.partition("::")
        if part:
            return self._label(around)
        kind = KINDS.get(name)
        if kind is None:
            return around
        key = box.element.get(PART, box.element)
        if (node := self.nodes.get(key)) is None:
            node = around.add(kind, box.element)
            if kind == "LI":
                node.page = self.page
                node = node.add("LBody")
            self.nodes[key] = node
        return node

    def _label(self, around: _Node) -> _Node:
        """Where what stands before a text goes: of an item's first paragraph it is the item's mark."""
        body = around.parent
        if (
            around.kind != "P"
            or body is None
            or body.kind != "LBody"
            or body.parent is None
            or body.kids[0] is not around
        ):
            return around
        label = body.parent.add("Lbl", first=True)
        label.page = self.page
        return label

    def _content(self, box: Any, node: _Node) -> None:
        marked = self.tags.pop(box, None)
        if marked is not None:
            node.kids.append((self.page, marked["mcid"]))

    def _artifact(self, box: Any, said: bytes) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if (marked := self.tags.pop(box, None)) is not None:
            self.artifacts[self.page][marked["mcid"]] = said
        for child in getattr(box, "children", ()):
            self._artifact(child, said)


class _Writer:
    """Writes a tree into the file that pydyf makes."""

    def __init__(self, pdf: Any, pages: int, names: str) -> None:
        self.pdf = pdf
        self.names = names
        self.pages = pdf.page_references  # worked out anew whenever it is asked for
        self.marked: list[dict[int, bytes]] = [{} for _ in range(pages)]  # of each page: number → its element
        self.annotations: list[tuple[pydyf.Dictionary, bytes]] = []
        self.ids: list[tuple[str, _Node]] = []

    def write(self, root: _Node) -> None:
        structure = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self.pdf.add_object(structure)
        root.page = max(root.page, 0)
        structure["K"] = pydyf.Array([self._element(root, structure.reference)])
        numbers = pydyf.Array()
        for page, marked in enumerate(self.marked):
            numbers += [page, pydyf.Array(marked.get(mcid, "null") for mcid in range(max(marked, default=-1) + 1))]
        for key, (annotation, element) in enumerate(self.annotations, len(self.marked)):
            annotation["StructParent"] = key
            numbers += [key, element]
        parents = pydyf.Dictionary({"Nums": numbers})
        self.pdf.add_object(parents)
        structure["ParentTree"] = parents.reference
        structure["ParentTreeNextKey"] = len(self.marked) + len(self.annotations)
        if self.ids:
            names = pydyf.Array(
                part for name, cell in self.ids for part in (pydyf.String(name), cell.written.reference)
            )
            structure["IDTree"] = pydyf.Dictionary({"Names": names})
        self.pdf.catalog["StructTreeRoot"] = structure.reference

    def _element(self, node: _Node, parent: bytes) -> bytes:
        written = node.written
        written.update({"Type": "/StructElem", "S": f"/{node.kind}", "P": parent, "Pg": self.pages[node.page]})
        self.pdf.add_object(written)
        if node.kind == "Table":
            self._heads(node)
        self._say(node)
        written["K"] = pydyf.Array(self._kid(node, kid) for kid in _kids(node))
        return written.reference

    def _kid(self, node: _Node, kid: Any) -> Any:
        own = node.written.reference
        if isinstance(kid, _Node):
            return self._element(kid, own)
        page, what = kid
        if isinstance(what, int):
            self.marked[page][what] = own
            if page == node.page:
                return what
            return pydyf.Dictionary({"Type": "/MCR", "Pg": self.pages[page], "MCID": what})
        self.annotations.append((what, own))
        return pydyf.Dictionary({"Type": "/OBJR", "Obj": what.reference, "Pg": self.pages[page]})

    def _say(self, node: _Node) -> None:
        """What an element says of itself besides its kind."""
        element, written = node.element, node.written
        if element is None:
            return
        if node.kind == "L":
            numbering = "/Decimal" if element.tag == "ol" else "/Disc"
            written["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})
        elif node.kind == "Figure":
            parts = [element.find(f"{SVG}{name}") for name in ("title", "desc")]
            said = ". ".join(part.text or "" for part in parts if part is not None) or element.get("alt") or ""
            written["Alt"] = pydyf.String(said)
            if node.box is not None:
                written["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": pydyf.Array(node.box)})
        elif node.kind == "P":
            # Letters set apart ("M Ə L U M A T") are read as the word they are.
            spoken = next((part for part in element if part.get("class") == "document-spoken"), None)
            if spoken is not None:
                written["ActualText"] = pydyf.String(spoken.text or "")

    def _heads(self, table: _Node) -> None:
        """Scopes and names of the table's headers; which cells they are of where that is not plain."""
        rows = [row for group in table.kids if isinstance(group, _Node) for row in group.kids]
        cells = list(_places(rows))
        of_columns: dict[int, list[str]] = {}
        of_rows: dict[int, list[str]] = {}
        spans = any(cell.kind == "TH" and max(_spans(cell)) > 1 for _row, _column, cell in cells)
        for number, (row, column, cell) in enumerate(cells):
            colspan, rowspan = _spans(cell)
            about: dict[str, Any] = {"O": "/Table"}
            about |= {name: value for name, value in (("ColSpan", colspan), ("RowSpan", rowspan)) if value > 1}
            if cell.kind == "TH" and cell.element is not None:
                scope = cell.element.get("scope", "col")
                name = f"{self.names}th-{table.written.number:07}-{number:05}"
                self.ids.append((name, cell))
                about["Scope"] = _SCOPES[scope]
                cell.written["ID"] = pydyf.String(name)
                is_of_row = scope.startswith("row")
                kept, first, many = (of_rows, row, rowspan) if is_of_row else (of_columns, column, colspan)
                for place in range(first, first + many):
                    kept.setdefault(place, []).append(name)
            elif spans:
                names = [name for place in range(row, row + rowspan) for name in of_rows.get(place, ())]
                names += [name for place in range(column, column + colspan) for name in of_columns.get(place, ())]
                about["Headers"] = pydyf.Array(pydyf.String(name) for name in dict.fromkeys(names))
            if len(about) > 1:
                cell.written["A"] = pydyf.Dictionary(about)


def _kids(node: _Node) -> list[Any]:
    """What an element holds; the only paragraph of a cell needs no element of its own."""
    if (
        node.kind in ("TH", "TD")
        and len(node.kids) == 1
        and isinstance(node.kids[0], _Node)
        and node.kids[0].kind == "P"
    ):
        return node.kids[0].kids
    return node.kids


def _spans(cell: _Node) -> tuple[int, int]:
    """Over how many columns and rows a cell goes."""
    about = {} if cell.element is None else cell.element.attrib
    return int(about.get("colspan", 1)), int(about.get("rowspan", 1))


def _places(rows: list[_Node]) -> Iterator[tuple[int, int, _Node]]:
    """Every cell with its row and its first column."""
    taken: dict[int, int] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in row.kids:
            while taken.get(column, 0) > number:
                column += 1
            colspan, rowspan = _spans(cell)
            yield number, column, cell
            for spanned in range(column, column + colspan):
                taken[spanned] = number + rowspan
            column += colspan


def add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:
    """Writes the structure of a document into its PDF: what WeasyPrint calls when the pages are drawn."""
    tree = _Tree(document)
    tree.read(document, page_streams)
    for stream, artifacts in zip(page_streams, tree.artifacts, strict=True):
        _take_out(stream, artifacts)
    root = next(box for box in document.pages[0]._page_box.children if box.element_tag == "html")
    _Writer(pdf, len(document.pages), root.element.get(NAMES, "")).write(tree.root)
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


def _take_out(stream: Any, artifacts: dict[int, bytes]) -> None:
    """Says of marked content that it is none of the text."""
    operations = stream.stream
    for place, properties in enumerate(operations if artifacts else ()):
        # Three in a row: the tag, its properties, BDC.
        if isinstance(properties, pydyf.Dictionary) and (said := artifacts.get(properties.get("MCID", -1))) is not None:
            operations[place - 1 : place + 2] = ["/Artifact", said, b"BDC"]


weasyprint.pdf.add_tags = add_tags

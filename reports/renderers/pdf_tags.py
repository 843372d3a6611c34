"""The tags of a PDF: what a screen reader reads. Takes the place of WeasyPrint's own, which begins anew on every page.

An element of the HTML is one element of the structure, over however many pages it goes. What a page repeats – the head of a
table, running heads, page numbers – is an artifact. WeasyPrint has no door for this: it is given this module's `add_tags`
for its own, and its boxes are read. The tests notice when these change; the version has an upper bound.
"""

from typing import Any
from xml.etree.ElementTree import Element

import pydyf
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from reports.renderers.pdf_structure import SVG, Node, Writer

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
# What stands for one element in several slices bears the same number (pdf_slices), and is one element for a screen reader.
PART = "data-part"
_REPEATED = b"<</Type /Pagination>>"
_MARGINS = {"top": b"<</Type /Pagination /Subtype /Header>>"}
_DECORATION = b"<</Type /Layout>>"
# The same words, and an object of its own: whoever joins chapters puts the number in here that it has in the whole.
NUMBER = bytes(bytearray(_MARGINS["top"]))
NUMBER_BOX = "@top-center"
NAMES = "data-names"  # of the root element: what the names begin with, so that chapters can be joined
_FOOT = b"<</Type /Pagination /Subtype /Footer>>"


class Tree:
    """The structure of a document, as far as its pages are taken in; `names` is what the names in it begin with."""

    def __init__(self) -> None:
        self.root = Node("Document")
        self.names = ""
        self.nodes: dict[Element | str, Node] = {}
        self.artifacts: dict[int, bytes] = {}  # of the page that is taken in
        self.page = 0
        self.tags: dict[Any, dict[str, Any]] = {}

    def take_in(self, page: int, box: Any, tags: dict[Any, dict[str, Any]]) -> dict[int, bytes]:
        """Takes in a page that is drawn, and its marks; gives those that are artifacts, among them what has no place."""
        self.page, self.tags, self.artifacts = page, tags, {}
        if page == 0:
            root = next(child for child in box.children if child.element_tag == "html")
            self.names = root.element.get(NAMES, "")
        self._box(box, self.root)
        for left in tags.values():
            self.artifacts[left["mcid"]] = _REPEATED
        tags.clear()
        return self.artifacts

    def _box(self, box: Any, around: Node) -> None:
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

    def _node(self, box: Any, around: Node) -> Node:
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

    def _label(self, around: Node) -> Node:
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

    def _content(self, box: Any, node: Node) -> None:
        marked = self.tags.pop(box, None)
        if marked is not None:
            node.kids.append((self.page, marked["mcid"]))

    def _artifact(self, box: Any, said: bytes) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if (marked := self.tags.pop(box, None)) is not None:
            self.artifacts[marked["mcid"]] = said
        for child in getattr(box, "children", ()):
            self._artifact(child, said)


def add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:
    """Writes the structure of a document into its PDF: what WeasyPrint calls when the pages are drawn."""
    tree = getattr(document.pages[0], "tree", None)
    if tree is None:  # else its pages were taken in when they were drawn (pdf_drawn)
        tree = Tree()
        for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
            take_out(stream, tree.take_in(number, page._page_box, stream._tags))
    Writer(pdf, len(document.pages), tree.names).write(tree.root)
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


def take_out(stream: Any, artifacts: dict[int, bytes]) -> None:
    """Says of marked content that it is none of the text."""
    operations = stream.stream
    for place, properties in enumerate(operations if artifacts else ()):
        # Three in a row: the tag, its properties, BDC.
        if isinstance(properties, pydyf.Dictionary) and (said := artifacts.get(properties.get("MCID", -1))) is not None:
            operations[place - 1 : place + 2] = ["/Artifact", said, b"BDC"]


weasyprint.pdf.add_tags = add_tags

"""The structure of a PDF, element by element, and how it is written into the file that pydyf makes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import pydyf

SVG = "{http://www.w3.org/2000/svg}"
_SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}


class _Written(pydyf.Dictionary):
    """An element as it is written. There may be tens of thousands: one that is complete keeps its bytes and nothing else."""

    __slots__ = ("_bytes",)

    def __init__(self) -> None:
        super().__init__()
        self._bytes: bytes | None = None

    def close(self) -> None:
        self._bytes = super().data
        self.clear()

    @property
    def data(self) -> bytes:
        return super().data if self._bytes is None else self._bytes


@dataclass(eq=False, slots=True)
class Node:
    """An element of the structure. `kids`: other elements, marked content as (page, number), annotations as
    (page, annotation) or (page, what has it later).
    """

    kind: str
    parent: "Node | None" = None
    element: Element | None = None
    kids: list[Any] = field(default_factory=list)
    page: int = -1  # where it begins
    box: tuple[float, float, float, float] | None = None  # a figure's place
    written: _Written = field(default_factory=_Written)

    def add(self, kind: str, element: Element | None = None, *, first: bool = False) -> "Node":
        node = Node(kind, self, element)
        self.kids.insert(0 if first else len(self.kids), node)
        return node


class Writer:
    """Writes a tree into the file that pydyf makes."""

    def __init__(self, pdf: Any, pages: int, names: str) -> None:
        self.pdf = pdf
        self.names = names
        self.pages = pdf.page_references  # worked out anew whenever it is asked for
        self.marked: list[dict[int, bytes]] = [{} for _ in range(pages)]  # of each page: number → its element
        self.annotations: list[tuple[pydyf.Dictionary, bytes]] = []
        self.ids: list[tuple[str, Node]] = []

    def write(self, root: Node) -> None:
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

    def _element(self, node: Node, parent: bytes) -> bytes:
        written = node.written
        written.update({"Type": "/StructElem", "S": f"/{node.kind}", "P": parent, "Pg": self.pages[node.page]})
        self.pdf.add_object(written)
        if node.kind == "Table":
            self._heads(node)
        self._say(node)
        written["K"] = pydyf.Array(self._kid(node, kid) for kid in _kids(node) if _is_written(kid))
        written.close()
        return written.reference

    def _kid(self, node: Node, kid: Any) -> Any:
        own = node.written.reference
        if isinstance(kid, Node):
            return self._element(kid, own)
        page, what = kid
        if isinstance(what, int):
            self.marked[page][what] = own
            if page == node.page:
                return what
            return pydyf.Dictionary({"Type": "/MCR", "Pg": self.pages[page], "MCID": what})
        what = getattr(what, "link_annotation", what)
        self.annotations.append((what, own))
        return pydyf.Dictionary({"Type": "/OBJR", "Obj": what.reference, "Pg": self.pages[page]})

    def _say(self, node: Node) -> None:
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

    def _heads(self, table: Node) -> None:
        """Scopes and names of the table's headers; which cells they are of where that is not plain."""
        rows = [row for group in table.kids if isinstance(group, Node) for row in group.kids]
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


def _is_written(kid: Any) -> bool:
    """Whether it is in the file: a link of a page that was drawn early may lead nowhere."""
    return isinstance(kid, Node) or getattr(kid[1], "link_annotation", kid[1]) is not None


def _kids(node: Node) -> list[Any]:
    """What an element holds; the only paragraph of a cell needs no element of its own."""
    if (
        node.kind in ("TH", "TD")
        and len(node.kids) == 1
        and isinstance(node.kids[0], Node)
        and node.kids[0].kind == "P"
    ):
        return node.kids[0].kids
    return node.kids


def _spans(cell: Node) -> tuple[int, int]:
    """Over how many columns and rows a cell goes."""
    about = {} if cell.element is None else cell.element.attrib
    return int(about.get("colspan", 1)), int(about.get("rowspan", 1))


def _places(rows: list[Node]) -> Iterator[tuple[int, int, Node]]:
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

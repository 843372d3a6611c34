"""One tree of tags out of those of the chapters, with its parent tree renumbered and its names in order. A leaf: no Django."""

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name


class Tags:
    """The tree of tags of the file that is made: that of its first pages, which grows with each chapter."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._root = pdf.Root.StructTreeRoot
        self._document = self._root.K[0]
        self._numbers: list[Any] = list(self._root.ParentTree.Nums)
        self._next = int(self._root.ParentTreeNextKey)
        self._names = list(_pairs(self._root.get("/IDTree")))

    @property
    def next_key(self) -> int:
        """By how much a chapter's own keys go up: those of its pages and annotations, and of its parent tree."""
        return self._next

    def add(self, tree: Any, depth: int) -> None:
        """Takes in the tree of a chapter, which is a part of the file by now; its first `depth` sections go on with the last
        ones.
        """
        moved: dict[tuple[int, int], Any] = {}
        _join(self._document, tree.K[0], depth, moved)
        numbers = list(tree.ParentTree.Nums)
        for key, value in zip(numbers[::2], numbers[1::2], strict=True):
            if moved:
                value = _led(value, moved)
            self._numbers += [int(key) + self._next, value]
        self._next += int(tree.ParentTreeNextKey)
        self._names += _pairs(tree.get("/IDTree"))
        for kind in ("/RoleMap", "/ClassMap"):
            if kind not in tree:
                continue
            if kind not in self._root:
                self._root[kind] = Dictionary()
            for name, meaning in tree[kind].items():
                self._root[kind][name] = meaning

    def write(self) -> None:
        """Puts the trees together; raises ValueError where two elements bear one name."""
        self._root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(self._numbers)))
        self._root.ParentTreeNextKey = self._next
        if self._names:
            self._names.sort(key=lambda pair: pair[0])
            names = [name for name, _element in self._names]
            if len(set(names)) != len(names):
                raise ValueError("two elements bear one name")
            self._root.IDTree = Dictionary(
                Names=Array([part for name, element in self._names for part in (pikepdf.String(name), element)])
            )


def _pairs(tree: Any) -> Iterator[tuple[bytes, Any]]:
    parts = list(tree.Names) if tree is not None else []
    for name, element in zip(parts[::2], parts[1::2], strict=True):
        yield bytes(name), element


def _join(into: Any, source: Any, depth: int, moved: dict[tuple[int, int], Any]) -> None:
    """Hands what one element holds on to another of its kind."""
    kids = list(source.K)
    if depth and kids:
        going_on, last = kids.pop(0), into.K[-1]
        if going_on.S != last.S:
            raise ValueError("a chapter goes on with what has not begun")
        _join(last, going_on, depth - 1, moved)
    for kid in kids:
        if isinstance(kid, Dictionary) and kid.get("/Type") == Name.StructElem:
            kid.P = into
        else:
            moved[source.objgen] = into
            if isinstance(kid, int):  # of the page of its element, which may be another one here
                kid = Dictionary(Type=Name.MCR, Pg=source.Pg, MCID=kid)
        into.K.append(kid)


def _led(value: Any, moved: dict[tuple[int, int], Any]) -> Any:
    """An entry of the parent tree that leads to where the content belongs now."""
    if isinstance(value, Array):
        return Array([moved.get(each.objgen, each) if isinstance(each, Dictionary) else each for each in value])
    return moved.get(value.objgen, value)

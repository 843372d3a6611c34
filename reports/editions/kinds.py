"""Which kind of thing an object of a PDF is, so that a refusal can say what was changed. Asked only where something was."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from reports.editions.copies import Change

Key = tuple[int, int]
_FONT_TYPES = {"/Font", "/FontDescriptor"}
_TYPES = {
    "/Pages": Change.PAGES,
    "/Page": Change.PAGE,
    "/StructElem": Change.STRUCTURE,
    "/StructTreeRoot": Change.STRUCTURE,
    "/EmbeddedFile": Change.ATTACHMENT,
    "/Filespec": Change.ATTACHMENT,
    "/Catalog": Change.CATALOGUE,
    "/Annot": Change.ANNOTATION,
    "/Sig": Change.FORM,
}
CATALOGUE_KEYS = {
    "/Pages": Change.PAGES,
    "/StructTreeRoot": Change.STRUCTURE,
    "/MarkInfo": Change.STRUCTURE,
    "/AF": Change.ATTACHMENT,
    "/Names": Change.ATTACHMENT,
    "/OpenAction": Change.SCRIPT,
    "/AA": Change.SCRIPT,
    "/AcroForm": Change.FORM,
}


def kind_of(key: Key, pdf: pikepdf.Pdf) -> Change:
    """What an object of this file is."""
    thing = pdf.get_object(key)
    if key in set(_contents(pdf)):
        return Change.CONTENT
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return Change.ANNOTATION if key in set(_annots(pdf)) else Change.OTHER
    declared = str(thing.get("/Type", ""))
    if declared in _TYPES:
        return _TYPES[declared]
    if declared in _FONT_TYPES or key in set(_font_parts(pdf)):
        return Change.FONT
    if "/Subtype" in thing and "/Rect" in thing:
        return Change.ANNOTATION
    if ("/S" in thing and "/P" in thing) or key in set(_parent_tree(pdf)):
        return Change.STRUCTURE
    if str(thing.get("/Subtype", "")) in {"/Image", "/Form"}:
        return Change.CONTENT
    return Change.OTHER


def _contents(pdf: pikepdf.Pdf) -> Iterator[Key]:
    for page in pdf.pages:
        contents = page.obj.get("/Contents")
        if contents is not None:
            yield contents.objgen
            if isinstance(contents, pikepdf.Array):
                yield from (one.objgen for one in _items(contents))


def _annots(pdf: pikepdf.Pdf) -> Iterator[Key]:
    yield from (page.obj["/Annots"].objgen for page in pdf.pages if "/Annots" in page.obj)


def _font_parts(pdf: pikepdf.Pdf) -> Iterator[Key]:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and str(thing.get("/Type", "")) in _FONT_TYPES:
            names = ("/FontFile", "/FontFile2", "/FontFile3", "/ToUnicode", "/CIDToGIDMap", "/Encoding", "/CIDSet")
            yield from (thing[name].objgen for name in names if isinstance(thing.get(name), pikepdf.Object))


def _parent_tree(pdf: pikepdf.Pdf) -> Iterator[Key]:
    """The numbers and names that lead to the tags; a tree that leads back to itself ends."""
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary):
        return
    waiting: list[Any] = [root.get("/ParentTree"), root.get("/IDTree"), root.get("/RoleMap"), root.get("/ClassMap")]
    seen = set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary) or node.objgen in seen:
            continue
        if node.is_indirect:
            seen.add(node.objgen)
            yield node.objgen
        waiting.extend(_items(node.get("/Kids")))
        yield from (one.objgen for one in _items(node.get("/Nums")) if isinstance(one, pikepdf.Array))


def _items(array: Any) -> list[Any]:
    return list(array) if isinstance(array, pikepdf.Array) else []

"""What a signature may bring along: a field that does nothing and covers no text, and plain entries beside the document."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from reports.editions.copies import Change, Refusal, Refused
from reports.editions.revisions import Revision, entries

DEPTH = 3  # of a security store: it holds VRI, that one per signature, this lists
_VERSIONS = {"/1.4", "/1.5", "/1.6", "/1.7", "/2.0"}  # programs that sign raise it to what the signature needs
LARGEST_SHARE = 0.15  # of a page that what is seen of a signature may cover
_FORM_MAY_DIFFER = frozenset({"/Fields", "/SigFlags", "/DA", "/DR", "/Q"})
_STORE = {"/Type", "/Certs", "/CRLs", "/OCSPs", "/VRI"}
_STORE_OF_ONE = {"/Type", "/Cert", "/CRL", "/OCSP", "/TU", "/TS"}
_FIELD = {
    "/Type", "/Subtype", "/FT", "/T", "/TU", "/TM", "/Ff", "/V", "/Rect", "/F", "/P", "/AP", "/AS", "/MK", "/BS",
    "/Border", "/DA", "/Q", "/DR", "/Parent", "/Kids", "/Lock", "/SV", "/H", "/NM", "/M", "/C", "/StructParent",
    "/Contents"
}  # fmt: skip
_FORBIDDEN_KEYS = {
    "/AA": Change.SCRIPT,
    "/OpenAction": Change.SCRIPT,
    "/JavaScript": Change.SCRIPT,
    "/JS": Change.SCRIPT,
    "/XFA": Change.FORM,
    "/EF": Change.ATTACHMENT,
    "/EmbeddedFiles": Change.ATTACHMENT,
}
_FORBIDDEN_TYPES = {
    "/Page": Change.PAGES,
    "/Pages": Change.PAGES,
    "/Catalog": Change.CATALOGUE,
    "/Filespec": Change.ATTACHMENT,
    "/EmbeddedFile": Change.ATTACHMENT,
    "/StructElem": Change.STRUCTURE,
    "/StructTreeRoot": Change.STRUCTURE,
    "/Action": Change.SCRIPT,
}
_ACTIONS = {
    "/JavaScript", "/Launch", "/URI", "/GoTo", "/GoToR", "/GoToE", "/GoToDp", "/SubmitForm", "/ImportData",
    "/ResetForm", "/Named", "/Hide", "/Rendition", "/Sound", "/Movie", "/Thread", "/Trans", "/SetOCGState",
    "/GoTo3DView", "/RichMediaExecute"
}  # fmt: skip


def items(array: Any) -> list[Any]:
    """The members of a list, none where it is no list."""
    return list(array) if isinstance(array, pikepdf.Array) else []


def fields_of(form: Any) -> Iterator[pikepdf.Object]:
    """The fields of a form. Raises Refused where one is no object of its own."""
    if not isinstance(form, pikepdf.Dictionary):
        return
    for field in items(form.get("/Fields")):
        if not isinstance(field, pikepdf.Dictionary) or not field.is_indirect:
            raise Refused(Refusal.CHANGED, Change.FORM)
        yield field


def check_form(before: Any, after: Any) -> None:
    """Raises Refused where the form of the file changed otherwise than by fields added at its end."""
    if after is None:
        if before is not None:
            raise Refused(Refusal.CHANGED, Change.FORM)
        return
    if not isinstance(after, pikepdf.Dictionary):
        raise Refused(Refusal.CHANGED, Change.FORM)
    old = before if isinstance(before, pikepdf.Dictionary) else pikepdf.Dictionary()
    if entries(old, but=_FORM_MAY_DIFFER) != entries(after, but=_FORM_MAY_DIFFER):
        raise Refused(Refusal.CHANGED, Change.FORM)
    was, now = [one.objgen for one in fields_of(old)], [one.objgen for one in fields_of(after)]
    if now[: len(was)] != was or len(now) != len(set(now)):
        raise Refused(Refusal.CHANGED, Change.FORM)
    check_object(after)


def widget_of(field: pikepdf.Object) -> pikepdf.Object:
    """What of a new signature's field stands on a page. Raises Refused where it is no plain, signed field of one place."""
    kids = items(field.get("/Kids"))
    widget = kids[0] if kids else field
    parts = [field] if widget is field else [field, widget]
    is_plain = (
        len(kids) <= 1
        and str(field.get("/FT", "")) == "/Sig"
        and isinstance(field.get("/V"), pikepdf.Dictionary)
        and isinstance(field.get("/T"), pikepdf.String)
        and all(
            isinstance(part, pikepdf.Dictionary) and part.is_indirect and set(part.keys()) <= _FIELD for part in parts
        )
        and str(widget.get("/Subtype", "/Widget")) == "/Widget"
        and "/Kids" not in (widget.keys() if kids else ())
    )
    if not is_plain:
        raise Refused(Refusal.CHANGED, Change.FORM)
    return widget


def is_seen(widget: pikepdf.Object, page: pikepdf.Page | None) -> bool:
    """Whether it takes room on this page. Raises Refused where it may cover the text."""
    try:
        left, bottom, right, top = (float(one) for one in items(widget.get("/Rect", pikepdf.Array([0, 0, 0, 0]))))
        area = abs(right - left) * abs(top - bottom)
        if page is None or not area:
            return False
        x0, y0, x1, y1 = (float(one) for one in items(page.mediabox))
    except (TypeError, ValueError):
        raise Refused(Refusal.CHANGED, Change.FORM) from None
    if not area <= LARGEST_SHARE * abs(x1 - x0) * abs(y1 - y0):
        raise Refused(Refusal.CHANGED, Change.FORM)
    return True


def check_sides(revision: Revision) -> None:
    """Raises Refused where metadata, information, extensions or security store are more than that."""
    info, metadata = revision.pdf.trailer.get("/Info"), revision.root.get("/Metadata")
    if info is not None and not _is_flat(info):
        raise Refused(Refusal.CHANGED, Change.OTHER)
    if metadata is not None and not (
        isinstance(metadata, pikepdf.Stream)
        and str(metadata.get("/Type", "")) == "/Metadata"
        and str(metadata.get("/Subtype", "")) == "/XML"
    ):
        raise Refused(Refusal.CHANGED, Change.OTHER)
    if "/Version" in revision.root and str(revision.root["/Version"]) not in _VERSIONS:
        raise Refused(Refusal.CHANGED, Change.CATALOGUE)
    extensions = revision.root.get("/Extensions")
    if extensions is not None:
        if not isinstance(extensions, pikepdf.Dictionary):
            raise Refused(Refusal.CHANGED, Change.CATALOGUE)
        for extension in extensions.as_dict().values():
            if not all(map(_is_flat, items(extension) or [extension])):
                raise Refused(Refusal.CHANGED, Change.CATALOGUE)
    store = revision.root.get("/DSS")
    if store is not None and not _is_store(store):
        raise Refused(Refusal.CHANGED, Change.CATALOGUE)


def _is_store(store: Any) -> bool:
    if not isinstance(store, pikepdf.Dictionary) or not set(store.keys()) <= _STORE:
        return False
    by_signature = store.get("/VRI", pikepdf.Dictionary())
    if not isinstance(by_signature, pikepdf.Dictionary):
        return False
    ones = list(by_signature.as_dict().values())
    if not all(isinstance(one, pikepdf.Name) or _keys_of(one) <= _STORE_OF_ONE for one in ones):
        return False
    lists = [store.get(name) for name in ("/Certs", "/CRLs", "/OCSPs")]
    lists += [
        one.get(name) for one in ones if isinstance(one, pikepdf.Dictionary) for name in ("/Cert", "/CRL", "/OCSP")
    ]
    return all(isinstance(one, pikepdf.Stream) for listed in lists for one in items(listed))


def _keys_of(thing: Any) -> set[str]:
    return set(thing.keys()) if isinstance(thing, pikepdf.Dictionary) else {""}


def _is_flat(dictionary: Any) -> bool:
    """Whether it holds plain values only, and leads nowhere."""
    return isinstance(dictionary, pikepdf.Dictionary) and not any(
        isinstance(value, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream)
        for value in dictionary.as_dict().values()
    )


def check_object(thing: Any) -> None:
    """Raises Refused where a new object acts, brings a file or a page, or is an annotation but no field."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            _check_dictionary(one)
            values = [one.get(name) for name in one.keys()]  # noqa: SIM118 (a stream is not walked through by itself)
            waiting.extend(value for value in values if isinstance(value, pikepdf.Object) and not value.is_indirect)
        elif isinstance(one, pikepdf.Array):
            waiting.extend(value for value in items(one) if isinstance(value, pikepdf.Object) and not value.is_indirect)


def _check_dictionary(one: Any) -> None:
    names = set(one.keys())
    if isinstance(one, pikepdf.Stream) and "/F" in names:  # its data would come from another file
        raise Refused(Refusal.CHANGED, Change.ATTACHMENT)
    for name, change in _FORBIDDEN_KEYS.items():
        if name in names:
            raise Refused(Refusal.CHANGED, change)
    declared, subtype = str(one.get("/Type", "")), str(one.get("/Subtype", ""))
    if declared in _FORBIDDEN_TYPES:
        raise Refused(Refusal.CHANGED, _FORBIDDEN_TYPES[declared])
    if (declared == "/Annot" or "/Rect" in names) and subtype != "/Widget":
        raise Refused(Refusal.CHANGED, Change.ANNOTATION)
    if str(one.get("/S", "")) in _ACTIONS or ("/A" in names and (subtype == "/Widget" or "/FT" in names)):
        raise Refused(Refusal.CHANGED, Change.SCRIPT)

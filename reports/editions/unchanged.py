"""Whether a revision changed nothing of the one before it but what a signature needs.

Bytes that are appended to a PDF can say every object anew: blank its pages, swap its fonts, turn the pages round. So the
objects of both revisions are compared, one by one, and what differs must be the catalogue's form, extensions, security store,
metadata and version, the file's information, or the list of annotations of the one page on which the signature's field stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from reports.editions import additions
from reports.editions.copies import Change, Refusal, Refused
from reports.editions.kinds import CATALOGUE_KEYS, kind_of
from reports.editions.revisions import Key, Revision, entries, written

MAY_DIFFER = frozenset({"/AcroForm", "/Extensions", "/DSS", "/Metadata", "/Version"})


@dataclass(frozen=True, slots=True)
class Field:
    """The signature's field that a revision added, and the page (from 1) on which it is seen; 0 where it is not."""

    name: str
    page: int


class Comparison:
    """One revision and the next; `published` is the first of all, whose objects no later one may take for its own purposes."""

    def __init__(self, published: Revision, before: Revision, after: Revision) -> None:
        self._published, self._before, self._after = published, before, after
        self._changed = {key for key, mark in before.marks.items() if after.marks.get(key) != mark}
        self._free = _side_objects(published)

    def field_added(self) -> Field:
        """The one field that the revision added. Raises Refused: CHANGED where it did anything else."""
        self._check_pages_stand()
        [*fields] = self._new_fields()
        if len(fields) != 1:
            raise Refused(Refusal.CHANGED, Change.FORM) if fields else Refused(Refusal.NOT_COVERED)
        field = fields[0]
        widget = additions.widget_of(field)
        if field.objgen in self._before.marks or widget.objgen in self._before.marks:
            raise Refused(Refusal.CHANGED, Change.FORM)
        number, allowed = self._page_of(widget)
        self._check(allowed)
        page = self._after.pdf.pages[number - 1] if number else None
        is_seen = additions.is_seen(widget, page)
        return Field(str(field["/T"]), number if is_seen else 0)

    def only_evidence_added(self) -> None:
        """Raises Refused where the revision added more than a security store: nobody has signed it."""
        self.only_sides_changed()
        if self._store(self._before) == self._store(self._after):
            raise Refused(Refusal.NOT_COVERED)

    def only_sides_changed(self) -> None:
        """Raises Refused where the revision changed what is published, or added a field."""
        self._check_pages_stand()
        self._check(set())
        if [*self._new_fields()]:
            raise Refused(Refusal.CHANGED, Change.FORM)

    def _check_pages_stand(self) -> None:
        """Raises Refused where the tree of pages is another one: only then is it walked through."""
        for key in sorted(self._changed):
            thing = self._before.pdf.get_object(key)
            if isinstance(thing, pikepdf.Dictionary) and str(thing.get("/Type", "")) == "/Pages":
                raise Refused(Refusal.CHANGED, Change.PAGES)
        if written(self._before.root.get("/Pages")) != written(self._after.root.get("/Pages")):
            raise Refused(Refusal.CHANGED, Change.PAGES)
        if any(self._after.marks.get(page.obj.objgen) is None for page in self._before.pdf.pages):
            raise Refused(Refusal.CHANGED, Change.PAGES)

    @staticmethod
    def _store(revision: Revision) -> list[Any]:
        store = revision.root.get("/DSS")
        return [written(store), *(revision.marks.get(key) for key in sorted(_nested(store)))]

    def _check(self, allowed: set[Key]) -> None:
        """Raises Refused where anything differs but the sides of the file and these objects."""
        before, after = self._before, self._after
        if after.root.objgen != before.root.objgen or after.size < before.size:
            raise Refused(Refusal.CHANGED, Change.CATALOGUE)
        # What a later revision calls its information may be a published object of another kind: that stays as it is.
        sides = self._free | {key for key in _side_objects(before) if key not in self._published.marks}
        expected = sides | allowed | {before.root.objgen}
        # The pages first: they are what a reader would miss.
        for key in sorted(self._changed - expected):
            raise Refused(Refusal.CHANGED, self._kind(key))
        for name, value in entries(after.root, but=MAY_DIFFER).items():
            if entries(before.root, but=MAY_DIFFER).get(name) != value:
                raise Refused(Refusal.CHANGED, CATALOGUE_KEYS.get(name, Change.CATALOGUE))
        if entries(before.root, but=MAY_DIFFER).keys() - entries(after.root).keys():
            raise Refused(Refusal.CHANGED, Change.CATALOGUE)
        additions.check_sides(after)
        additions.check_form(before.root.get("/AcroForm"), after.root.get("/AcroForm"))
        for key in after.marks.keys() - before.marks.keys():
            if key[0] < before.size:  # something may have led to that number in vain, and now finds this
                raise Refused(Refusal.CHANGED, Change.OTHER)
            additions.check_object(after.pdf.get_object(key))
        for key in expected & self._changed:
            if not isinstance(after.pdf.get_object(key), pikepdf.Array) and key not in allowed | {before.root.objgen}:
                additions.check_object(after.pdf.get_object(key))
        # Said anew where the table does not lead: hidden from some programs, and found by others.
        for key, is_superseded in after.hidden_since(before):
            if key[0] >= before.size or (is_superseded and key in expected):
                continue
            raise Refused(Refusal.CHANGED, Change.OTHER)

    def _kind(self, key: Key) -> Change:
        kind = kind_of(key, self._before.pdf)
        if kind is Change.PAGE:
            old, new = self._before.pdf.get_object(key), self._after.pdf.get_object(key)
            if isinstance(new, pikepdf.Dictionary):
                was, now = entries(old), entries(new)
                names = {name for name in was | now if was.get(name) != now.get(name)}
                if "/Contents" in names:
                    return Change.CONTENT
                return Change.ANNOTATION if names == {"/Annots"} else Change.PAGE
        return kind

    def _new_fields(self) -> Iterator[pikepdf.Object]:
        known = {field.objgen for field in additions.fields_of(self._before.root.get("/AcroForm"))}
        for field in additions.fields_of(self._after.root.get("/AcroForm")):
            if field.objgen not in known:
                yield field

    def _page_of(self, widget: pikepdf.Object) -> tuple[int, set[Key]]:
        """The page (from 1) that the widget was added to, and the objects that differ by that; 0 and none without a page."""
        for number, page in enumerate(self._after.pdf.pages, 1):
            new = page.obj
            if new.objgen not in self._before.marks:
                raise Refused(Refusal.CHANGED, Change.PAGES)
            old = self._before.pdf.get_object(new.objgen)
            was, now = additions.items(old.get("/Annots")), additions.items(new.get("/Annots"))
            if len(was) == len(now):
                continue
            if [written(one) for one in now] != [
                *(written(one) for one in was),
                written(widget),
            ] or not widget.is_indirect:
                raise Refused(Refusal.CHANGED, Change.ANNOTATION)
            if entries(old, but=frozenset({"/Annots"})) != entries(new, but=frozenset({"/Annots"})):
                raise Refused(Refusal.CHANGED, self._kind(new.objgen))
            keys = {new.objgen}
            listed = old.get("/Annots")
            if isinstance(listed, pikepdf.Array) and listed.is_indirect and not self._is_shared(listed.objgen):
                keys.add(listed.objgen)
            return number, keys
        return 0, set()

    def _is_shared(self, key: Key) -> bool:
        lists = [page.obj.get("/Annots") for page in self._before.pdf.pages]
        return sum(isinstance(one, pikepdf.Array) and one.objgen == key for one in lists) > 1


def _side_objects(revision: Revision) -> set[Key]:
    """What a signature may say anew: the form with its list of fields, extensions, security store, metadata, information."""
    found: set[Key] = set()
    for name in ("/Extensions", "/DSS"):
        found |= _nested(revision.root.get(name))
    form = revision.root.get("/AcroForm")
    metadata, info = revision.root.get("/Metadata"), revision.pdf.trailer.get("/Info")
    fields = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    for side in (form, fields, metadata, info):
        if isinstance(side, pikepdf.Object) and side.is_indirect:
            found.add(side.objgen)
    return found


def _nested(thing: Any) -> set[Key]:
    """The dictionaries and lists in it, as far as a security store is deep; what streams hold is evidence and stays."""
    found, waiting = set(), [(thing, 0)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, pikepdf.Dictionary | pikepdf.Array) and depth <= additions.DEPTH:
            if one.is_indirect:
                found.add(one.objgen)
            children = one.as_dict().values() if isinstance(one, pikepdf.Dictionary) else additions.items(one)
            waiting.extend((child, depth + 1) for child in children)
    return found

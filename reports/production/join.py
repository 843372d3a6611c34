"""Joins the chapters of a report into one file: pages, tags, fonts, bookmarks, names, links, page numbers. A leaf: no Django.

The file of the first pages grows: it has the metadata, the colours, the attachment. The same parts make the same file, byte
for byte.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Name

from reports.production.join_fonts import Union, is_mergeable, kept_apart
from reports.production.join_marks import lead_links, number_stream, write_names, write_outline
from reports.production.join_tags import Tags
from reports.production.laid import Bookmark, Laid
from reports.production.layout import Digits


def joined(front: Laid, chapters: Sequence[tuple[Laid, int]], digits: Laid, set_as: Digits) -> bytes:
    """The whole file; `chapters` come each with the number of its sections that have begun before it, `digits` is the page
    that has all digits, `set_as` says how.
    """
    with pikepdf.open(BytesIO(front.pdf)) as pdf:
        return _Joiner(pdf, front).whole(chapters, digits, set_as)


class _Joiner:
    def __init__(self, pdf: pikepdf.Pdf, front: Laid) -> None:
        self._pdf = pdf
        self._tags = Tags(pdf)
        self._fonts: dict[str, Union] = {}
        resources = pdf.pages[0].obj.Resources
        self._colours = resources.ColorSpace
        for name, font in resources.Font.items():
            if is_mergeable(font):
                self._fonts[name] = Union(font)
                self._fonts[name].add(font)
        self._names = list(_names(pdf))
        self._bookmarks: list[tuple[Any, Bookmark]] = []
        self._mark(front, 0)

    def whole(self, chapters: Sequence[tuple[Laid, int]], digits: Laid, set_as: Digits) -> bytes:
        with pikepdf.open(BytesIO(digits.pdf)) as shown:
            self._take_fonts(shown)
            for laid, depth in chapters:
                first = len(self._pdf.pages)
                self._add(laid, depth)
                self._mark(laid, first)
                self._number(laid, first, set_as)
            for union in self._fonts.values():
                union.write(self._pdf)
            self._tags.write()
            write_names(self._pdf, self._names)
            write_outline(self._pdf, self._bookmarks)
            made = BytesIO()
            self._pdf.save(
                made,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                compress_streams=True,
                deterministic_id=True,
                fix_metadata_version=False,  # the version is right, and the metadata are left as they are
            )
        return made.getvalue()

    def _add(self, laid: Laid, depth: int) -> None:
        """Takes in a chapter: its pages, its tags, its names."""
        first = len(self._pdf.pages)
        with pikepdf.open(BytesIO(laid.pdf)) as chapter:
            shared = self._take_fonts(chapter)
            colours = chapter.pages[0].obj.Resources.ColorSpace
            profiles = [name for name, space in colours.items() if space[0] == Name.ICCBased]
            for name in profiles:  # each chapter has its own copy of the one profile
                del colours[name]
            places = chapter.make_indirect(Array([place for _name, place in _names(chapter)]))
            names = [name for name, _place in _names(chapter)]
            self._pdf.pages.extend(chapter.pages)
            tree = self._pdf.copy_foreign(chapter.Root.StructTreeRoot)
            self._names += zip(names, self._pdf.copy_foreign(places), strict=True)
        resources = self._pdf.pages[first].obj.Resources
        for name in profiles:
            resources.ColorSpace[name] = self._colours[name]
        for name in shared:
            resources.Font[name] = self._fonts[name].font
        for page in list(self._pdf.pages)[first:]:
            page.obj.StructParents = int(page.obj.StructParents) + self._tags.next_key
            for annotation in page.obj.get("/Annots", ()):
                if "/StructParent" in annotation:
                    annotation.StructParent = int(annotation.StructParent) + self._tags.next_key
        self._tags.add(tree, depth)

    def _take_fonts(self, chapter: pikepdf.Pdf) -> list[str]:
        """Takes the fonts that can be merged out of a chapter, before its pages are; gives their names."""
        fonts = chapter.pages[0].obj.Resources.Font
        shared = []
        for name, font in list(fonts.items()):
            known = self._fonts.get(name)
            if not is_mergeable(font) or (known is not None and known.font.BaseFont != font.BaseFont):
                kept_apart(font)
                continue
            if known is None:
                known = self._fonts[name] = Union(self._pdf.copy_foreign(chapter.make_indirect(font)))
            known.add(font)
            shared.append(name)
            del fonts[name]
        return shared

    def _mark(self, laid: Laid, first: int) -> None:
        """Notes where its bookmarks lead, and leads its links."""
        for mark in laid.bookmarks:
            self._bookmarks.append((self._pdf.pages[first + mark.page].obj, mark))
        for page in list(self._pdf.pages)[first:]:
            lead_links(page.obj.get("/Annots", ()))

    def _number(self, laid: Laid, first: int, set_as: Digits) -> None:
        """Draws the pages' numbers where a place was left for them."""
        for number in laid.numbers:
            page = self._pdf.pages[first + number.page].obj
            union = self._fonts[f"/{number.face}"]
            face = f"{number.face}{_OF_NUMBERS}"
            page.Resources.Font[f"/{face}"] = (
                union.font
            )  # the chapter may have kept one of its own under the usual name
            drawn = self._pdf.make_stream(number_stream(number, face, first + number.page + 1, set_as, union.widths))
            before, after = page.Contents
            page.Contents = Array([before, drawn, after])


_OF_NUMBERS = "-numbers"


def _names(pdf: pikepdf.Pdf) -> Iterator[tuple[bytes, Any]]:
    """The places that links lead to, with their names."""
    if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names:
        parts = list(pdf.Root.Names.Dests.Names)
        for name, place in zip(parts[::2], parts[1::2], strict=True):
            yield bytes(name), place

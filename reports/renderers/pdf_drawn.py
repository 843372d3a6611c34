"""Pages that are drawn before the last one is laid out: a drawing takes a tenth of the memory of the boxes it is made from.

WeasyPrint draws when all pages are there. Here a page is drawn with what WeasyPrint will have then – the same fonts, the same
resources under the same names – and handed over when it is asked for: the file is the same, byte for byte. Its version has an
upper bound; the tests notice when these parts of it change.
"""

from collections.abc import Sequence
from typing import Any

import pydyf
from weasyprint.pdf.stream import Stream

from reports.renderers.pdf_tags import NUMBER, Tree, take_out

_SCALE = 0.75  # points in a pixel
_INTENT = "srgb"


class Ink:
    """What the pages of a document are drawn with. `pages`: how many are."""

    def __init__(self, document: Any) -> None:
        self.tree = Tree()
        self.fonts: dict[Any, Any] = {}
        self.images: dict[Any, Any] = {}
        profile, colours = _places()
        self.profiles = {_INTENT: _Profile(profile)}
        self.resources = pydyf.Dictionary(
            {name: pydyf.Dictionary() for name in ("ExtGState", "XObject", "Pattern", "Shading")}
        )
        self.resources["ColorSpace"] = colours
        self._shell = document.copy([])
        self._drawn: list[Drawn] = []

    @property
    def pages(self) -> int:
        return len(self._drawn)

    def draw(self, pages: Sequence[Any]) -> None:
        """Draws the next pages."""
        self._drawn += [Drawn(page, number, self) for number, page in enumerate(pages, self.pages)]

    def whole(self, pages: Sequence[Any]) -> Any:
        """The document, with the last pages."""
        self.draw(pages)
        document = self._shell.copy(self._drawn)
        document.fonts = self.fonts
        return document


class Drawn:
    """A page as WeasyPrint's documents want it, that is drawn already, and whose tags are read."""

    def __init__(self, page: Any, number: int, ink: Ink) -> None:
        self.width, self.height, self.bleed = page.width, page.height, page.bleed
        self.bookmarks, self.anchors, self.forms = page.bookmarks, page.anchors, page.forms
        self.tree = ink.tree
        self.links = []
        for kind, target, rectangle, box in page.links:
            box.link_annotation = link = Link()
            self.links.append((kind, target, rectangle, link))
        self._ink = ink
        stream = Stream(
            ink.fonts, _rectangle(page), ink.resources, ink.images, {}, ink.profiles, _INTENT, compress=True
        )
        stream.transform(d=-1, f=page.height * _SCALE)
        begun = len(stream.stream)
        page.paint(stream, _SCALE)
        take_out(stream, self.tree.take_in(number, page._page_box, stream._tags))
        self._drawing = _joined(stream.stream[begun:])

    def paint(self, stream: Any, _scale: float) -> None:
        """Hands over the drawing, and what it is drawn with."""
        stream._images.update(self._ink.images)
        for name, used in self._ink.resources.items():
            if isinstance(used, dict):
                stream._resources[name].update(used)
        stream.stream += self._drawing
        self._drawing = []


class Link:
    """Stands for the box of a link until it has an annotation."""

    link_annotation: pydyf.Dictionary | None = None


class _Profile:
    """Of the profile of colours what drawings name: its place in the file."""

    def __init__(self, reference: bytes) -> None:
        self.pdf_reference = reference


def _places() -> tuple[bytes, bytes]:
    """Where WeasyPrint puts the profile of colours and the spaces of colours into each file: before all else."""
    pdf = pydyf.PDF()
    first, second = pydyf.Dictionary(), pydyf.Dictionary()
    pdf.add_object(first)
    pdf.add_object(second)
    return first.reference, second.reference


def _rectangle(page: Any) -> tuple[float, ...]:
    left, top, right, bottom = (page.bleed[side] for side in ("left", "top", "right", "bottom"))
    return -left, -top, page.width + right, page.height + bottom


def _joined(operations: list[Any]) -> list[Any]:
    """The operations in few pieces; those of the page's number stay as they are, for whoever looks for them."""
    joined: list[Any] = []
    waiting: list[Any] = []
    is_number = False
    for operation in operations:
        if operation is NUMBER:
            is_number = True
            mark = waiting.pop()
            joined += [*_one(waiting), mark]
            waiting = []
        (joined if is_number else waiting).append(operation)
        is_number = is_number and operation != b"EMC"
    return [*joined, *_one(waiting)]


def _one(operations: list[Any]) -> list[bytes]:
    return [b"\n".join(map(pydyf._to_bytes, operations))] if operations else []

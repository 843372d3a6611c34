"""Lays out one chapter, or the front of a report, as a PDF that is joined with others later. A leaf: no Django.

The page numbers of a chapter are not known yet. So that a number can be laid over the finished page, the one that WeasyPrint
has set there is taken out, where it stood is written down, and the page's drawing is cut in two there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pydyf

from reports.production.chapters import DIGITS
from reports.production.laid import Bookmark, Laid, Number
from reports.renderers.pdf_file import laid_out, written
from reports.renderers.pdf_tags import NUMBER

_FACE = re.compile(rb"/(\S+) ([\d.]+) Tf$")
_PLACE = re.compile(rb"1 0 0 -1 ([\d.-]+) ([\d.-]+) Tm$")
_GLYPHS = re.compile(rb"<([0-9a-f]*)>|(-?[\d.]+)")


@dataclass(frozen=True, slots=True)
class Digits:
    """How page numbers are set: the glyph of each digit, and by how much two that stand together are drawn closer."""

    glyphs: tuple[int, ...]
    kerning: dict[tuple[int, int], float]


def lay_out_chapter(html: str) -> Laid:
    """The chapter's pages, without their numbers."""
    pages = laid_out(html)
    bookmarks: list[Bookmark] = []
    numbers: list[Number] = []

    def finish(document: Any, pdf: Any) -> None:
        bookmarks.extend(_bookmarks(document, pdf))
        pdf.catalog.pop("Outlines", None)
        for place, page in enumerate(_pages(pdf)):
            drawing = pdf.objects[_number_of(page["Contents"])]
            if (number := _take_number(drawing.stream, place)) is not None:
                start, mark = number
                numbers.append(mark)
                rest = pydyf.Stream(drawing.stream[start:], compress=drawing.compress)
                del drawing.stream[start:]
                pdf.add_object(rest)
                page["Contents"] = pydyf.Array([drawing.reference, rest.reference])

    pdf = written(pages, html, finish=finish)
    return Laid(pdf, len(pages.pages), _names(pages), tuple(bookmarks), tuple(numbers))


def lay_out_front(html: str, data: str) -> Laid:
    """The pages before the first chapter, which have their numbers; `data` is the report for machines."""
    pages = laid_out(html)
    bookmarks: list[Bookmark] = []

    def finish(document: Any, pdf: Any) -> None:
        bookmarks.extend(_bookmarks(document, pdf))
        pdf.catalog.pop("Outlines", None)

    return Laid(written(pages, html, data, finish), len(pages.pages), _names(pages), tuple(bookmarks), ())


def length_of(html: str) -> Laid:
    """How many pages it takes, and nothing drawn."""
    pages = laid_out(html)
    return Laid(b"", len(pages.pages), _names(pages), (), ())


def lay_out_digits(html: str) -> tuple[Laid, Digits]:
    """A page that has all pairs of digits instead of its number, and how they are set."""
    shown: list[bytes] = []

    def finish(_document: Any, pdf: Any) -> None:
        [page] = _pages(pdf)
        for start, end in _marks(stream := pdf.objects[_number_of(page["Contents"])].stream):
            shown.extend(part for part in stream[start:end] if isinstance(part, bytes) and part.endswith(b" TJ"))

    pdf = written(laid_out(html), html, finish=finish)
    [line] = shown
    return Laid(pdf, 1, {}, (), ()), _digits(line)


def _digits(line: bytes) -> Digits:
    glyphs: list[int] = []
    after: list[float] = []
    for codes, closer in _GLYPHS.findall(line):
        if codes:
            glyphs += [int(codes[place : place + 4], 16) for place in range(0, len(codes), 4)]
            after += [0.0] * (len(codes) // 4)
        else:
            after[-1] += float(closer)
    if len(glyphs) != len(DIGITS):
        raise ValueError("the digits are not set one by one")
    kerning: dict[tuple[int, int], float] = {}
    by_digit = dict(zip(map(int, DIGITS), glyphs, strict=True))
    for place, (first, second) in enumerate(pairwise(DIGITS)):
        kerning.setdefault((int(first), int(second)), after[place])
    return Digits(tuple(by_digit[digit] for digit in range(10)), {pair: by for pair, by in kerning.items() if by})


def _pages(pdf: Any) -> Iterator[Any]:
    for number in pdf.pages["Kids"][::3]:
        yield pdf.objects[number]


def _number_of(reference: bytes) -> int:
    return int(reference.split()[0])


def _names(pages: Any) -> dict[str, int]:
    names: dict[str, int] = {}
    for number, page in enumerate(pages.pages):
        for name in page.anchors:
            names.setdefault(name, number)
    return names


def _bookmarks(document: Any, pdf: Any) -> Iterator[Bookmark]:
    """The bookmarks as they were about to be written, each with the level that its heading has."""
    if "Outlines" not in pdf.catalog:
        return
    numbers = {reference: number for number, reference in enumerate(pdf.page_references)}
    levels = (mark[0] for page in document.pages for mark in page.bookmarks)
    waiting = [_number_of(pdf.objects[_number_of(pdf.catalog["Outlines"])]["First"])]
    while waiting:
        item = pdf.objects[waiting.pop()]
        page, _xyz, left, top, _zoom = item["Dest"]
        yield Bookmark(next(levels), item["Title"].string, numbers[page], left, top, item["Count"] >= 0)
        waiting += [_number_of(item[way]) for way in ("Next", "First") if way in item]


def _marks(stream: list[Any]) -> Iterator[tuple[int, int]]:
    """Where in a page's stream its number is drawn: between the mark's beginning and its end."""
    for place, part in enumerate(stream):
        if part is NUMBER:
            yield place - 1, stream.index(b"EMC", place) + 1


def _take_number(stream: list[Any], page: int) -> tuple[int, Number] | None:
    """Takes the page's number out of its drawing, and says where it was."""
    for start, end in _marks(stream):
        drawn = [part for part in stream[start:end] if isinstance(part, bytes)]
        face = next(filter(None, map(_FACE.match, drawn)))
        place = next(filter(None, map(_PLACE.match, drawn)))
        del stream[start:end]
        return start, Number(page, float(place[1]), float(place[2]), face[2].decode(), face[1].decode())
    return None

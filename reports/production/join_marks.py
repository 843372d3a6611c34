"""What leads through a joined report: page numbers, bookmarks, names, links between chapters. A leaf: no Django."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from reports.production.chapters import PLACE
from reports.production.laid import Bookmark, Number
from reports.production.layout import Digits


def number_stream(number: Number, face: str, page: int, digits: Digits, widths: Mapping[int, Any]) -> bytes:
    """The drawing of a page's number, as WeasyPrint would have drawn it in the place of the 0 that was taken out."""
    shown = [int(digit) for digit in str(page)]
    closer = [digits.kerning.get(pair, 0.0) for pair in pairwise(shown)]
    size = float(number.size)
    wide = sum(float(widths[digits.glyphs[digit]]) for digit in shown) - sum(closer)
    left = number.left + (float(widths[digits.glyphs[0]]) - wide) * size / 2000
    text = "".join(
        f"<{digits.glyphs[digit]:04x}>{f'{by:g}' if by else ''}"
        for digit, by in zip(shown, [*closer, 0.0], strict=True)
    )
    return (
        f"q 0 0 0 rg\n/Artifact <</Type /Pagination /Subtype /Header>> BDC\n"
        f"BT 1 0 0 -1 {left:.6f} {number.line:.6f} Tm /{face} {number.size} Tf [{text}] TJ ET\n"
        f"EMC Q"
    ).encode()


def write_outline(pdf: pikepdf.Pdf, bookmarks: Sequence[tuple[Any, Bookmark]]) -> None:
    """All bookmarks, each with its page, as one tree: a bookmark stands in the last one before it of a lower level."""
    if not bookmarks:
        return
    root = pdf.make_indirect(Dictionary(Type=Name.Outlines))
    above: list[tuple[int, Any]] = [(0, root)]
    held: dict[tuple[int, int], list[Any]] = {root.objgen: []}
    is_open = {root.objgen: True}
    order = [root]
    for page, mark in bookmarks:
        while above[-1][0] >= mark.level:
            above.pop()
        parent = above[-1][1]
        item = pdf.make_indirect(
            Dictionary(
                Title=String(mark.title),
                Parent=parent,
                Dest=Array([page, Name.XYZ, mark.left, mark.top, 0]),
            )
        )
        held[parent.objgen].append(item)
        held[item.objgen], is_open[item.objgen] = [], mark.is_open
        above.append((mark.level, item))
        order.append(item)
    counts: dict[tuple[int, int], int] = {}
    for item in reversed(order):
        kids = held[item.objgen]
        counts[item.objgen] = len(kids) + sum(counts[kid.objgen] for kid in kids if is_open[kid.objgen])
        item.Count = counts[item.objgen] if is_open[item.objgen] else -counts[item.objgen]
        if kids:
            item.First, item.Last = kids[0], kids[-1]
            for one, following in pairwise(kids):
                one.Next, following.Prev = following, one
    pdf.Root.Outlines = root


def write_names(pdf: pikepdf.Pdf, names: Iterable[tuple[bytes, Any]]) -> None:
    """The places that links lead to, in order; of two with one name the first."""
    first: dict[bytes, Any] = {}
    for name, place in names:
        first.setdefault(name, place)
    if first:
        tree = Dictionary(Names=Array([part for name in sorted(first) for part in (String(name), first[name])]))
        if "/Names" not in pdf.Root:
            pdf.Root.Names = Dictionary()
        pdf.Root.Names.Dests = pdf.make_indirect(tree)


def lead_links(annotations: Iterable[Any]) -> None:
    """Links to other chapters lead there: until now they had an address that is none."""
    for link in annotations:
        action = link.get("/A")
        if action is not None and (address := str(action.get("/URI", ""))).startswith(PLACE):
            name = address.removeprefix(PLACE)
            del link["/A"]
            link.Dest = String(name)
            if "/Contents" in link:
                link.Contents = String(name)

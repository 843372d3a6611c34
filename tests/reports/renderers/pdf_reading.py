"""Reads a PDF as a screen reader, an archive and a printer do: its tags, its marked content, where each word stands."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')


@dataclass(frozen=True)
class Word:
    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    words: list[Word]

    @property
    def is_turned(self) -> bool:
        return self.width > self.height


def pages_of(pdf: bytes, folder: Path) -> list[Page]:
    """Every page with its words and where they stand, by poppler."""
    path = folder / "a.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True).stdout.decode()
    return [
        Page(float(width), float(height), [Word(found[4], *map(float, found[:4])) for found in _WORD.findall(words)])
        for width, height, words in _PAGE.findall(said)
    ]


def words_outside(pages: list[Page], *, margin: float = 40) -> list[str]:
    """The words that reach over the margins left, right or below; running heads stand above."""
    return [
        word.text
        for page in pages
        for word in page.words
        if word.left < margin or word.right > page.width - margin or word.top < 0 or word.bottom > page.height - margin
    ]


@dataclass
class Element:
    kind: str
    page: int | None
    about: dict[str, Any]
    kids: list["Element"] = field(default_factory=list)
    marked: list[tuple[int, int]] = field(default_factory=list)  # page, number
    links: int = 0

    def walk(self) -> Iterator["Element"]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def all(self, *kinds: str) -> list["Element"]:
        return [element for element in self.walk() if element.kind in kinds]


@dataclass
class Structure:
    root: Element
    parents: dict[tuple[int, int], str]  # marked content → what the parent tree says it belongs to
    owners: dict[tuple[int, int], str]  # the same as the elements say it
    in_streams: list[set[int]]  # what is marked on each page
    artifacts: list[list[str]]  # the subtypes of artifacts with properties on each page
    unmarked: int  # text shown outside of any mark
    ids: dict[str, str]
    said_ids: list[str]


def structure_of(pdf: bytes) -> Structure:
    with pikepdf.open(BytesIO(pdf)) as document:
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        tree = document.Root.StructTreeRoot
        owners: dict[tuple[int, int], str] = {}
        said_ids: list[str] = []
        root = _element(tree.K[0], pages, owners, said_ids)
        parents = {}
        numbers = list(tree.ParentTree.Nums)
        entries = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        in_streams, artifacts, unmarked = [], [], 0
        for number, page in enumerate(document.pages):
            for mcid, element in enumerate(entries[int(page.obj.StructParents)]):
                if isinstance(element, pikepdf.Dictionary):
                    parents[number, mcid] = str(element.objgen)
            marked, repeated, outside = _marks(page)
            in_streams.append(marked)
            artifacts.append(repeated)
            unmarked += outside
        ids = {}
        if "/IDTree" in tree:
            names = list(tree.IDTree.Names)
            ids = {str(name): str(element.ID) for name, element in zip(names[::2], names[1::2], strict=True)}
            assert list(ids) == sorted(ids)
        return Structure(root, parents, owners, in_streams, artifacts, unmarked, ids, said_ids)


def _element(source: Any, pages: dict, owners: dict, said_ids: list[str]) -> Element:
    page = pages[source.Pg.objgen] if "/Pg" in source else None
    about = {key: source[key] for key in source.keys() if key not in ("/K", "/P", "/Pg", "/S", "/Type")}  # noqa: SIM118
    about = {
        key: dict(value.items()) if isinstance(value, pikepdf.Dictionary) else str(value)
        for key, value in about.items()
    }
    element = Element(str(source.S)[1:], page, about)
    if "/ID" in source:
        said_ids.append(str(source.ID))
    for kid in source.get("/K", []):
        if isinstance(kid, int):
            place = (page, kid)
        elif kid.get("/Type") == "/MCR":
            place = (pages[kid.Pg.objgen], int(kid.MCID))
        elif kid.get("/Type") == "/OBJR":
            element.links += 1
            continue
        else:
            assert kid.P.objgen == source.objgen
            element.kids.append(_element(kid, pages, owners, said_ids))
            continue
        assert place not in owners
        owners[place] = str(source.objgen)
        element.marked.append(place)
    return element


def _marks(page: pikepdf.Page) -> tuple[set[int], list[str], int]:
    marked: set[int] = set()
    artifacts, open_marks, outside = [], 0, 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            open_marks += 1
            if name == "BDC" and "/MCID" in operands[1]:
                assert int(operands[1].MCID) not in marked
                marked.add(int(operands[1].MCID))
            elif name == "BDC":
                artifacts.append(str(operands[1].get("/Subtype", "")))
        elif name == "EMC":
            open_marks -= 1
        elif name in ("Tj", "TJ") and not open_marks:
            outside += 1
    assert open_marks == 0
    return marked, artifacts, outside


def shown_glyphs(pdf: bytes) -> list[list[tuple[str, str]]]:
    """Of each stretch of text the glyphs as (font, number in hexadecimal), in the order in which they are drawn."""
    found, font = [], ""
    with pikepdf.open(BytesIO(pdf)) as document:
        for page in document.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    font = str(operands[0])
                elif str(operator) == "TJ":
                    codes = b"".join(bytes(part) for part in operands[0] if isinstance(part, pikepdf.String)).hex()
                    found.append([(font, codes[place : place + 4]) for place in range(0, len(codes), 4)])
    return found

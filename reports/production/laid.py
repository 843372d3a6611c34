"""A chapter that is laid out: its PDF and what is to be known of it, as bytes that can be stored. A leaf: no Django.

A checksum stands before both: what was damaged in the store is noticed, and the chapter is made again.
"""

import hashlib
import json
from dataclasses import asdict, dataclass

_BEGINS = b"nap-tracker chapter 1\n"
_SUM = hashlib.sha256().digest_size


class Damaged(Exception):
    """These bytes are no chapter, or not whole."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """`level` is that of its heading, `page` counts from 0, and the place is in points from the page's lower left corner."""

    level: int
    title: str
    page: int
    left: float
    top: float
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Number:
    """Where the number 0 stands on a page, in the pixels of the style: its left edge, its line, and the size and name of the
    face. The page's drawing is cut in two there.
    """

    page: int
    left: float
    line: float
    size: str
    face: str


@dataclass(frozen=True, slots=True)
class Laid:
    """`names` are the pages, from 0, on which what links lead to stands."""

    pdf: bytes
    pages: int
    names: dict[str, int]
    bookmarks: tuple[Bookmark, ...]
    numbers: tuple[Number, ...]

    def packed(self) -> bytes:
        about = {name: value for name, value in asdict(self).items() if name != "pdf"}
        head = json.dumps(about, ensure_ascii=False).encode()
        whole = len(head).to_bytes(8, "big") + head + self.pdf
        return _BEGINS + hashlib.sha256(whole).digest() + whole


def unpacked(data: bytes) -> Laid:
    """The inverse of `packed`. Raises Damaged."""
    start = len(_BEGINS) + _SUM
    whole = data[start:]
    if not data.startswith(_BEGINS) or hashlib.sha256(whole).digest() != data[len(_BEGINS) : start]:
        raise Damaged
    length = int.from_bytes(whole[:8], "big")
    about = json.loads(whole[8 : 8 + length])
    return Laid(
        whole[8 + length :],
        about["pages"],
        about["names"],
        tuple(Bookmark(**each) for each in about["bookmarks"]),
        tuple(Number(**each) for each in about["numbers"]),
    )

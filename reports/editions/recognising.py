"""How a browser that can only hash tells an edition, and a signed copy of it, from every other file.

A copy that was signed elsewhere begins with the published bytes. So for each file the page is given its size, the SHA-256 of
all of it, and that of its beginning, by which most files are ruled out at the cost of 64 KB.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

HEAD_BYTES = 64 * 1024


class Likeness(StrEnum):
    """What a file is, by its bytes alone."""

    SAME = "same"  # the published file itself
    BEGINS = "begins"  # the published file and more: a signed copy, or something else made of it
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Beginning:
    """A published file as the page knows it: `head` is the SHA-256 of its first HEAD_BYTES, or of all where it is shorter."""

    size: int
    head: str
    sha256: str


def beginning_of(published: bytes) -> Beginning:
    """What the page needs to know of a published file, sealed or not."""
    return Beginning(
        size=len(published),
        head=hashlib.sha256(published[:HEAD_BYTES]).hexdigest(),
        sha256=hashlib.sha256(published).hexdigest(),
    )


def as_data(beginnings: Iterable[Beginning]) -> list[dict[str, int | str]]:
    """The same as plain values for JSON, the largest file first: a sealed file is recognised before the unsealed one in it."""
    return [asdict(one) for one in sorted(beginnings, key=lambda one: (-one.size, one.sha256))]


def likeness(data: bytes, beginning: Beginning) -> Likeness:
    """What the page's script does, in Python: the head first, then the first `size` bytes, each hashed.

    BEGINS proves that the published bytes are there, not that what follows left them as they are: `signed_copy` knows that.
    """
    if len(data) < beginning.size:
        return Likeness.NONE
    view = memoryview(data)[: beginning.size]
    if hashlib.sha256(view[:HEAD_BYTES]).hexdigest() != beginning.head:
        return Likeness.NONE
    if hashlib.sha256(view).hexdigest() != beginning.sha256:
        return Likeness.NONE
    return Likeness.SAME if len(data) == beginning.size else Likeness.BEGINS

"""A file as it stood at the end of one revision, read without guessing.

Every object has a mark, and equal marks mean equal objects.
"""

import hashlib
import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from reports.editions.copies import Refusal, Refused

Key = tuple[int, int]
_END = re.compile(rb"startxref\s{1,4}\d{1,10}\s{1,4}%%EOF\s{0,8}\Z")
_HEADER = re.compile(rb"\b(\d{1,10})\s{1,4}(\d{1,5})\s{1,4}obj\b")
_NUMBER = re.compile(rb"\d+")


class Revision:
    """The objects of these bytes. Raises Refused where they are not read as they stand: DAMAGED, ENCRYPTED.

    Costs one look at every object; some 16 bytes are kept of each.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        if not _END.search(data[-64:]):
            raise Refused(Refusal.DAMAGED)
        try:
            # Repairing a file is guessing, and each program guesses otherwise.
            self.pdf = pikepdf.open(io.BytesIO(data), attempt_recovery=False)
            if self.pdf.is_encrypted:
                raise Refused(Refusal.ENCRYPTED)
            self._table = self.pdf.get_xref_table()
            self.marks: dict[Key, bytes] = {key: _mark(self.pdf.get_object(key)) for key in self._table}
            self.size = int(self.pdf.trailer["/Size"])
            self.root: pikepdf.Dictionary = self.pdf.Root  # type: ignore[assignment]  # pikepdf says Object
        except pikepdf.PasswordError:
            raise Refused(Refusal.ENCRYPTED) from None
        except (pikepdf.PdfError, KeyError, TypeError, ValueError, AttributeError):
            raise Refused(Refusal.DAMAGED) from None
        if self.pdf.get_warnings():
            raise Refused(Refusal.DAMAGED)

    def hidden_since(self, before: "Revision") -> Iterator[tuple[Key, bool]]:
        """The objects that the bytes after those of `before` spell out, while the file's table leads to another place.

        A program that does not trust the table, and looks for objects by itself, would find them. True beside a key says that
        the table leads to a place further on: the object was superseded, as by one revision after the other.
        """
        for match in _HEADER.finditer(self.data, len(before.data)):
            key, place = (int(match[1]), int(match[2])), match.start()
            if self._place(key) != place:
                yield key, self._place(key) > place
        for holder in self.marks.keys() - before.marks.keys():
            thing = self.pdf.get_object(holder)
            if isinstance(thing, pikepdf.Stream) and str(thing.get("/Type", "")) == "/ObjStm":
                for number in _NUMBER.findall(thing.read_bytes()[: int(thing["/First"])])[::2]:
                    key = int(number), 0
                    if self._place(key) != self._place(holder):
                        yield key, self._place(key) > self._place(holder)

    def _place(self, key: Key) -> int:
        """Where the table says that the object stands, or the stream that holds it; -1 where it knows none."""
        entry = self._table.get(key)
        if entry is not None and entry.obj_stream_number is not None:
            entry = self._table.get((entry.obj_stream_number, 0))
        return entry.offset if entry is not None and entry.offset is not None else -1


def is_encrypted(data: bytes) -> bool:
    """Whether these bytes are a PDF that is protected, with a password or without."""
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            return pdf.is_encrypted
    except pikepdf.PasswordError:
        return True
    except pikepdf.PdfError:
        return False


def _mark(thing: Any) -> bytes:
    if not isinstance(thing, pikepdf.Object):  # a number or a truth value of its own
        return f"{type(thing).__name__} {thing}".encode()
    if isinstance(thing, pikepdf.Stream):
        sum_ = hashlib.blake2b(thing.stream_dict.unparse(resolved=True), digest_size=16)
        sum_.update(b"stream")
        sum_.update(thing.read_raw_bytes())
        return sum_.digest()
    return hashlib.blake2b(thing.unparse(resolved=True), digest_size=16).digest()


def entries(dictionary: Any, *, but: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The entries of a dictionary as they are written, references unresolved; `but` names those left out."""
    return {key: written(value) for key, value in dictionary.items() if key not in but}


def written(value: Any) -> Any:
    """A value as it is written in the file."""
    return value.unparse() if isinstance(value, pikepdf.Object) else repr(value)

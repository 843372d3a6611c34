"""Bytes of a text file → text: UTF-8, or UTF-16 with its mark. Anything else is refused, never guessed."""

import codecs
import re

from reports.importer.errors import MAX_TEXT_BYTES, Fault, UnreadableDocument, require_paragraphs, require_size
from reports.importer.notes import Note, Remark

# What no store and no XML can hold, and nobody can have typed. Line ends and the tab stay.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_PAGE_END = re.compile("[\x0b\x0c]")
_FOREIGN = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_MOST_CONTROLS = 0.02


def decode_text(data: bytes) -> tuple[str, tuple[Note, ...]]:
    """The text of a file with "\\n" as its only line end (a page's end is an empty line), and remarks.

    Raises UnreadableDocument: "too_large", "too_long", "empty", "binary", "encoding".
    """
    require_size(len(data), MAX_TEXT_BYTES)
    if data.startswith(_FOREIGN):
        raise UnreadableDocument(Fault.BINARY)
    text = _decode(data)
    if not text.strip("\x00 \t\r\n\x0b\x0c\ufeff"):
        raise UnreadableDocument(Fault.EMPTY)
    text = _PAGE_END.sub("\n\n", _LINE_END.sub("\n", text))
    cleaned, removed = _CONTROL.subn("", text)
    if "\x00" in text or removed > len(text) * _MOST_CONTROLS:
        raise UnreadableDocument(Fault.BINARY)
    require_paragraphs(sum(1 for line in cleaned.split("\n") if line.strip()))
    notes = (Note(Remark.CONTROL_CHARACTERS, detail=str(removed)),) if removed else ()
    return cleaned, notes


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise UnreadableDocument(Fault.ENCODING)
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(Fault.BINARY if b"\x00" in data and not wide else Fault.ENCODING) from error

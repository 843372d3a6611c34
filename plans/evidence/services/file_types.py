"""What a file is by its content: nobody's word for it counts, neither the name's nor the browser's."""

import codecs
import re
from typing import IO

import puremagic
from django.utils.translation import gettext as _

from plans.evidence.services.kinds import (
    CSV,
    EXTENSIONS,
    HEIC,
    JPEG,
    LISTED,
    P7S,
    PDF,
    PNG,
    TIFF,
    TXT,
    FileRefused,
    FileType,
)
from plans.evidence.services.office import office_kind
from plans.evidence.services.old_office import old_office_kind

_BY_SIGNATURE = (PDF, PNG, JPEG, TIFF)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK\x03\x04"
_PRINTER = (b"\x1b%-12345X", b"@PJL")  # how what is said to a printer begins
_LATEST_PDF = 1024
_HEAD = 8192
_CHUNK = 1 << 16
_CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")  # \x1a ends files that DOS programs wrote
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})
_SIGNED = bytes.fromhex("06092a864886f70d010702")  # the name of “signed data” in a signature file (PKCS #7, CMS)
_SIGNATURE_TEXT = re.compile(rb"\s*-----BEGIN (?:PKCS7|CMS)-----\r?\n")


def extension_of(file_name: str) -> str:
    """The ending of a file's name in small letters, "" without one. Extensions are ASCII: no Azerbaijani letters."""
    stem, dot, extension = file_name.rpartition(".")
    return extension.lower() if dot and stem and extension.isascii() else ""


def identify(stream: IO[bytes], file_name: str) -> FileType:
    """The type of the file, which must be on the list and agree with the name's ending. Raises FileRefused."""
    extension = extension_of(file_name)
    if extension not in EXTENSIONS:
        raise FileRefused(
            _("“%(name)s”: files of this kind are not taken. Taken are %(list)s.") % {"name": file_name, "list": LISTED}
        )
    kinds = _kinds_of(stream, file_name)
    for kind in kinds:
        if extension in kind.extensions:
            return kind
    words = {"name": file_name, "extension": extension}
    if kinds:
        raise FileRefused(
            _("“%(name)s”: the content is %(found)s, the name says %(extension)s. Give the file its right ending.")
            % (words | {"found": kinds[0].extensions[0]})
        )
    raise FileRefused(
        _("“%(name)s”: the content is not that of a file of the kind %(extension)s. Save it again and choose it again.")
        % words
    )


def _kinds_of(stream: IO[bytes], file_name: str) -> tuple[FileType, ...]:
    """The types on the list that the content can be: none or one, but both for plain text."""
    stream.seek(0)
    head = stream.read(_HEAD)
    if head.startswith(_OLE):
        old = old_office_kind(stream, file_name)
        return (old,) if old else ()
    if head.startswith(_ZIP):
        office = office_kind(stream, file_name)
        return (office,) if office else ()
    kind = _kind_by_signature(head)
    if kind is not None:
        return (kind,)
    if _is_heic(head):
        return (HEIC,)
    if _is_signature(head):
        return (P7S,)
    return (TXT, CSV) if _is_text(stream, head) else ()


def _before_pdf(head: bytes) -> int:
    """How many bytes stand before a PDF that begins within the first 1,024, as readers of PDF allow it: an empty line, a
    byte order mark, what a program has told its printer. 0 for all else: a page that quotes a PDF stays what it is.
    """
    start = head.find(b"%PDF-", 0, _LATEST_PDF + len(b"%PDF-"))
    before = head[: max(0, start)].removeprefix(codecs.BOM_UTF8).strip()
    return start if start > 0 and (not before or before.startswith(_PRINTER)) else 0


def _kind_by_signature(head: bytes) -> FileType | None:
    head = head[_before_pdf(head) :]
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):  # nothing known; nothing at all
        return None
    # Only signatures at the very beginning: a page of HTML that quotes one further on stays what it is.
    found = {match.extension.removeprefix(".") for match in matches if head.startswith(match.byte_match)}
    return next((kind for kind in _BY_SIGNATURE if found & set(kind.extensions)), None)


def _is_heic(head: bytes) -> bool:
    """Whether it begins with a list of formats that names one of HEIC's: pictures of telephones."""
    length = int.from_bytes(head[:4], "big")
    if head[4:8] != b"ftyp" or not 16 <= length <= 512:
        return False
    brands = {head[8:12], *(head[place : place + 4] for place in range(16, length, 4))}
    return not _HEIC_BRANDS.isdisjoint(brands)


def _is_signature(head: bytes) -> bool:
    """Whether it begins as a signature that stands in a file of its own, in either of its two forms."""
    if _SIGNATURE_TEXT.match(head):
        return True
    if head[:1] != b"\x30" or len(head) < 2:  # a sequence …
        return False
    length = head[1] & 0x7F if head[1] > 0x80 else 0
    return length <= 4 and head[2 + length :].startswith(_SIGNED)  # … that begins with that name


# --- Plain text -------------------------------------------------------------------------------------------------------


def _is_text(stream: IO[bytes], head: bytes) -> bool:
    """Whether the whole file can be read as text in an encoding that offices use, without control characters."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _reads_as(stream, "utf-16")
    return any(_reads_as(stream, encoding) for encoding in ("utf-8-sig", "cp1254", "cp1251"))


def _reads_as(stream: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    try:
        while chunk := stream.read(_CHUNK):
            if _CONTROLS.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True

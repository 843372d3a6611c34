"""What a file is by its content: nobody's word for it counts, neither the name's nor the browser's."""

import codecs
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

import puremagic
from django.utils.translation import gettext as _
from lxml import etree


class FileRefused(Exception):
    """The file is not taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that is taken as evidence. The first extension is the one that messages name."""

    extensions: tuple[str, ...]
    content_type: str


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
PDF = FileType(("pdf",), "application/pdf")
JPEG = FileType(("jpg", "jpeg"), "image/jpeg")
PNG = FileType(("png",), "image/png")
TIFF = FileType(("tiff", "tif"), "image/tiff")
DOCX = FileType(("docx",), f"{_OOXML}wordprocessingml.document")
XLSX = FileType(("xlsx",), f"{_OOXML}spreadsheetml.sheet")
PPTX = FileType(("pptx",), f"{_OOXML}presentationml.presentation")
ODT = FileType(("odt",), f"{_ODF}text")
ODS = FileType(("ods",), f"{_ODF}spreadsheet")
TXT = FileType(("txt",), "text/plain")
CSV = FileType(("csv",), "text/csv")

FILE_TYPES = (PDF, DOCX, XLSX, PPTX, ODT, ODS, JPEG, PNG, TIFF, TXT, CSV)
EXTENSIONS = tuple(extension for kind in FILE_TYPES for extension in kind.extensions)

_BY_SIGNATURE = (PDF, PNG, JPEG, TIFF)
_OFFICE = {f"{kind.content_type}.main+xml": kind for kind in (DOCX, XLSX, PPTX)}
_OPEN_DOCUMENT = {kind.content_type: kind for kind in (ODT, ODS)}
_OFFICE_TYPES = (DOCX, XLSX, PPTX, ODT, ODS)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK\x03\x04"
_PRINTER = (b"\x1b%-12345X", b"@PJL")  # how what is said to a printer begins
_LATEST_PDF = 1024
_HEAD = 8192
_CHUNK = 1 << 16
_LONGEST_PART = 2_000_000  # of the small parts inside an office file that are read
_CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")  # \x1a ends files that DOS programs wrote
_BASIC_MODULE = re.compile(r"Basic/[^/]+/(?!script-lb\.xml|dialog-lb\.xml).+")
# What `zipfile` and what it uses raise for archives that are damaged or meant to damage.
_BAD_ARCHIVE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    UnicodeError,
    ValueError,
)


def extension_of(file_name: str) -> str:
    """The ending of a file's name in small letters, "" without one. Extensions are ASCII: no Azerbaijani letters."""
    stem, dot, extension = file_name.rpartition(".")
    return extension.lower() if dot and stem and extension.isascii() else ""


def identify(stream: IO[bytes], file_name: str) -> FileType:
    """The type of the file, which must be on the list and agree with the name's ending. Raises FileRefused."""
    extension = extension_of(file_name)
    if extension not in EXTENSIONS:
        raise FileRefused(
            _("“%(name)s”: files of this kind are not taken. Taken are %(list)s.")
            % {"name": file_name, "list": ", ".join(kind.extensions[0] for kind in FILE_TYPES)}
        )
    kinds = _kinds_of(stream, file_name, extension)
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
        _("“%(name)s”: the content is not that of a file of the kind %(extension)s. Save it anew and choose it again.")
        % words
    )


def _kinds_of(stream: IO[bytes], file_name: str, extension: str) -> tuple[FileType, ...]:
    """The types on the list that the content can be: none or one, but both for plain text."""
    stream.seek(0)
    head = stream.read(_HEAD)
    if head.startswith(_OLE) and any(extension in kind.extensions for kind in _OFFICE_TYPES):
        raise FileRefused(
            _(
                "“%(name)s” is protected by a password or saved in the old format of Office. Save it without a "
                "password, as docx, xlsx or pptx."
            )
            % {"name": file_name}
        )
    if head.startswith(_ZIP):
        kind = _office_kind(stream, file_name)
        return (kind,) if kind else ()
    kind = _kind_by_signature(head)
    if kind is not None:
        return (kind,)
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


# --- Office files: archives whose parts say what they are -------------------------------------------------------------


def _office_kind(stream: IO[bytes], file_name: str) -> FileType | None:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" in names:
                return _office_open_kind(_part(archive, "[Content_Types].xml"), names, file_name)
            if "mimetype" in names:
                return _open_document_kind(archive, names, file_name)
    except (*_BAD_ARCHIVE, etree.XMLSyntaxError):
        return None
    return None


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(_LONGEST_PART + 1)
    if len(content) > _LONGEST_PART:
        raise ValueError("a part that lists the others is never so long")
    return content


def _office_open_kind(content_types: bytes, names: set[str], file_name: str) -> FileType | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    types = {element.get("ContentType", "") for element in etree.fromstring(content_types, parser)}
    if any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in types) or any(
        name.lower().endswith("vbaproject.bin") for name in names
    ):
        raise FileRefused(_macros(file_name))
    return next((kind for main, kind in _OFFICE.items() if main in types), None)


def _open_document_kind(archive: zipfile.ZipFile, names: set[str], file_name: str) -> FileType | None:
    kind = _OPEN_DOCUMENT.get(_part(archive, "mimetype").decode("ascii").strip())
    if kind is None:
        return None
    if any(name.startswith("Scripts/") or _BASIC_MODULE.match(name) for name in names):
        raise FileRefused(_macros(file_name))
    if "META-INF/manifest.xml" in names and b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
        raise FileRefused(_("“%(name)s” is protected by a password. Save it without one.") % {"name": file_name})
    return kind


def _macros(file_name: str) -> str:
    return _("“%(name)s” contains macros. Save it without macros, or as PDF, and choose it again.") % {
        "name": file_name
    }


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

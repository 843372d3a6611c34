"""A Word file as a zip of XML parts, opened with suspicion: sizes first, then content."""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field

from lxml import etree

from reports.importer.errors import Fault, UnreadableDocument, require_size

MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_XML_BYTES = 8 * 1024 * 1024
"""Largest single XML part: the text of several thousand pages."""
MAX_RATIO = 200
"""Unpacked to packed size of one member; text reaches some 30, a bomb a thousand."""
_RATIO_MATTERS_FROM = 1024 * 1024
MAX_DEPTH = 120

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OTHER_FORMATS = {b"%PDF": "PDF", b"{\\rtf": "RTF", b"<!DOCTYPE": "HTML", b"<html": "HTML", b"\x89PNG": "PNG"}
_STRICT = b"http://purl.oclc.org/ooxml/"
# ISO "strict" documents use other names for the same things.
_STRICT_NAMES = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Relationship:
    """A pointer from one part to another (`target` is its name in the zip) or to an address outside."""

    id: str
    kind: str
    target: str
    is_external: bool


@dataclass(slots=True)
class DocxPackage:
    """The parts of a Word file that has passed the checks of `open_package`."""

    archive: zipfile.ZipFile
    main_part: str = ""
    _left: int = field(default=MAX_UNPACKED_BYTES)

    def has(self, part: str) -> bool:
        """Whether the zip holds a member of that name."""
        return part in self.archive.NameToInfo

    def read_xml(self, part: str) -> etree._Element:
        """The root element of an XML part.

        Raises UnreadableDocument: "damaged", "zip_bomb" (larger than it says), "unsafe_xml", "too_complex".
        """
        data = self._read(part)
        if b"<!DOCTYPE" in data or b"<!DOCTYPE" in data.replace(b"\x00", b""):
            raise UnreadableDocument(Fault.UNSAFE_XML)
        if _STRICT in data:
            for strict, usual in _STRICT_NAMES:
                data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            is_too_deep = "depth" in str(error).lower()
            raise UnreadableDocument(Fault.TOO_COMPLEX if is_too_deep else Fault.DAMAGED) from error
        _require_depth(root)
        return root

    def relationships(self, part: str) -> list[Relationship]:
        """What a part points to; "" stands for the package itself."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", name + ".rels")
        if not self.has(rels):
            return []
        found = []
        for element in self.read_xml(rels).iter(_RELATIONSHIP):
            target = element.get("Target", "")
            is_external = element.get("TargetMode") == "External"
            if not is_external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = element.get("Type", "").rpartition("/")[2]
            found.append(Relationship(element.get("Id", ""), kind, target, is_external))
        return found

    def _read(self, part: str) -> bytes:
        limit = min(MAX_XML_BYTES, self._left)
        try:
            with self.archive.open(part) as member:
                data = member.read(limit + 1)
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
        ) as error:
            raise UnreadableDocument(Fault.DAMAGED) from error
        if len(data) > limit:
            raise UnreadableDocument(Fault.ZIP_BOMB)
        self._left -= len(data)
        return data


def open_package(data: bytes) -> DocxPackage:
    """Open the bytes of a Word file.

    Raises UnreadableDocument: "too_large", "empty", "encrypted", "old_word", "wrong_format", "not_word", "damaged",
    "zip_bomb".
    """
    require_size(len(data))
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableDocument(Fault.EMPTY)
    if data.startswith(_OLE):
        raise UnreadableDocument(Fault.ENCRYPTED if _ENCRYPTED_STREAM in data else Fault.OLD_WORD)
    for beginning, name in _OTHER_FORMATS.items():
        if data.startswith(beginning):
            raise UnreadableDocument(Fault.WRONG_FORMAT, found=name)
    if not data.startswith(b"PK"):
        raise UnreadableDocument(Fault.NOT_WORD)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, OSError) as error:
        raise UnreadableDocument(Fault.DAMAGED) from error
    _require_sane_members(archive)
    package = DocxPackage(archive)
    main_parts = [link.target for link in package.relationships("") if link.kind == "officeDocument"]
    package.main_part = next(filter(package.has, [*main_parts, "word/document.xml"]), "")
    if not package.main_part:
        raise UnreadableDocument(Fault.NOT_WORD)
    return package


def _require_sane_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if any(member.flag_bits & 0x1 for member in members):
        raise UnreadableDocument(Fault.ENCRYPTED)
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise UnreadableDocument(Fault.DAMAGED)  # no word processor packs in another way
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise UnreadableDocument(Fault.ZIP_BOMB)
    for member in members:
        is_inflated = member.file_size > max(member.compress_size, 1) * MAX_RATIO
        if is_inflated and member.file_size > _RATIO_MATTERS_FROM:
            raise UnreadableDocument(Fault.ZIP_BOMB)
    if len({member.filename for member in members}) != len(members):
        # Programs differ in which of two members of one name they read.
        raise UnreadableDocument(Fault.DAMAGED)


def _require_depth(root: etree._Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise UnreadableDocument(Fault.TOO_COMPLEX)

"""Office files of the time before 2007: streams in a compound file, which tell what they are and what they hold."""

import struct
from collections.abc import Iterator
from typing import IO

import olefile
from olefile.olefile import OleFileError

from plans.evidence.services.kinds import DOC, PPT, XLS, FileRefused, FileType
from plans.evidence.services.office import macros, objects, protected

_STREAMS = {"worddocument": DOC, "workbook": XLS, "book": XLS, "powerpoint document": PPT}
_VBA = frozenset({"vba", "_vba_project", "_vba_project_cur", "macros"})
_WORD_ENCRYPTED = 0x0100  # of the flags at the beginning of a Word document
_FILE_PASS, _BOUND_SHEET = 0x002F, 0x0085  # records of a workbook
_MACRO_SHEETS = (1, 6)  # Excel 4 macros, modules of Visual Basic
_ENCRYPTED_SLIDES = 0xF3D1C4DF
MOST_RECORDS = 500_000  # that are looked at; a file of more is none of an office
_VBA_INFO, _OBJECT = 0x0400, 0x1011  # records of a presentation
_DAMAGED = (
    OleFileError,
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
    struct.error,
)


def old_office_kind(stream: IO[bytes], file_name: str) -> FileType | None:
    """The kind of the compound file, None for one that is none of Word, Excel, PowerPoint. Raises FileRefused for macros,
    passwords, embedded objects and controls.
    """
    stream.seek(0)
    try:
        with olefile.OleFileIO(stream) as compound:
            paths = [[name.lower() for name in path] for path in compound.listdir(streams=True, storages=True)]
            roots = {path[0] for path in paths}
            if "encryptedpackage" in roots:  # one of today's files under a password
                raise FileRefused(protected() % {"name": file_name})
            stream_name = next((name for name in _STREAMS if name in roots), None)
            if stream_name is None:
                return None
            kind = _STREAMS[stream_name]
            content = compound.openstream(stream_name).read()
            if _is_protected(kind, content, compound, roots):
                raise FileRefused(protected() % {"name": file_name})
            if said := _refused_by_records(kind, content):
                raise FileRefused(said % {"name": file_name})
            if any(_VBA.intersection(path) for path in paths):
                raise FileRefused(macros() % {"name": file_name})
            if _has_objects(kind, paths):
                raise FileRefused(objects() % {"name": file_name})
            return kind
    except _DAMAGED:
        return None


def _is_protected(kind: FileType, content: bytes, compound: olefile.OleFileIO, roots: set[str]) -> bool:
    if kind is DOC:
        return bool(struct.unpack_from("<H", content, 10)[0] & _WORD_ENCRYPTED)
    if "current user" not in roots:
        return False
    return struct.unpack_from("<I", compound.openstream("current user").read(), 12)[0] == _ENCRYPTED_SLIDES


def _refused_by_records(kind: FileType, content: bytes) -> str:
    """The sentence for the first record that a file must not hold, "" where there is none. Raises ValueError for too many."""
    if kind is XLS:
        for record, data in _workbook_records(content):
            if record == _FILE_PASS:
                return protected()
            if record == _BOUND_SHEET and len(data) > 5 and data[5] in _MACRO_SHEETS:
                return macros()
    if kind is PPT:
        for record, data in _slide_records(content):
            if record == _VBA_INFO and data[4:8] not in (b"", bytes(4)):
                return macros()
            if record == _OBJECT:
                return objects()
    return ""


def _has_objects(kind: FileType, paths: list[list[str]]) -> bool:
    if kind is DOC:
        return any(path[0] == "objectpool" and len(path) > 1 for path in paths)
    return kind is XLS and any(path[0].startswith(("mbd", "lnk")) for path in paths)


def _workbook_records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(number, the first bytes of the data) of the records of the workbook's first part, which names its sheets."""
    place = 0
    for _count in range(MOST_RECORDS):
        if place + 4 > len(content):
            return
        record, length = struct.unpack_from("<HH", content, place)
        yield record, content[place + 4 : place + 4 + min(length, 16)]
        if record == 0x000A:  # the end of the part
            return
        place += 4 + length
    raise ValueError("no workbook holds so many records")


def _slide_records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(number, the first bytes of the data) of all records; those that hold others are gone into."""
    place = 0
    for _count in range(MOST_RECORDS):
        if place + 8 > len(content):
            return
        version, record, length = struct.unpack_from("<HHI", content, place)
        yield record, content[place + 8 : place + 8 + min(length, 16)]
        place += 8 if version & 0x000F == 0x000F else 8 + length
    raise ValueError("no presentation holds so many records")

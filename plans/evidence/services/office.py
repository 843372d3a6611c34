"""Office files that are archives of parts: what they are by what they say of themselves, and what they must not hold.

Refused are macros, passwords, embedded objects and controls, and whatever is fetched from elsewhere when the file is
opened: a template, a linked picture or workbook, a DDE command. Links that a reader has to follow are no harm.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Any

from django.utils.translation import gettext as _
from lxml import etree

from plans.evidence.services.kinds import DOCX, ODS, ODT, PPTX, XLSX, FileRefused, FileType

_MAIN = {f"{kind.content_type}.main+xml": kind for kind in (DOCX, XLSX, PPTX)}
_WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_OPEN_DOCUMENT = {kind.content_type: kind for kind in (ODT, ODS)}
_LONGEST_PART = 2_000_000  # of the small parts that are read whole
_MOST_READ = 60_000_000  # bytes of all parts that are read, unpacked: more holds no document of an office
_CHUNK = 1 << 16
_BASIC_MODULE = re.compile(r"basic/[^/]+/(?!script-lb\.xml|dialog-lb\.xml).+")
# Kinds of relationships, in small letters. What a document takes in as a chunk is a document of any kind.
_OBJECTS = frozenset({"oleobject", "control", "activexcontrolbinary", "afchunk"})
_ASKING = frozenset({"querytable", "externallink"})
_FOLLOWED = frozenset({"hyperlink"})  # external, and opened by a press only
_FIELD = re.compile(
    r"^[^\S\n]*(?:DDE|DDEAUTO|(?:INCLUDETEXT|INCLUDEPICTURE)\b.*(?:://|\\\\))", re.MULTILINE | re.IGNORECASE
)
_ELSEWHERE = re.compile(r"^(?!data:)(?:[a-z][a-z0-9+.-]*:|/|\\|\.\./)", re.IGNORECASE)
# Elements of OpenDocument that fetch what their address names.
_FETCHING = frozenset(
    {"image", "object", "object-ole", "floating-frame", "plugin", "applet", "section-source", "table-source",
     "cell-range-source", "fill-image"}
)  # fmt: skip
_DDE = frozenset({"dde-source", "dde-connection-decl", "dde-link"})
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
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # no office packs in another way


def office_kind(stream: IO[bytes], file_name: str) -> FileType | None:
    """The kind of the archive, None for one that is no office file. Raises FileRefused for what it must not hold."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            if any(part.compress_type not in _PACKED for part in archive.infolist()):
                return None
            parts = _Parts(archive, file_name)
            if "[content_types].xml" in parts.names:
                return _office_open_kind(parts)
            if "mimetype" in parts.names:
                return _open_document_kind(parts)
    except (*_BAD_ARCHIVE, etree.XMLSyntaxError):
        return None
    return None


class _Parts:
    """The parts of an archive by their names in small letters, read within a budget: what unpacks to more is refused."""

    def __init__(self, archive: zipfile.ZipFile, file_name: str):
        self.archive, self.file_name, self.left = archive, file_name, _MOST_READ
        self.names = dict[str, zipfile.ZipInfo]()
        for part in archive.infolist():
            # Office programs tell no capital from a small letter in names, and none reads two parts of one name alike.
            name = part.filename.replace("\\", "/").lstrip("/").lower()
            if name in self.names:
                raise ValueError("two parts of one name")
            self.names[name] = part

    def whole(self, name: str) -> bytes:
        with self.archive.open(self.names[name]) as part:
            content = part.read(_LONGEST_PART + 1)
        self._take(len(content))
        if len(content) > _LONGEST_PART:
            raise ValueError("a part that lists the others is never so long")
        return content

    def xml(self, name: str) -> Any:
        return etree.fromstring(self.whole(name), etree.XMLParser(**_CLOSED))

    def events(self, name: str, target: "_Events") -> "_Events":
        """Reads the part of any length piece by piece, without a tree."""
        told: Any = target  # lxml calls what it has, and asks for no more
        parser = etree.XMLParser(target=told, **_CLOSED)
        with self.archive.open(self.names[name]) as part:
            while chunk := part.read(_CHUNK):
                self._take(len(chunk))
                parser.feed(chunk)
        parser.close()
        return target

    def refuse(self, sentence: str) -> FileRefused:
        return FileRefused(sentence % {"name": self.file_name})

    def _take(self, number: int) -> None:
        self.left -= number
        if self.left < 0:
            raise self.refuse(
                _("“%(name)s” holds too much once it is unpacked. Save it as PDF, or in parts, and choose it again.")
            )


_CLOSED: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False}


class _Events:
    """What a part tells while it is read: `started` is called for every element; text is kept while `keeps` holds."""

    def __init__(self, started: Callable[["_Events", str, Any], None]):
        self.started, self.texts, self.keeps = started, list[str](), False

    def start(self, tag: str, attributes: Any) -> None:
        self.keeps = False
        self.started(self, tag.rpartition("}")[2], attributes)

    def end(self, _tag: str) -> None:
        self.keeps = False

    def data(self, text: str) -> None:
        if self.keeps:
            self.texts.append(text)

    def comment(self, _text: str) -> None: ...

    def pi(self, *_instruction: str) -> None: ...

    def close(self) -> None: ...


# --- Office Open XML --------------------------------------------------------------------------------------------------


def _office_open_kind(parts: _Parts) -> FileType | None:
    types = _ContentTypes(parts.xml("[content_types].xml"))
    lowered = types.all
    if any("macroenabled" in kind or "vbaproject" in kind for kind in lowered) or any(
        name.endswith("vbaproject.bin") for name in parts.names
    ):
        raise parts.refuse(macros())
    if any("oleobject" in kind or "activex" in kind for kind in lowered):
        raise parts.refuse(objects())
    for name in sorted(parts.names):
        if name.endswith(".rels"):
            _check_relationships(parts, name)
    # Tables of other workbooks, DDE commands, tables that are asked for anew.
    if any(name.startswith(("xl/externallinks/", "xl/querytables/")) for name in parts.names) or any(
        kind.startswith(_SHEETS) and ("externallink" in kind or "querytable" in kind) for kind in lowered
    ):
        raise parts.refuse(fetching())
    for name in sorted(parts.names):
        kind = types.of(name)
        if kind.startswith(_WORDS) or (name.startswith("word/") and name.endswith(".xml")):
            _check_fields(parts, name)
        if kind.startswith(f"{_SHEETS}connections") or name == "xl/connections.xml":
            _check_connections(parts, name)
        if kind.startswith(f"{_SHEETS}pivotcachedefinition") or name.startswith("xl/pivotcache/pivotcachedefinition"):
            _check_pivot_cache(parts, name)
    return next((kind for main, kind in _MAIN.items() if main.lower() in lowered), None)


class _ContentTypes:
    """What the archive says of the kinds of its parts, in small letters."""

    def __init__(self, said: Any):
        self._named, self._ending = dict[str, str](), dict[str, str]()
        for element in said.iterchildren("*"):
            kind = element.get("ContentType", "").strip().lower()
            if "PartName" in element.attrib:
                known, key = self._named, element.get("PartName").lstrip("/").lower()
            else:
                known, key = self._ending, element.get("Extension", "").lower()
            if known.setdefault(key, kind) != kind:
                raise ValueError("two kinds of one part")
        self.all = {*self._named.values(), *self._ending.values()}

    def of(self, name: str) -> str:
        return self._named.get(name) or self._ending.get(name.rpartition(".")[2], "")


def _check_relationships(parts: _Parts, name: str) -> None:
    for relationship in parts.xml(name).iter("{*}Relationship"):
        kind = relationship.get("Type", "").rpartition("/")[2].lower()
        # A chart keeps its numbers as a workbook; anywhere else one is an object to be opened.
        if kind in _OBJECTS or (kind == "package" and "/charts/" not in name):
            raise parts.refuse(objects())
        is_outside = relationship.get("TargetMode", "").strip().lower() == "external"
        if kind in _ASKING or (is_outside and kind not in _FOLLOWED):
            raise parts.refuse(fetching())


def _check_fields(parts: _Parts, name: str) -> None:
    def started(events: _Events, tag: str, attributes: Any) -> None:
        if tag in ("instrText", "delInstrText"):
            events.keeps = True
        elif tag in ("fldChar", "fldSimple"):
            said = next((value for key, value in attributes.items() if key.endswith("}instr")), "")
            events.texts.append(f"\n{said}\n" if said else "\n" if "begin" in attributes.values() else "")

    if _FIELD.search("".join(parts.events(name, _Events(started)).texts)):
        raise parts.refuse(fetching())


def _check_connections(parts: _Parts, name: str) -> None:
    def started(_events: _Events, tag: str, attributes: Any) -> None:
        asks = tag == "connection" and (_is_on(attributes, "refreshOnLoad") or attributes.get("interval", "0") != "0")
        if asks or tag == "webPr":
            raise parts.refuse(fetching())

    parts.events(name, _Events(started))


def _check_pivot_cache(parts: _Parts, name: str) -> None:
    """A pivot table that is made anew when the file is opened is no harm where its numbers stand in the file itself."""
    refreshes = False

    def started(_events: _Events, tag: str, attributes: Any) -> None:
        nonlocal refreshes
        if tag == "pivotCacheDefinition":
            refreshes = _is_on(attributes, "refreshOnLoad")
        elif tag == "cacheSource" and refreshes and attributes.get("type", "").strip() == "external":
            raise parts.refuse(fetching())

    parts.events(name, _Events(started))


def _is_on(attributes: Any, name: str) -> bool:
    return attributes.get(name, "0").strip() not in ("0", "false")


# --- OpenDocument -----------------------------------------------------------------------------------------------------


def _open_document_kind(parts: _Parts) -> FileType | None:
    kind = _OPEN_DOCUMENT.get(parts.whole("mimetype").decode("ascii").strip())
    if kind is None:
        return None
    if any(name.startswith("scripts/") or _BASIC_MODULE.match(name) for name in parts.names):
        raise parts.refuse(macros())
    if "meta-inf/manifest.xml" in parts.names:
        manifest = parts.whole("meta-inf/manifest.xml")
        if b"encryption-data" in manifest:
            raise parts.refuse(protected())
        if b"application/vnd.sun.star.oleobject" in manifest:
            raise parts.refuse(objects())
    for name in sorted(parts.names):
        if name.rpartition("/")[2] in ("content.xml", "styles.xml"):
            _check_open_document(parts, name)
    return kind


def _check_open_document(parts: _Parts, name: str) -> None:
    def started(_events: _Events, tag: str, attributes: Any) -> None:
        if tag in _DDE:
            raise parts.refuse(fetching())
        href = next((value for key, value in attributes.items() if key.endswith("}href")), "")
        if tag in _FETCHING and _ELSEWHERE.match(href):
            raise parts.refuse(fetching())
        if tag == "object-ole":
            raise parts.refuse(objects())
        if tag == "event-listener" and href.startswith("vnd.sun.star.script:"):
            raise parts.refuse(macros())

    parts.events(name, _Events(started))


# --- The sentences ----------------------------------------------------------------------------------------------------


def macros() -> str:
    return _("“%(name)s” contains macros. Save it without macros, or as PDF, and choose it again.")


def objects() -> str:
    return _(
        "“%(name)s” contains an embedded object or a control (OLE, ActiveX). Save it without, or as PDF, and choose it again."
    )


def fetching() -> str:
    return _(
        "“%(name)s” fetches something from elsewhere when it is opened: a template, a picture, a table or a command by a "
        "link. Save it without that, or as PDF, and choose it again."
    )


def protected() -> str:
    return _("“%(name)s” is protected by a password. Save it without one.")

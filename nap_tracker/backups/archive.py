"""The archive: a zip file of the database, the files of evidence and of editions, and a manifest that says what they are.

The manifest is written last. Nothing is taken out of an archive before every member has had its sum compared.
"""

import contextlib
import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from nap_tracker.backups import Refused

FORMAT, VERSION = "nap-tracker backup", 1
MANIFEST = "manifest.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
PIECE = 1024 * 1024
LONGEST_MANIFEST = 256 * 1024 * 1024
EVIDENCE, EDITIONS = "evidence", "editions"
_FILE = re.compile(rf"{EVIDENCE}/[0-9a-f]{{2}}/[0-9a-f]{{2}}/[0-9a-f]{{40}}|{EDITIONS}/[0-9a-f]{{2}}/[0-9a-f]{{64}}")
DAMAGED = "The archive is damaged ({what}). Nothing was changed; take another backup."


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an archive says of itself. `rows` by table, `members` with size in bytes and SHA-256, `latest` as ISO 8601."""

    made_at: str
    database: str
    server: str
    migrations: list[list[str]]
    rows: dict[str, int]
    latest: str
    missing: int
    members: dict[str, list[Any]]

    @property
    def files(self) -> int:
        return self._number_in(EVIDENCE)

    @property
    def editions(self) -> int:
        return self._number_in(EDITIONS)

    def _number_in(self, folder: str) -> int:
        return sum(name.startswith(f"{folder}/") for name in self.members)


def member_of(stored_name: str, folder: str = EVIDENCE) -> str | None:
    """The member that holds the folder's file of this name; None for a name that is none of the tracker's.

    The one rule for both ways: whatever a backup takes, a restore takes back.
    """
    name = f"{folder}/{stored_name}"
    return name if _FILE.fullmatch(name) else None


class Writer:
    """Adds members to a new archive and keeps their sums."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.members: dict[str, list[Any]] = {}

    def add(self, name: str, source: IO[bytes], *, compress: bool) -> None:
        """Adds what is left to read of an open file; raises `Refused` where it cannot be read to its end."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with self.archive.open(info, "w", force_zip64=True) as target:
            self.members[name] = _copy(source, target)

    def finish(self, manifest: Callable[[dict[str, list[Any]]], Manifest]) -> Manifest:
        made = manifest(self.members)
        says = {"format": FORMAT, "version": VERSION} | asdict(made)
        self.archive.writestr(MANIFEST, json.dumps(says, ensure_ascii=False, indent=1))
        return made


def _copy(source: IO[bytes], target: IO[bytes]) -> list[Any]:
    """Size in bytes and SHA-256 of what was copied."""
    digest, size = hashlib.sha256(), 0
    while part := _piece(source):
        digest.update(part)
        size += len(part)
        target.write(part)
    return [size, digest.hexdigest()]


def _piece(source: IO[bytes]) -> bytes:
    try:
        return source.read(PIECE)
    except OSError as error:
        raise Refused(f"{source.name} cannot be read: {error.strerror or error}. Nothing was changed.") from error


@contextlib.contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The archive and what it says of itself; raises `Refused` for what is no archive of ours, or a newer one."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise Refused(f"There is no {path}.") from None
    except zipfile.BadZipFile:
        raise Refused(f"{path} is no backup of the tracker, or only a part of one. Nothing was changed.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}. Nothing was changed.") from error
    with archive:
        yield archive, _read_manifest(archive)


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    foreign = Refused("The archive is no backup of the tracker. Nothing was changed.")
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in archive.infolist()):
        raise foreign  # ours are stored or deflated
    try:
        if archive.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
            raise foreign
        says = json.loads(archive.read(MANIFEST))
        if not isinstance(says, dict) or says.pop("format") != FORMAT:
            raise foreign
        version = says.pop("version")
    except (KeyError, ValueError, zipfile.BadZipFile, zlib.error):
        raise foreign from None
    if version != VERSION:
        raise Refused("The archive was made by a newer version of the tracker: upgrade first. Nothing was changed.")
    try:
        manifest = Manifest(**says)
        names = {DATABASES[manifest.database]}
    except (TypeError, KeyError):
        raise foreign from None
    # Whatever else it holds (other folders, ways upwards, links) is none of ours.
    strange = [name for name in manifest.members if name not in names and not _FILE.fullmatch(name)]
    listed = sorted(archive.namelist())
    if strange or names - manifest.members.keys() or listed != sorted([*manifest.members, MANIFEST]):
        raise Refused(DAMAGED.format(what="its members are not those that it lists"))
    return manifest


def take_out(archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Writes every member below `folder`, for the owner only; raises `Refused` where a sum is another."""
    for name in manifest.members:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
            _check_member(archive, manifest, name, written)
            written.flush()
            os.fsync(written.fileno())


def read_back(path: Path) -> None:
    """Reads a finished archive as a restore does; raises `Refused` for one that it would refuse."""
    try:
        with opened(path) as (archive, manifest), open(os.devnull, "wb") as nowhere:
            for name in manifest.members:
                _check_member(archive, manifest, name, nowhere)
    except Refused as refused:
        raise Refused(f"What was written cannot be read back, so there is no backup: {refused}") from refused


def _check_member(archive: zipfile.ZipFile, manifest: Manifest, name: str, target: IO[bytes]) -> None:
    """Copies the member to `target`; raises `Refused` where it is not what the manifest says."""
    size, digest = manifest.members[name]
    try:
        if archive.getinfo(name).file_size != size:
            raise Refused(DAMAGED.format(what=f"{name} has another size"))
        with archive.open(name) as source:
            found = _copy(source, target)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error):
        raise Refused(DAMAGED.format(what=f"{name} cannot be read")) from None
    if found != [size, digest]:
        raise Refused(DAMAGED.format(what=f"{name} is not what it was"))

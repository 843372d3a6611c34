"""Files that were made, each under the hash of what it was made of: whole results, and parts of them.

A file's name is `KEY.SHA256`, so that it says itself what it must hold. It is written aside, brought to the disk and renamed:
under its name it is whole, whoever is killed. What does not match its name any more is taken away, and made again by whoever
asks. Reports hold confidential texts: nobody but the tracker's own user may read the folder or a file.
"""

import contextlib
import errno
import hashlib
import logging
import os
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_KEY = re.compile("[0-9a-f]{32,64}")
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_PART = ".part"
LEFT_SECONDS = 60 * 60  # a file that is still aside after so long has nobody who writes it
TOUCH_SECONDS = 24 * 60 * 60  # how exactly it is known when a file was last used
MOST_KNOWN = 1_000
logger = logging.getLogger(__name__)


class NoRoom(Exception):
    """The disk is full: nothing was kept, and nothing half-written is left."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the store: its name there, its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


class Store:
    """Files in a folder of their own, which is made when the first one is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # What has been read through once and has not changed since: (inode, size, time of change) by name.
        self._known: dict[str, tuple[int, int, int]] = {}

    def get(self, key: str) -> bytes | None:
        """The content kept under the key; None where there is none, or it is damaged."""
        found = self.find(key)
        opened = self.open(found) if found else None
        if opened is None:
            return None
        with opened:
            return opened.read()

    def put(self, key: str, data: bytes) -> Kept:
        """Keeps the content under the key, in place of what was there. Raises NoRoom, or OSError for another fault."""
        if not _KEY.fullmatch(key):
            raise ValueError("a key is a hash in hexadecimal digits")
        kept = Kept(f"{key}.{hashlib.sha256(data).hexdigest()}", len(data), "")
        kept = Kept(kept.name, kept.size, kept.name.rpartition(".")[2])
        target = self._path(kept.name)
        try:
            self._make(target.parent)
            write_whole(target, data)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise NoRoom from error
            raise
        for other in self._names(key):
            if other != kept.name:
                self.remove(other)
        return kept

    def find(self, key: str) -> Kept | None:
        """What is kept under the key, looked at by its size only; `open` reads it through."""
        for name in self._names(key):
            with contextlib.suppress(OSError):
                return Kept(name, self._path(name).stat().st_size, name.rpartition(".")[2])
        return None

    def open(self, kept: Kept) -> BinaryIO | None:
        """The file, open for reading; None where it is gone or damaged, and then nothing is left of it.

        It is read through when this process opens it first, and whenever it has changed; otherwise only looked at.
        """
        path = self._path(kept.name)
        try:
            opened = path.open("rb")
        except OSError:
            return None
        try:
            seen = os.fstat(opened.fileno())
            mark = (seen.st_ino, seen.st_size, seen.st_mtime_ns)
            if self._known.get(kept.name) != mark:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
                if (seen.st_size, digest) != (kept.size, kept.sha256) or not kept.name.endswith(digest):
                    logger.error("a file of the store was damaged: it is taken away and made again")
                    opened.close()
                    self.remove(kept.name)
                    return None
                opened.seek(0)
                if time.time() - seen.st_mtime > TOUCH_SECONDS:
                    with contextlib.suppress(OSError):
                        os.utime(path)
                    mark = (seen.st_ino, seen.st_size, path.stat().st_mtime_ns)
                if len(self._known) >= MOST_KNOWN:
                    self._known.clear()
                self._known[kept.name] = mark
        except OSError:
            opened.close()
            return None
        return opened

    def is_there(self, kept: Kept) -> bool:
        """Whether a file of the name and size is there; it costs one look at the folder."""
        try:
            return self._path(kept.name).stat().st_size == kept.size
        except OSError:
            return False

    def remove(self, name: str) -> None:
        """Takes the file away, if it is there. Whoever reads it reads on."""
        self._known.pop(name, None)
        self._path(name).unlink(missing_ok=True)

    def purge(self, *, days: int, most_bytes: int) -> int:
        """Takes away what nobody has used for so many days, then the longest unused until the rest takes no more than so
        many bytes; and what was left aside. Returns how many files.
        """
        now, files, removed = time.time(), [], 0
        for path in self._all():
            try:
                seen = path.stat()
            except OSError:
                continue  # another process was faster
            limit = LEFT_SECONDS if path.suffix == _PART else days * 24 * 60 * 60
            if now - seen.st_mtime > limit:
                path.unlink(missing_ok=True)
                removed += 1
            elif path.suffix != _PART:
                files.append((seen.st_mtime, seen.st_size, path))
        left = sum(size for _when, size, _path in files)
        for _when, size, path in sorted(files):
            if left <= most_bytes:
                break
            path.unlink(missing_ok=True)
            left -= size
            removed += 1
        return removed

    def _make(self, folder: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / Path(name).name

    def _names(self, key: str) -> list[str]:
        if not _KEY.fullmatch(key):
            return []
        try:
            return sorted(path.name for path in (self.folder / key[:2]).glob(f"{key}.*"))
        except OSError:
            return []

    def _all(self) -> Iterator[Path]:
        return self.folder.glob("??/*")


def write_whole(target: Path, data: bytes) -> None:
    """Writes the file aside, brings it to the disk and gives it its name, so that it is whole under it. Raises OSError."""
    handle, aside = tempfile.mkstemp(suffix=_PART, dir=target.parent)  # 0600
    try:
        with open(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(aside, target)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_stores: dict[Path, Store] = {}


def store() -> Store:
    """The store of this installation, in `DATA_DIR/reports`."""
    folder = Path(settings.REPORTS_DIR)
    return _stores.setdefault(folder, Store(folder))

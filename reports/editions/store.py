"""Where the files of editions lie: each under the SHA-256 of what it holds, in `EDITIONS_DIR`, and never purged.

What is damaged is not taken away: whoever looks after the tracker is to see it, and to bring the file back from a backup.
"""

import contextlib
import hashlib
import re
import time
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from reports.production.store import NO_ROOM, NoRoom, write_whole

_HASH = re.compile("[0-9a-f]{64}")
LEFT_SECONDS = 24 * 60 * 60  # a file of no edition that has been there for so long belongs to nobody


class Lost(Exception):
    """The file of an edition is not there."""


class Damaged(Exception):
    """The file of an edition holds something else than was published."""


def keep(data: bytes) -> str:
    """Keeps the content, brought to the disk; gives its hash. Raises NoRoom, or OSError for another fault."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = _path(sha256)
    try:
        path.parent.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        write_whole(path, data)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise NoRoom from error
        raise
    return sha256


def open_whole(sha256: str) -> BinaryIO:
    """The file, open for reading after it was read through. Raises Lost and Damaged."""
    try:
        opened = _path(sha256).open("rb")
    except OSError as error:
        raise Lost from error
    try:
        if hashlib.file_digest(opened, "sha256").hexdigest() != sha256:
            raise Damaged
        opened.seek(0)
    except BaseException as error:
        opened.close()
        if isinstance(error, OSError):
            raise Damaged from error
        raise
    return opened


def read_whole(sha256: str) -> bytes:
    """What the file holds. Raises Lost and Damaged."""
    with open_whole(sha256) as opened:
        return opened.read()


def sweep(named: Collection[str]) -> int:
    """Takes away what a publication left that came to no end: files that are none of those named, a day after they were
    written. Returns how many.
    """
    before, removed = time.time() - LEFT_SECONDS, 0
    for path in Path(settings.EDITIONS_DIR).glob("??/*"):
        with contextlib.suppress(OSError):  # another process was faster
            if path.name not in named and path.stat().st_mtime < before:
                path.unlink()
                removed += 1
    return removed


def _path(sha256: str) -> Path:
    if not _HASH.fullmatch(sha256):
        raise ValueError("a hash has 64 hexadecimal digits")
    return Path(settings.EDITIONS_DIR) / sha256[:2] / sha256

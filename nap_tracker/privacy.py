"""What lies in `DATA_DIR` is for the account alone that the tracker runs as."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

OTHERS = 0o077


def close_to_others(folder: Path, database: Path | None) -> None:
    """New files are for their owner only, and so is `folder`; where it was not, everything below it is closed.

    `database` is the file of SQLite, wherever it lies. What belongs to somebody else is left as it is, and so is a
    folder that many may write to (/tmp).
    """
    os.umask(OTHERS)
    if database is not None:
        for end in ("", "-wal", "-shm", "-journal"):
            _close(database.with_name(database.name + end))
    if folder.is_dir() and not _is_shared(folder) and _is_open(folder):
        _close(folder)
        for path in _below(folder):
            _close(path)


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        yield from (Path(place) / name for name in [*folders, *files])


def _is_shared(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_ISVTX)


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & OTHERS)


def _close(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError, PermissionError):
        if not path.is_symlink() and _is_open(path):
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)

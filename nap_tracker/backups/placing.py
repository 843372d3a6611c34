"""How an archive gets its name: when it is whole, and over nothing that is there.

Until then everything lies in one folder beside it. That of a backup which was killed is taken away by the next one.
"""

import contextlib
import errno
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from nap_tracker.backups import Refused

MARK = ".nap-backup-"
LOCK, ARCHIVE = "lock", "archive"
OLD_SECONDS = 60 * 60  # a folder that is made this moment has no lock yet
_NOTHING_TO_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP})


@contextlib.contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A folder beside `target`, for its owner only; its `ARCHIVE`, empty at first, becomes `target` after the block.

    Raises `Refused` where `target` is there or cannot be written; nothing of it is left then.
    """
    exists = Refused(f"{target} exists already: nothing is overwritten. Choose another name.")
    if os.path.lexists(target):
        raise exists
    try:
        _remove_left(target.parent)
        with _working_folder(target.parent) as folder:
            os.close(os.open(folder / ARCHIVE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            yield folder
            sync(folder / ARCHIVE)
            _give_name(folder / ARCHIVE, target)
    except FileExistsError:
        raise exists from None
    except OSError as error:
        raise Refused(f"{target} cannot be written: {error.strerror or error}. Nothing is left of it.") from error


@contextlib.contextmanager
def _working_folder(parent: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir=parent, prefix=MARK))
    try:
        held = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(held)
            yield folder
        finally:
            os.close(held)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _lock(held: int) -> bool:
    """Whether nobody else has it; False as well on a share that knows no locks, where nobody can tell."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove_left(parent: Path) -> None:
    """Takes away what a backup that was killed has left: it holds the whole database."""
    for left in parent.glob(f"{MARK}*"):
        try:
            if left.lstat().st_mtime > time.time() - OLD_SECONDS:
                continue
            held = os.open(left / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except (FileNotFoundError, NotADirectoryError, PermissionError):  # gone meanwhile, or none of ours
            continue
        try:
            if _lock(held):
                shutil.rmtree(left)
        finally:
            os.close(held)


def _give_name(part: Path, target: Path) -> None:
    """Unlike a renaming alone, this fails where somebody has made the target meanwhile."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # FAT and some shares have no links: an empty file holds the name until the renaming
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            os.replace(part, target)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    try:
        sync(target.parent)
    except OSError as error:
        if error.errno not in _NOTHING_TO_SYNC:  # some shares write names down by themselves, and say so
            target.unlink(missing_ok=True)
            raise


def sync(path: Path) -> None:
    """Waits until the file, or the names in the folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

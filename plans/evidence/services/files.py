"""Where the files of evidence are kept: under random names in `EVIDENCE_DIR`, whole and durable or not at all."""

import contextlib
import errno
import hashlib
import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from plans.evidence.services.kinds import FileRefused

logger = logging.getLogger(__name__)

# No room on the disk, none left of a quota, or a limit on the size of files.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StorageFailed(FileRefused):
    """The file could not be written down; nothing of it is left."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in its place: its name below `EVIDENCE_DIR`, its size in bytes, its SHA-256 in hexadecimal digits."""

    stored_name: str
    size: int
    sha256: str


def largest_size() -> int:
    """The largest size of one file, in bytes."""
    return settings.EVIDENCE_MAX_MEGABYTES * 1024 * 1024


def too_large(file_name: str) -> FileRefused:
    """The refusal of a file that is larger than `largest_size`."""
    return FileRefused(
        _("“%(name)s” is too large: a file may have at most %(megabytes)s MB.")
        % {"name": file_name, "megabytes": settings.EVIDENCE_MAX_MEGABYTES}
    )


def storage_failed(file_name: str, error: OSError) -> StorageFailed:
    """The refusal of a file that the disk did not take; the log tells the administrator why."""
    logger.error("a file of evidence could not be stored: %s", errno.errorcode.get(error.errno or 0, "unknown"))
    if error.errno in _NO_ROOM:
        sentence = _("“%(name)s” is not stored: the server has no room left. Tell the administrator, then try again.")
    else:
        sentence = _("“%(name)s” is not stored: the server could not write it. Tell the administrator, then try again.")
    return StorageFailed(sentence % {"name": file_name})


def path_of(stored_name: str) -> Path:
    """Where the file of this name is."""
    return Path(settings.EVIDENCE_DIR) / stored_name


def keep_file(upload: UploadedFile, file_name: str) -> KeptFile:
    """Writes the upload into the store; when this returns, the file is on the disk and survives a power cut.

    `file_name` is for messages only. Raises FileRefused for a file that is too large, StorageFailed where the disk is
    full or does not answer; no part of the file is left then.
    """
    name = secrets.token_hex(20)
    stored_name = f"{name[:2]}/{name[2:4]}/{name}"
    target = path_of(stored_name)
    part = target.with_suffix(".part")
    try:
        _make_folders(target.parent)
        size, sha256 = _write(upload, part, file_name)
        os.replace(part, target)
        _sync_folder(target.parent)
    except OSError as error:
        _remove(part, target)
        raise storage_failed(file_name, error) from error
    except BaseException:
        _remove(part, target)
        raise
    return KeptFile(stored_name, size, sha256)


def discard_file(stored_name: str) -> None:
    """Takes away a file that no row names: its row could not be written."""
    _remove(path_of(stored_name))


def _write(upload: UploadedFile, part: Path, file_name: str) -> tuple[int, str]:
    size, digest, largest = 0, hashlib.sha256(), largest_size()
    upload.seek(0)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > largest:
                raise too_large(file_name)
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return size, digest.hexdigest()


def _make_folders(folder: Path) -> None:
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(parent.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(*paths: Path) -> None:
    for path in paths:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()

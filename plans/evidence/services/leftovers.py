"""What an upload leaves behind whose process was killed in the middle."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

OLD_SECONDS = 60 * 60  # nothing is written on for so long


def sweep() -> int:
    """Removes what came in, or was put aside, and has not changed for an hour; returns how many files and folders."""
    old = time.time() - OLD_SECONDS
    removed = 0
    for path in _left():
        try:
            if path.lstat().st_mtime > old:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        except FileNotFoundError:  # another process was faster
            continue
        removed += 1
    return removed


def _left() -> Iterator[Path]:
    yield from Path(settings.UPLOAD_DIR).glob("*")
    yield from Path(settings.EVIDENCE_DIR).glob("??/??/*.part")

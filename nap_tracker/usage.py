"""Who uses the data: every process holds `DATA_DIR/.in-use` together with the others, a restore holds it alone.

The lock is the system's: it ends with the process, however that ends, and nothing has to be tidied up.
"""

import fcntl
import os
from pathlib import Path

_held: int | None = None


class InUse(Exception):
    """Another process uses the data, or a restore has it for itself."""


def share(folder: Path) -> None:
    """Holds the data together with others until this process ends; raises `InUse` while they are being restored."""
    global _held  # it must stay open as long as the process lives
    if _held is None:
        folder.mkdir(parents=True, exist_ok=True)
        _held = os.open(folder / ".in-use", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    _lock(_held, fcntl.LOCK_SH)


def take_alone(folder: Path) -> None:
    """Holds the data alone; raises `InUse` while any other process uses them, and holds them together with it then."""
    share(folder)
    if _held is not None:
        try:
            _lock(_held, fcntl.LOCK_EX)
        except InUse:
            _lock(_held, fcntl.LOCK_SH)
            raise


def _lock(held: int, kind: int) -> None:
    try:
        fcntl.flock(held, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InUse from None

"""Begins and ends the processes in which files are made: nothing of the environment goes along, nothing stays behind."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

import reports

# Nothing else of the environment goes along: no secret, no database.
_KEPT_VARIABLES = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "XDG_CACHE_HOME",
    "SOURCE_DATE_EPOCH",
)
_PREFIX = "rendering-"
_ROOT = Path(reports.__file__).parent.parent
_folders: dict[int, str] = {}  # by process: where it keeps what it needs for a moment


def begin(module: str, megabytes: int, stderr: IO[bytes] | int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    """A process that runs the module with this limit, with pipes to talk through. Raises OSError."""
    # A process that is killed takes away nothing itself: what it leaves lies in a folder of its own.
    folder = tempfile.mkdtemp(prefix=_PREFIX)
    try:
        process = subprocess.Popen(  # noqa: S603 (no word of it comes from a text)
            [sys.executable, "-m", module, str(megabytes)],
            cwd=_ROOT,
            env={name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ} | {"TMPDIR": folder},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _folders[process.pid] = folder
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process if it still runs, and waits for it to be gone."""
    if process.poll() is None:
        process.kill()
    process.communicate()
    if process.stdin is not None:
        process.stdin.close()  # `communicate` leaves it open where a job was not read to its end
    if folder := _folders.pop(process.pid, None):
        take_away(folder)


def take_away(folder: str) -> None:
    """Removes the folder of such a process, and no other."""
    if Path(folder).name.startswith(_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)  # the sweep of old files may have been faster

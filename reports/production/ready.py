"""Processes that wait for the next report of a worker: nobody waits for WeasyPrint to be imported.

Only a worker of reports keeps any. What waits has answered all that it was asked, is small, and has had a part in few reports.
"""

import atexit
import logging
import os
import resource
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from reports.renderers.processes import begin, end

logger = logging.getLogger(__name__)
MOST_REPORTS = 50  # that one process has a part in
MOST_BYTES = 250_000_000  # that it may take when it waits for the next one


@dataclass(slots=True)
class Process:
    """A process with what it says of its errors, the limit it has, and in how many reports it had a part."""

    popen: subprocess.Popen[bytes]
    said: IO[bytes]
    megabytes: int
    owner: int
    reports: int = 0

    def is_fit(self) -> bool:
        """Whether it can have a part in another report."""
        if self.owner != os.getpid() or self.popen.poll() is not None or self.reports >= MOST_REPORTS:
            return False
        try:
            pages = int(Path(f"/proc/{self.popen.pid}/statm").read_text().split()[1])
        except OSError:
            return False
        return pages * resource.getpagesize() < MOST_BYTES

    def end(self) -> None:
        """Ends it, and takes away what it leaves."""
        if self.owner == os.getpid():  # a server that forks does not share it
            end(self.popen)
        self.said.close()


_ready: list[Process] = []
_wanted = 0
_ready_lock = threading.Lock()


def keep_ready(processes: int) -> None:
    """From now on so many processes wait for the next report, until `let_go`."""
    global _wanted
    with _ready_lock:
        _wanted = processes
    fill_up()


def let_go() -> None:
    """Ends the processes that wait; none waits any more."""
    global _wanted
    with _ready_lock:
        _wanted, left = 0, list(_ready)
        _ready.clear()
    for process in left:
        process.end()


atexit.register(let_go)


def fill_up() -> None:
    """Begins what is missing, in place of processes that were ended or are fit no more."""
    with _ready_lock:
        gone = [process for process in _ready if not process.is_fit()]
        _ready[:] = [process for process in _ready if process not in gone]
        try:
            while len(_ready) < _wanted:
                _ready.append(_begun(settings.RENDERING_MEGABYTES))
        except OSError as error:  # the report that has just been made is given out all the same
            logger.warning("no process is kept ready for the next report: %s", type(error).__name__)
    for process in gone:
        process.end()


def taken(megabytes: int) -> Process:
    """A process that waits, or a new one. Raises OSError."""
    unfit = []
    try:
        with _ready_lock:
            while _ready:
                process = _ready.pop()
                if process.megabytes == megabytes and process.is_fit():
                    return process
                unfit.append(process)
    finally:
        for process in unfit:
            process.end()
    return _begun(megabytes)


def handed_back(process: Process) -> bool:
    """Whether the process waits for the next report from now on; otherwise it is the caller's to end."""
    with _ready_lock:
        if len(_ready) >= _wanted or not process.is_fit():
            return False
        _ready.append(process)
        return True


def _begun(megabytes: int) -> Process:
    said = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process; a pipe could run full)
    try:
        return Process(begin("reports.production.child", megabytes, said), said, megabytes, os.getpid())
    except OSError:
        said.close()
        raise

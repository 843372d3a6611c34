"""Makes the files that people ask for. PDF, Word and Excel in a process that is ended when a text takes too long or too much.

The workers of reports call it, never a request. One process is kept ready for the next file, so that nobody waits for
WeasyPrint to be imported. `manage.py render_report` makes its file itself and has no limit.
"""

import atexit
import contextlib
import logging
import os
import pickle
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from django.conf import settings

from reports.document import Document
from reports.look import USUAL, Look
from reports.renderers import RendererUnavailable, apart, renderer_for
from reports.renderers.pdf import HINT, printed
from reports.renderers.processes import begin, end

logger = logging.getLogger(__name__)


class Kind(StrEnum):
    """Whose report it is: that of all agencies is many times as long, and few people may ask for it."""

    AGENCY = "agency"
    CONSOLIDATED = "consolidated"


class Why(StrEnum):
    """Why a file was not made."""

    TIME = "time"
    MEMORY = "memory"


class RenderingEnded(Exception):
    """The file was not made: it took too long or too much memory; `why` says which."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class RenderingCancelled(Exception):
    """Nobody waits for the file any more."""


class RenderingFailed(Exception):
    """The process that makes the file failed, or could not be begun. The message names the error's class, no text."""


@dataclass(slots=True)
class _Ready:
    """A process that waits for a job, and for whom: a server that forks does not share it."""

    process: subprocess.Popen[bytes]
    megabytes: int
    owner: int


APART = frozenset(apart.JOBS)
LOOK_SECONDS = 0.25  # between two questions whether the file is still wanted
_lock = threading.Lock()
_ready: _Ready | None = None


def render_file(
    fmt: str,
    build: Callable[[], Document],
    kind: Kind = Kind.AGENCY,
    look: Look = USUAL,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> bytes:
    """The file of a format out of FORMATS, of the document that `build` gives.

    `is_cancelled` is asked some times in a second while a process is at work. Raises KeyError for another format,
    RendererUnavailable, RenderingEnded, RenderingFailed and RenderingCancelled.
    """
    if fmt not in APART:
        return renderer_for(fmt).render(build(), look)
    document = build()
    # HTML is written here: it takes time in proportion to the text, and needs the templates.
    what = printed(document, look) if fmt == "pdf" else (document, look)
    return _made(pickle.dumps((fmt, what)), _seconds_for(kind), is_cancelled)


def _seconds_for(kind: Kind) -> float:
    return settings.CONSOLIDATED_RENDERING_SECONDS if kind is Kind.CONSOLIDATED else settings.RENDERING_SECONDS


def _made(job: bytes, seconds: float, is_cancelled: Callable[[], bool]) -> bytes:
    try:
        process = _take()
    except OSError as error:  # no memory, no place on the disk, too many processes
        raise RenderingFailed(type(error).__name__) from error
    try:
        made, said = _answer_of(process, job, seconds, is_cancelled)
    finally:
        end(process)
        _keep_ready()
    if process.returncode == apart.WAITED:  # it had waited for so long that it was just going
        return _made(job, seconds, is_cancelled)
    if process.returncode == apart.UNAVAILABLE:
        raise RendererUnavailable(HINT)
    # Libraries that get no memory end the process by a signal.
    if process.returncode == apart.NO_MEMORY or process.returncode < 0:
        raise RenderingEnded(Why.MEMORY)
    if process.returncode:
        raise RenderingFailed(said.decode(errors="replace").strip().rpartition("\n")[2][:100])
    return made


def _answer_of(
    process: subprocess.Popen[bytes], job: bytes, seconds: float, is_cancelled: Callable[[], bool]
) -> tuple[bytes, bytes]:
    until = time.monotonic() + seconds
    # In a thread of its own: `communicate` forgets what it has not handed over yet where it stops waiting.
    giving = None
    if process.stdin is not None:
        giving = threading.Thread(target=_hand_over, args=(process.stdin, job), daemon=True)
        process.stdin = None
        giving.start()
    try:
        while (left := until - time.monotonic()) > 0:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.communicate(timeout=min(left, LOOK_SECONDS))
            if is_cancelled():
                raise RenderingCancelled
        raise RenderingEnded(Why.TIME)
    finally:
        if process.poll() is None:
            process.kill()  # it takes nothing more: the thread ends
        if giving is not None:
            giving.join()


def _hand_over(stdin: IO[bytes], job: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), stdin:
        stdin.write(job)


def _take() -> subprocess.Popen[bytes]:
    """The process that is ready, or a new one."""
    global _ready
    with _lock:
        taken, _ready = _ready, None
    if taken is None or taken.owner != os.getpid():
        return _begin()
    if taken.megabytes == settings.RENDERING_MEGABYTES and taken.process.poll() is None:
        return taken.process
    end(taken.process)
    return _begin()


def keep_ready() -> None:
    """Begins the process for the next file, if none is ready."""
    _keep_ready()


def let_go() -> None:
    """Ends the process that is ready, if one is: the next file begins one of its own."""
    global _ready
    with _lock:
        ready, _ready = _ready, None
    if ready is not None and ready.owner == os.getpid():
        end(ready.process)


atexit.register(let_go)  # with its folder: nobody else would take that away before the sweep of old files


def _keep_ready() -> None:
    global _ready
    with _lock:
        if _ready is not None and _ready.owner == os.getpid():
            if _ready.process.poll() is None:
                return
            end(_ready.process)
            _ready = None
        try:
            _ready = _Ready(_begin(), settings.RENDERING_MEGABYTES, os.getpid())
        except OSError as error:  # the file that has just been made is given out all the same
            logger.warning("no process is kept ready for the next file: %s", type(error).__name__)


def _begin() -> subprocess.Popen[bytes]:
    return begin("reports.renderers.apart", settings.RENDERING_MEGABYTES)

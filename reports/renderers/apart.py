"""Makes one PDF, Word or Excel file in a process of its own (`reports.rendering`): `-m reports.renderers.apart MEGABYTES`.

The process imports what is heavy, waits for a job on its standard input (the pickled format and what it is made of), writes the
file to its standard output and ends. It knows no Django, no database and no secret. It ends without a job when its input is
closed, when it has waited for long, and when the process that began it is gone.
"""

import atexit
import gc
import os
import pickle
import resource
import select
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

from reports.renderers.processes import take_away

# How it ends, besides 0.
NO_MEMORY, UNAVAILABLE, WAITED = 70, 69, 75
LONGEST_WAIT = 600  # seconds
BEHIND = 5  # how far it stands behind the server where both want a core
_LOOK = 0.5  # seconds between two looks at who began it


def _write_pdf(printed: tuple[str, str]) -> bytes:
    try:
        from reports.renderers.pdf_file import write_pdf
    except OSError as error:  # Pango is a system library: its absence shows as an OSError
        raise ImportError from error
    return write_pdf(*printed)


def _write_word(what: tuple[Any, Any]) -> bytes:
    from reports.renderers.word_file import write_word

    document, look = what
    return write_word(document, look=look)


def _write_workbook(what: tuple[Any, Any]) -> bytes:
    from reports.renderers.workbook import write_workbook

    return write_workbook(what[0])


JOBS: dict[str, Callable[[Any], bytes]] = {"pdf": _write_pdf, "docx": _write_word, "xlsx": _write_workbook}


def main(megabytes: int) -> int:
    """Sets the limit, waits for the job and does it; gives the exit status."""
    confine(megabytes)
    _import_what_is_heavy()
    gc.disable()  # it makes one file and ends: looking for what is left over would take a tenth of the time
    if not select.select([sys.stdin], [], [], LONGEST_WAIT)[0]:
        return WAITED
    sent = sys.stdin.buffer.read()
    if not sent:
        return WAITED
    try:
        fmt, what = pickle.loads(sent)  # noqa: S301 (from the process that began this one, through no one else's hands)
        made = JOBS[fmt](what)
    except (MemoryError, SystemError):  # the other where a library has not noticed that it got no memory
        return NO_MEMORY
    except ImportError:
        return UNAVAILABLE
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    return 0


def confine(megabytes: int) -> None:
    """Keeps this process to its place: so much memory, behind the server, no longer than the one that began it, and no text in
    what it leaves.
    """
    sys.excepthook = _say_what
    parent = os.getppid()
    atexit.register(take_away, tempfile.gettempdir())
    threading.Thread(target=_end_without, args=(parent,), daemon=True).start()
    os.nice(BEHIND)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the text
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1_000_000,) * 2)


def _say_what(kind: type[BaseException], _error: BaseException, _trace: TracebackType | None) -> None:
    sys.stderr.write(f"{kind.__name__}\n")  # not the message: it may quote the text


def _import_what_is_heavy() -> None:
    for job in ("pdf_file", "word_file"):
        try:
            __import__(f"reports.renderers.{job}")
        except (ImportError, OSError, MemoryError):
            continue  # said when such a file is asked for


def _end_without(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    take_away(tempfile.gettempdir())
    os._exit(WAITED)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))

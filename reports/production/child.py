"""Lays out chapters and joins them in a process of its own, begun by `pool`: `-m reports.production.child MEGABYTES`.

It does one job after the other: reads how long one is and the pickled job from its standard input, and writes how long the
answer is and the answer to its standard output. It knows no Django, no database and no secret, and ends as `apart` does.
"""

import gc
import logging
import os
import pickle
import select
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import Any, BinaryIO

from reports.renderers.apart import LONGEST_WAIT, NO_MEMORY, UNAVAILABLE, WAITED, confine

LENGTH = 8  # bytes


def _lay_out_chapter(html: str) -> bytes:
    from reports.production.layout import lay_out_chapter

    return lay_out_chapter(html).packed()


def _count_pages(html: str) -> bytes:
    from reports.production.layout import length_of

    return length_of(html).packed()


def _lay_out_front(html: str, data: str) -> bytes:
    from reports.production.layout import lay_out_front

    return lay_out_front(html, data).packed()


@lru_cache(maxsize=4)
def _digits(html: str) -> tuple[Any, Any]:
    """How page numbers are set: the same for every report of one look."""
    from reports.production.layout import lay_out_digits

    return lay_out_digits(html)


def _join(front: bytes, digits: str, chapters: list[tuple[bytes, int]]) -> bytes:
    from reports.production.join import joined
    from reports.production.laid import unpacked

    parts = [(unpacked(chapter), depth) for chapter, depth in chapters]
    return joined(unpacked(front), parts, *_digits(digits))


def _write_whole(html: str, data: str) -> bytes:
    from reports.renderers.pdf_file import write_pdf

    return write_pdf(html, data)


JOBS: dict[str, Callable[..., bytes]] = {
    "chapter": _lay_out_chapter,
    "count": _count_pages,
    "front": _lay_out_front,
    "join": _join,
    "whole": _write_whole,
}


def main(megabytes: int) -> int:
    """Does what it is given until nothing comes any more; gives the exit status."""
    confine(megabytes)
    logging.disable()  # what libraries say may quote the text
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whoever prints something does not speak into an answer
    try:
        import_module("reports.production.join")
    except MemoryError:
        return NO_MEMORY
    except (ImportError, OSError):  # Pango is a system library: its absence shows as an OSError
        return UNAVAILABLE
    # Looking for what is left over takes a tenth of the time: it is done between two jobs, and not for what stays.
    gc.freeze()
    gc.disable()
    while (job := _next_job(sys.stdin.buffer)) is not None:
        kind, what = job
        try:
            answer = JOBS[kind](*what)
        except (MemoryError, SystemError):  # the other where a library has not noticed that it got no memory
            return NO_MEMORY
        answers.write(len(answer).to_bytes(LENGTH, "big") + answer)
        answers.flush()
        del job, what, answer
        gc.collect()
    return WAITED


def _next_job(asked: BinaryIO) -> tuple[str, tuple] | None:
    if not select.select([asked], [], [], LONGEST_WAIT)[0]:
        return None
    length = asked.read(LENGTH)
    sent = asked.read(int.from_bytes(length, "big"))
    if len(length) < LENGTH or not sent:
        return None
    return pickle.loads(sent)  # noqa: S301 (from the process that began this one, through no one else's hands)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))

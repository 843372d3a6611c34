"""Makes the PDF of a report: a long one chapter by chapter in a pool of processes, and joined; others in one piece.

A chapter that has been made before is taken from where it is kept. After one entry has changed, its chapter, the pages before
the first chapter and the join are new.
"""

import contextlib
import hashlib
import logging
import os
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from django.conf import settings

import reports
from reports.document import Document
from reports.look import USUAL, Look
from reports.production import laid
from reports.production.chapters import Chapter, Parts, cut, pages_of_names
from reports.production.pool import Cancelled, Job, Pool
from reports.renderers.pdf import printed_data, printed_page

__all__ = ["Cancelled", "Chapters", "make_pdf"]

_LIBRARIES = ("weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "pyphen", "fonttools", "pikepdf", "cffi")
_ROOM = Path(reports.__file__).parent
_PROGRAMS = ("renderers/pdf*.py", "renderers/hyphens.py", "production/layout.py", "production/laid.py")
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")

logger = logging.getLogger(__name__)


class Chapters(Protocol):
    """Where chapters are kept, by a key that says all that they depend on. What is lost or damaged is made again."""

    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, data: bytes) -> object: ...


class _Nowhere:
    def get(self, _key: str) -> bytes | None:
        return None

    def put(self, _key: str, _data: bytes) -> None:
        return


def _tell_nobody(_step: int, _steps: int) -> None:
    return


def _never() -> bool:
    return False


def make_pdf(
    document: Document,
    look: Look = USUAL,
    *,
    chapters: Chapters | None = None,
    processes: int | None = None,
    tell: Callable[[int, int], None] = _tell_nobody,
    is_cancelled: Callable[[], bool] = _never,
) -> bytes:
    """The file; the same document makes the same bytes, however many processes there are and whatever was kept.

    `tell` is handed the steps that are done and how many there are. Raises Cancelled where `is_cancelled` says so, which is
    asked some times in a second; RenderingEnded, RenderingFailed and RendererUnavailable as `render_file` does.
    """
    many = 1 if document.agency else processes or settings.RENDERING_PROCESSES
    seconds = settings.RENDERING_SECONDS if document.agency else settings.CONSOLIDATED_RENDERING_SECONDS
    # The processes load what is heavy while the page is written here, where the templates are.
    with Pool(many, settings.RENDERING_MEGABYTES, seconds, is_cancelled) as pool:
        page = printed_page(document, look)
        parts = cut(page) if document.begins_pages else None
        if parts is None:
            tell(0, 1)
            [(_place, made)] = pool.answers([("whole", (page, printed_data(document)))])
            tell(1, 1)
            return made
        return _joined(pool, parts, document, _Nowhere() if chapters is None else chapters, tell)


def _joined(pool: Pool, parts: Parts, document: Document, kept: Chapters, tell: Callable[[int, int], None]) -> bytes:
    made_by = renderer_identity()
    # How long the front is must be known before its numbers are; how wide they are does not move anything. Where the numbers
    # of the last time are known, it is laid out with them at once: mostly they are right.
    last_time = Chapter(f"{document.title} {document.word} {document.year}").key(f"numbers {made_by}")
    guessed = _found(kept, last_time)
    front = Chapter(parts.front_with(guessed.names if guessed else {}))
    steps = len(parts.chapters) + 2
    found: dict[Chapter, laid.Laid] = {}
    packed: dict[Chapter, bytes] = {}
    for each in parts.chapters if guessed else (front, *parts.chapters):
        if (stored := kept.get(each.key(made_by))) is not None:
            with contextlib.suppress(laid.Damaged):
                found[each], packed[each] = laid.unpacked(stored), stored
    done = len(found)
    tell(done, steps)
    # The longest first: no process is left alone with one at the end.
    missing = [each for each in (front, *parts.chapters) if each not in found]
    missing.sort(key=lambda each: (each is front, len(each.html)), reverse=True)
    data = printed_data(document) if guessed else ""
    of_front: Job = ("front", (front.html, data)) if guessed else ("count", (front.html,))
    answers = pool.answers([of_front if each is front else ("chapter", (each.html,)) for each in missing])
    data = data or printed_data(document)  # written while they work
    for place, answer in answers:
        each = missing[place]
        found[each], packed[each] = laid.unpacked(answer), answer
        if not (guessed and each is front):
            kept.put(each.key(made_by), answer)
        done += 1
        tell(done, steps)
    numbers = pages_of_names([(found[each].names, found[each].pages) for each in (front, *parts.chapters)])
    if not guessed or parts.front_with(numbers) != front.html:
        [(_place, packed[front])] = pool.answers([("front", (parts.front_with(numbers), data))])
        kept.put(last_time, laid.Laid(b"", 0, numbers, (), ()).packed())
    chapters = [(packed[each], each.depth) for each in parts.chapters]
    [(_place, made)] = pool.answers([("join", (packed[front], parts.digits, chapters))])
    tell(steps, steps)
    return made


def _found(kept: Chapters, key: str) -> laid.Laid | None:
    """What is kept under the key, where it is whole."""
    try:
        return laid.unpacked(kept.get(key) or b"")
    except laid.Damaged:
        return None


def renderer_identity() -> str:
    """What a chapter looks like by, besides its text and style: the libraries, this program, the fonts that are installed."""
    return f"{_programs()} {_fonts()}"


@cache
def _programs() -> str:
    found = hashlib.sha256()
    for library in _LIBRARIES:
        found.update(f"{library} {version(library)}\n".encode())
    for pattern in _PROGRAMS:
        for path in sorted(_ROOM.glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()


def _fonts() -> str:
    """Which files of fonts there are: their names, sizes and times."""
    found = hashlib.sha256()
    for folder in _FONT_FOLDERS:
        for place, folders, names in os.walk(os.path.expanduser(folder)):
            folders.sort()
            for name in sorted(names):
                status = os.stat(os.path.join(place, name))
                found.update(f"{place}/{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()

"""Operations on styled text: cutting, joining and trimming without losing bold, italic or links."""

import re
from collections.abc import Iterable
from itertools import groupby

from plans.narrative import Run

Runs = tuple[Run, ...]

SOFT_BREAK = "\n"
"""A line's end inside a paragraph that means nothing by itself (a wrapped line)."""
HARD_BREAK = "\u2028"
"""A line's end that somebody typed (Shift+Enter in Word, two spaces in Markdown)."""

_LINE = re.compile(f"[{SOFT_BREAK}{HARD_BREAK}]|[^{SOFT_BREAK}{HARD_BREAK}]+")
_ENDS_IN_HYPHEN = re.compile("[^\\W\\d_][-\u2010\u2011]$|\u00ad$")


def plain(text: str) -> Runs:
    """`text` without any style."""
    return (Run(text),) if text else ()


def runs_text(runs: Iterable[Run]) -> str:
    """The bare text of the runs."""
    return "".join(run.text for run in runs)


def merge_runs(runs: Iterable[Run]) -> Runs:
    """The same runs with neighbours of one look made one and empty ones left out."""
    worded = (run for run in runs if run.text)
    groups = groupby(worded, key=lambda run: (run.bold, run.italic, run.href))
    return tuple(Run("".join(run.text for run in group), *look) for look, group in groups)


def slice_runs(runs: Runs, start: int, end: int | None = None) -> Runs:
    """The part of the runs between two positions of their text."""
    pieces = []
    offset = 0
    for run in runs:
        length = len(run.text)
        low = max(start - offset, 0)
        high = length if end is None else min(end - offset, length)
        if low < high:
            pieces.append(Run(run.text[low:high], run.bold, run.italic, run.href))
        offset += length
    return tuple(pieces)


def strip_runs(runs: Runs) -> Runs:
    """The runs without white space at both ends."""
    text = runs_text(runs)
    stripped = text.strip()
    if stripped == text:
        return runs
    start = len(text) - len(text.lstrip())
    return slice_runs(runs, start, start + len(stripped))


def join_runs(parts: Iterable[Runs]) -> Runs:
    """The parts of a broken text as one: a space between them, none after a hyphen that ends a word."""
    joined: list[Run] = []
    for part in map(strip_runs, parts):
        if not part:
            continue
        if joined and not _ENDS_IN_HYPHEN.search(joined[-1].text[-2:]):
            ahead, behind = joined[-1], part[0]
            # The space between two parts of one look belongs to that look, else it is plain.
            same_link = ahead.href if ahead.href == behind.href else ""
            joined.append(Run(" ", ahead.bold and behind.bold, ahead.italic and behind.italic, same_link))
        joined += part
    return merge_runs(joined)


def split_at_line_ends(runs: Runs) -> list[tuple[str, Runs]]:
    """The lines of a text, each with the break before it ("" for the first); lines without words are left out."""
    lines: list[tuple[str, list[Run]]] = [("", [])]
    for run in runs:
        for piece in _LINE.findall(run.text):
            if piece in (SOFT_BREAK, HARD_BREAK):
                lines.append((piece, []))
            else:
                lines[-1][1].append(Run(piece, run.bold, run.italic, run.href))
    kept: list[tuple[str, Runs]] = []
    before = SOFT_BREAK
    for line_end, line in lines:
        # Of the breaks around an empty line the typed one counts.
        before = HARD_BREAK if HARD_BREAK in (line_end, before) else SOFT_BREAK
        stripped = strip_runs(tuple(line))
        if stripped:
            kept.append((before if kept else "", stripped))
            before = SOFT_BREAK
    return kept

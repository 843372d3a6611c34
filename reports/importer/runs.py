"""Operations on styled text: cutting, joining and trimming without losing bold, italic or links."""

import re
from collections.abc import Iterable

from plans.narrative import Run

Runs = tuple[Run, ...]

SOFT_BREAK = "\n"
"""A line's end inside a paragraph that means nothing by itself (a wrapped line)."""
HARD_BREAK = "\u2028"
"""A line's end that somebody typed (Shift+Enter in Word, two spaces in Markdown)."""

_ENDS_IN_HYPHEN = re.compile("[^\\W\\d_][-\u2010\u2011]$|\u00ad$")


def plain(text: str) -> Runs:
    """`text` without any style."""
    return (Run(text),) if text else ()


def runs_text(runs: Iterable[Run]) -> str:
    """The bare text of the runs."""
    return "".join(run.text for run in runs)


def merge_runs(runs: Iterable[Run]) -> Runs:
    """The same runs with neighbours of one look made one and empty ones left out."""
    merged: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if merged and (merged[-1].bold, merged[-1].italic, merged[-1].href) == (run.bold, run.italic, run.href):
            merged[-1] = Run(merged[-1].text + run.text, run.bold, run.italic, run.href)
        else:
            merged.append(run)
    return tuple(merged)


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


def join_runs(first: Runs, second: Runs) -> Runs:
    """Two halves of a broken text as one: a space between them, none after a hyphen that ends a word."""
    first, second = strip_runs(first), strip_runs(second)
    if not first or not second:
        return first or second
    if _ENDS_IN_HYPHEN.search(first[-1].text):
        return merge_runs((*first, *second))
    ahead, behind = first[-1], second[0]
    # The space between two halves of one look belongs to that look, else it is plain.
    same_link = ahead.href if ahead.href == behind.href else ""
    space = Run(" ", ahead.bold and behind.bold, ahead.italic and behind.italic, same_link)
    return merge_runs((*first, space, *second))


def split_at_line_ends(runs: Runs) -> list[tuple[str, Runs]]:
    """The lines of a text, each with the break before it ("" for the first); lines without words are left out."""
    text = runs_text(runs)
    if SOFT_BREAK not in text and HARD_BREAK not in text:
        return [("", strip_runs(runs))] if text.strip() else []
    lines: list[tuple[str, Runs]] = []
    start, before = 0, ""
    for position, character in enumerate(text + SOFT_BREAK):
        if character in (SOFT_BREAK, HARD_BREAK):
            line = strip_runs(slice_runs(runs, start, position))
            if line:
                lines.append((before if lines else "", line))
                before = character
            elif character == HARD_BREAK:
                before = HARD_BREAK
            start = position + 1
    return lines

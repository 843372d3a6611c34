"""The words of a paragraph as runs, white space folded as a browser folds it."""

import re
from dataclasses import replace

from plans.narrative.blocks import Run

BREAK = "\v"  # a line break until its paragraph ends: "\n" is white space of the source
_BLANK = f" {BREAK}"
_SPACE = re.compile("[ \t\r\n]+")  # a no-break space is a character, not white space to fold

Look = tuple[bool, bool, str]  # bold, italic, where it leads


PLAIN: Look = (False, False, "")


def runs_of(looks: list[Look], texts: list[str]) -> tuple[Run, ...]:
    """What was written, white space folded as a browser folds it: one space for a run of it, none at the ends and beside a
    break. Neighbours of one look become one run.
    """
    if len(texts) == 1:
        return (Run(_folded(texts[0]).strip(" "), *looks[0]),)
    runs: list[Run] = []
    look, parts, end = PLAIN, list[str](), " "  # in parts: what is put together again and again grows too slowly
    for new_look, text in zip(looks, texts, strict=True):
        text = _folded(text)
        if text == BREAK:
            look = _strip_end(runs, look, parts)
        elif end in _BLANK and text[0] == " ":
            text = text[1:]
        if not text:
            continue
        end = text[-1]
        if new_look == look:
            parts.append(text)
            continue
        if parts:
            runs.append(Run("".join(parts), *look))
        look, parts = new_look, [text]
    look = _strip_end(runs, look, parts)
    if parts:
        runs.append(Run("".join(parts), *look))
    return tuple([replace(run, text=run.text.replace(BREAK, "\n")) if BREAK in run.text else run for run in runs])


def _strip_end(runs: list[Run], look: Look, parts: list[str]) -> Look:
    """Takes white space and line breaks away at the end, and runs that hold nothing else; the look of what is last then."""
    while True:
        while parts:
            if text := parts.pop().rstrip(_BLANK):
                parts.append(text)
                return look
        if not runs:
            return look
        last = runs.pop()
        look = (last.bold, last.italic, last.href)
        parts.append(last.text)


def _folded(text: str) -> str:
    if "  " in text or "\n" in text or "\t" in text or "\r" in text:  # most have none, and this is soon seen
        return _SPACE.sub(" ", text)
    return text

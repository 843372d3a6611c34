"""Headings of sub-points: “4.1.6-cı yarımbənd üzrə (…):”, “1-ci bəndinin icrasına dair:” and their kin."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.importer.blocks import SourceBlock
from reports.importer.notes import Note, Remark, excerpt
from reports.importer.parse.heading_grammar import HeadingStart, read_heading_start
from reports.importer.parse.heading_notes import ordinal_notes
from reports.importer.runs import join_runs, runs_text, slice_runs, strip_runs

LONGEST_HEADING = 3_000
# A heading is broken once, rarely twice; looking further would only reach into the narrative.
_MOST_STRONG_PARTS = 5
_MOST_PLAIN_PARTS = 3
_SENTENCE_END = (".", "!", "?", "…")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as read. `consumed` blocks form it; `rest` is what follows it in the last of them."""

    text: str
    numbers: tuple[str, ...]
    suffix: str
    measure: str
    consumed: int
    rest: SourceBlock | None
    notes: tuple[Note, ...]

    @property
    def number(self) -> str:
        """The first of the numbers."""
        return self.numbers[0]


@dataclass(frozen=True, slots=True)
class _Ending:
    """Where a heading ends in its text: `measure` as start and end, `faults` as codes of notes.

    `is_certain`: the brackets are balanced and a colon follows, so plain paragraphs may be trusted to form it.
    """

    end: int
    measure: tuple[int, int]
    faults: tuple[Remark, ...] = ()
    is_certain: bool = False


_OPEN = "open"
"""The heading goes on in the next paragraph, or should."""


def is_heading_start(text: str) -> bool:
    """Whether `text` begins as a heading does, whatever comes after."""
    start = read_heading_start(text)
    return start is not None and _find_ending(text, start, is_strong=False) is not None


def is_whole_heading(text: str) -> bool:
    """Whether `text` is a heading from its beginning to its end."""
    start = read_heading_start(text)
    if start is None:
        return False
    ending = _find_ending(text, start, is_strong=False)
    return isinstance(ending, _Ending) and ending.end >= len(text.rstrip())


def read_heading(blocks: Sequence[SourceBlock], index: int) -> Heading | None:
    """The heading that begins with block `index`, or None.

    A heading broken over paragraphs goes on until its closing “):”: in bold ones, or in plain ones that close it
    beyond doubt. One that never closes ends with its own paragraph and gets a note.
    """
    block = blocks[index]
    if block.kind == "table":
        return None
    start = read_heading_start(block.text)
    if start is None:
        return None
    ending = _find_ending(block.text, start, block.is_strong)
    if ending is None:
        return None
    if isinstance(ending, _Ending):
        return _build(block, start, ending, 1, ())
    runs = block.runs
    is_strong = block.is_strong
    for following in range(index + 1, min(index + _MOST_STRONG_PARTS, len(blocks))):
        part = blocks[following]
        is_strong = is_strong and part.is_strong
        consumed = following - index + 1
        if part.kind != "paragraph" or (not is_strong and consumed > _MOST_PLAIN_PARTS) or is_heading_start(part.text):
            break
        before = runs_text(runs)
        runs = join_runs((runs, part.runs))
        text = runs_text(runs)
        joined = read_heading_start(text)
        if len(text) > LONGEST_HEADING or joined is None:
            break
        ending = _find_ending(text, joined, is_strong)
        if isinstance(ending, _Ending) and (is_strong or ending.is_certain):
            note = Note(Remark.JOINED_HEADING, text=excerpt(before, part.text))
            return _build(replace(block, runs=runs), joined, ending, consumed, (note,))
    return _build(block, start, _unclosed(block.text, start), 1, ())


def _find_ending(text: str, start: HeadingStart, is_strong: bool) -> _Ending | str | None:
    """Where the heading in `text` ends; `_OPEN` where it does not end there; None where `text` is no heading."""
    position = start.end
    rest = text[position:].strip()
    if rest.startswith("("):
        return _find_bracket_ending(text, position + text[position:].index("("), start, is_strong)
    if rest.startswith(":"):
        colon = position + text[position:].index(":")
        if rest[1:].lstrip().startswith("("):
            bracketed = _find_bracket_ending(text, text.index("(", colon), start, is_strong)
            if isinstance(bracketed, _Ending) and bracketed.is_certain:
                return bracketed
        measure = text[colon + 1 :].strip()
        if is_strong and measure.endswith(":"):
            return _Ending(len(text), (colon + 1, text.rindex(":")), (Remark.NO_BRACKETS,))
        return _Ending(colon + 1, (colon, colon), is_certain=True)
    if not rest:
        # The number alone is a heading only if it looks like one; with “üzrə” it may be the first half of one.
        return _OPEN if is_strong or start.has_tail else None
    if is_strong and not rest.endswith(_SENTENCE_END):
        end = text.rindex(":") if rest.endswith(":") else len(text)
        return _Ending(
            len(text),
            (position, end),
            (Remark.NO_BRACKETS,) if rest.endswith(":") else (Remark.NO_BRACKETS, Remark.NO_COLON),
        )
    return None


def _find_bracket_ending(text: str, opening: int, start: HeadingStart, is_strong: bool) -> _Ending | str | None:
    depth = 0
    is_closed_inside = False
    for position in range(opening, len(text)):
        if text[position] == "(":
            depth += 1
        elif text[position] == ")":
            depth -= 1
            if depth > 0:
                continue
            after = text[position + 1 :].lstrip()
            # A plain paragraph that goes on after its bracket is narrative: “4.7.2-ci yarımbənd üzrə (bax: …) təlimlər”.
            if is_closed_inside and not is_strong:
                return None
            measure = (opening if is_closed_inside else opening + 1, position + is_closed_inside)
            if after.startswith(":"):
                return _Ending(text.index(":", position) + 1, measure, is_certain=depth == 0)
            if not after.strip(".;,"):
                if not start.has_tail and not is_strong:
                    return None
                inner = text[measure[0] : measure[1]].rstrip()
                return _Ending(len(text), measure, () if inner.endswith(":") else (Remark.NO_COLON,))
            is_closed_inside = True
    if depth > 0:
        stripped = text.rstrip()
        if stripped.endswith(":") and stripped[:-1].rstrip().endswith(")"):
            return _Ending(len(text), (opening + 1, stripped.rindex(")")))
        if stripped.endswith(":"):
            return _Ending(len(text), (opening + 1, len(stripped) - 1), (Remark.UNCLOSED_HEADING,))
        return _OPEN if start.has_tail or is_strong else None
    return _OPEN if is_strong else None


def _unclosed(text: str, start: HeadingStart) -> _Ending:
    opening = text.find("(", start.end)
    faults = (Remark.UNCLOSED_HEADING,) if opening >= 0 else (Remark.NO_COLON,)
    return _Ending(len(text), (opening + 1 if opening >= 0 else start.end, len(text)), faults)


def _build(block: SourceBlock, start: HeadingStart, ending: _Ending, consumed: int, notes: tuple[Note, ...]) -> Heading:
    text = block.text
    rest = SourceBlock("paragraph", strip_runs(slice_runs(block.runs, ending.end)))
    end = ending.end if rest.has_words else len(text)
    measure = text[slice(*ending.measure)].strip()
    measure = measure.removesuffix(":").rstrip()
    faults = tuple(Note(code, text=text[:end]) for code in ending.faults)
    return Heading(
        # With the number of the list that Word or Markdown made of “1. Fəaliyyət Planının …”.
        text=replace(block, runs=strip_runs(slice_runs(block.runs, 0, end))).shown_text,
        numbers=start.numbers,
        suffix=start.suffix,
        measure=measure,
        consumed=consumed,
        rest=rest if rest.has_words else None,
        notes=(*notes, *ordinal_notes(text, start), *faults),
    )

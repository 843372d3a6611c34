"""What changed between two texts, word by word, for the history of an entry. No clock: always the same answer."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from diff_match_patch import diff_match_patch

from plans.narrative.alignment import matches, similar_pairs
from plans.narrative.blocks import Block, ListBlock, Paragraph, Table
from plans.narrative.parsing import parse

Place = Literal["paragraph", "item", "cell"]
Change = Literal["same", "added", "removed"]

_OPERATIONS: dict[int, Change] = {
    diff_match_patch.DIFF_EQUAL: "same",
    diff_match_patch.DIFF_INSERT: "added",
    diff_match_patch.DIFF_DELETE: "removed",
}
# Making a difference readable takes time that grows with the square of the paragraph's length.
_MOST_WORDS_TO_TIDY = 5000
BREAK = "\n"  # a line break, among words: white space is in none of them
_TAGS: dict[Change, str] = {"same": "{}", "added": "<ins>{}</ins>", "removed": "<del>{}</del>"}
_BREAKS: dict[Change, str] = {"same": "<br>", "added": "↵<br>", "removed": "↵"}  # alone it would be seen by nobody
_WORD_CHARACTER = re.compile(r"\w")  # a lone dash is no word, as `word_count` has it
_FIRST_SIGN = 0xF0000  # a private plane: no such sign is a letter, a digit or white space to diff_match_patch


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring words of one fate, parted by single spaces; a line break is a word."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphDifference:
    """A paragraph of either text. `kind` is "added" or "removed" for a whole one; `place` tells where it stands."""

    kind: Literal["same", "changed", "added", "removed"]
    place: Place
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    words: tuple[str, ...]
    place: Place


def word_differences(old: str, new: str) -> tuple[ParagraphDifference, ...]:
    """The paragraphs of both clean HTML texts in reading order, with the words that came and went.

    Paragraphs are aligned first, then the words of those that are another in an edited form. Only words and line breaks
    count: bold, links and the kind of white space are no difference. Within a paragraph "removed" comes before "added".
    """
    return tuple(_differences(_lines(old), _lines(new)))


def paragraph_pieces(old: Paragraph, new: Paragraph) -> Iterator[Piece]:
    """The words of both paragraphs as one, even where they have none in common."""
    old_lines, new_lines = ([line] if (line := _line(paragraph, "paragraph")).words else [] for paragraph in (old, new))
    for paragraph in _differences(old_lines, new_lines):
        yield from paragraph.pieces


def differences_html(old: str, new: str) -> str:
    """`word_differences` as safe HTML: `<p>` with `<del>` and `<ins>`; list items and cells carry a class of the name.

    "" where neither text has a word.
    """
    paragraphs = []
    for paragraph in word_differences(old, new):
        name = "" if paragraph.place == "paragraph" else f' class="{paragraph.place}"'
        words = pieces_html(paragraph.pieces, is_whole=paragraph.kind != "changed")
        paragraphs.append(f"<p{name}>{words}</p>")
    return "".join(paragraphs)


def pieces_html(pieces: Iterable[Piece], *, is_whole: bool = False) -> str:
    """Pieces as safe HTML with `<del>` and `<ins>`; a line break that came or went by itself, not with the whole paragraph,
    has a sign that can be seen.
    """
    found = []
    for piece in pieces:
        line_break = _BREAKS["same" if is_whole else piece.change]
        words = (line_break if word == BREAK else escape(word, quote=False) for word in piece.text.split(" "))
        found.append(_TAGS[piece.change].format(" ".join(words)))
    return " ".join(found)


def words_and_breaks(text: str) -> list[str]:
    """The words of a paragraph with its line breaks among them."""
    found: list[str] = []
    for line in text.split("\n"):
        found += [*line.split(), BREAK]
    return found[:-1]


def words_changed(old: str, new: str) -> tuple[int, int]:
    """How many words of clean HTML were added and how many removed, words as `word_count` counts them.

    The least number that makes one text of the other; `word_differences` may show a little more, because it joins
    changes that only a common short word parts.
    """
    if old == new:
        return 0, 0
    added = removed = 0
    for before, after in _paired(_counted(_lines(old)), _counted(_lines(new))):
        old_words = before.words if before else ()
        new_words = after.words if after else ()
        common = len(matches(old_words, new_words))
        added += len(new_words) - common
        removed += len(old_words) - common
    return added, removed


def _counted(lines: list[_Line]) -> list[_Line]:
    """The lines with the words alone that `word_count` counts."""
    return [_Line(tuple(filter(_WORD_CHARACTER.search, line.words)), line.place) for line in lines]


def _differences(old: list[_Line], new: list[_Line]) -> Iterator[ParagraphDifference]:
    for before, after in _paired(old, new):
        if before is not None and after is not None:
            yield _both(before, after)
        elif after is not None:
            yield _whole("added", after)
        elif before is not None:
            yield _whole("removed", before)


def _lines(html: str) -> list[_Line]:
    return [_line(paragraph, place) for paragraph, place in _placed(parse(html), "paragraph")]


def _line(paragraph: Paragraph, place: Place) -> _Line:
    return _Line(tuple(words_and_breaks(paragraph.text)), place)


def _placed(blocks: Sequence[Block], place: Place) -> Iterator[tuple[Paragraph, Place]]:
    for block in blocks:
        match block:
            case Paragraph():
                yield block, place
            case ListBlock():
                for item in block.items:
                    yield from _placed(item, "item")
            case Table():
                for row in block.rows:
                    for cell in row:
                        yield from _placed(cell.blocks, "cell")


def _paired(old: list[_Line], new: list[_Line]) -> Iterator[tuple[_Line | None, _Line | None]]:
    """The paragraphs of both texts in reading order; where they stand side by side, those of the old one first."""
    same = matches([line.words for line in old], [line.words for line in new])
    row = column = 0
    for next_row, next_column in [*same, (len(old), len(new))]:
        gap_old, gap_new = old[row:next_row], new[column:next_column]
        pairs = similar_pairs([line.words for line in gap_old], [line.words for line in gap_new])
        done_old = done_new = 0
        for pair_old, pair_new in [*pairs, (len(gap_old), len(gap_new))]:
            yield from ((line, None) for line in gap_old[done_old:pair_old])
            yield from ((None, line) for line in gap_new[done_new:pair_new])
            if pair_old < len(gap_old):
                yield gap_old[pair_old], gap_new[pair_new]
            done_old, done_new = pair_old + 1, pair_new + 1
        if next_row < len(old):
            yield old[next_row], new[next_column]
        row, column = next_row + 1, next_column + 1


def _both(before: _Line, after: _Line) -> ParagraphDifference:
    if before.words == after.words:
        return _whole("same", after)
    return ParagraphDifference("changed", after.place, tuple(_tidied(before.words, after.words)))


def _whole(kind: Change, line: _Line) -> ParagraphDifference:
    return ParagraphDifference(kind, line.place, (Piece(kind, " ".join(line.words)),))


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Change, Sequence[str]]]:
    """The words of both as runs of one fate; never two runs of one fate side by side, "removed" before "added"."""
    row = column = 0
    same: list[str] = []
    for next_row, next_column in [*matches(old, new), (len(old), len(new))]:
        if same and (row < next_row or column < next_column):
            yield "same", same
            same = []
        if row < next_row:
            yield "removed", old[row:next_row]
        if column < next_column:
            yield "added", new[column:next_column]
        if next_row < len(old):
            same.append(old[next_row])
        row, column = next_row + 1, next_column + 1
    if same:
        yield "same", same


def _tidied(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """The pieces of an edited paragraph; a lone common word between two larger changes joins them.

    diff_match_patch works on characters: each word is written as one sign of its own (the word mode its authors
    recommend).
    """
    changes = list(_changes(old, new))
    if len(old) + len(new) <= _MOST_WORDS_TO_TIDY:
        signs: dict[str, str] = {}
        for word in (*old, *new):
            signs.setdefault(word, chr(_FIRST_SIGN + len(signs)))
        words = {sign: word for word, sign in signs.items()}
        operations = {change: operation for operation, change in _OPERATIONS.items()}
        rows = [(operations[change], "".join(signs[word] for word in run)) for change, run in changes]
        tool = diff_match_patch()
        tool.diff_cleanupSemantic(rows)
        tool.diff_cleanupMerge(rows)
        changes = [(_OPERATIONS[operation], [words[sign] for sign in text]) for operation, text in rows]
    return (Piece(change, " ".join(run)) for change, run in changes)

"""Where the top-level blocks of an older text stand in a newer one: what a remark on a paragraph follows."""

from collections import Counter
from collections.abc import Sequence

from plans.narrative.alignment import matches, similar_pairs
from plans.narrative.blocks import Block, to_html, walk_paragraphs
from plans.narrative.parsing import parse

Words = tuple[str, ...]


def block_htmls(html: str) -> list[str]:
    """Clean HTML cut into its top-level blocks (paragraphs, lists, tables); joined they are the same text again."""
    return [to_html((block,)) for block in parse(html)]


def block_texts(html: str) -> list[str]:
    """The words of each top-level block, parted by single spaces."""
    return [" ".join(_words(block)) for block in parse(html)]


def numbered_html(html: str) -> str:
    """Clean HTML in which each top-level block can be led to: `id="paragraph-1"` and so on."""
    named = []
    for number, block in enumerate(block_htmls(html), start=1):
        end = min(block.index(sign) for sign in " >" if sign in block)
        named.append(f'{block[:end]} id="paragraph-{number}"{block[end:]}')
    return "".join(named)


def places_in(old: str, new: str) -> list[int | None]:
    """For each top-level block of `old` its place in `new`, counted from 0; None for one that is gone.

    Blocks are aligned in their order first, by their words, then those between by likeness. What is left over has been
    moved where exactly one block left over says the same, otherwise it is gone. No two blocks share a place.
    """
    old_words, new_words = _all_words(old), _all_words(new)
    found: list[int | None] = [None] * len(old_words)
    row = column = 0
    for next_row, next_column in [*matches(old_words, new_words), (len(old_words), len(new_words))]:
        for a, b in similar_pairs(old_words[row:next_row], new_words[column:next_column]):
            found[row + a] = column + b
        if next_row < len(old_words):
            found[next_row] = next_column
        row, column = next_row + 1, next_column + 1
    _note_moved(found, old_words, new_words)
    return found


def _note_moved(found: list[int | None], old: Sequence[Words], new: Sequence[Words]) -> None:
    taken = set(found)
    left_old = [place for place, now in enumerate(found) if now is None]
    left_new = [place for place in range(len(new)) if place not in taken]
    occurs_old, occurs_new = Counter(old[place] for place in left_old), Counter(new[place] for place in left_new)
    place_of = {new[place]: place for place in left_new}
    for place in left_old:
        words = old[place]
        if occurs_old[words] == occurs_new[words] == 1:
            found[place] = place_of[words]


def _all_words(html: str) -> list[Words]:
    return [_words(block) for block in parse(html)]


def _words(block: Block) -> Words:
    return tuple(word for paragraph in walk_paragraphs((block,)) for word in paragraph.text.split())

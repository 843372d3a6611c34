"""A text as a row of units, and what makes one row of another: the ground that merging stands on."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, Literal, TypeVar

from plans.narrative.alignment import matches, similar_pairs
from plans.narrative.blocks import Block, ListBlock, walk_paragraphs

Part = TypeVar("Part", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Unit:
    """What is aligned as a whole: a top-level paragraph, a table, one item of a top-level list, or a mark "list".

    The mark stands before an item that begins a list of its own although an alike list ends right there, or whose
    number is not 1. All other lists follow from their items, so an item put first changes none of the others.
    """

    kind: Literal["block", "item", "list"]
    content: tuple[Block, ...] = ()
    ordered: bool = False
    start: int = 1


Units = tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Edit(Generic[Part]):
    """Parts `start` to `end` (exclusive) of the ancestor replaced; an insertion has start == end."""

    start: int
    end: int
    parts: tuple[Part, ...]

    @property
    def is_adding(self) -> bool:
        """Whether there is more than before, so that the order beside another's addition is open."""
        return len(self.parts) > self.end - self.start


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Part]):
    """Parts of the ancestor that one of the two or both have changed, and what they are with each."""

    start: int
    end: int
    base: tuple[Part, ...]
    mine: tuple[Part, ...]
    theirs: tuple[Part, ...]


def units_of(blocks: Iterable[Block]) -> Units:
    units: list[Unit] = []
    for block in blocks:
        if not isinstance(block, ListBlock):
            units.append(Unit("block", (block,)))
            continue
        follows_alike = bool(units) and units[-1].kind == "item" and units[-1].ordered == block.ordered
        if follows_alike or block.start != 1:
            units.append(Unit("list", ordered=block.ordered, start=block.start))
        units += [Unit("item", item, block.ordered) for item in block.items]
    return tuple(units)


def blocks_of(units: Iterable[Unit]) -> Iterator[Block]:
    """The inverse of `units_of`; a mark whose items are gone has no effect."""
    mark: Unit | None = None
    items: list[tuple[Block, ...]] = []
    ordered, start = False, 1
    for unit in units:
        if unit.kind == "item" and items and mark is None and unit.ordered == ordered:
            items.append(unit.content)
            continue
        if unit.kind == "list":
            mark = unit
            continue
        if items:
            yield ListBlock(tuple(items), ordered, start)
            items = []
        if unit.kind == "item":
            ordered = unit.ordered
            start = mark.start if mark is not None and mark.ordered == ordered else 1
            items = [unit.content]
        else:
            yield from unit.content
        mark = None
    if items:
        yield ListBlock(tuple(items), ordered, start)


def words_of(unit: Unit) -> list[str]:
    return words_in(unit.content)


def words_in(blocks: Iterable[Block]) -> list[str]:
    return [word for paragraph in walk_paragraphs(blocks) for word in paragraph.text.split()]


def edits_of(
    base: Sequence[Part], changed: Sequence[Part], words: Callable[[Part], list[str]] | None = None
) -> list[Edit[Part]]:
    """What makes `changed` of `base`. With `words` cut as small as it can be: an edited paragraph is an edit by itself."""
    numbers: dict[Part, int] = {}
    old = [numbers.setdefault(part, len(numbers)) for part in base]
    new = [numbers.setdefault(part, len(numbers)) for part in changed]
    edits: list[Edit[Part]] = []
    row = column = 0
    for next_row, next_column in [*matches(old, new), (len(old), len(new))]:
        if row < next_row or column < next_column:
            before, after = base[row:next_row], changed[column:next_column]
            cuts = _cuts(before, after, words) if words else [(0, len(before), 0, len(after))]
            for start, end, left, right in cuts:
                edits.append(Edit(row + start, row + end, tuple(after[left:right])))
        row, column = next_row + 1, next_column + 1
    return edits


def _cuts(
    old: Sequence[Part], new: Sequence[Part], words: Callable[[Part], list[str]]
) -> Iterator[tuple[int, int, int, int]]:
    """Splits a replacement at paragraphs that are each other's edited form, or one by one where the numbers agree."""
    pairs = similar_pairs([words(part) for part in old], [words(part) for part in new]) if old and new else []
    row = column = 0
    for next_row, next_column in [*pairs, (len(old), len(new))]:
        if next_row - row == next_column - column:
            yield from ((row + n, row + n + 1, column + n, column + n + 1) for n in range(next_row - row))
        elif row < next_row or column < next_column:
            yield row, next_row, column, next_column
        if next_row < len(old):
            yield next_row, next_row + 1, next_column, next_column + 1
        row, column = next_row + 1, next_column + 1


def stretches_of(base: tuple[Part, ...], mine: list[Edit[Part]], theirs: list[Edit[Part]]) -> list[Stretch[Part]]:
    """What has to be looked at together, in the order of the text: edits that overlap, and two additions in one place."""
    found = []
    for group in _groups(mine, theirs):
        start, end = min(edit.start for _is_mine, edit in group), max(edit.end for _is_mine, edit in group)
        my_version = applied(base, start, end, [edit for is_mine, edit in group if is_mine])
        their_version = applied(base, start, end, [edit for is_mine, edit in group if not is_mine])
        found.append(Stretch(start, end, base[start:end], my_version, their_version))
    return found


def _groups(mine: list[Edit[Part]], theirs: list[Edit[Part]]) -> Iterator[list[tuple[bool, Edit[Part]]]]:
    """Edits (mine or not, edit) that have to be looked at together, in the order of the text."""
    marked = [(True, edit) for edit in mine] + [(False, edit) for edit in theirs]
    marked.sort(key=lambda item: (item[1].start, item[1].end))
    group: list[tuple[bool, Edit[Part]]] = []
    end = -1
    # Edits of one range are taken in together, so that it makes no difference whose comes first.
    for (start, stop), same_range in groupby(marked, key=lambda item: (item[1].start, item[1].end)):
        arriving = list(same_range)
        if group and (start < end or (start == end and _both_add(group, arriving, start))):
            group += arriving
        else:
            if group:
                yield group
            group = arriving
            end = stop
        end = max(end, stop)
    if group:
        yield group


def _both_add(group: list[tuple[bool, Edit[Part]]], arriving: list[tuple[bool, Edit[Part]]], place: int) -> bool:
    """Whether one side adds up to `place` and the other from there on."""
    ending = {is_mine for is_mine, edit in group if edit.end == place and edit.is_adding}
    return any(edit.is_adding and (not is_mine) in ending for is_mine, edit in arriving)


def applied(base: tuple[Part, ...], start: int, end: int, edits: list[Edit[Part]]) -> tuple[Part, ...]:
    """Parts `start` to `end` of the ancestor as one side has them."""
    parts: list[Part] = []
    for edit in edits:
        parts += base[start : edit.start]
        parts += edit.parts
        start = edit.end
    return (*parts, *base[start:end])


def joined_where_words_moved(stretches: list[Stretch[Unit]]) -> list[Stretch[Unit]]:
    """Takes neighbours together between which one side has moved words: a paragraph that was split, two made one.

    Otherwise the words would be edited in one place and stand unedited in the other, too.
    """
    moves: dict[int, list[_Moved]] = {}

    def moved_at(place: int) -> list[_Moved]:
        if place not in moves:
            stretch = stretches[place]
            moves[place] = [_moved(stretch.base, version) for version in (stretch.mine, stretch.theirs)]
        return moves[place]

    is_joined = [False] * len(stretches)  # with the one before
    for place, stretch in enumerate(stretches):
        # Two back, where the other's insertion stands between them.
        for earlier in range(max(0, place - 2), place):
            if stretches[earlier].end == stretch.start and _is_move(moved_at(earlier), moved_at(place)):
                is_joined[earlier + 1 : place + 1] = [True] * (place - earlier)
    found: list[Stretch[Unit]] = []
    for stretch, joins in zip(stretches, is_joined, strict=True):
        if joins:
            left = found.pop()
            stretch = Stretch(
                left.start,
                stretch.end,
                left.base + stretch.base,
                left.mine + stretch.mine,
                left.theirs + stretch.theirs,
            )
        found.append(stretch)
    return found


_Moved = tuple[frozenset[str], frozenset[str]]


def _moved(base: Units, version: Units) -> _Moved:
    """The words that are gone, and those that have come."""
    before, after = (Counter(word for unit in units for word in words_of(unit)) for units in (base, version))
    return frozenset(before - after), frozenset(after - before)


def _is_move(earlier: list[_Moved], later: list[_Moved]) -> bool:
    """Whether what is gone from one place has come in the other, on the same side."""
    return any(
        not gone.isdisjoint(later_come) or not come.isdisjoint(later_gone)
        for (gone, come), (later_gone, later_come) in zip(earlier, later, strict=True)
    )

"""Two people's texts joined over their common ancestor, paragraph by paragraph (a three-way merge, "diff3").

What only one of them changed is taken; what both changed differently in one place is a conflict for the writer to
settle. Nothing either of them wrote is left out of the hunks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, TypeVar

from plans.narrative.alignment import matches, similar_pairs
from plans.narrative.blocks import Block, ListBlock, to_html, walk_paragraphs
from plans.narrative.parsing import parse

CHOICES = ("mine", "theirs", "both")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is merged as a whole: a top-level paragraph, a table, one item of a top-level list, or a mark "list".

    The mark stands before an item that begins a list of its own although an alike list ends right there, or whose
    number is not 1. All other lists follow from their items, so an item put first changes none of the others.
    """

    kind: Literal["block", "item", "list"]
    content: tuple[Block, ...] = ()
    ordered: bool = False
    start: int = 1


_Units = tuple[_Unit, ...]


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch of the three texts, each as canonical HTML, "" where it has nothing there.

    `kind`: "same" in all; changed only in "mine" or only in "theirs"; changed the same way in both ("agreed");
    changed differently ("conflict").
    """

    kind: Literal["same", "mine", "theirs", "agreed", "conflict"]
    base: str
    mine: str
    theirs: str
    # The same in units: two hunks may be halves of one list, which their HTML cannot tell.
    units: tuple[_Units, _Units, _Units] = field(repr=False, compare=False)

    @property
    def chosen(self) -> str:
        """The text that goes into the merge. Raises ValueError for a conflict."""
        return to_html(_blocks(self.chosen_units))

    @property
    def chosen_units(self) -> _Units:
        if self.kind == "conflict":
            raise ValueError("A conflict has no text of its own before it is settled.")
        return self.units[2] if self.kind == "theirs" else self.units[1]


@dataclass(frozen=True, slots=True)
class Merge:
    """Both texts in full, cut into hunks in the order of the text."""

    hunks: tuple[Hunk, ...]

    @property
    def is_clean(self) -> bool:
        return all(hunk.kind != "conflict" for hunk in self.hunks)

    @property
    def conflicts(self) -> tuple[Hunk, ...]:
        return tuple(hunk for hunk in self.hunks if hunk.kind == "conflict")

    @property
    def html(self) -> str:
        """The merged text. Raises ValueError while there is a conflict."""
        return self.resolved(())

    def resolved(self, choices: Sequence[str]) -> str:
        """The merged text with "mine", "theirs" or "both" (mine, then theirs) chosen for each conflict in order.

        Raises ValueError for another number of choices than there are conflicts and for an unknown choice.
        """
        if len(choices) != len(self.conflicts):
            raise ValueError(f"{len(self.conflicts)} conflicts need as many choices, not {len(choices)}.")
        unknown = next((choice for choice in choices if choice not in CHOICES), None)
        if unknown is not None:
            raise ValueError(f"“{unknown}” is no choice; use one of {', '.join(CHOICES)}.")
        remaining = iter(choices)
        units: list[_Unit] = []
        for hunk in self.hunks:
            if hunk.kind == "conflict":
                choice = next(remaining)
                units += hunk.units[1] if choice != "theirs" else ()
                units += hunk.units[2] if choice != "mine" else ()
            else:
                units += hunk.chosen_units
        return to_html(_blocks(units))


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Joins two canonical texts that both came from `base`.

    A conflict is: one paragraph edited in both differently; edited in one and deleted in the other; two different
    insertions in one place. Changes of neighbouring paragraphs do not disturb each other. With mine and theirs
    swapped the hunks are the same, swapped.
    """
    read = {html: _units(html) for html in {base, mine, theirs}}
    units = read[base]
    my_edits, their_edits = _edits(units, read[mine]), _edits(units, read[theirs])
    hunks: list[Hunk] = []
    done = 0
    for group in _groups(my_edits, their_edits):
        start, end = min(edit.start for _mine, edit in group), max(edit.end for _mine, edit in group)
        if done < start:
            hunks.append(_hunk("same", *[units[done:start]] * 3))
        my_version = _applied(units, start, end, [edit for is_mine, edit in group if is_mine])
        their_version = _applied(units, start, end, [edit for is_mine, edit in group if not is_mine])
        hunks += _settled(units[start:end], my_version, their_version)
        done = end
    if done < len(units):
        hunks.append(_hunk("same", *[units[done:]] * 3))
    return Merge(tuple(hunks))


def merge_value(base: Value, mine: Value, theirs: Value) -> tuple[Value, bool]:
    """A single value (a status, a figure) of three versions, and whether mine and theirs conflict (then it is mine)."""
    if mine == base:
        return theirs, False
    return mine, theirs not in (base, mine)


@dataclass(frozen=True, slots=True)
class _Edit:
    """Units `start` to `end` (exclusive) of the ancestor replaced; an insertion has start == end."""

    start: int
    end: int
    units: _Units

    @property
    def is_adding(self) -> bool:
        """Whether there is more than before, so that the order beside another's addition is open."""
        return len(self.units) > self.end - self.start


def _units(html: str) -> _Units:
    units: list[_Unit] = []
    for block in parse(html):
        if not isinstance(block, ListBlock):
            units.append(_Unit("block", (block,)))
            continue
        follows_alike = bool(units) and units[-1].kind == "item" and units[-1].ordered == block.ordered
        if follows_alike or block.start != 1:
            units.append(_Unit("list", ordered=block.ordered, start=block.start))
        units += [_Unit("item", item, block.ordered) for item in block.items]
    return tuple(units)


def _blocks(units: Iterable[_Unit]) -> Iterator[Block]:
    """The inverse of `_units`; a mark whose items are gone has no effect."""
    mark: _Unit | None = None
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


def _edits(base: _Units, changed: _Units) -> list[_Edit]:
    """What makes `changed` of `base`, cut as small as it can be: an edited paragraph is an edit by itself."""
    numbers: dict[_Unit, int] = {}
    old = [numbers.setdefault(unit, len(numbers)) for unit in base]
    new = [numbers.setdefault(unit, len(numbers)) for unit in changed]
    edits: list[_Edit] = []
    row = column = 0
    for next_row, next_column in [*matches(old, new), (len(old), len(new))]:
        if row < next_row or column < next_column:
            for start, end, left, right in _cuts(base[row:next_row], changed[column:next_column]):
                edits.append(_Edit(row + start, row + end, changed[column + left : column + right]))
        row, column = next_row + 1, next_column + 1
    return edits


def _cuts(old: _Units, new: _Units) -> Iterator[tuple[int, int, int, int]]:
    """Splits a replacement at paragraphs that are each other's edited form, or one by one where the numbers agree."""
    pairs = similar_pairs([_words(unit) for unit in old], [_words(unit) for unit in new]) if old and new else []
    row = column = 0
    for next_row, next_column in [*pairs, (len(old), len(new))]:
        if next_row - row == next_column - column:
            yield from ((row + n, row + n + 1, column + n, column + n + 1) for n in range(next_row - row))
        elif row < next_row or column < next_column:
            yield row, next_row, column, next_column
        if next_row < len(old):
            yield next_row, next_row + 1, next_column, next_column + 1
        row, column = next_row + 1, next_column + 1


def _words(unit: _Unit) -> list[str]:
    return [word for paragraph in walk_paragraphs(unit.content) for word in paragraph.text.split()]


def _groups(mine: list[_Edit], theirs: list[_Edit]) -> Iterator[list[tuple[bool, _Edit]]]:
    """Edits (mine or not, edit) that have to be looked at together, in the order of the text."""
    marked = [(True, edit) for edit in mine] + [(False, edit) for edit in theirs]
    marked.sort(key=lambda item: (item[1].start, item[1].end))
    group: list[tuple[bool, _Edit]] = []
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


def _both_add(group: list[tuple[bool, _Edit]], arriving: list[tuple[bool, _Edit]], place: int) -> bool:
    """Whether one side adds up to `place` and the other from there on."""
    ending = {is_mine for is_mine, edit in group if edit.end == place and edit.is_adding}
    return any(edit.is_adding and (not is_mine) in ending for is_mine, edit in arriving)


def _applied(base: _Units, start: int, end: int, edits: list[_Edit]) -> _Units:
    """Units `start` to `end` of the ancestor as one side has them."""
    units: list[_Unit] = []
    for edit in edits:
        units += base[start : edit.start]
        units += edit.units
        start = edit.end
    return (*units, *base[start:end])


def _settled(base: _Units, mine: _Units, theirs: _Units) -> Iterator[Hunk]:
    """The hunks of one group of edits. What both begin or end with alike is no part of a conflict."""
    shorter = min(len(mine), len(theirs))
    head = next((n for n in range(shorter) if mine[n] != theirs[n]), shorter)
    tail = next((n for n in range(shorter - head) if mine[-1 - n] != theirs[-1 - n]), shorter - head)
    if head == len(mine) == len(theirs):
        yield _hunk("agreed", base, mine, theirs)
        return
    my_middle, their_middle = mine[head : len(mine) - tail], theirs[head : len(theirs) - tail]
    if head:
        yield _hunk("agreed", (), mine[:head], mine[:head])
    if my_middle == base:
        yield _hunk("theirs", base, my_middle, their_middle)
    elif their_middle == base:
        yield _hunk("mine", base, my_middle, their_middle)
    elif all(unit.kind == "list" for unit in (*my_middle, *their_middle)):
        # Nobody can be asked to choose between texts that look the same: the longer mark, then the higher number.
        is_mine = max(_rank(my_middle), _rank(their_middle)) == _rank(my_middle)
        yield _hunk("mine" if is_mine else "theirs", base, my_middle, their_middle)
    else:
        yield _hunk("conflict", base, my_middle, their_middle)
    if tail:
        yield _hunk("agreed", (), mine[len(mine) - tail :], mine[len(mine) - tail :])


def _rank(marks: _Units) -> list[tuple[bool, int]]:
    return [(mark.ordered, mark.start) for mark in marks]


def _hunk(
    kind: Literal["same", "mine", "theirs", "agreed", "conflict"], base: _Units, mine: _Units, theirs: _Units
) -> Hunk:
    before, my_own, their_own = (to_html(_blocks(units)) for units in (base, mine, theirs))
    return Hunk(kind, before, my_own, their_own, units=(base, mine, theirs))

"""Two people's texts joined over their common ancestor (a three-way merge, "diff3"): by paragraphs, list items and rows,
within a paragraph by words, within a table by cells.

What only one of them changed is taken; what both changed differently in one place is a conflict for the writer to
settle. Nothing either of them wrote is left out of the hunks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from plans.narrative.blocks import Block, Table, to_html, walk_paragraphs
from plans.narrative.merging_tables import Sides, merge_tables
from plans.narrative.merging_words import merge_words
from plans.narrative.parsing import parse
from plans.narrative.units import (
    Stretch,
    Unit,
    Units,
    blocks_of,
    edits_of,
    joined_where_words_moved,
    stretches_of,
    units_of,
    words_of,
)

CHOICES = ("mine", "theirs", "both")
# Pairs of words that are compared to find what has changed within a stretch: of 4,000 words that are all others. Beyond
# it the stretch is a conflict as a whole.
MOST_COMPARISONS = 1 << 24

Kind = Literal["same", "mine", "theirs", "agreed", "merged", "conflict"]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch of the three texts, each as canonical HTML, "" where it has nothing there.

    `kind`: "same" in all; changed only in "mine" or only in "theirs"; changed the same way in both ("agreed"); changed in
    both, each in its own place ("merged": all three are the result then); changed differently in one place ("conflict":
    `mine` and `theirs` are what choosing one of them makes of the stretch, with all that needs no choice).
    """

    kind: Kind
    base: str
    mine: str
    theirs: str
    # The same in units: two hunks may be halves of one list, which their HTML cannot tell.
    units: tuple[Units, Units, Units] = field(repr=False, compare=False)

    @property
    def chosen(self) -> str:
        """The text that goes into the merge. Raises ValueError for a conflict."""
        return to_html(blocks_of(self.chosen_units))

    @property
    def chosen_units(self) -> Units:
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
        units: list[Unit] = []
        for hunk in self.hunks:
            if hunk.kind == "conflict":
                choice = next(remaining)
                units += hunk.units[1] if choice != "theirs" else ()
                units += hunk.units[2] if choice != "mine" else ()
            else:
                units += hunk.chosen_units
        return to_html(blocks_of(units))


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Joins two canonical texts that both came from `base`.

    A conflict is: changes of one paragraph with fewer than three unchanged words between them (`merge_words`); one table's
    cell, edited in both that closely (`merge_tables`); a paragraph or row edited in one and deleted in the other; two
    different insertions in one place, rows excepted. Changes of neighbouring paragraphs do not disturb each other. With
    mine and theirs swapped the hunks are the same, swapped; only rows that both put in at one place come theirs first.
    """
    read = {html: parse(html) for html in {base, mine, theirs}}
    return Merge(tuple(_hunk(*piece) for piece in _pieces(*(units_of(read[html]) for html in (base, mine, theirs)))))


def merge_value(base: Value, mine: Value, theirs: Value) -> tuple[Value, bool]:
    """A single value (a status, a figure) of three versions, and whether mine and theirs conflict (then it is mine)."""
    if mine == base:
        return theirs, False
    return mine, theirs not in (base, mine)


_Piece = tuple[Kind, Units, Units, Units]


def _pieces(base: Units, mine: Units, theirs: Units) -> Iterator[_Piece]:
    """The hunks, as units."""
    my_edits, their_edits = edits_of(base, mine, words_of), edits_of(base, theirs, words_of)
    done = 0
    for stretch in joined_where_words_moved(stretches_of(base, my_edits, their_edits)):
        if done < stretch.start:
            yield _same(base[done : stretch.start])
        yield from _settled(stretch)
        done = stretch.end
    if done < len(base):
        yield _same(base[done:])


def _same(units: Units) -> _Piece:
    return "same", units, units, units


def _settled(stretch: Stretch[Unit]) -> Iterator[_Piece]:
    """The hunks of one stretch. What both begin or end with alike is no part of a conflict."""
    base, mine, theirs = stretch.base, stretch.mine, stretch.theirs
    shorter = min(len(mine), len(theirs))
    head = next((n for n in range(shorter) if mine[n] != theirs[n]), shorter)
    tail = next((n for n in range(shorter - head) if mine[-1 - n] != theirs[-1 - n]), shorter - head)
    if head == len(mine) == len(theirs):
        yield "agreed", base, mine, theirs
        return
    my_middle, their_middle = mine[head : len(mine) - tail], theirs[head : len(theirs) - tail]
    if head:
        yield "agreed", (), mine[:head], mine[:head]
    if my_middle == base:
        yield "theirs", base, my_middle, their_middle
    elif their_middle == base:
        yield "mine", base, my_middle, their_middle
    elif all(unit.kind == "list" for unit in (*my_middle, *their_middle)):
        # Nobody can be asked to choose between texts that look the same: the longer mark, then the higher number.
        is_mine = max(_rank(my_middle), _rank(their_middle)) == _rank(my_middle)
        yield "mine" if is_mine else "theirs", base, my_middle, their_middle
    else:
        yield from _within(base, my_middle, their_middle)
    if tail:
        yield "agreed", (), mine[len(mine) - tail :], mine[len(mine) - tail :]


def _rank(marks: Units) -> list[tuple[bool, int]]:
    return [(mark.ordered, mark.start) for mark in marks]


def _within(base: Units, mine: Units, theirs: Units) -> Iterator[_Piece]:
    """The hunks of what both have changed differently: by words, by cells, by the parts of an item, or as a whole."""
    segments = merge_words(base, mine, theirs, MOST_COMPARISONS) if base else None
    if segments is not None:
        for segment in segments:
            yield "merged" if segment.is_clean else "conflict", segment.base, segment.mine, segment.theirs
    elif len(base) == len(mine) == len(theirs) == 1:
        yield _piece_within(base[0], mine[0], theirs[0])
    else:
        yield "conflict", base, mine, theirs


def _piece_within(base: Unit, mine: Unit, theirs: Unit) -> _Piece:
    match base.content, mine.content, theirs.content:
        case _ if not base.kind == mine.kind == theirs.kind:
            pass
        case (Table() as before,), (Table() as my_own,), (Table() as their_own,):
            tables = merge_tables(before, my_own, their_own, _merge_blocks)
            if tables is not None:
                three = [_table(table) for table in (tables.base, tables.mine, tables.theirs)]
                return "merged" if tables.is_clean else "conflict", three[0], three[1], three[2]
        case _ if base.kind == "item":
            sides = _merge_blocks(base.content, mine.content, theirs.content)
            ordered, _differ = merge_value(base.ordered, mine.ordered, theirs.ordered)
            items = [_item(blocks, ordered=ordered) for blocks in (sides.base, sides.mine, sides.theirs)]
            return "merged" if sides.is_clean else "conflict", items[0], items[1], items[2]
    return "conflict", (base,), (mine,), (theirs,)


def _merge_blocks(base: tuple[Block, ...], mine: tuple[Block, ...], theirs: tuple[Block, ...]) -> Sides:
    """The same for the blocks within a list item or a cell; they are nested no deeper than `parse` lets them."""
    pieces = list(_pieces(units_of(base), units_of(mine), units_of(theirs)))
    is_clean = all(kind != "conflict" for kind, *_units in pieces)
    sides = [_joined(_side(place, *piece) for piece in pieces) for place in range(3)]
    return Sides(is_clean, sides[0], sides[1], sides[2])


def _side(place: int, kind: Kind, base: Units, mine: Units, theirs: Units) -> Units:
    """What a hunk brings into one of the three texts when all that needs no choice goes into each."""
    if kind == "conflict":
        return (base, mine, theirs)[place]
    return theirs if kind == "theirs" else mine


def _table(table: Table) -> Units:
    """None where no cell has a word any more, as `parse` has it."""
    return (Unit("block", (table,)),) if any(walk_paragraphs((table,))) else ()


def _item(blocks: tuple[Block, ...], *, ordered: bool) -> Units:
    return (Unit("item", blocks, ordered),) if blocks else ()


def _joined(parts: Iterable[Units]) -> tuple[Block, ...]:
    return tuple(blocks_of(unit for units in parts for unit in units))


def _hunk(kind: Kind, base: Units, mine: Units, theirs: Units) -> Hunk:
    before, my_own, their_own = (to_html(blocks_of(units)) for units in (base, mine, theirs))
    return Hunk(kind, before, my_own, their_own, units=(base, mine, theirs))

"""Which figures of persons must not be shown, so that no total gives a small one away.

Every figure is a cell; a total is a cell, too, and a `Sum` says of which others it is one. Cells that several tables share
– an agency's report and the consolidated one, two editions – are one cell by their key, so what is not shown in one is
shown in none.

A count of 1 to 4 is not shown (primary). What is not shown may not be reckoned from the rest: for each such cell there
is a second set of values that agrees with everything shown and has another value there. `suppress` finds it as a *move*:
one cell goes up or down by one, and along the sums others with it, until every sum holds again. Cells that a move needs
and that were shown become complementary: not shown either. The cheapest move is taken: cells with small figures first,
then totals, then the words "less than five" given up for plain silence, cells of zero last.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

SMALL = range(1, 5)
"""Counts of persons that are not shown."""

_INNER, _TOTAL, _SILENCE, _ZERO = 1_000, 4_000, 20_000, 400_000  # what a step of a move costs
_LARGEST = 999  # a figure beyond costs no more
_MOST_OPEN = 6  # sums that a move may leave open at a time
_LONGEST_MOVE = 40  # cells
MOST_STEPS = 30_000
"""Cells that are looked at to protect one; beyond, all that hangs together with it is not shown."""


@dataclass(frozen=True, slots=True)
class Sum(Generic[Key]):
    """A published total and the cells it is the sum of."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Suppression(Generic[Key]):
    """What is not shown.

    `less_than_five` may be shown as "beşdən az": whoever reads it learns 1 to 4. Of `silent` cells nothing is said.
    `exposed` cells cannot be protected, because what gives them away was published before.
    """

    less_than_five: frozenset[Key]
    silent: frozenset[Key]
    exposed: frozenset[Key] = frozenset()

    @property
    def cells(self) -> frozenset[Key]:
        return self.less_than_five | self.silent


@dataclass(frozen=True, slots=True)
class _State(Generic[Key]):
    """A move that is not finished: sums that do not hold, the last opened last, and the cells moved so far."""

    open: tuple[tuple[int, int], ...]  # (number of the sum, 1 or -1 too much)
    cell: Key
    step: int
    before: "_State[Key] | None"
    length: int


class _Sheet(Generic[Key]):
    """All cells and sums, and what is not shown of them so far."""

    def __init__(self, values: dict[Key, int], sums: list[Sum[Key]], published: frozenset[Key]):
        self.values = values
        self.published = published
        self.order = {key: number for number, key in enumerate(values)}
        self.totals = {one.total for one in sums}
        self.members: list[dict[Key, int]] = []
        self.sums_of: dict[Key, list[int]] = defaultdict(list)
        for number, one in enumerate(sums):
            signs = dict.fromkeys(one.parts, 1) | {one.total: -1}
            self.members.append(signs)
            for key in signs:
                self.sums_of[key].append(number)
        self.small: set[Key] = set()  # shown as less than five
        self.silent: set[Key] = set()
        self.protected: set[Key] = set()
        self._costs: dict[tuple[Key, int], int | None] = {}

    def protect(self, key: Key) -> bool:
        """Find the cheapest move through a cell, and show none of the cells in it. False where none is found."""
        move = self._cheapest_move(key)
        if move is None:
            return False
        for moved, step in move.items():
            if self.values[moved] + step not in self._range_of(moved):
                self.small.discard(moved)
                self.silent.add(moved)
                self._costs.pop((moved, 1), None)
                self._costs.pop((moved, -1), None)
        self.protected |= move.keys()
        return True

    def _range_of(self, key: Key) -> range:
        """What a reader takes for possible in a cell that is not shown; nothing in one that is shown."""
        value = self.values[key]
        if key in self.small:
            return SMALL
        if key in self.silent:
            # That a complementary cell is none of 1 to 4 may be known: its second value is none of them either.
            return range(SMALL.stop, value + 2) if value >= SMALL.stop else range(value + 2)
        return range(0)

    def _cost_of(self, key: Key, step: int) -> int | None:
        """What it costs to let a cell be one more or less; None where that cannot be."""
        if (key, step) not in self._costs:
            self._costs[key, step] = self._reckoned_cost(key, step)
        return self._costs[key, step]

    def _reckoned_cost(self, key: Key, step: int) -> int | None:
        value = self.values[key]
        after = value + step
        if key in self.published or after < 0 or (value >= SMALL.stop > after):
            return None
        if after in self._range_of(key):
            return 0
        if value in SMALL:
            return _SILENCE
        if value == 0:
            return _ZERO
        return (_TOTAL if key in self.totals else _INNER) + min(value, _LARGEST)

    def _cheapest_move(self, key: Key) -> dict[Key, int] | None:
        heap: list[tuple[int, int, int, _State[Key]]] = []
        tried = steps = 0
        for step in (1, -1):
            cost = self._cost_of(key, step)
            if cost is not None:
                opened = tuple((number, step * self.members[number][key]) for number in self.sums_of[key])
                heappush(heap, (cost, 1, tried := tried + 1, _State(opened, key, step, None, 1)))
        best: dict[tuple[tuple[int, int], ...], int] = {}
        while heap and steps < MOST_STEPS:
            cost, _length, _tried, state = heappop(heap)
            if not state.open:
                return _moved(state)
            if cost > best.get(state.open, cost) or state.length >= _LONGEST_MOVE:
                continue
            moved = _moved(state)
            number, excess = state.open[-1]
            for other, sign in self.members[number].items():
                steps += 1
                step = -excess * sign
                more = None if other in moved else self._cost_of(other, step)
                if more is None or cost + more >= best.get((), cost + more + 1):
                    continue  # no cheaper than a move that is whole already
                left = self._open_after(state.open[:-1], other, step, number)
                if left is not None and cost + more < best.get(left, cost + more + 1):
                    best[left] = cost + more
                    following = _State(left, other, step, state, state.length + 1)
                    if not left and more == 0:
                        return _moved(following)
                    heappush(heap, (cost + more, state.length + 1, tried := tried + 1, following))
        return None

    def _open_after(
        self, opened: tuple[tuple[int, int], ...], key: Key, step: int, closed: int
    ) -> tuple[tuple[int, int], ...] | None:
        """The sums that do not hold once a cell has moved; None where one is off by two, or too many are open."""
        left = dict(opened)
        for number in self.sums_of[key]:
            if number != closed:
                excess = left.pop(number, 0) + step * self.members[number][key]
                if abs(excess) > 1:
                    return None
                if excess:
                    left[number] = excess
        return tuple(left.items()) if len(left) <= _MOST_OPEN else None

    def hide_all_around(self, key: Key) -> None:
        """Show nothing of what hangs together with a cell but zeros and what is published. Of cells all silent, any
        common multiple agrees with the zeros, so none can be reckoned.
        """
        waiting, seen = [key], {key}
        while waiting:
            for number in self.sums_of[waiting.pop()]:
                for other in self.members[number]:
                    if other not in seen and other not in self.published and self.values[other] > 0:
                        seen.add(other)
                        waiting.append(other)
        self.small -= seen
        self.silent |= seen
        self.protected |= seen

    def is_held_by_published(self, key: Key) -> bool:
        """Whether a sum around a cell has a published cell that is more than zero."""
        around, waiting = {key}, [key]
        while waiting:
            for number in self.sums_of[waiting.pop()]:
                for other in self.members[number]:
                    if other in self.published and self.values[other] > 0:
                        return True
                    if other not in around and self.values[other] > 0:
                        around.add(other)
                        waiting.append(other)
        return False


def suppress(
    values: Mapping[Key, int | None],
    sums: Iterable[Sum[Key]] = (),
    *,
    hidden: Collection[Key] = (),
    published: Collection[Key] = (),
) -> Suppression[Key]:
    """The cells of one table, or of tables that share cells, that must not be shown.

    `values` are counts of persons; None is an empty cell, which counts as nothing in a sum. `hidden` are cells that an
    earlier edition does not show: they stay so. `published` are cells that an edition shows already, with this value:
    a reader knows them, so they cannot help, and what they give away is `exposed`.

    The same tables give the same answer, whatever the order of keys in a set. Work is bounded: `MOST_STEPS` a cell.
    Raises ValueError for a negative count, a sum of unknown cells, and a total that is not the sum of its parts.
    """
    counts = {key: value for key, value in values.items() if value is not None}
    sheet = _Sheet(counts, [_checked(one, values, counts) for one in sums if one.total in counts], frozenset(published))
    for key, value in counts.items():
        if value < 0:
            raise ValueError(f"A count of persons is {value}; it cannot be less than none.")
        if value in SMALL:
            sheet.small.add(key)
        elif key in hidden and key not in sheet.published:
            sheet.silent.add(key)
    exposed = set(sheet.small & sheet.published)
    for key in [key for key in counts if key in sheet.small or key in sheet.silent]:
        if key in sheet.protected or key in exposed or sheet.protect(key):
            continue
        if counts[key] == 0 or sheet.is_held_by_published(key):
            exposed.add(key)
        else:
            sheet.hide_all_around(key)
    return Suppression(frozenset(sheet.small), frozenset(sheet.silent), frozenset(exposed))


def _checked(one: Sum[Key], values: Mapping[Key, int | None], counts: Mapping[Key, int]) -> Sum[Key]:
    if any(part not in values for part in one.parts):
        raise ValueError("A sum names a cell that is not there.")
    parts = tuple(dict.fromkeys(part for part in one.parts if part in counts))
    if sum(counts[part] for part in parts) != counts[one.total]:
        raise ValueError(
            f"A total is {counts[one.total]}, its parts are {sum(counts[part] for part in parts)} together."
        )
    return Sum(one.total, parts)


def _moved(state: "_State[Key]") -> dict[Key, int]:
    moved = {}
    at: _State[Key] | None = state
    while at is not None:
        moved[at.cell] = at.step
        at = at.before
    return moved

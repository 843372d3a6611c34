"""A reader who reckons: which values a cell that is not shown can have, given everything that is shown."""

from collections.abc import Iterable, Mapping

from plans.checks.suppression import SMALL, Sum, Suppression

Ranges = dict


def can_differ(values: Mapping, sums: Iterable[Sum], shown: Suppression, key, *, knows_rule: bool = False) -> bool:
    """Whether any values agree with all that is shown and have another one at a cell. Exact: every case is tried.

    With `knows_rule` the reader also knows that a silent cell is none of 1 to 4.
    """
    counts = {cell: value for cell, value in values.items() if value is not None}
    most = sum(counts.values()) + 12  # more than that in one cell only where nothing bounds it
    rows = [
        [*((part, 1) for part in one.parts if part in counts), (one.total, -1)] for one in sums if one.total in counts
    ]
    value = counts[key]
    ranges: Ranges = {cell: (known, known) for cell, known in counts.items()}
    for cell in shown.silent:
        ranges[cell] = (0, most)
    for cell in shown.less_than_five:
        ranges[cell] = (SMALL.start, SMALL.stop - 1)
    low, high = ranges[key]
    choices = [(max(low, first), min(high, last)) for first, last in ((value + 1, most), (0, value - 1))]
    return any(
        first <= last
        and _has_solution(ranges | {key: (first, last)}, rows, shown.silent if knows_rule else frozenset())
        for first, last in choices
    )


def _has_solution(ranges: Ranges, rows: list, never_small: frozenset) -> bool:
    tight = _tightened(ranges, rows, never_small)
    if tight is None:
        return False
    open_cells = [cell for cell, (low, high) in tight.items() if low < high]
    if not open_cells:
        return True
    cell = min(open_cells, key=lambda one: tight[one][1] - tight[one][0])
    low, high = tight[cell]
    middle = (low + high) // 2
    return _has_solution(tight | {cell: (low, middle)}, rows, never_small) or _has_solution(
        tight | {cell: (middle + 1, high)}, rows, never_small
    )


def _tightened(ranges: Ranges, rows: list, never_small: frozenset) -> Ranges | None:
    """The ranges without what no sum allows; None where nothing is left of one."""
    ranges = dict(ranges)
    changed = True
    while changed:
        changed = False
        for cell in never_small:
            low, high = ranges[cell]
            bounds = (SMALL.stop if low in SMALL else low, 0 if high in SMALL else high)
            if bounds != (low, high):
                ranges[cell] = bounds
                changed = True
            if bounds[0] > bounds[1]:
                return None
        for row in rows:
            lows = sum(sign * ranges[cell][sign < 0] for cell, sign in row)
            highs = sum(sign * ranges[cell][sign > 0] for cell, sign in row)
            if lows > 0 or highs < 0:
                return None
            for cell, sign in row:
                low, high = ranges[cell]
                if sign > 0:
                    bounds = (max(low, high - highs), min(high, low - lows))
                else:
                    bounds = (max(low, high + lows), min(high, low + highs))
                if bounds[0] > bounds[1]:
                    return None
                if bounds != (low, high):
                    ranges[cell] = bounds
                    changed = True
                    lows = sum(sign * ranges[one][sign < 0] for one, sign in row)
                    highs = sum(sign * ranges[one][sign > 0] for one, sign in row)
    return ranges

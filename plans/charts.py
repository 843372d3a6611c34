"""Line charts as numbers: where lines, marks and ticks stand, for a template that only writes them down.

A leaf: no Django, no words of its own but the numbers on the axis. Places are whole units of the drawing's own box,
which the page scales (a template would write fractions with a comma); y grows downwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

NO_BREAK, MINUS = "\u00a0", "\u2212"

WIDTH, HEIGHT = 480, 220
_TOP, _RIGHT, _BOTTOM, _LEFT = 14, 30, 30, 14
_DIGIT = 10  # width of a digit on the axis, as wide as narrow screens draw it
_INSET = 14  # between the axis and the first and last year
_LABEL_GAP = 15  # between the labels of two lines
_MARK = 4.5  # half the width of a mark

MOST_LINES = 6  # so many kinds of dashes, marks and inks can be told apart
_MOST_STEPS = 5
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_SCALES = (10**12, 10**9, 10**6)


@dataclass(frozen=True, slots=True)
class Series:
    """What is drawn as one line: a value or None for each year. `unsettled` are the places whose values may still change."""

    label: str
    values: tuple[Decimal | None, ...]
    unsettled: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the drawing (`y`) or a year under it (`x`) and what is written there."""

    place: int
    text: str
    is_zero: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A value in the drawing: `path` is its shape, filled unless it is unsettled."""

    x: int
    y: int
    path: str
    year: int
    text: str
    is_settled: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A series as it is drawn; `number` (from 1) picks its dashes, ink and shape of marks and labels its end.

    `paths` are its pieces: where a year has no value there is a gap, not a guess.
    """

    number: int
    label: str
    paths: tuple[str, ...]
    marks: tuple[Mark, ...]
    key: str  # the shape of its marks, around the origin, for the legend
    label_x: int
    label_y: int


@dataclass(frozen=True, slots=True)
class ChartCell:
    """A value as the table beneath writes it; "" where there is none."""

    text: str
    is_settled: bool


@dataclass(frozen=True, slots=True)
class LineChart:
    """All that the template writes down. `rows` are all series, `lines` those that are drawn.

    `scale` is what the numbers on the axis are to be multiplied with (1, a million …).
    """

    years: tuple[int, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    rows: tuple[tuple[str, tuple[ChartCell, ...]], ...]
    left: int
    right: int
    label_x: int
    scale: int
    target: Tick | None
    baseline: Tick | None = None
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def left_out(self) -> int:
        """How many series stand in the table only."""
        return len(self.rows) - len(self.lines)

    @property
    def has_unsettled(self) -> bool:
        return any(not mark.is_settled for line in self.lines for mark in line.marks)


def draw_lines(
    years: Sequence[int],
    series: Sequence[Series],
    *,
    whole: bool = False,
    target: Decimal | None = None,
    baseline: Decimal | None = None,
    height: int = HEIGHT,
    latest_first: bool = False,
) -> LineChart | None:
    """The chart of the series over the years; None where no series has a value.

    Nought always stands on the axis: a line that seems to fall to the ground has fallen there. `whole`: the axis counts
    in whole numbers; `target` and `baseline` are lines across the drawing, which is `height` high. Of more than
    `MOST_LINES` series those with the greatest values are drawn; `latest_first`: with the greatest values of the last year
    that has any, and only then by others. Raises ValueError for a series that has not one value or
    None for each year.
    """
    if any(len(one.values) != len(years) for one in series):
        raise ValueError("A series needs one value, or None, for each year.")
    with_values = [one for one in series if any(value is not None for value in one.values)]
    if not with_values:
        return None
    drawn = _drawn(with_values, latest_first=latest_first)
    values = [value for one in drawn for value in one.values if value is not None]
    values += [aim for aim in (target, baseline) if aim is not None]
    scale = next((size for size in _SCALES if max(map(abs, values)) >= size), 1)
    ticks = tick_values(min(values), max(values), whole=whole and scale == 1)
    texts = [number_text(tick / scale) for tick in ticks]
    left = _LEFT + _DIGIT * max(map(len, texts))
    right = WIDTH - _RIGHT

    def y_of(value: Decimal) -> int:
        share = (value - ticks[0]) / (ticks[-1] - ticks[0])
        return round(height - _BOTTOM - share * (height - _BOTTOM - _TOP))

    def across(value: Decimal | None) -> Tick | None:
        return None if value is None else Tick(y_of(value), number_text(value))

    x_places = _spread(len(years), left + _INSET, right - _INSET)
    lines = [_line(number, one, years, x_places, y_of, right) for number, one in enumerate(drawn, 1)]
    return LineChart(
        years=tuple(years),
        x_ticks=tuple(Tick(x, str(year)) for x, year in zip(x_places, years, strict=True)),
        y_ticks=tuple(Tick(y_of(tick), text, tick == 0) for tick, text in zip(ticks, texts, strict=True)),
        lines=tuple(_apart(lines, height - _BOTTOM)),
        rows=tuple((one.label, _cells(one)) for one in with_values),
        left=left,
        right=right,
        label_x=left - 6,
        scale=scale,
        target=across(target),
        baseline=across(baseline),
        height=height,
    )


def _drawn(series: list[Series], *, latest_first: bool) -> list[Series]:
    """As many as can be told apart, in their order: those with the greatest values, by amount."""
    if len(series) <= MOST_LINES:
        return series
    last = max(place for one in series for place, value in enumerate(one.values) if value is not None)

    def rank(one: Series) -> tuple[Decimal, Decimal]:
        latest = one.values[last] if latest_first else None
        greatest = max(abs(value) for value in one.values if value is not None)
        return Decimal(-1) if latest is None else abs(latest), greatest

    kept = {id(one) for one in sorted(series, key=rank, reverse=True)[:MOST_LINES]}
    return [one for one in series if id(one) in kept]


def tick_values(lowest: Decimal, highest: Decimal, *, whole: bool = False) -> list[Decimal]:
    """Round numbers at equal distances, nought among them, that hold both values: (0, 348) → 0, 100, 200, 300, 400."""
    low, high = min(lowest, Decimal(0)), max(highest, Decimal(0))
    if low == high:
        high = Decimal(1)
    step = _step((high - low) / _MOST_STEPS)
    if whole:
        step = max(step, Decimal(1))
    first, last = _floor(low, step), -_floor(-high, step)
    return [first + step * place for place in range(int((last - first) / step) + 1)]


def _step(least: Decimal) -> Decimal:
    """The smallest of 1, 2, 5, 10 × a power of ten that is not less."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(power * factor for factor in _STEPS if power * factor >= least)


def _floor(value: Decimal, step: Decimal) -> Decimal:
    """The greatest multiple of the step that is not above the value."""
    times = value // step  # towards nought
    return (times - 1 if times * step > value else times) * step


def number_text(value: Decimal, *, signed: bool = False) -> str:
    """A number as Azerbaijani writes it: "1 250", "12,5", "−3"; `signed` writes "+3", too. No-break spaces."""
    whole, _point, part = f"{abs(value):f}".partition(".")
    part = part.rstrip("0")
    sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
    grouped = f"{int(whole):,}".replace(",", NO_BREAK)
    return f"{sign}{grouped},{part}" if part else f"{sign}{grouped}"


def amount_text(value: Decimal | None) -> str:
    """`number_text`; "–" for none."""
    return "–" if value is None else number_text(value)


def _spread(number: int, first: int, last: int) -> list[int]:
    if number == 1:
        return [round((first + last) / 2)]
    return [round(first + (last - first) * place / (number - 1)) for place in range(number)]


def _line(
    number: int,
    one: Series,
    years: Sequence[int],
    x_places: list[int],
    y_of: Callable[[Decimal], int],
    right: int,
) -> Line:
    points = [(x, y_of(value)) if value is not None else None for x, value in zip(x_places, one.values, strict=True)]
    marks = tuple(
        Mark(x, y_of(value), _shape(number, x, y_of(value)), year, number_text(value), place not in one.unsettled)
        for place, (x, year, value) in enumerate(zip(x_places, years, one.values, strict=True))
        if value is not None
    )
    return Line(number, one.label, _paths(points), marks, _shape(number, 0, 0), right + 4, marks[-1].y)


def _paths(points: list[tuple[int, int] | None]) -> tuple[str, ...]:
    """The pieces of the line between gaps; a value that stands alone has a mark and no piece."""
    pieces: list[list[tuple[int, int]]] = [[]]
    for point in points:
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append(point)
    return tuple("M" + "L".join(f"{x} {y}" for x, y in piece) for piece in pieces if len(piece) > 1)


def _shape(number: int, x: int, y: int) -> str:
    """The marks of the lines: disc, square, diamond, triangle up, triangle down, hexagon."""
    r = _MARK
    if number == 1:
        return f"M{x - r:g} {y}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z"
    corners: dict[int, list[tuple[float, float]]] = {
        2: [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        3: [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
        4: [(0, -1.15), (1.15, 0.9), (-1.15, 0.9)],
        5: [(0, 1.15), (1.15, -0.9), (-1.15, -0.9)],
        6: [(-0.55, -1), (0.55, -1), (1.15, 0), (0.55, 1), (-0.55, 1), (-1.15, 0)],
    }
    return "M" + "L".join(f"{round(x + r * dx, 1):g} {round(y + r * dy, 1):g}" for dx, dy in corners[number]) + "z"


def _apart(lines: list[Line], beyond: int) -> list[Line]:
    """The lines with their labels moved so far apart that they can be read, none of them below the place `beyond`."""
    order = sorted(lines, key=lambda line: line.label_y)
    places = [line.label_y for line in order]
    for place in range(1, len(places)):
        places[place] = max(places[place], places[place - 1] + _LABEL_GAP)
    for place in reversed(range(len(places))):
        places[place] = beyond = min(places[place], beyond)
        beyond -= _LABEL_GAP
    moved = {line.number: y for line, y in zip(order, places, strict=True)}
    return [replace(line, label_y=moved[line.number]) for line in lines]


def _cells(one: Series) -> tuple[ChartCell, ...]:
    return tuple(
        ChartCell("" if value is None else number_text(value), place not in one.unsettled)
        for place, value in enumerate(one.values)
    )

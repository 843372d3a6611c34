"""An indicator over the years as a drawing: where lines, marks, names and values stand, for a template that writes them down.

Drawn in one ink: lines are told apart by their dashes and marks, so that any printer and any screen will do. A leaf: no Django.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plans.azerbaijani import ordinal
from plans.charts import LineChart, Mark, Series, draw_lines
from reports.trend import BASELINE, TARGET, Trend

HEIGHT = 156
DASHES = ("", "8 4", "2 3", "10 3 2 3", "5 2 1 2 1 2", "14 5")  # of the lines, by number
MOST_LABELLED = 3  # lines whose values stand at their marks
_LETTER, _LINE = 5.4, 11  # how wide and how high a letter of a value or a name is at most
_MARK = 6  # half of the place that a mark takes
_NEAR = 4  # so far a number may stand from its mark without being led there
_AROUND = ((11, 4), (0, -9), (0, 17), (11, -5), (11, 13), (-11, 4))  # from a mark to a number beside it
_STEPS = 12  # into which the way from mark to mark is parted
_TOP, _BOTTOM = 2, HEIGHT - 28  # between them words may stand
HOLLOW = "İçi boş işarələr: məlumat hələ təsdiq edilməyib."
_SCALES = {10**6: "milyonla", 10**9: "milyardla", 10**12: "trilyonla"}


@dataclass(frozen=True, slots=True)
class Word:
    """Words in the drawing; `anchor` says which end of them stands at `x`."""

    x: int
    y: int
    text: str
    anchor: str = "middle"

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        width = _LETTER * len(self.text)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - _LINE + 2, left + width, self.y + 2


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line with its marks; `number` stands at its end and in the key where there are several.

    `leader` leads from its last mark to a number that could not stand beside it; "" where it does.
    """

    number: int
    label: str
    dashes: str
    paths: tuple[str, ...]
    marks: tuple[Mark, ...]
    key: str
    end: Word
    leader: str


@dataclass(frozen=True, slots=True)
class TrendDrawing:
    """All that the template writes down. `aims` are lines across the drawing (place, dashes), `words` names and values."""

    description: str
    chart: LineChart
    lines: tuple[DrawnLine, ...]
    aims: tuple[tuple[int, str], ...]
    words: tuple[Word, ...]
    notes: tuple[str, ...]

    @property
    def has_key(self) -> bool:
        return len(self.lines) > 1


def draw_trend(trend: Trend) -> TrendDrawing | None:
    """The drawing; None with values of fewer than two years, which a table says better."""
    if sum(any(line.amounts[place] for line in trend.lines) for place in range(len(trend.years))) < 2:
        return None
    series = [
        Series(
            line.label,
            tuple(None if amount is None else amount.value for amount in line.amounts),
            frozenset(place for place, amount in enumerate(line.amounts) if amount and not amount.is_settled),
        )
        for line in trend.drawn
    ]
    chart = draw_lines(
        trend.years,
        series,
        whole=trend.is_whole,
        target=trend.target,
        baseline=trend.baseline,
        height=HEIGHT,
        latest_first=True,
    )
    if chart is None:
        return None
    aims = tuple(_aims(chart))
    ends = _ends(chart)
    lines = tuple(
        DrawnLine(
            line.number,
            line.label,
            DASHES[line.number - 1],
            line.paths,
            line.marks,
            line.key,
            *ends[line.number],
        )
        for line in chart.lines
    )
    names = tuple(name for _place, _dashes, name in aims)
    numbers = [line.end for line in lines] if len(lines) > 1 else []
    values = tuple(_values(chart, [*names, *numbers])) if len(lines) <= MOST_LABELLED else ()
    return TrendDrawing(
        description=trend.description,
        chart=chart,
        lines=lines,
        aims=tuple((place, dashes) for place, dashes, _name in aims),
        words=(*names, *values),
        notes=tuple(_notes(chart, trend)),
    )


def _ends(chart: LineChart) -> dict[int, tuple[Word, str]]:
    """The number of each line beside its last mark, by number, with what leads there.

    Those of lines that reach the last year stand in a column behind it, as near to their marks as they may; a line that
    ends before has its number where it ends.
    """
    last_year = chart.x_ticks[-1].place
    reach = sorted((line for line in chart.lines if line.marks[-1].x == last_year), key=lambda line: line.marks[-1].y)
    found: dict[int, tuple[Word, str]] = {}
    for line, y in zip(reach, _spread([line.marks[-1].y for line in reach]), strict=True):
        mark = line.marks[-1]
        word = Word(line.label_x, y + 4, str(line.number), "start")
        found[line.number] = word, f"M{mark.x + _MARK} {mark.y}L{word.x - 2} {y}" if abs(y - mark.y) > _NEAR else ""
    taken = [*_ink(chart), *(word.box for word, _leader in found.values())]
    for line in chart.lines:
        if line.number in found:
            continue
        x, y = line.marks[-1].x, line.marks[-1].y
        places = [Word(x + across, y + down, str(line.number)) for across, down in _AROUND]
        inside = [place for place in places if place.box[1] >= _TOP and place.box[3] <= _BOTTOM]
        word = min(inside, key=lambda place: sum(_meet(place.box, box) for box in taken))
        taken.append(word.box)
        found[line.number] = word, ""
    return found


def _spread(places: Sequence[int]) -> list[int]:
    """Places in rising order, moved apart by a line at least, each as little as can be, all of them in the drawing.

    Those that would meet form a group around their own middle, which takes in the next group where it comes too near.
    """
    groups: list[list[int]] = []
    for place in places:
        groups.append([place])
        while len(groups) > 1 and _first(groups[-1]) - _first(groups[-2]) < _LINE * len(groups[-2]):
            groups[-2:] = [groups[-2] + groups[-1]]
    return [_first(group) + _LINE * place for group in groups for place in range(len(group))]


def _first(group: Sequence[int]) -> int:
    """Where the first of a group stands that is spread around its middle."""
    high = _LINE * (len(group) - 1)
    return max(_TOP + _NEAR, min(round(sum(group) / len(group) - high / 2), _BOTTOM - high))


def _aims(chart: LineChart) -> Iterator[tuple[int, str, Word]]:
    """Where it began and where it is to come: the lines across, and where their names meet as little as can be."""
    taken = list(_ink(chart))
    for word, tick, dashes in ((BASELINE, chart.baseline, "6 3"), (TARGET, chart.target, "1 3")):
        if tick is None:
            continue
        text = f"{word}: {tick.text}"
        places = [
            Word(x, tick.place + below, text, anchor)
            for below in (-4, _LINE)
            for x, anchor in ((chart.left + 2, "start"), (chart.right - 2, "end"))
        ]
        inside = [place for place in places if place.box[1] >= _TOP and place.box[3] <= _BOTTOM]
        name = min(inside, key=lambda place: sum(_meet(place.box, box) for box in taken))
        taken.append(name.box)
        yield tick.place, dashes, name


def _ink(chart: LineChart) -> Iterator[tuple[float, float, float, float]]:
    """The places that marks and the lines between them take."""
    for line in chart.lines:
        for mark in line.marks:
            yield _around(mark.x, mark.y, _MARK)
        for one, other in pairwise(line.marks):
            for step in range(1, _STEPS):
                share = step / _STEPS
                yield _around(one.x + (other.x - one.x) * share, one.y + (other.y - one.y) * share, 1)


def _around(x: float, y: float, half: int) -> tuple[float, float, float, float]:
    return x - half, y - half, x + half, y + half


def _values(chart: LineChart, names: Sequence[Word]) -> Iterator[Word]:
    """The values at their marks, above or below, wherever there is room; the table has those that find none."""
    marks = [mark for line in chart.lines for mark in line.marks]
    taken = [name.box for name in names]
    taken += [_around(mark.x, mark.y, _MARK) for mark in marks]
    for mark in sorted(marks, key=lambda mark: (mark.x, mark.y)):
        for y in (mark.y - 9, mark.y + 17):
            word = Word(mark.x, y, mark.text)
            _left, top, _right, bottom = word.box
            if top >= _TOP and bottom <= _BOTTOM and not any(_meet(word.box, box) for box in taken):
                taken.append(word.box)
                yield word
                break


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _notes(chart: LineChart, trend: Trend) -> Iterator[str]:
    if len(trend.drawn) < len(trend.lines):
        yield "Qrafikdə göstəricilərin cəmi verilir; qurumların göstəriciləri cədvəldədir."
    if chart.scale > 1:
        yield f"Oxda rəqəmlər {_SCALES[chart.scale]} göstərilir."
    if chart.has_unsettled:
        yield HOLLOW
    if chart.left_out:
        last = max(mark.year for line in chart.lines for mark in line.marks)
        yield (
            f"Qrafikdə {ordinal(last)} ildə göstəricisi ən böyük olan {len(chart.lines)} qurum göstərilir"
            " (həmin il göstərici verməyənlər sonra gəlir); cədvəldə qurumların hamısı var."
        )

"""Stacked bars as numbers: where pieces and words stand, for a template that only writes them down.

Places are whole units of the drawing's own box. Each kind has a fill and, where two fills are alike without colour, the
counts in the pieces tell them apart; the table beside the chart has all of them in words.
"""

import re
from dataclasses import dataclass

from reports.document import Bar, Chart

_NUMBER = re.compile(r"[0-9]++(?:\.[0-9]++)*+")  # how a section of a plan begins: there is no room for more
WIDTH, LEFT, RIGHT = 480, 44, 452
ROW, THICK, TOP = 22, 16, 4
LEAST_FOR_A_NUMBER = 18  # of two digits on a narrow screen, where letters are larger
# Fill and ink of the number in it, by the code of a status.
INKS = {
    "implemented": ("#2c6e49", "#fff"),
    "being_implemented": ("#7fb3d5", "#10202a"),
    "continuing": ("#4a7fb0", "#fff"),
    "partly_implemented": ("#e3a84b", "#2b1a00"),
    "not_implemented": ("#9c2f2f", "#fff"),
    "no_cases": ("#b9b3a6", "#22201c"),
    "not_due": ("#d9d4c8", "#22201c"),
    "not_assessed": ("#f4f1ea", "#22201c"),
}
HATCHED = frozenset({"not_assessed"})  # so pale that a copy would not show them
STEP, KEY = 6, 10  # between two lines; how large a box of the key is
OTHER = ("#e8e4da", "#22201c")


@dataclass(frozen=True, slots=True)
class Piece:
    x: int
    width: int
    fill: str
    ink: str
    text: str  # the count; "" where the piece is too narrow for it
    label: str  # of its kind
    count: int
    hatch: str = ""  # lines across it, which a copy without colours keeps

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Row:
    y: int
    short: str
    total: str  # "" where its only piece says it
    end: int
    pieces: tuple[Piece, ...]

    @property
    def base(self) -> int:
        """Where its words stand."""
        return self.y + THICK - 4


@dataclass(frozen=True, slots=True)
class Bars:
    title: str
    rows: tuple[Row, ...]
    key: tuple[tuple[str, str, str], ...]  # fill, label, lines across
    height: int
    width: int = WIDTH
    thick: int = THICK

    @property
    def description(self) -> str:
        """What the drawing shows, for those who do not see it; the table has every number."""
        return "; ".join(
            f"{row.short} – " + ", ".join(f"{piece.label}: {piece.count}" for piece in row.pieces) for row in self.rows
        )


def draw_bars(chart: Chart) -> Bars:
    """The chart's rows to one scale, the longest as wide as the drawing."""
    most = max((sum(bar.counts) for bar in chart.bars), default=0) or 1
    rows = tuple(_row(chart, bar, place, most) for place, bar in enumerate(chart.bars))
    key = tuple(
        (INKS.get(code, OTHER)[0], label, _hatch(0, 0, KEY, KEY) if code in HATCHED else "")
        for code, label in chart.kinds
    )
    return Bars(chart.title, rows, key, TOP + ROW * len(rows))


def _row(chart: Chart, bar: Bar, place: int, most: int) -> Row:
    y, x, pieces, before = TOP + ROW * place, LEFT, [], 0
    for (code, label), count in zip(chart.kinds, bar.counts, strict=True):
        before += count
        end = LEFT + round((RIGHT - LEFT) * before / most)  # of the sum, so that no row ends beside its length
        if count:
            fill, ink = INKS.get(code, OTHER)
            text = str(count) if end - x >= LEAST_FOR_A_NUMBER else ""
            hatch = _hatch(x, y, end - x, THICK) if code in HATCHED else ""
            pieces.append(Piece(x, end - x, fill, ink, text, label, count, hatch))
        x = end
    number = _NUMBER.match(bar.label)
    total = "" if len(pieces) == 1 and pieces[0].text else str(before)
    return Row(y, number[0] if number else bar.label, total, x + 6, tuple(pieces))


def _hatch(x: int, y: int, width: int, height: int) -> str:
    """Slanting lines from edge to edge of a box."""
    return "".join(
        f"M{x + min(way, width)} {y + max(way - width, 0)}L{x + max(way - height, 0)} {y + min(way, height)}"
        for way in range(STEP, width + height, STEP)
    )

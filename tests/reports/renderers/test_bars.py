"""Bars of counts: each number once, and none that a copy without colours would lose."""

from reports.document import Bar, Chart
from reports.renderers.bars import draw_bars

CHART = Chart(
    "Nümunə qrafik",
    (("implemented", "İcra edilib"), ("not_assessed", "Qiymətləndirilməyib")),
    (Bar("4.1. Nümunə", (0, 4)), Bar("4.2. Nümunə", (2, 4)), Bar("4.3. Nümunə", (0, 0))),
)


def test_bar_of_one_piece_says_its_number_once():
    bars = draw_bars(CHART)
    assert [([piece.text for piece in row.pieces], row.total) for row in bars.rows] == [
        (["4"], ""),
        (["2", "4"], "6"),
        ([], "0"),
    ]
    assert bars.description.startswith("4.1 – Qiymətləndirilməyib: 4; 4.2 – İcra edilib: 2, Qiymətləndirilməyib: 4")


def test_what_is_not_assessed_is_hatched_within_its_piece():
    bars = draw_bars(CHART)
    assert [bool(piece.hatch) for piece in bars.rows[1].pieces] == [False, True]
    assert [bool(hatch) for _fill, _label, hatch in bars.key] == [False, True]
    piece, y = bars.rows[0].pieces[0], bars.rows[0].y
    ends = [tuple(map(int, end.split())) for line in piece.hatch[1:].split("M") for end in line.split("L")]
    assert all(piece.x <= x <= piece.x + piece.width and y <= down <= y + bars.thick for x, down in ends)

"""Line charts as numbers: ticks, places, gaps, marks, labels."""

from decimal import Decimal
from itertools import pairwise

import pytest

from plans.charts import HEIGHT, MOST_LINES, ChartCell, Series, draw_lines, number_text, tick_values


def numbers(*values) -> tuple[Decimal | None, ...]:
    return tuple(None if value is None else Decimal(str(value)) for value in values)


def series(label: str, *values, unsettled=()) -> Series:
    return Series(label, numbers(*values), frozenset(unsettled))


# --- Ticks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lowest", "highest", "expected"),
    [
        (0, 348, (0, 100, 200, 300, 400)),
        (41, 90, (0, 20, 40, 60, 80, 100)),
        (0, 0, (0, "0.2", "0.4", "0.6", "0.8", 1)),
        (5, 5, (0, 1, 2, 3, 4, 5)),
        ("0.2", "0.9", (0, "0.2", "0.4", "0.6", "0.8", 1)),
        (-59, 3, (-60, -40, -20, 0, 20)),
        (-108, -17, (-150, -100, -50, 0)),
        (0, 1_250_000, (0, 500_000, 1_000_000, 1_500_000)),
    ],
)
def test_ticks_are_round_hold_both_values_and_have_nought(lowest, highest, expected):
    assert tick_values(Decimal(str(lowest)), Decimal(str(highest))) == list(numbers(*expected))


def test_whole_numbers_get_no_tick_between_them():
    assert tick_values(Decimal(0), Decimal(2), whole=True) == [0, 1, 2]
    assert tick_values(Decimal(0), Decimal(2)) == list(numbers(0, "0.5", 1, "1.5", 2))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("1250", "1\u00a0250"),
        ("12.50", "12,5"),
        ("-3", "\u22123"),
        ("0", "0"),
        ("1E+2", "100"),
        ("1234567.25", "1\u00a0234\u00a0567,25"),
    ],
)
def test_number_is_written_the_azerbaijani_way(value, written):
    assert number_text(Decimal(value)) == written


def test_signed_number_says_plus_but_nought_does_not():
    assert [number_text(Decimal(value), signed=True) for value in (3, 0, -3)] == ["+3", "0", "\u22123"]


# --- Lines -----------------------------------------------------------------------------------------------------------


def test_line_stands_where_its_values_are():
    chart = draw_lines([2020, 2021, 2022], [series("A", 0, 50, 100)])
    assert [(tick.place, tick.text, tick.is_zero) for tick in chart.y_ticks] == [
        (190, "0", True),
        (155, "20", False),
        (120, "40", False),
        (84, "60", False),
        (49, "80", False),
        (14, "100", False),
    ]
    assert [(tick.place, tick.text) for tick in chart.x_ticks] == [(58, "2020"), (247, "2021"), (436, "2022")]
    (line,) = chart.lines
    assert line.paths == ("M58 190L247 102L436 14",)
    assert [(mark.x, mark.y, mark.year, mark.text) for mark in line.marks] == [
        (58, 190, 2020, "0"),
        (247, 102, 2021, "50"),
        (436, 14, 2022, "100"),
    ]


def test_missing_year_is_a_gap_and_a_lone_value_a_mark_without_a_line():
    chart = draw_lines([2020, 2021, 2022, 2023, 2024], [series("A", 10, 20, None, 30, None)])
    (line,) = chart.lines
    assert len(line.paths) == 1
    assert [mark.year for mark in line.marks] == [2020, 2021, 2023]
    lone = draw_lines([2020, 2021, 2022], [series("A", 1, None, 3)])
    assert lone.lines[0].paths == ()
    assert [mark.year for mark in lone.lines[0].marks] == [2020, 2022]


def test_one_year_stands_in_the_middle():
    chart = draw_lines([2024], [series("A", 7)])
    assert [tick.place for tick in chart.x_ticks] == [(chart.left + chart.right) // 2]


def test_lines_differ_by_number_and_by_the_shape_of_their_marks():
    chart = draw_lines([2020, 2021], [series(f"A{place}", place, place + 1) for place in range(MOST_LINES)])
    assert [line.number for line in chart.lines] == [1, 2, 3, 4, 5, 6]
    assert len({line.key for line in chart.lines}) == MOST_LINES


def test_labels_of_lines_that_end_together_are_kept_apart_and_inside():
    chart = draw_lines([2020, 2021], [series("A", 1, 0), series("B", 2, 0), series("C", 100, 1)])
    places = sorted(line.label_y for line in chart.lines)
    assert all(later - earlier >= 15 for earlier, later in pairwise(places))
    assert places[0] > 0
    assert places[-1] <= HEIGHT - 30
    # The lines themselves stay where their values are.
    assert [line.marks[-1].y for line in chart.lines] == [190, 190, 188]


def test_unsettled_value_is_hollow_and_said_so():
    chart = draw_lines([2020, 2021], [series("A", 1, 2, unsettled=[1])])
    assert [mark.is_settled for mark in chart.lines[0].marks] == [True, False]
    assert chart.rows == (("A", (ChartCell("1", True), ChartCell("2", False))),)
    assert chart.has_unsettled
    assert not draw_lines([2020, 2021], [series("A", 1, 2)]).has_unsettled


def test_of_too_many_series_the_greatest_are_drawn_in_their_order_and_the_table_has_all():
    many = [series(f"A{place}", value, 1) for place, value in enumerate((8, 1, 7, 2, 6, 3, 5, 4))]
    chart = draw_lines([2020, 2021], many)
    assert [line.label for line in chart.lines] == ["A0", "A2", "A4", "A5", "A6", "A7"]
    assert [label for label, _cells in chart.rows] == [f"A{place}" for place in range(8)]
    assert chart.left_out == 2


def test_series_without_a_value_is_neither_drawn_nor_listed():
    chart = draw_lines([2020, 2021], [series("A", None, None), series("B", 1, None)])
    assert [label for label, _cells in chart.rows] == ["B"]
    assert draw_lines([2020, 2021], [series("A", None, None)]) is None
    assert draw_lines([2020, 2021], []) is None


def test_great_numbers_are_counted_in_millions_on_the_axis_and_whole_in_the_table():
    chart = draw_lines([2020, 2021], [series("A", 1_000_000, 2_500_000)], whole=True)
    assert chart.scale == 10**6
    assert [tick.text for tick in chart.y_ticks] == ["0", "0,5", "1", "1,5", "2", "2,5"]
    assert [cell.text for cell in chart.rows[0][1]] == ["1\u00a0000\u00a0000", "2\u00a0500\u00a0000"]
    assert draw_lines([2020], [series("A", 999_999)]).scale == 1


def test_wider_numbers_get_more_room():
    assert draw_lines([2020], [series("A", 4)]).left < draw_lines([2020], [series("A", 40_000)]).left


def test_series_of_another_length_is_refused():
    with pytest.raises(ValueError, match="one value, or None, for each year"):
        draw_lines([2020, 2021], [series("A", 1)])


def test_target_is_a_line_that_the_axis_holds():
    chart = draw_lines([2020, 2021], [series("A", 10, 20)], target=Decimal(100))
    assert (chart.target.text, chart.target.place) == ("100", chart.y_ticks[-1].place)
    assert chart.y_ticks[-1].text == "100"
    assert draw_lines([2020, 2021], [series("A", 10, 20)]).target is None

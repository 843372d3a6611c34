"""Counts of few persons in tables: a reader who reckons learns none of what is not shown."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plans.checks import suppression
from plans.checks.suppression import SMALL, Sum, Suppression, suppress
from plans.checks.tables import TOTAL, CountTable, suppress_tables
from tests.operations import calls_of
from tests.plans.checks.attack import can_differ
from tests.properties import examples


def table_of(rows, *, row_totals=True, column_totals=True, shared=None) -> CountTable:
    """A table with the totals that its cells have."""
    sums = [sum(count or 0 for count in row) for row in rows]
    columns = [sum(row[column] or 0 for row in rows) for column in range(len(rows[0]))]
    return CountTable(
        tuple(tuple(row) for row in rows),
        tuple(sums) if row_totals else None,
        tuple(columns) if column_totals else None,
        sum(sums) if row_totals or column_totals else None,
        shared or {},
    )


def hidden_of(*tables, **given):
    return [sorted(one.places) for one in suppress_tables(tables, **given)]


def pinned(values, sums, answer: Suppression, *, knows_rule=False):
    return [
        key for key in answer.cells - answer.exposed if not can_differ(values, sums, answer, key, knows_rule=knows_rule)
    ]


def as_cells(*tables: CountTable):
    """Cells and sums as `suppress` takes them, shared ones once; it is written apart from `suppress_tables`."""
    values, sums = {}, []
    for number, table in enumerate(tables):
        name = {place: table.shared.get(place, (number, place)) for place, _count in table.cells()}
        values |= {name[place]: count for place, count in table.cells()}
        sums += [
            Sum(name[total], tuple(name[part] for part in parts))
            for total, parts in table.sums()
            if values[name[total]] is not None
        ]
    return values, sums


# --- Single rules -----------------------------------------------------------------------------------------------------


def test_nothing_small_leaves_everything_shown():
    assert hidden_of(table_of([[5, 0], [10, 20]])) == [[]]
    assert hidden_of(CountTable(())) == [[]]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_small_count_is_not_shown_and_may_be_called_less_than_five(count):
    assert suppress({"a": count, "b": 5, "c": 0, "d": None}) == Suppression(frozenset("a"), frozenset())


def test_without_totals_a_small_count_needs_no_other_cell():
    assert hidden_of(table_of([[3, 20], [40, 50]], row_totals=False, column_totals=False)) == [[(0, 0)]]


def test_a_total_takes_a_second_cell_with_it_the_smallest_that_serves():
    assert hidden_of(table_of([[3, 20, 9, 50]], column_totals=False)) == [[(0, 0), (0, 2)]]


def test_totals_of_rows_and_columns_take_a_rectangle():
    assert hidden_of(table_of([[3, 20], [40, 50]])) == [[(0, 0), (0, 1), (1, 0), (1, 1)]]
    assert hidden_of(table_of([[3, 20, 6], [40, 50, 7], [60, 70, 80]])) == [[(0, 0), (0, 2), (1, 0), (1, 2)]]


def test_two_small_counts_that_are_known_together_take_a_third_cell():
    row = {"a": 1, "b": 1, "c": 20, "total": 22}
    answer = suppress(row, [Sum("total", ("a", "b", "c"))])
    assert answer == Suppression(frozenset("ab"), frozenset("c"))
    assert suppress({"a": 2, "b": 3, "c": 20, "total": 25}, [Sum("total", ("a", "b", "c"))]).cells == {"a", "b"}


def test_where_no_other_cell_serves_the_total_is_not_shown():
    assert suppress({"a": 4, "b": 4, "total": 8}, [Sum("total", ("a", "b"))]) == Suppression(
        frozenset("ab"), frozenset({"total"})
    )


def test_small_counts_that_a_small_total_tells_lose_their_words():
    """Four that are each at least one and less than five together are one each: of the total nothing is said."""
    row = {"a": 1, "b": 1, "c": 1, "d": 1, "total": 4}
    answer = suppress(row, [Sum("total", ("a", "b", "c", "d"))])
    assert answer.cells == row.keys()
    assert pinned(row, [Sum("total", ("a", "b", "c", "d"))], answer) == []


def test_zeros_are_taken_last():
    assert suppress({"a": 3, "zero": 0, "b": 900, "total": 903}, [Sum("total", ("a", "zero", "b"))]).cells == {"a", "b"}
    answer = suppress({"a": 4, "zero": 0, "b": 7, "c": 4, "total": 15}, [Sum("total", ("a", "zero", "b", "c"))])
    assert answer.cells == {"a", "b", "c"}


def test_empty_cells_are_not_counted():
    assert hidden_of(table_of([[3, None, 20]], column_totals=False)) == [[(0, 0), (0, 2)]]


def test_a_cell_of_two_tables_is_shown_in_neither():
    first = table_of([[3, 20], [40, 50]], shared={(0, 0): "a", (0, 1): "b", (0, TOTAL): "t"})
    second = table_of([[3, 20], [60, 70]], shared={(0, 0): "a", (0, 1): "b", (0, TOTAL): "t"})
    of_first, of_second = suppress_tables([first, second])
    assert of_first.places & {(0, 0), (0, 1)} == of_second.places & {(0, 0), (0, 1)} == {(0, 0), (0, 1)}


def test_the_consolidated_figure_does_not_give_an_agency_away():
    agencies = [CountTable(((count,),), shared={(0, 0): name}) for name, count in (("x", 3), ("y", 30), ("z", 50))]
    consolidated = CountTable(((83,),), shared={(0, 0): "all"})
    links = [Sum("all", ("x", "y", "z"))]
    assert hidden_of(*agencies, consolidated, links=links) == [[(0, 0)], [(0, 0)], [], []]


def test_a_figure_that_a_correction_changed_is_shown_in_neither_edition():
    first = table_of([[12, 20, 30]], column_totals=False, shared={(0, 0): "a"})
    second = table_of([[3, 20, 30]], column_totals=False, shared={(0, 0): "a"})
    of_first, of_second = suppress_tables([first, second])
    assert (0, 0) in of_first.places
    assert (0, 0) in of_second.places
    assert len(of_first.places) > 1 < len(of_second.places)


def test_what_an_earlier_edition_does_not_show_stays_so():
    sums = [Sum("total", ("a", "b", "c"))]
    assert suppress({"a": 6, "b": 20, "c": 30, "total": 56}, sums).cells == set()
    assert suppress({"a": 6, "b": 20, "c": 30, "total": 56}, sums, hidden={"a"}).cells == {"a", "b"}


def test_what_is_published_already_does_not_help_and_is_told():
    sums = [Sum("total", ("a", "b", "c"))]
    row = {"a": 3, "b": 20, "c": 30, "total": 53}
    assert suppress(row, sums, published={"b"}).cells == {"a", "c"}
    assert suppress(row, sums, published={"b", "c", "total"}) == Suppression(
        frozenset("a"), frozenset(), frozenset("a")
    )


@pytest.mark.parametrize(
    ("values", "sums", "said"),
    [
        ({"a": -1}, [], "less than none"),
        ({"a": 5, "t": 6}, [Sum("t", ("a",))], "A total is 6, its parts are 5 together"),
        ({"t": 6}, [Sum("t", ("a",))], "not there"),
    ],
)
def test_what_cannot_be_is_refused(values, sums, said):
    with pytest.raises(ValueError, match=said):
        suppress(values, sums)


def test_the_reader_of_these_tests_finds_what_is_given_away():
    sums = [Sum("t", ("a", "b"))]
    naive = Suppression(frozenset("a"), frozenset())
    assert pinned({"a": 3, "b": 20, "t": 23}, sums, naive) == ["a"]
    both_one = Suppression(frozenset("ab"), frozenset())
    assert sorted(pinned({"a": 1, "b": 1, "t": 2}, sums, both_one)) == ["a", "b"]
    assert pinned({"a": 1, "b": 2, "t": 3}, sums, both_one) == []


# --- Any table --------------------------------------------------------------------------------------------------------

COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 30), st.none())


@st.composite
def tables(draw, most=3):
    height, width = draw(st.integers(1, most)), draw(st.integers(1, most))
    rows = draw(st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=height, max_size=height))
    return table_of(rows, row_totals=draw(st.booleans()), column_totals=draw(st.booleans()))


def assert_safe(values, sums, answer: Suppression):
    assert {key for key, value in values.items() if value in SMALL} <= answer.cells
    assert answer.less_than_five.isdisjoint(answer.silent)
    assert all(values[key] in SMALL for key in answer.less_than_five)
    assert answer.exposed == set()
    for one in sums:
        if values[one.total] is not None:
            assert sum(key in answer.cells for key in {one.total, *one.parts}) != 1
    assert pinned(values, sums, answer) == []


@given(tables())
@examples(150)
def test_no_cell_can_be_reckoned_from_what_is_shown(table):
    values, sums = as_cells(table)
    answer = suppress(values, sums)
    assert_safe(values, sums, answer)
    (places,) = suppress_tables([table])
    assert {(0, place) for place in places.places} == answer.cells


@given(tables())
@examples(150)
def test_who_knows_the_rule_reckons_no_more_where_no_zero_and_no_silence_was_needed(table):
    values, sums = as_cells(table)
    answer = suppress(values, sums)
    assume(answer.cells)
    assume(all(values[key] not in (0, *SMALL) for key in answer.silent))
    assert pinned(values, sums, answer, knows_rule=True) == []


@given(st.lists(st.lists(COUNTS, min_size=2, max_size=3), min_size=2, max_size=2), st.data())
@examples(80)
def test_no_cell_can_be_reckoned_from_two_tables_that_share_a_row(rows, data):
    width = min(len(row) for row in rows)
    rows = [row[:width] for row in rows]
    other = data.draw(st.lists(COUNTS, min_size=width, max_size=width))
    shared = {(0, column): ("shared", column) for column in range(width)} | {(0, TOTAL): "shared total"}
    both = [table_of(rows, shared=shared), table_of([rows[0], other], shared=shared)]
    values, sums = as_cells(*both)
    assert_safe(values, sums, suppress(values, sums))
    of_first, of_second = suppress_tables(both)
    assert of_first.places & shared.keys() == of_second.places & shared.keys()


@given(st.lists(st.lists(COUNTS, min_size=3, max_size=3), min_size=2, max_size=3))
@examples(80)
def test_no_cell_can_be_reckoned_from_agencies_and_their_consolidated_table(rows):
    """Each agency has a table of its own with a total; the consolidated one sums its columns."""
    values, sums = as_cells(*(table_of([row], column_totals=False) for row in rows))
    for column in range(3):
        values[column] = sum(row[column] or 0 for row in rows)
        sums.append(Sum(column, tuple((number, (0, column)) for number in range(len(rows)))))
    values["all"] = sum(values[column] for column in range(3))
    sums.append(Sum("all", (0, 1, 2)))
    assert_safe(values, sums, suppress(values, sums))


@given(tables(), st.data())
@examples(80)
def test_what_is_published_already_gives_away_only_what_is_said_to_be_exposed(table, data):
    values, sums = as_cells(table)
    cells = [key for key, value in values.items() if value is not None]
    published = data.draw(st.sets(st.sampled_from(cells), max_size=4)) if cells else set()
    hidden = data.draw(st.sets(st.sampled_from(cells), max_size=3)) - published if cells else set()
    answer = suppress(values, sums, published=published, hidden=hidden)
    assert hidden <= answer.cells
    assert {key for key in published if values[key] in SMALL} <= answer.exposed
    known = Suppression(answer.less_than_five - published, answer.silent - published, answer.exposed)
    assert pinned(values, sums, known) == []


@given(tables())
@examples(40)
def test_the_answer_is_the_same_each_time_and_in_a_later_edition(table):
    values, sums = as_cells(table)
    answer = suppress(values, sums)
    assert suppress(dict(values), list(sums)) == answer
    again = suppress(values, sums, hidden=answer.cells)
    assert answer.cells <= again.cells


def test_work_is_bounded_for_a_large_table():
    """Sixty agencies and eight figures: each small cell is protected by cells close to it, and few others are needed."""

    def table(height: int) -> CountTable:
        return table_of([[(7 * row + 3 * column) % 23 for column in range(8)] for row in range(height)])

    small = sum(count in SMALL for _place, count in table(60).cells())
    assert small == 83
    assert calls_of(lambda: suppress_tables([table(60)])) <= 10_000 * small
    (hidden,) = suppress_tables([table(60)])
    assert len(hidden.places) <= 1.5 * small


@given(tables(), st.integers(0, 6))
@examples(80)
def test_beyond_the_budget_more_is_hidden_and_nothing_given_away(table, steps):
    values, sums = as_cells(table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suppression, "MOST_STEPS", steps)
        answer = suppress(values, sums)
    assert_safe(values, sums, answer)

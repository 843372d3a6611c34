"""Two people in one table: cells, rows and columns."""

import pytest

from plans.narrative import clean, merge


def table(*rows, tag="td"):
    """Rows of cells, "a b|c"; "" between the strokes is an empty cell."""
    cells = ["".join(f"<{tag}>{cell and f'<p>{cell}</p>'}</{tag}>" for cell in row.split("|")) for row in rows]
    return f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in cells)}</tbody></table>"


BASE = table("bir|1|a", "iki|2|b", "üç|3|c")


@pytest.mark.parametrize(
    ("mine", "theirs", "result"),
    [
        # cells
        ("bir|10|a iki|2|b üç|3|c", "bir|1|a iki|2|x üç|3|c", "bir|10|a iki|2|x üç|3|c"),
        ("bir|10|a iki|2|b üç|3|c", "bir|1|x iki|2|b üç|3|c", "bir|10|x iki|2|b üç|3|c"),
        ("bir|10|a iki|2|b üç|3|c", "bir|11|a iki|2|b üç|3|c", None),
        ("bir|10|a iki|2|b üç|3|c", "bir|10|a iki|2|x üç|3|c", "bir|10|a iki|2|x üç|3|c"),
        ("bir||a iki|2|b üç|3|c", "bir|1|x iki|2|b üç|3|c", "bir||x iki|2|b üç|3|c"),
        ("bir||a iki|2|b üç|3|c", "bir|10|a iki|2|b üç|3|c", None),
        # rows beside cells
        ("bir|1|a iki|2|b üç|3|c dörd|4|d", "bir|1|a iki|2|b üç|33|c", "bir|1|a iki|2|b üç|33|c dörd|4|d"),
        ("iki|2|b üç|3|c", "bir|1|a iki|2|x üç|3|c", "iki|2|x üç|3|c"),
        ("iki|2|b üç|3|c", "bir|1|x iki|2|b üç|3|c", None),
        ("iki|2|b üç|3|c dörd|4|d", "bir|1|a iki|2|b üç|3|x", "iki|2|b üç|3|x dörd|4|d"),
        # columns beside cells
        ("bir||1|a iki|v|2|b üç||3|c", "bir|10|a iki|2|x üç|3|c", "bir||10|a iki|v|2|x üç||3|c"),
        ("bir|a iki|b üç|c", "bir|1|a iki|2|x üç|3|c", "bir|a iki|x üç|c"),
        ("bir|a iki|b üç|c", "bir|10|a iki|2|b üç|3|c", None),
        # columns beside rows
        ("bir||1|a iki|v|2|b üç||3|c", "bir|1|a iki|2|b ye|9|z üç|3|c", "bir||1|a iki|v|2|b ye||9|z üç||3|c"),
        ("bir||1|a iki|v|2|b üç||3|c", "bir|1|a üç|3|c", None),
        ("bir||1|a iki||2|b üç|v|3|c", "bir|1|a üç|3|c", "bir||1|a üç|v|3|c"),
        # columns and cells of one side, columns of both
        ("bir|7|a| iki|2|b| üç|3|c|", "bir|1|a iki|2|x üç|3|c", None),
        ("bir|1|a|m iki|2|b| üç|3|c|", "bir|1|a|t iki|2|b| üç|3|c|", None),
    ],
)
def test_cells_rows_and_columns(mine, theirs, result):
    my_own, their_own = table(*mine.split()), table(*theirs.split())
    there, back = merge(BASE, my_own, their_own), merge(BASE, their_own, my_own)
    assert there.is_clean == back.is_clean == (result is not None)
    if result is not None:
        assert there.html == back.html == clean(there.html) == table(*result.split())


def test_rows_put_in_at_one_place_all_stay_and_the_same_row_once():
    base = table("a|b")
    mine, theirs = table("a|b", "m|1", "birgə|0"), table("a|b", "t|2", "birgə|0")
    assert merge(base, mine, theirs).html == table("a|b", "t|2", "m|1", "birgə|0")
    assert merge(base, theirs, mine).html == table("a|b", "m|1", "t|2", "birgə|0")
    mine, theirs = table("a|b", "m|1", "birgə|0", "m|2"), table("a|b", "birgə|0", "t|3")
    assert merge(base, mine, theirs).html == table("a|b", "m|1", "birgə|0", "t|3", "m|2")
    assert merge(base, table("a|b", "|"), table("a|b", "|")).html == table("a|b", "|")


def test_words_within_a_cell_are_merged_as_in_a_paragraph():
    base = table("a b c d e|x")
    assert merge(base, table("M b c d e|x"), table("a b c d T|x")).html == table("M b c d T|x")
    assert not merge(base, table("M b c d e|x"), table("a b T d e|x")).is_clean


def test_conflict_of_one_cell_shows_both_tables_with_all_that_needs_no_choice():
    (conflict,) = merge(table("a|b", "c|d"), table("a1|b", "c|d1"), table("a2|b1", "c|d")).conflicts
    assert (conflict.base, conflict.mine, conflict.theirs) == (
        table("a|b1", "c|d1"),
        table("a1|b1", "c|d1"),
        table("a2|b1", "c|d1"),
    )


def test_heads_of_columns_are_taken_as_well():
    base = table("a|b", "c|d")
    mine = base.replace("<td><p>a</p></td><td><p>b</p></td>", "<th><p>a</p></th><th><p>b</p></th>")
    assert merge(base, mine, base.replace("<p>a</p>", "<p>a1</p>")).html == mine.replace("<p>a</p>", "<p>a1</p>")


def test_cells_over_several_rows_are_merged_as_long_as_the_rows_stay():
    base = '<table><tbody><tr><td rowspan="2"><p>a</p></td><td><p>b</p></td></tr><tr><td><p>c</p></td></tr></tbody></table>'
    mine, theirs = base.replace("<p>b</p>", "<p>b1</p>"), base.replace("<p>c</p>", "<p>c1</p>")
    assert merge(base, mine, theirs).html == mine.replace("<p>c</p>", "<p>c1</p>")
    longer = theirs.replace("</tr></tbody>", "</tr><tr><td><p>x</p></td><td><p>y</p></td></tr></tbody>")
    assert not merge(base, mine, longer).is_clean


def test_a_table_taken_away_and_one_changed_is_chosen():
    result = merge(BASE, "<p>son</p>", BASE.replace("<p>a</p>", "<p>x</p>"))
    assert not result.is_clean
    assert result.resolved(["theirs"]) == BASE.replace("<p>a</p>", "<p>x</p>")


def test_a_table_of_which_both_together_leave_no_word_is_gone():
    assert merge("<p>a</p>" + table("|b", "c|"), "<p>a</p>" + table("c|"), "<p>a</p>" + table("|b")).html == "<p>a</p>"

"""Which form a table gets: its face, its columns, its head."""

import pytest

from plans.narrative import Table, parse
from reports.renderers.blocks import blocks_html
from reports.renderers.tables import form_of


def table_of(rows: str) -> Table:
    [table] = parse(f"<table><tbody>{rows}</tbody></table>")
    assert isinstance(table, Table)
    return table


def cells(tag: str, *texts: str) -> str:
    return f"<tr>{''.join(f'<{tag}><p>{text}</p></{tag}>' for text in texts)}</tr>"


@pytest.mark.parametrize(
    ("rows", "head"),
    [
        (cells("td", "a", "b") + cells("td", "c", "d"), 0),
        (cells("th", "a", "b") + cells("td", "c", "d"), 1),
        (cells("th", "a", "b") + cells("th", "c", "d") + cells("td", "e", "f"), 2),
        (cells("th", "a", "b"), 0),
        ("<tr><th><p>a</p></th><td><p>b</p></td></tr>" + cells("td", "c", "d"), 0),
        ('<tr><th rowspan="2"><p>a</p></th><th><p>b</p></th></tr>' + cells("td", "c") + cells("td", "d", "e"), 2),
        ('<tr><th rowspan="50"><p>a</p></th><th><p>b</p></th></tr>' + cells("td", "c") * 50, 0),
        (cells("th", "söz " * 3000, "b") + cells("td", "c", "d"), 0),
    ],
    ids=["none", "one", "two", "nothing below", "a row's head", "down into a row", "down to the end", "too tall"],
)
def test_rows_of_the_head(rows, head):
    assert form_of(table_of(rows)).head == head


@pytest.mark.parametrize(
    ("columns", "depth", "face", "keeps_words"),
    [
        (3, 0, "", True),
        (5, 0, "", True),
        (6, 0, "is-small", True),
        (8, 0, "is-small is-turned", True),
        (12, 0, "is-tiny is-turned", True),
        (30, 0, "is-tiny is-turned", False),
        (8, 1, "is-tiny", True),
        (12, 1, "is-tiny", False),
    ],
)
def test_face_by_columns_of_a_word_of_fifteen_letters(columns, depth, face, keeps_words):
    form = form_of(table_of(cells("td", *["maarifləndirməy"] * columns)), depth)
    assert (form.face.name, form.keeps_words) == (face, keeps_words)


def test_columns_follow_what_stands_in_them():
    form = form_of(table_of(cells("th", "№", "Tədbirin adı", "Say") + cells("td", "1", "Nümunə mətn " * 20, "12")))
    assert sum(form.widths) == pytest.approx(100, abs=0.01)
    number, name, count = form.widths
    assert number < count < 10
    assert name > 80


def test_row_above_a_quarter_of_a_page_may_break():
    form = form_of(table_of(cells("td", "qısa", "söz") + cells("td", "söz " * 800, "b")))
    assert form.tall == {1}


def test_html_of_a_table():
    table = table_of(
        '<tr><th><p>a</p></th><th colspan="2"><p>b</p></th></tr>'
        '<tr><th><p>c</p></th><td rowspan="9"><p>d</p></td><td><p>e</p></td></tr>'
    )
    html = blocks_html((table,), "Cədvəl")
    assert html == (
        '<div class="document-table "><table><colgroup>'
        '<col width="33.333%"><col width="33.333%"><col width="33.333%"></colgroup>'
        '<thead><tr><th scope="col"><p>a</p></th><th colspan="2" scope="colgroup"><p>b</p></th></tr></thead>'
        '<tbody><tr><th scope="row"><p>c</p></th><td><p>d</p></td><td><p>e</p></td></tr></tbody></table></div>'
    )


def test_paragraph_with_a_long_word_is_not_spread():
    [usual, long] = parse(f"<p>{'a' * 39} b</p><p>{'a' * 40} b</p>")
    assert blocks_html((usual, long), "") == f'<p>{"a" * 39} b</p><p class="is-ragged">{"a" * 40} b</p>'


def test_only_a_table_of_many_columns_is_a_stop_of_the_keyboard():
    few, many = (blocks_html((table_of(cells("td", *["a"] * columns)),), "Cədvəl") for columns in (3, 4))
    assert "tabindex" not in few
    assert 'role="group" tabindex="0" aria-label="Cədvəl"' in many

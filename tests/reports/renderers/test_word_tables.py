"""Tables of the Word file: heads, rows, widths, the page they stand on, and the line between two of them."""

import dataclasses
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plans.narrative import Table, clean, parse, walk_paragraphs
from reports.document import Section
from reports.importer.html import blocks_to_html
from reports.importer.read import read_report
from reports.renderers.grid import grid_of
from reports.renderers.letters import width_of
from reports.renderers.word.widths import layout_of
from reports.renderers.word_file import write_word
from reports.trend import Amount, Trend, TrendLine
from tests.reports.samples import rich_document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
UPRIGHT, LYING, LARGE = (11906, 16838), (16838, 11906), (23811, 16838)
WORDS = ("Görüş", "Təlim", "Nəfər", "Qurumlar", "Bölgə", "Tarixlər", "Göstərici", "Mövzular", "Təşkilatçı")
WORDS += ("İştirakçılar", "Maarifləndirmə", "Müddət")


def table_html(columns: int, rows: int = 2) -> str:
    head = "".join(f"<th>{WORDS[column % len(WORDS)]}</th>" for column in range(columns))
    row = f"<tr>{'<td>söz</td>' * columns}</tr>"
    return f"<table><tr>{head}</tr>{row * rows}</table>"


def body_of(*htmls: str):
    sections = tuple(Section(f"Başlıq {n}", 2, f"4.2.{n}", parse(html)) for n, html in enumerate(htmls, 1))
    word = docx.Document(BytesIO(write_word(dataclasses.replace(rich_document(), sections=sections))))
    return word.element.body


def layout(html: str):
    return layout_of(grid_of(parse(html)[0]))


def rows_with(body, name: str) -> list[bool]:
    return [row.find(f"{W}trPr/{W}{name}") is not None for row in body.iter(f"{W}tr")]


def test_the_rows_of_headings_at_the_top_are_repeated_and_no_other():
    html = (
        "<table><tr><th rowspan=2>Göstərici</th><th colspan=2>İllər</th></tr><tr><th>2020</th><th>2021</th></tr>"
        "<tr><th>Qurbanlar</th><td>10</td><td>12</td></tr></table>"
    )
    assert rows_with(body_of(html), "tblHeader") == [True, True, False]


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
        "<table><tr><th>a</th></tr><tr><th>b</th></tr></table>",  # nothing would be left to stand under it
        "<table><tr><th rowspan=2>a</th><th>b</th></tr><tr><td>c</td></tr></table>",  # Word cannot cut the cell
    ],
)
def test_a_table_without_a_head_of_its_own_repeats_nothing(html):
    assert not any(rows_with(body_of(html), "tblHeader"))


def test_a_row_is_not_split_unless_it_is_taller_than_half_a_page():
    html = f"<table><tr><td>qısa</td></tr><tr><td>{'uzun söz ' * 900}</td></tr></table>"
    assert rows_with(body_of(html), "cantSplit") == [True, False]


def test_headings_of_cells_are_a_style_and_words_in_them_are_not_marked_bold():
    body = body_of("<table><tr><th>a</th><td>b</td></tr></table>")
    styles = [style.get(f"{W}val") for style in body.iterfind(f".//{W}tc//{W}pStyle")]
    assert styles == ["TableHeading", "TableText"]
    assert body.find(f".//{W}tc//{W}b") is None


def test_a_column_of_long_texts_is_wider_than_one_of_numbers_and_all_fill_the_page():
    narrow, wide = layout(
        f"<table><tr><th>Sayı</th><th>Mətn</th></tr><tr><td>16</td><td>{'uzun söz ' * 60}</td></tr></table>"
    ).columns
    assert (narrow + wide, narrow < 1500 < 7000 < wide) == (9354, True)
    assert layout("<table><tr><td>ab</td><td>ab</td></tr></table>").columns == (4677, 4677)


@pytest.mark.parametrize(
    ("columns", "page", "face"),
    [
        (8, UPRIGHT, 12),
        (10, UPRIGHT, 10),
        (12, LYING, 12),
        (15, LYING, 10),
        (20, LYING, 8),
        (22, LARGE, 10),
        (30, LARGE, 8),
        (90, LARGE, 7),
    ],
)
def test_a_wide_table_gets_a_smaller_face_then_a_lying_page_then_a_large_one(columns, page, face):
    found = layout(table_html(columns))
    assert ((found.page.width, found.page.height), found.face) == (page, face)
    assert sum(found.columns) == found.page.text_width


def test_a_long_address_is_broken_and_pushes_no_column_away():
    found = layout(f"<table><tr><td>https://numune.example/{'a' * 200}</td><td>Nümunə</td></tr></table>")
    assert ((found.page.width, found.face), found.columns[1] > 900) == ((11906, 12), True)


def test_values_over_the_years_stand_in_the_face_that_their_columns_are_measured_by():
    years = tuple(range(2014, 2025))
    given = TrendLine("Nümunə Dövlət Xidməti", tuple(Amount(Decimal(1250 + year)) for year in years))
    trend = Trend("Nümunə say", "nəfər", years, (given,))
    section = Section("Başlıq", 2, "4.2.1", trends=(trend,))
    word = docx.Document(BytesIO(write_word(dataclasses.replace(rich_document(), sections=(section,)))))
    [table] = word.element.body.iter(f"{W}tbl")
    styles = {style.get(f"{W}val") for style in table.iter(f"{W}pStyle")}
    assert styles == {"ReportTableHeading10", "ReportTableText10"}
    columns = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
    # “3 274” in ten points, and what keeps it from the rules at its sides.
    assert min(columns) >= (width_of("3\u00a0274") * 10 * 20 / 1000) + 2 * 85
    notes = [paragraph.style.name for paragraph in word.paragraphs if paragraph.text.startswith("Göstərici illər")]
    assert notes == ["Report Note"]


def test_a_wide_head_over_columns_takes_no_room_from_their_words():
    html = (
        "<table><tr><th colspan=2>Maarifləndirməqurumlar</th><td>b</td></tr>"
        f"<tr><td>10</td><td>{'uzun söz ' * 40}</td><td>{'uzun söz ' * 40}</td></tr></table>"
    )
    head = width_of("Maarifləndirməqurumlar", is_bold=True) * 12 * 20 / 1000 + 2 * 113
    assert sum(layout(html).columns[:2]) > head


def pages(body) -> list[tuple[int, int]]:
    return [(int(size.get(f"{W}w")), int(size.get(f"{W}h"))) for size in body.iter(f"{W}pgSz")]


def test_the_pages_lie_for_the_wide_table_only():
    assert pages(body_of(f"<p>a</p>{table_html(12)}<p>b</p>")) == [UPRIGHT, LYING, UPRIGHT]
    assert pages(body_of(f"<p>a</p>{table_html(4)}<p>b</p>")) == [UPRIGHT]


def test_headings_go_along_to_the_lying_page_and_no_page_stays_empty():
    body = body_of("<p>a</p>", table_html(12), table_html(12), "<p>b</p>")
    assert pages(body) == [UPRIGHT, LYING, UPRIGHT]
    ended, wide, further = ([] for _ in range(3))
    kinds = iter((ended, wide, further))
    found = next(kinds)
    for element in body:
        found.append(element)
        if element.find(f"{W}pPr/{W}sectPr") is not None:
            found = next(kinds)
    assert [text.text for element in wide for text in element.iter(f"{W}t") if "Başlıq" in text.text] == [
        "Başlıq 2",
        "Başlıq 3",
    ]
    assert [element.tag.removeprefix(W) for element in ended] == ["p"] * 4
    assert [element.tag.removeprefix(W) for element in further] == ["p", "p", "sectPr"]


def test_only_the_first_page_of_all_carries_no_number():
    body = body_of(f"<p>a</p>{table_html(12)}<p>b</p>")
    assert [section.find(f"{W}titlePg") is not None for section in body.iter(f"{W}sectPr")] == [True, False, False]
    assert all(section.find(f"{W}headerReference") is not None for section in body.iter(f"{W}sectPr"))


def test_two_tables_in_a_row_have_a_line_between_them():
    body = body_of(table_html(2) + table_html(3))
    tags = [element.tag.removeprefix(W) for element in body]
    assert tags == ["p", "p", "p", "tbl", "p", "tbl", "p", "sectPr"]


def test_a_short_row_stays_short_and_a_hole_in_a_row_is_an_empty_cell():
    short = body_of("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>")
    assert [len(row.findall(f"{W}tc")) for row in short.iter(f"{W}tr")] == [2, 1]
    assert [after.get(f"{W}val") for after in short.iter(f"{W}gridAfter")] == ["1"]
    hole = body_of("<table><tr><td>a</td><td>b</td><td rowspan=2>c</td></tr><tr><td>d</td></tr></table>")
    assert [len(row.findall(f"{W}tc")) for row in hole.iter(f"{W}tr")] == [3, 3]


def test_every_cell_ends_with_a_paragraph_and_every_row_has_a_cell():
    html = "<tr><td></td><td rowspan=3>b</td></tr><tr><td><ul><li>c</li></ul></td></tr><tr><td colspan=2>d</td></tr>"
    body = body_of(f"<table>{html}</table>")
    assert all(cell[-1].tag == f"{W}p" for cell in body.iter(f"{W}tc"))
    assert all(row.find(f"{W}tc") is not None for row in body.iter(f"{W}tr"))


def test_a_wide_table_in_a_list_stays_on_its_upright_page():
    body = body_of(f"<ul><li>a{table_html(12)}</li></ul>")
    assert pages(body) == [UPRIGHT]
    assert sum(int(column.get(f"{W}w")) for column in body.iter(f"{W}gridCol")) == 9354


@st.composite
def tables(draw) -> str:
    """A table whose cells reach over others, none of them over another cell."""
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    taken: set[tuple[int, int]] = set()
    rows = []
    for row in range(height):
        cells = ""
        for column in range(width):
            if (row, column) in taken:
                continue
            down = draw(st.integers(1, height - row))
            across = 1
            while column + across < width and (row, column + across) not in taken and draw(st.booleans()):
                across += 1
            taken |= {(row + r, column + c) for r in range(down) for c in range(across)}
            tag = draw(st.sampled_from(["td", "th"]))
            spans = (f' colspan="{across}"' if across > 1 else "") + (f' rowspan="{down}"' if down > 1 else "")
            text = draw(st.sampled_from(["", f"<p>{row}.{column}</p>", f"<p>{row}.{column}</p><p>söz</p>"]))
            cells += f"<{tag}{spans}>{text}</{tag}>"
        rows.append(f"<tr>{cells}</tr>")
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


@given(tables())
def test_cells_come_back_in_their_places(html):
    assume(clean(html) == html)  # a table without words is none, a row without cells neither
    sections = (Section("4.2.9-cu yarımbənd üzrə (Nümunə tədbir):", 2, "4.2.9", parse(html)),)
    (item,) = read_report(write_word(dataclasses.replace(rich_document(), sections=sections)), "a.docx").items
    (again,) = parse(blocks_to_html(item.blocks))
    assert places_of(again) == places_of(parse(html)[0])


def places_of(table: Table) -> list[tuple]:
    """Each cell's place and text; whether an empty one is a heading cannot be seen."""
    rows = grid_of(table).rows
    return [
        (place.top, place.left, place.bottom, place.right, texts, place.cell.header and bool(texts))
        for row in range(len(rows))
        for place in grid_of(table).beginning_in(row)
        if (texts := [paragraph.text for paragraph in walk_paragraphs(place.cell.blocks)]) is not None
    ]


def test_a_lying_page_that_single_words_fill_takes_the_smaller_face_for_the_sake_of_long_lines():
    word = "<td>Qiymətləndirilməyib</td>" * 5
    assert (
        layout(f"<table><tr><td>Cinayətkarlığın</td>{word}</tr></table>").face,
        layout(f"<table><tr><td>Cinayətkarlığın {'söz ' * 20}</td>{word}</tr></table>").face,
    ) == (12, 10)

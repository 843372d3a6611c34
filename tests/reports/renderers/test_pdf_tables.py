"""No table, word or link runs off the paper, and a table's head stands on each of its pages."""

from collections import Counter

import pytest

from reports.document import Document
from reports.renderers.pdf import PdfRenderer, without_boxes
from tests.reports.renderers.pdf_reading import Page, pages_of, words_outside
from tests.reports.samples import document_of

TEXT = (
    "Azərbaycan Respublikasının Nümunə Xidməti tərəfindən insan alverinə qarşı mübarizə sahəsində maarifləndirmə tədbirləri"
    " keçirilmiş təlimlərin iştirakçılarının sayı 348 nəfər 04.11.2021-ci il"
)
WORDS = TEXT.split()
LINK = "https://numune.example/" + "abcdefghij" * 18


def row(tag: str, cells: list[str]) -> str:
    return f"<tr>{''.join(f'<{tag}><p>{cell}</p></{tag}>' for cell in cells)}</tr>"


def table(columns: int, rows: int) -> str:
    """A table of ordinary words, three to a cell."""
    words = [WORDS[place % len(WORDS)] for place in range(columns * (rows + 1) * 3)]
    cells = [" ".join(words[place : place + 3]) for place in range(0, len(words), 3)]
    body = "".join(row("td", cells[line * columns : (line + 1) * columns]) for line in range(1, rows + 1))
    return f"<table><tbody>{row('th', cells[:columns])}{body}</tbody></table>"


def printed(document: Document, folder) -> list[Page]:
    return pages_of(PdfRenderer().render(document), folder)


def letters(pages: list[Page]) -> str:
    return "".join(word.text for page in pages for word in page.words)


@pytest.mark.parametrize(
    ("html", "turned"),
    [
        (table(3, 8), [False]),
        (table(12, 8), [False, True]),
        (f"<ul><li><p>a</p><ul><li><p>b</p>{table(5, 4)}</li></ul></li></ul>", [False]),
    ],
)
def test_every_word_of_a_wide_table_stands_on_the_page(html, turned, tmp_path):
    document = document_of(html)
    pages = printed(document, tmp_path)
    assert words_outside(pages) == []
    assert [page.is_turned for page in pages] == turned
    found = Counter(word.text for page in pages for word in page.words)
    said = Counter(word for text in document.paragraphs() for word in text.split())
    assert said - found == Counter()


def test_thirty_columns_stand_on_pages_on_their_side_and_no_letter_is_lost(tmp_path):
    document = document_of(f"<p>Əvvəl.</p>{table(30, 6)}<p>Sonra.</p>")
    pages = printed(document, tmp_path)
    assert words_outside(pages) == []
    assert [page.is_turned for page in pages] == [False, True, True, False]
    said = Counter("".join(text for text in document.paragraphs()).replace(" ", ""))
    assert said - Counter(letters(pages)) == Counter()
    assert "Əvvəl." in [word.text for word in pages[0].words]
    assert "Sonra." in [word.text for word in pages[3].words]


def test_short_dates_numbers_and_capitals_stand_whole_on_one_line(tmp_path):
    heads = ["№", "Tədbirin adı", "Tarix", "Məbləğ, manat", "Ümumi", "QURUM", "Qərar", "Nəticə"]
    rows = [
        [
            str(number),
            "Nümunə mətn " * 9,
            "07.09.2021",
            "1.250,75",
            "1/0",
            "MAARİFLƏNDİRMƏ",
            "31.12.2021",
            f"{number}0 nəfər",
        ]
        for number in range(9, 13)
    ]
    html = f"<table><tbody>{row('th', heads)}{''.join(row('td', cells) for cells in rows)}</tbody></table>"
    pages = printed(document_of(html), tmp_path)
    found = Counter(word.text for page in pages for word in page.words)
    said = Counter(word for cells in (heads, *rows) for cell in cells for word in cell.split())
    assert said - found == Counter()
    tops = [word.top for page in pages for word in page.words if word.text in ("90", "nəfər", "100", "110", "120")]
    assert tops[::2] == tops[1::2]  # what belongs together stands on one line


@pytest.mark.parametrize(
    "html",
    [
        f'<p><a href="{LINK}">{LINK}</a></p>',
        f'<table><tbody><tr><td><p><a href="{LINK}">{LINK}</a></p></td><td><p>Qeyd</p></td></tr></tbody></table>',
        f"<p>{'m' * 2000}</p>",
        f"<ul><li><p>{'Ə' * 2000}</p></li></ul>",
        f"<table><tbody>{row('td', ['1', 'w' * 2000, 'Nümunə mətn'])}</tbody></table>",
    ],
)
def test_long_words_and_links_break(html, tmp_path):
    document = document_of(html)
    pages = printed(document, tmp_path)
    assert words_outside(pages) == []
    for text in document.paragraphs():
        assert Counter(text.replace(" ", "")) - Counter(letters(pages)) == Counter()


def test_words_that_would_run_off_are_found(tmp_path):
    page = Page(595, 842, [])
    ordinary = printed(document_of("<p>Nümunə</p>"), tmp_path)[0]
    narrow = Page(ordinary.words[-1].right + 39, page.height, ordinary.words[-1:])
    assert words_outside([ordinary]) == []
    assert words_outside([narrow]) == ["Nümunə"]


def test_heading_goes_to_the_page_on_its_side_with_its_table(tmp_path):
    pages = printed(document_of(table(12, 2), sections=2), tmp_path)
    assert [page.is_turned for page in pages] == [False, True]
    assert [word.text for word in pages[1].words].count("üzrə") == 2
    assert "üzrə" not in [word.text for word in pages[0].words]


def test_head_of_two_rows_stands_on_every_page(tmp_path):
    head = '<tr><th rowspan="2"><p>Sıra</p></th><th colspan="2"><p>Göstərici</p></th></tr>' + row("td", ["Say", "Faiz"])
    body = "".join(row("td", [f"a{number}", f"b{number}", f"c{number}"]) for number in range(80))
    pages = printed(document_of(f"<table><tbody>{head}{body}</tbody></table>"), tmp_path)
    assert len(pages) == 3
    for page in pages:
        assert [word.text for word in page.words if word.text in ("Sıra", "Göstərici", "Say", "Faiz")] == [
            "Sıra",
            "Göstərici",
            "Say",
            "Faiz",
        ]
    everything = [word.text for page in pages for word in page.words]
    assert [word for word in everything if word[0] in "abc" and word[1:].isdigit()] == [
        f"{letter}{number}" for number in range(80) for letter in "abc"
    ]


def test_only_a_cell_with_one_paragraph_loses_its_box():
    assert without_boxes('<td scope="row"><p>a <em>b</em><br>c</p></td><th><p>d</p></th>') == (
        '<td scope="row">a <em>b</em><br>c</td><th>d</th>'
    )
    for kept in ("<td><p>a</p><p>b</p></td>", "<td><ul><li><p>a</p></li></ul></td>", "<p>a</p>", "<td></td>"):
        assert without_boxes(kept) == kept


def words(name: str, count: int) -> str:
    return " ".join(f"{name}{number}" for number in range(count))


@pytest.mark.parametrize(
    ("head", "body", "repeats"),
    [
        (words("baş", 1500), [words("a", 3)] * 30, False),
        (words("baş", 60), [words(f"r{row}x", 250) for row in range(6)], True),
        ("Baş", [words("söz", 3000), "son"], True),
    ],
    ids=["head over pages", "tall rows", "row over pages"],
)
def test_no_word_is_lost_where_a_head_or_a_row_is_tall(head, body, repeats, tmp_path):
    rows = "".join(row("td", [text, "qısa"]) for text in body)
    document = document_of(f"<table><tbody>{row('th', [head, 'İki'])}{rows}</tbody></table>")
    pages = printed(document, tmp_path)
    found = Counter(word.text for page in pages for word in page.words)
    said = Counter(word for text in document.paragraphs() for word in text.split())
    assert said - found == Counter()
    assert (found["İki"] == len(pages)) == repeats
    assert words_outside(pages) == []

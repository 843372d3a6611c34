"""A very long table is laid out in slices, and looks and reads like one."""

import pytest

from reports.document import Document
from reports.look import Look
from reports.renderers import pdf, pdf_slices
from reports.renderers.pdf import PdfRenderer, printed_page
from tests.reports.renderers.pdf_reading import Page, pages_of, structure_of
from tests.reports.samples import document_of


def row(number: int) -> str:
    return f"<tr><td><p>{number}</p></td><td><p>Nümunə {number}</p></td></tr>"


HEAD = "<tr><th><p>Sıra</p></th><th><p>Ad</p></th></tr>"
ROWS = "".join(map(row, range(130)))
SPANNED = "".join(
    f'<tr><td rowspan="3"><p>{number}</p></td><td><p>a</p></td></tr><tr><td><p>b</p></td></tr><tr><td><p>c</p></td></tr>'
    for number in range(40)
)
TALL = row(1) * 50 + f"<tr><td><p>uzun</p></td><td><p>{'söz ' * 2000}</p></td></tr>" + row(2) * 50
WIDE = "".join(f"<tr>{'<td><p>maarifləndirməy</p></td>' * 8}</tr>" for _ in range(60))


def table(head: str, rows: str) -> str:
    return f"<table><tbody>{head}{rows}</tbody></table>"


def document(html: str) -> Document:
    return document_of(f"<p>Nümunə mətn.</p>{html}<p>Son abzas.</p>", notice="Nümunə", sections=2)


@pytest.mark.parametrize(
    "html",
    [
        table(HEAD, ROWS) + "<p>Arada.</p>" + table("", ROWS),
        table(HEAD, SPANNED),
        table(HEAD, TALL),
        table(f"<tr>{'<th><p>Sütun</p></th>' * 8}</tr>", WIDE),
    ],
    ids=["two tables", "rows that belong together", "row over pages", "on its side"],
)
def test_slices_make_the_pages_of_the_table_in_one_piece(html, monkeypatch, tmp_path):
    def made() -> tuple:
        file = PdfRenderer().render(document(html))
        tags = structure_of(file)
        shape = [
            (element.kind, element.page, element.about.get("/A"), len(element.kids)) for element in tags.root.walk()
        ]
        return pages_of(file, tmp_path), shape, tags.unmarked, len(tags.artifacts), tags.owners == tags.parents

    whole = made()
    monkeypatch.setattr(pdf_slices, "LONG", 40)
    monkeypatch.setattr(pdf_slices, "SLICE", 30)
    slices = []
    monkeypatch.setattr(pdf_slices._Cut, "slice", counted(pdf_slices._Cut.slice, slices))
    assert made() == whole
    assert len(slices) > 1


def counted(method, calls: list):
    def counting(self, *given):
        calls.append(given)
        return method(self, *given)

    return counting


def test_page_with_a_list_of_contents_stays_in_one_piece(monkeypatch):
    monkeypatch.setattr(pdf_slices, "LONG", 40)
    cut = counted(pdf_slices._Cut.slice, calls := [])
    monkeypatch.setattr(pdf_slices._Cut, "slice", cut)
    asked = document(table(HEAD, ROWS))
    listed = Document(asked.title, "MƏLUMAT", "az", "P", "", 2021, asked.sections, has_contents=True)
    assert PdfRenderer().render(listed)
    assert calls == []


def test_long_table_is_one_that_is_more_than_the_bound():
    assert (pdf_slices.LONG, pdf_slices.SLICE) == (600, 400)


@pytest.mark.parametrize("is_hyphenated", [False, True])
def test_very_long_text_in_pieces_stands_as_the_whole_does(is_hyphenated, monkeypatch, tmp_path):
    sentence = "Nümunə mətn: maarifləndirmə &amp; “tədbirlər” 25 nəfər, 2021-ci ildə keçirilmişdir. "
    asked = document(f"<p>{sentence * 40}</p><p>{'a' * 900} {sentence}</p>")
    look = Look(hyphenated=is_hyphenated)
    whole = pages_of(PdfRenderer().render(asked, look), tmp_path)
    assert " </span>" not in printed_page(asked, look)
    monkeypatch.setattr(pdf, "PIECE", 100)
    page = printed_page(asked, look)
    assert page.count(" </span>") > 20
    pdf_file = PdfRenderer().render(asked, look)
    made = pages_of(pdf_file, tmp_path)
    assert letters_of(made) == letters_of(whole)
    assert structure_of(pdf_file).unmarked == 0
    if is_hyphenated:  # where two pieces meet, a line may break another word
        return
    # Each piece is measured by itself, in 1,024ths of a point.
    pairs = [pair for one, other in zip(made, whole, strict=True) for pair in zip(one.words, other.words, strict=True)]
    assert max(abs(one.left - other.left) for one, other in pairs) < 0.05
    assert [(one.text, one.top) for one, _other in pairs] == [(other.text, other.top) for _one, other in pairs]


def letters_of(pages: list[Page]) -> str:
    """The text below the heads and above the feet, without spaces and hyphens."""
    words = (word.text for page in pages for word in page.words if 52 < word.top < 800)
    return "".join(words).replace("\u00ad", "")

"""What is very long is laid out in slices, and the file is the same as in one piece, byte for byte."""

import re
import subprocess
from dataclasses import replace

import pikepdf
import pytest

from reports.document import Document
from reports.look import Look
from reports.production import chapters
from reports.production.chapters import cut
from reports.production.layout import lay_out_chapter
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
WIDE = "".join(f"<tr>{'<td><p>maarifləndirməy</p></td>' * 8}</tr>" for _ in range(30))


def table(head: str, rows: str) -> str:
    return f"<table><tbody>{head}{rows}</tbody></table>"


def document(html: str) -> Document:
    return document_of(f"<p>Nümunə mətn.</p>{html}<p>Son abzas.</p>", notice="Nümunə", sections=2)


def items(many: int, text: str = "Nümunə bənd") -> str:
    return "".join(f"<li><p>{text} {number};</p></li>" for number in range(many))


LINKED = '<a href="https://numune.example/a">keçid</a>, bax: 4.2.2'
NESTED = "".join(
    f"<li><p>Bənd {number}</p><ul>{items(9, LINKED)}</ul><p>Davam.</p></li>"
    if number % 9 == 4
    else f"<li><p>{number}</p></li>"
    for number in range(24)
)
DEEP = f'<ol start="7"><li><p>bir</p></li><li><p>iki</p><ol start="20">{items(90)}</ol></li><li><p>üç</p></li></ol>'
PARAGRAPHS = "".join(f"<p>{'Nümunə mətn. ' * (number % 7 * 5 + 1)}{number}.</p>" for number in range(40))
CELL = f"<table><tbody><tr><td><ol>{items(20)}</ol></td><td><p>a</p></td></tr></tbody></table>"


@pytest.mark.parametrize(
    "html",
    [
        table(HEAD, ROWS) + "<p>Arada.</p>" + table("", ROWS),
        table(HEAD, SPANNED),
        table(HEAD, TALL),
        table(f"<tr>{'<th><p>Sütun</p></th>' * 8}</tr>", WIDE),
        f"<ol>{NESTED}</ol>{PARAGRAPHS}{CELL}",
    ],
    ids=[
        "two tables",
        "rows that belong together",
        "row over pages",
        "on its side",
        "lists in items, paragraphs, a list in a cell",
    ],
)
def test_slices_make_the_file_of_one_piece(html, sliced):
    asked = document(html)
    whole = PdfRenderer().render(asked)
    slices = sliced()
    assert PdfRenderer().render(asked) == whole
    assert len(slices) > 3


def test_draft_with_its_drawing_behind_the_text_is_the_same_file(sliced):
    asked = replace(document_of(DEEP, notice="Nümunə"), watermark="LAYİHƏ")
    whole = PdfRenderer().render(asked)
    slices = sliced()
    assert PdfRenderer().render(asked) == whole
    assert len(slices) > 2


@pytest.fixture
def sliced(monkeypatch):
    """Makes slices small; gives those that are made from then on."""

    def made_small() -> list:
        monkeypatch.setattr(pdf_slices, "LONG", 100)
        monkeypatch.setattr(pdf_slices, "SLICE", 90)
        calls: list = []
        monkeypatch.setattr(pdf_slices._Cut, "slice", counted(pdf_slices._Cut.slice, calls))
        return calls

    return made_small


def test_list_in_slices_has_every_item_once_and_is_one_element(sliced, tmp_path):
    asked = document_of(f"<p>Nümunə mətn.</p>{DEEP}")
    slices = sliced()
    path = tmp_path / "a.pdf"
    path.write_bytes(PdfRenderer().render(asked))
    assert len(slices) > 2
    said = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True).stdout.decode()
    marks = re.findall(r"(\d+)\.\s+(bir|iki|üç|Nümunə bənd \d+;)", said)
    inner = [(str(number + 20), f"Nümunə bənd {number};") for number in range(90)]
    assert marks == [("7", "bir"), ("8", "iki"), *inner, ("9", "üç")]
    tags = structure_of(path.read_bytes())
    outer, within = tags.root.all("L")
    assert [[part.kind for part in item.kids] for item in outer.kids] == [["Lbl", "LBody"]] * 3
    assert [kid.kind for kid in outer.kids[1].kids[1].kids] == ["P", "L"]
    assert [[part.kind for part in item.kids] for item in within.kids] == [["Lbl", "LBody"]] * 90
    assert len({part.page for part in within.walk()}) > 2
    assert tags.owners == tags.parents
    with pikepdf.open(path) as opened:
        assert opened.check_pdf_syntax() == []


def test_chapter_in_slices_is_the_same_chapter(sliced, monkeypatch):
    """Its pages have a number that stands for those they will get, also where a slice begins."""
    page = printed_page(replace(document_of(DEEP, sections=2), agency=""))
    assert cut(page) is None  # two chapters are too few
    monkeypatch.setattr(chapters, "LARGE", 1000)
    laid = [lay_out_chapter(each.html) for each in cut(page).chapters]
    assert len(laid) == 2
    slices = sliced()
    assert [lay_out_chapter(each.html) for each in cut(page).chapters] == laid
    assert len(slices) > 3
    assert [number.page for number in laid[0].numbers] == list(range(laid[0].pages))


def counted(method, calls: list):
    def counting(self, *given):
        calls.append(given)
        return method(self, *given)

    return counting


def test_page_with_a_list_of_contents_stays_in_one_piece(monkeypatch):
    monkeypatch.setattr(pdf_slices, "LONG", 100)
    cut = counted(pdf_slices._Cut.slice, calls := [])
    monkeypatch.setattr(pdf_slices._Cut, "slice", cut)
    asked = document(table(HEAD, ROWS))
    listed = Document(asked.title, "MƏLUMAT", "az", "P", "", 2021, asked.sections, has_contents=True)
    assert PdfRenderer().render(listed)
    assert calls == []


def test_usual_report_stands_in_one_piece():
    """Some 180 pages of text, 3,000 items of a line, 600 rows of eight columns."""
    assert (pdf_slices.LONG, pdf_slices.SLICE) == (6000, 3000)


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

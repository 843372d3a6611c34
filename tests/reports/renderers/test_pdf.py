"""The PDF is what the archive and the screen reader need, and reaches for nothing."""

import json
import re
import subprocess
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
import weasyprint
from weasyprint.urls import URLFetcher

from plans.narrative import parse
from reports.document import Document, Section, from_json
from reports.renderers.html import author_of, created_at, running_head
from reports.renderers.pdf import PdfRenderer
from reports.renderers.pdf_file import fetch_nothing
from reports.renderers.running_head import cut_name
from tests.reports.renderers.pdf_reading import pages_of
from tests.reports.samples import rich_document, rich_pdf


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return rich_pdf()


def test_pdf_declares_pdf_a_3a(pdf):
    with pikepdf.open(BytesIO(pdf)) as document:
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_pdf_is_tagged_and_azerbaijani_with_a_title(pdf):
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.Root.Lang == "az"
        assert document.Root.MarkInfo.Marked == True  # noqa: E712 (a pikepdf object)
        assert "/StructTreeRoot" in document.Root
        assert str(document.docinfo.Title) == f"{rich_document().title} – MƏLUMAT"


def test_pdf_has_bookmarks_for_title_and_sub_points(pdf):
    with pikepdf.open(BytesIO(pdf)) as document, document.open_outline() as outline:
        root = outline.root[0]
        assert root.title == rich_document().title
        assert [child.title for child in root.children] == [section.heading for section in rich_document().sections]


def test_pdf_embeds_every_font_and_the_first_is_times_like(pdf, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf)
    lines = subprocess.run(["pdffonts", path], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert lines
    assert all(re.search(r"\byes yes yes\b", line) for line in lines), lines
    assert all("Tinos" in line for line in lines), lines


def test_pdf_holds_the_report_for_machines(pdf):
    with pikepdf.open(BytesIO(pdf)) as document:
        assert list(document.attachments) == ["melumat.json"]
        specification = document.attachments["melumat.json"]
        assert specification.relationship == "/Data"
        assert specification.get_file().mime_type == "application/json"
        assert from_json(json.loads(specification.get_file().read_bytes())) == rich_document()
        assert [str(file.UF) for file in document.Root.AF] == ["melumat.json"]


def test_same_report_is_the_same_file(pdf):
    assert PdfRenderer().render(rich_document()) == pdf


def test_long_name_is_cut_at_a_word_above_the_pages():
    named = replace(rich_document(), agency="Nümunə Dövlət Agentliyi " * 5)
    assert running_head(named) == "Nümunə Dövlət Agentliyi Nümunə Dövlət Agentliyi…"
    assert running_head(replace(named, agency="")) == "Nümunə Milli Fəaliyyət Planı"


@pytest.mark.parametrize(
    ("name", "most", "cut"),
    [
        ("Nümunə sahəsində mübarizəyə dair 2020–2024-cü illər üçün Plan", 50, "Nümunə sahəsində mübarizəyə…"),
        ("Nümunə üzrə 2024-cü ilin Planı", 20, "Nümunə…"),
        ("Nümunə, Maliyyə və İqtisadiyyat Nazirliyi", 20, "Nümunə, Maliyyə…"),
        ("Nümunə Xidməti", 14, "Nümunə Xidməti"),
        ("Nümunə Xidməti Aparatı", 15, "Nümunə Xidməti…"),
        ("2020–2024 üçün plan", 15, "2020–2024…"),
        ("uzunsözuzunsöz", 8, "uzunsöz…"),
    ],
)
def test_cut_name_does_not_end_with_a_number_or_a_connecting_word(name, most, cut):
    assert cut_name(name, most) == cut


def test_running_head_of_the_most_letters_stands_on_one_line(tmp_path):
    named = replace(rich_document(), agency="Nümunə Maarifləndirmə Qurumları " * 5)
    pages = pages_of(PdfRenderer().render(replace(named, sections=named.sections * 6)), tmp_path)
    words = [word for word in pages[1].words if word.bottom < 52]
    assert [word.text for word in words][-2:] == ["MƏLUMAT,", "2021"]
    assert len({round(word.top) for word in words if word.text != "2"}) == 1


def test_pdf_says_whose_it_is_and_as_of_when():
    document = replace(rich_document(), as_of="2022-01-14T13:30+04:00")
    with pikepdf.open(BytesIO(PdfRenderer().render(document))) as pdf:
        assert (str(pdf.docinfo.Author), str(pdf.docinfo.CreationDate)) == ("Nümunə Xidməti", "D:20220114133000+04'00")
        metadata = pdf.open_metadata()
        assert (metadata["dc:creator"], metadata["xmp:CreateDate"]) == (["Nümunə Xidməti"], "2022-01-14T13:30:00+04:00")


def test_pdf_of_a_plan_without_a_moment_says_none():
    document = replace(rich_document(), agency="")
    assert (author_of(document), created_at(document)) == ("Nümunə Milli Fəaliyyət Planı", "")
    assert created_at(replace(document, as_of="2022-01-14T13:30")) == "2022-01-14"
    with pikepdf.open(BytesIO(PdfRenderer().render(document))) as pdf:
        assert "/CreationDate" not in pdf.docinfo
        assert "xmp:CreateDate" not in pdf.open_metadata()


def test_pdf_is_a4_and_numbers_pages_from_the_second(tmp_path):
    long = rich_document()
    path = tmp_path / "a.pdf"
    path.write_bytes(PdfRenderer().render(long.__class__(**{**_fields(long), "sections": long.sections * 6})))
    pages = (
        subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True).stdout.decode().split("\f")
    )
    assert pages[0].split()[0].startswith("“Nümunə")
    heads = [page.split("\n", 1)[0].split() for page in pages[1:3]]
    assert heads == [["Nümunə", "Xidməti", "2", "MƏLUMAT,", "2021"], ["Nümunə", "Xidməti", "3", "MƏLUMAT,", "2021"]]
    info = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    assert "(A4)" in info


def _fields(document) -> dict:
    return {name: getattr(document, name) for name in document.__dataclass_fields__}


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/x.png",
        "https://numune.example/x.css",
        "ftp://numune.example/x",
        "/etc/hostname",
    ],
)
def test_renderer_opens_neither_files_nor_connections(address):
    with pytest.raises(Exception, match=r"(?i)(url|protocol|scheme|not an absolute)"):
        fetch_nothing().fetch(address)


def test_page_with_hostile_addresses_prints_without_reading_them(tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"x")
    asked = []

    class Recording(URLFetcher):
        def fetch(self, url, headers=None):
            asked.append(url)
            return fetch_nothing().fetch(url, headers)

    weasyprint.HTML(
        string=f'<img src="file://{secret}"><link rel=stylesheet href="http://127.0.0.1:9/a.css"><p>Nümunə</p>',
        url_fetcher=Recording(),
    ).write_pdf()
    assert sorted(asked) == sorted([f"file://{secret}", "http://127.0.0.1:9/a.css"])


def test_no_page_ends_with_a_heading(tmp_path):
    filler = "<p>" + "Nümunə mətn. Bir neçə söz. " * 9 + "</p>"
    sections = tuple(
        Section(
            f"4.2.{number}-cu yarımbənd üzrə (Nümunə tədbir):", 2, f"4.2.{number}", parse(filler * (1 + number % 4))
        )
        for number in range(1, 40)
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(PdfRenderer().render(Document("Ad", "MƏLUMAT", "az", "P", "Q", 2021, sections)))
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True).stdout.decode()
    pages = [page.rstrip() for page in text.split("\f") if page.strip()]
    assert len(pages) > 8
    assert not [page[-60:] for page in pages if page.endswith("):")]

"""The Word file as LibreOffice lays it out: charts are drawn, and the contents say the pages on which the headings stand."""

import dataclasses
import re
import subprocess
from pathlib import Path

import pikepdf
import pytest

from plans.narrative import parse
from reports.document import Document
from reports.renderers.word_file import write_word
from tests.reports.renderers.test_word_charts import BARS, NBSP, TREND, line, report

POINTS = 4


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> Path:
    """A consolidated report of several pages, by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    several = dataclasses.replace(TREND, lines=(*TREND.lines, line("Nümunə Komitəsi", "300", "400", "500")))
    one = report(TREND, several, chart=BARS)
    (point,) = one.sections
    (agency,) = point.sections
    text = parse("<p>Nümunə mətn. Bax: 4.2.4.</p>" + "<p>Nümunə mətn uzundur.</p>" * 40)
    others = [
        dataclasses.replace(
            point, heading=f"4.2.{n}-cü yarımbənd üzrə (Nümunə tədbir {n}):", number=f"4.2.{n}",
            sections=(dataclasses.replace(agency, trends=(), blocks=text),),
        )
        for n in range(1, POINTS + 1)
    ]  # fmt: skip
    document: Document = dataclasses.replace(one, sections=(point, *others), has_contents=True, has_cover=True)
    source = folder / "a.docx"
    source.write_bytes(write_word(document))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "--outdir",
         folder, source],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / "a.pdf"


@pytest.fixture(scope="module")
def pages(printed) -> list[str]:
    read = subprocess.run(["pdftotext", "-layout", printed, "-"], check=True, capture_output=True)
    return read.stdout.decode().removesuffix("\f").split("\f")


def test_the_contents_say_the_page_on_which_each_heading_stands(pages):
    entries = dict(re.findall(r"(?m)^ *(4\.2\.\d) .*?\.{3,}(\d+)$", pages[1]))
    entries["Hesabat"] = re.search(r"(?m)^Hesabat ili rəqəmlərdə\.{3,}(\d+)$", pages[1])[1]
    stands = {}
    for number, page in enumerate(pages, 1):
        for name in re.findall(r"(?m)^ *(4\.2\.\d)-c[uü] yarımbənd üzrə|^ *(Hesabat) ili rəqəmlərdə$", page):
            stands["".join(name)] = str(number)
    assert len(entries) == POINTS + 2
    assert entries == stands
    assert len(set(entries.values())) == len(entries)


def test_charts_are_drawn_with_their_names_and_numbers(pages):
    (figures,) = [page for page in pages if "Nümunə say" not in page and "Bölmə" in page]
    assert re.findall(r"İcra edilib|Qiymətləndirilməyib", figures) == ["İcra edilib", "Qiymətləndirilməyib"]
    assert re.search(r"(?m)^ *4\.1 +1 +2 +3$", figures)
    assert re.search(r"(?m)^ *4\.2 +4$", figures)
    (trends,) = [page for page in pages if "Nümunə say" in page]
    words = trends.replace(NBSP, " ")
    assert [name for name in ("Hədəf: 1 500", "Başlanğıc səviyyə: 100") if words.count(name) < 3] == []
    assert len(re.findall(r"(?<![\d,])10,5(?!\d)", words)) == 3  # in each table, and at the mark that has room for it
    assert "2. Nümunə Komitəsi" in words


def test_links_of_texts_and_contents_lead_to_their_pages(printed):
    with pikepdf.open(printed) as pdf:
        numbers = {page.objgen: place for place, page in enumerate(pdf.pages, 1)}
        found = []
        for place, page in enumerate(pdf.pages, 1):
            for link in page.get("/Annots", []):
                target = link.get("/Dest", link.get("/A", {}).get("/D") if "/A" in link else None)
                if isinstance(target, pikepdf.Array):
                    found.append((place, numbers[target[0].objgen]))
    last = len(numbers)
    assert {target for place, target in found if place == 2} >= {3, 4}
    assert [target for place, target in found if place > 4] != []
    assert all(target <= last for _place, target in found)

"""The mark of a draft in Word: drawn behind each page, and no word of the text."""

import dataclasses
import re
import subprocess
import zipfile
from io import BytesIO

import pytest

from reports.document import Document
from reports.importer.read import read_report
from reports.renderers.word_file import write_word
from tests.reports.samples import document_of

WIDE = "<table><tbody><tr>" + "<td><p>Nümunəmətninuzunsözü</p></td>" * 12 + "</tr></tbody></table>"


@pytest.fixture(scope="module")
def draft() -> Document:
    """A draft of three sections in Word: upright, large, upright."""
    return dataclasses.replace(document_of(f"<p>Nümunə mətn.</p>{WIDE}<p>Son abzas.</p>"), watermark="LAYİHƏ")


def headers_of(made: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(made)) as package:
        return {name: package.read(name).decode() for name in package.namelist() if "/header" in name}


def test_each_header_draws_the_word_behind_the_text(draft):
    headers = headers_of(write_word(draft))
    assert len(headers) == 3  # of the first page, of upright and of large ones
    for header in headers.values():
        assert header.count('string="LAYİHƏ"') == 1
        assert ('alt=""' in header, "z-index:-" in header) == (True, True)
        assert "LAYİHƏ" not in re.sub(r"<[^>]*>", "", header)
    shapes = [re.search(r'id="(PowerPlus\w+)"', header)[1] for header in headers.values()]
    assert len(set(shapes)) == 3


def test_what_is_approved_has_no_mark_and_the_same_headers_as_before(draft):
    headers = headers_of(write_word(dataclasses.replace(draft, watermark="")))
    assert (len(headers), any("pict" in header for header in headers.values())) == (2, False)


def test_same_draft_is_the_same_file(draft):
    assert write_word(draft) == write_word(draft)


def test_libreoffice_draws_it_and_reads_no_word_of_it(draft, tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(write_word(draft))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path]
    subprocess.run(command, check=True, capture_output=True)
    pdf = tmp_path / "a.pdf"
    said = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True).stdout.decode()
    assert said.count("LAYİHƏ") == 1  # the line under the title
    subprocess.run(["pdftoppm", "-r", "20", "-gray", "-f", "3", "-l", "3", pdf, tmp_path / "page"], check=True)
    (page,) = tmp_path.glob("page*.pgm")
    drawn = sum(200 < shade < 250 for shade in page.read_bytes()[-200 * 150 :])
    assert drawn > 300


def test_importer_takes_no_word_of_it(draft, tmp_path):
    (tmp_path / "a.docx").write_bytes(write_word(draft))
    report = read_report(tmp_path / "a.docx")
    assert report.unplaced == ()
    assert [block.text for block in report.items[0].blocks if block.kind == "paragraph"] == [
        "Nümunə mətn.",
        "Son abzas.",
    ]

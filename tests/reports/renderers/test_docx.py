"""The Word file is one an office can go on editing."""

import subprocess
import zipfile
from io import BytesIO

import docx
import pytest
from docx.shared import Pt

from plans.narrative import parse
from reports.document import Document, Section
from reports.renderers.docx import DocxRenderer
from tests.operations import calls_of
from tests.reports.reading import squeeze
from tests.reports.samples import RICH_PARAGRAPHS, rich_document


@pytest.fixture(scope="module")
def word():
    return docx.Document(BytesIO(DocxRenderer().render(rich_document())))


def test_docx_page_is_a4_with_the_official_margins(word):
    section = word.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    margins = [section.left_margin, section.right_margin, section.top_margin, section.bottom_margin]
    assert [round(margin.cm, 1) for margin in margins] == [3.0, 1.5, 2.0, 2.0]


def test_docx_text_is_times_14_justified_with_a_first_line_indent(word):
    body = word.styles["Body Text"]
    assert word.styles["Normal"].font.name == "Times New Roman"
    assert word.styles["Normal"].font.size == Pt(14)
    assert round(body.paragraph_format.first_line_indent.cm, 2) == 1.25
    assert body.paragraph_format.alignment == 3  # justified


def test_docx_language_is_azerbaijani(word):
    assert 'w:val="az-Latn-AZ"' in word.styles.element.xml
    assert word.core_properties.language == "az"


def test_docx_numbers_pages_from_the_second(word):
    section = word.sections[0]
    assert section.different_first_page_header_footer
    assert 'w:instr="PAGE"' in section.header._element.xml
    assert 'w:instr="PAGE"' not in section.first_page_header._element.xml


def test_docx_lists_begin_again_where_a_new_list_begins(word):
    numbered = [p for p in word.paragraphs if p.style.name == "List Number"]
    ids = [p._p.pPr.numPr.numId.val for p in numbered]
    assert ids[0] == ids[1] != ids[2]
    numbering = word.part.numbering_part.element
    starts = {num.numId: num.lvlOverride_lst[0].startOverride.val for num in numbering.num_lst if num.lvlOverride_lst}
    assert (starts[ids[0]], starts[ids[2]]) == (3, 1)


def test_docx_table_keeps_merged_cells(word):
    table = word.tables[0]
    assert table.cell(0, 0)._tc is table.cell(0, 1)._tc
    assert table.cell(1, 0)._tc is table.cell(2, 0)._tc
    assert [p.text for p in table.cell(1, 1).paragraphs] == ["16", "hal"]


def test_docx_links_are_links_and_looks_are_kept(word):
    first = next(p for p in word.paragraphs if p.text.startswith("Nümunə mətn. 04"))
    assert [link.address for link in first.hyperlinks] == ["https://numune.example/a?b=1&c=2"]
    assert [run.text for run in first.runs if run.bold] == ["qalın"]
    assert [run.text for run in first.runs if run.italic] == ["maili"]


def test_docx_holds_no_outside_reference_but_links():
    archive = zipfile.ZipFile(BytesIO(DocxRenderer().render(rich_document())))
    relations = archive.read("word/_rels/document.xml.rels").decode()
    assert relations.count('TargetMode="External"') == 1
    assert "relationships/hyperlink" in relations


def test_docx_survives_characters_that_xml_cannot_hold():
    document = Document(
        title="Ad\x0b\x00", word="MƏLUMAT", language="az", plan="P", agency="Q\x1f", year=2021,
        sections=(Section("Başlıq\x07", 2, "4.2.9", parse("<p>Mətn</p>")),),
    )  # fmt: skip
    word = docx.Document(BytesIO(DocxRenderer().render(document)))
    assert [p.text for p in word.paragraphs] == ["Ad", "M Ə L U M A T", "Başlıq", "Mətn"]


def test_docx_opens_in_libreoffice_with_all_its_text(tmp_path):
    source = tmp_path / "a.docx"
    source.write_bytes(DocxRenderer().render(rich_document()))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "txt:Text (encoded):UTF8",
         "--outdir", tmp_path, source],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    text = squeeze((tmp_path / "a.txt").read_text(encoding="utf-8-sig"))
    for expected in RICH_PARAGRAPHS:
        assert squeeze(expected) in text


def test_docx_of_a_very_long_title_keeps_it_on_the_page_and_cuts_the_property():
    document = Document(title="A" * 3000, word="MƏLUMAT", language="az", plan="P", agency="Q" * 400, year=2021)
    word = docx.Document(BytesIO(DocxRenderer().render(document)))
    assert word.paragraphs[0].text == "A" * 3000
    assert word.core_properties.title == "A" * 254 + "…"
    assert len(word.core_properties.author) == 255


def test_docx_headings_stay_with_their_text(word):
    assert all(word.styles[f"Heading {level}"].paragraph_format.keep_with_next for level in (1, 2, 3))


# --- Long tables and many lists ---------------------------------------------------------------------------------------


def report(html: str) -> Document:
    section = Section(heading="4.2.9", level=2, number="4.2.9", blocks=tuple(parse(html)))
    return Document(title="Ad", word="MƏLUMAT", language="az", plan="P", agency="", year=2021, sections=(section,))


GROWING = {
    "rows": lambda n: f"<table>{'<tr><td>bir</td><td>iki</td><td>üç</td></tr>' * n}</table>",
    "cells over columns": lambda n: f"<table>{'<tr><td colspan=2>bir</td><td>iki</td></tr>' * n}</table>",
    "cells over rows": lambda n: (
        f"<table>{'<tr><td rowspan=2>bir</td><td>iki</td></tr><tr><td>üç</td></tr>' * n}</table>"
    ),
    "one cell over all rows": lambda n: (
        f"<table><tr><td rowspan={n + 1}>bir</td><td>iki</td></tr>{'<tr><td>üç</td></tr>' * n}</table>"
    ),
    "lists": lambda n: "<ol><li>bir</li></ol><p>sonra</p>" * n,
    "paragraphs": lambda n: "<p>bir</p>" * n,
}


@pytest.mark.parametrize("shape", GROWING)
def test_work_grows_with_the_report_and_not_faster(shape):
    render = DocxRenderer().render
    render(report("<p>bir</p>"))  # what is imported and looked up once
    small, large = (calls_of(lambda n=n: render(report(GROWING[shape](n)))) for n in (50, 200))
    assert large < 4.4 * small


def test_counting_sees_work_that_grows_faster():
    def compare_all(n: int) -> None:
        [max(one, other) for one in range(n) for other in range(n)]

    assert calls_of(lambda: compare_all(40)) > 15 * calls_of(lambda: compare_all(10))


def test_docx_cells_over_rows_and_columns_stay_one_cell():
    html = (
        '<table><tr><td rowspan="2" colspan="2">bir</td><td>iki</td></tr><tr><td>üç</td></tr>'
        '<tr><td>dörd</td><td colspan="2">beş</td></tr></table>'
    )
    table = docx.Document(BytesIO(DocxRenderer().render(report(html)))).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["bir", "bir", "iki"],
        ["bir", "bir", "üç"],
        ["dörd", "beş", "beş"],
    ]
    assert table.cell(0, 0)._tc is table.cell(1, 1)._tc

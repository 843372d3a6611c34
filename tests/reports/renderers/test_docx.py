"""The Word file is one an office can go on editing."""

import dataclasses
import re
import subprocess
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.shared import Pt

from plans.narrative import parse
from reports.document import Document, Section
from reports.renderers.docx import DocxRenderer
from reports.renderers.word_file import write_word
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
    assert word.core_properties.language == "az-AZ"


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


def printed(document: Document, tmp_path: Path) -> list[str]:
    """The pages that LibreOffice makes of the file, as poppler reads them."""
    source = tmp_path / "a.docx"
    source.write_bytes(DocxRenderer().render(document))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf", "--outdir",
         tmp_path, source],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    read = subprocess.run(["pdftotext", "-raw", tmp_path / "a.pdf", "-"], check=True, capture_output=True)
    return read.stdout.decode().removesuffix("\f").split("\f")


def test_docx_printed_by_libreoffice_has_all_its_text_in_order(tmp_path):
    (page,) = printed(rich_document(), tmp_path)
    marks = {"birinci bənd;": "–", "içəridəki bənd;": "–", "ikinci bənd.": "–"}
    marks |= {"üçüncü;": "3.", "dördüncü.": "4.", "yenidən birinci.": "1."}
    texts = [marks.get(paragraph, "") + paragraph for paragraph in RICH_PARAGRAPHS]
    first, second = (section.heading for section in rich_document().sections)
    expected = [rich_document().title, "M Ə L U M A T", first, *texts, second, "Nümunə mətn. Son abzas."]
    assert squeeze(page) == squeeze("".join(expected))


def test_docx_printed_by_libreoffice_cuts_nothing_off_and_repeats_what_a_page_needs(tmp_path):
    words = [
        "Görüş",
        "Təlim",
        "Nəfər",
        "Qurumlar",
        "Bölgə",
        "Tarixlər",
        "Göstərici",
        "Mövzular",
        "Təşkilatçı",
        "İştirakçılar",
    ]
    words += ["Maarifləndirmə", "Müddət"]
    cells = "".join(f"<td>{number}</td>" for number in range(12))
    wide = f"<tr>{''.join(f'<th>{word}</th>' for word in words)}</tr><tr>{cells}</tr>"
    long = "<tr><th>Başlıq</th></tr>" + "".join(f"<tr><td>sıra {n}</td></tr>" for n in range(60))
    tall = f"<tr><td>{''.join(f'<p>abzas {n}</p>' for n in range(150))}</td></tr>"
    html = f"<p>a</p><table>{wide}</table><p>b</p><table>{long}</table><table>{tall}</table><p>son</p>"
    pages = printed(report(html), tmp_path)
    text = "\n".join(pages).split()
    assert [word for word in words if word not in text] == []
    assert [pages[1].split()[:4], pages[0].split()[0]] == [["MƏLUMAT", "·", "P", "·"], "Ad"]
    assert sum("Başlıq" in page for page in pages) == 2
    assert [n for n in range(60) if f"sıra {n}\n" not in "\n".join(pages)] == []
    assert [n for n in range(150) if f"abzas {n}\n" not in "\n".join(pages)] == []


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
    "links": lambda n: "".join(f'<p><a href="https://numune.example/{i}">bir</a></p>' for i in range(n)),
    "nested lists": lambda n: "<ul><li>bir<ol><li>iki</li></ol></li></ul>" * n,
    "wide tables": lambda n: f"<table><tr>{'<td>Maarifləndirmə</td>' * 20}</tr></table><p>bir</p>" * n,
    "words of one cell": lambda n: f"<table><tr><td>{'söz ' * n}</td></tr></table>",
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


# --- The package ------------------------------------------------------------------------------------------------------


def files_of(data: bytes) -> dict[str, str]:
    archive = zipfile.ZipFile(BytesIO(data))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def test_docx_of_one_document_has_the_same_bytes_at_any_time_and_of_another_other_ones():
    first = write_word(rich_document())
    assert write_word(rich_document()) == first
    assert write_word(rich_document(notice="Nümunə məlumatlar")) != first
    times = {entry.date_time for entry in zipfile.ZipFile(BytesIO(first)).infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}  # not that of the run


def test_docx_holds_nothing_of_the_librarys_template():
    files = files_of(write_word(rich_document()))
    assert sorted(files) == [
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels", "word/document.xml",
        "word/header1.xml", "word/numbering.xml", "word/settings.xml", "word/styles.xml",
    ]  # fmt: skip
    assert not any(sign in text for text in files.values() for sign in ("2013", "python-docx", "Calibri", "Macintosh"))


def test_docx_properties_say_whose_it_is_and_as_of_when_it_stands():
    document = dataclasses.replace(rich_document(), as_of="2022-01-14T13:30+04:00")
    said = docx.Document(BytesIO(write_word(document))).core_properties
    assert said.title == rich_document().title
    assert (said.author, said.subject, said.last_modified_by) == (
        "Nümunə Xidməti",
        "MƏLUMAT · Nümunə Xidməti · 2021",
        "",
    )
    assert said.created == said.modified == datetime(2022, 1, 14, 9, 30, tzinfo=UTC)


def test_docx_of_a_consolidated_report_is_the_plans_and_without_a_moment_says_none():
    document = Document(title="Ad", word="MƏLUMAT", language="az", plan="Nümunə planı", agency="", year=2021)
    data = write_word(document)
    assert docx.Document(BytesIO(data)).core_properties.author == "Nümunə planı"
    assert "dcterms" not in files_of(data)["docProps/core.xml"].partition(">")[2].partition(">")[2]


def test_docx_running_head_fits_in_its_line():
    document = Document(title="Ad", word="MƏLUMAT", language="az", plan="P", agency="Nümunə Xidməti " * 20, year=2021)
    head = docx.Document(BytesIO(write_word(document))).core_properties.subject
    assert head == "MƏLUMAT · Nümunə Xidməti Nümunə Xidməti Nümunə Xidməti Nümunə Xidməti… · 2021"


# --- Contents, lists --------------------------------------------------------------------------------------------------


def consolidated() -> Document:
    agencies = tuple(Section(f"Nümunə qurumu {n}", 3, blocks=parse("<p>Mətn</p>")) for n in (1, 2))
    sections = tuple(Section(f"4.1.{n}-ci yarımbənd", 2, f"4.1.{n}", sections=agencies) for n in (1, 2))
    return Document(
        title="Ad", word="MƏLUMAT", language="az", plan="P", agency="", year=2021, sections=sections, has_contents=True
    )


def test_docx_contents_lead_to_the_sub_points_and_ask_for_the_numbers_of_their_pages():
    files = files_of(write_word(consolidated()))
    text = files["word/document.xml"]
    marks = ["s_4_1_1", "s_4_1_2"]
    assert re.findall(r"<w:instrText[^>]*> (.*?) </w:instrText>", text) == [f"PAGEREF {mark} \\h" for mark in marks]
    anchors = re.findall(r'w:anchor="(\w+)"', text)
    assert anchors == re.findall(r'<w:bookmarkStart[^>]* w:name="(\w+)"', text) == marks
    assert text.count("4.1.1-ci yarımbənd") == 2
    assert '<w:updateFields w:val="1"/>' in files["word/settings.xml"]


def test_docx_of_an_agency_has_no_contents_and_asks_for_no_update():
    files = files_of(write_word(rich_document()))
    assert "PAGEREF" not in files["word/document.xml"]
    assert "updateFields" not in files["word/settings.xml"]


def test_docx_contents_name_sections_that_hold_sub_points_and_no_agencies():
    inner = consolidated().sections
    document = dataclasses.replace(
        consolidated(), sections=(Section("4.1. Bölmə", 1, sections=inner), Section("Əlavə", 1))
    )
    text = files_of(write_word(document))["word/document.xml"]
    assert re.findall(r'<w:pStyle w:val="(Toc\d)"/>', text) == ["Toc1", "Toc2", "Toc2"]


def begins_page(document: Document) -> list[tuple[str, bool]]:
    word = docx.Document(BytesIO(write_word(document)))
    headings = [p for p in word.paragraphs if p.style.name.startswith("Heading")]
    return [(p.text, p.paragraph_format.page_break_before or False) for p in headings]


def test_docx_each_sub_point_of_a_consolidated_report_begins_a_page():
    assert [begins for _text, begins in begins_page(consolidated())] == [True, False, False, True, False, False]
    assert not any(begins for _text, begins in begins_page(rich_document()))


def test_docx_a_section_takes_its_first_sub_point_along():
    document = dataclasses.replace(
        consolidated(), sections=(Section("4.1. Bölmə", 1, sections=consolidated().sections),)
    )
    found = [begins for text, begins in begins_page(document) if "qurumu" not in text]
    assert found == [True, False, True]


def places(html: str) -> list[tuple[str, int | None, int | None, str]]:
    word = docx.Document(BytesIO(write_word(report(html))))
    found = []
    for paragraph in word.paragraphs[3:]:
        numbering = paragraph._p.pPr.numPr
        level, number = (numbering.ilvl.val, numbering.numId.val) if numbering is not None else (None, None)
        found.append((paragraph.style.name, level, number, paragraph.text))
    return found


def test_docx_lists_in_lists_have_levels_of_their_own():
    assert places("<ul><li>a<ol><li>b<ul><li>c</li></ul></li></ol></li><li>d</li></ul>") == [
        ("List Bullet", 0, 1, "a"), ("List Number 2", 1, 5, "b"), ("List Bullet 3", 2, 1, "c"), ("List Bullet", 0, 1, "d"),
    ]  # fmt: skip


def test_docx_a_counted_item_without_words_still_counts():
    found = places("<ol><li><table><tr><td>a</td></tr></table></li><li>b</li></ol>")
    assert found == [("List Number", 0, 5, ""), ("Table Separator", None, None, ""), ("List Number", 0, 5, "b")]


def test_docx_lists_in_cells_are_as_small_as_the_cells_and_count_by_themselves():
    word = docx.Document(
        BytesIO(write_word(report("<ol><li>a<table><tr><td><ol><li>b</li></ol></td></tr></table></li></ol>")))
    )
    (inner,) = word.tables[0].cell(0, 0).paragraphs
    numbering = {n.numId: n.abstractNumId.val for n in word.part.numbering_part.element.num_lst}
    outer = word.paragraphs[3]._p.pPr.numPr.numId.val
    assert (inner.style.name, numbering[inner._p.pPr.numPr.numId.val], numbering[outer]) == ("Table Text", 4, 2)

"""The workbook: numbers are numbers, texts are no formulas, tables keep their spans and say where they stand."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from xlsxwriter import Workbook

from plans.narrative import parse
from reports.document import MISSING, OVERALL_STATUS, Document, Figure, Section
from reports.renderers import renderer_for
from reports.renderers.sheets import Book, number_of
from tests.reports.samples import document_of, rich_document

TABLE = (
    '<table><tbody><tr><th rowspan="2"><p>Ad</p></th><th colspan="2"><p>Say</p></th></tr>'
    "<tr><th><p>2020</p></th><th><p>2021</p></th></tr>"
    "<tr><td><p>=SUM(A1)</p><ul><li><p>bənd</p></li></ul></td><td><p>1 250,5</p></td><td><p>04.11.2021</p></td></tr>"
    "</tbody></table>"
)


def report(number: str = "4.2.1") -> Document:
    texts = (
        Section("Nümunə Nazirliyi", 4, "", parse(f"<p>Nümunə mətn.</p>{TABLE}<ul><li>{TABLE}</li></ul>")),
        Section(
            "=Nümunə Xidməti",
            4,
            mark="Layihə: qaralama",
            status="İcra edilib",
            figures=(
                Figure("Təlim keçənlər", "nəfər", "1\u00a0250"),
                Figure("Pay", "faiz", "12,5"),
                Figure("Var", "", "bəli"),
            ),
        ),
    )
    point = Section(
        f"{number}-ci yarımbənd üzrə (Nümunə tədbir (a)):", 3, number, (), texts, "", "İcra olunur", OVERALL_STATUS
    )
    return Document(
        title="“Nümunə planı”nın icrası barədə ümumiləşdirilmiş",
        word="MƏLUMAT",
        language="az",
        plan="Nümunə planı",
        agency="",
        year=2021,
        sections=(Section("4.2. Nümunə bölmə", 2, "4.2", sections=(point,)),),
        watermark="LAYİHƏ",
        as_of="2026-11-30T12:00+04:00",
        front=(Section(MISSING, 2, blocks=parse("<p>Nümunə:</p><ol><li><p>=a</p></li></ol>")),),
        summary=document_of("<table><tbody><tr><th><p>Cəmi</p></th><td><p>56</p></td></tr></tbody></table>").sections,
    )


def read(document: Document) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(renderer_for("xlsx").render(document)))


def lines(sheet) -> list[list]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_each_text_and_each_of_its_figures_has_a_row():
    book = read(report())
    assert book.sheetnames == ["Məlumat", "Yekunlar", "Cədvəllər", "Daxil edilməmiş məlumatlar"]
    sheet = book["Məlumat"]
    title, draft, standing, heads, *rows = lines(sheet)
    assert (title[0], draft[0], standing[0]) == (report().title, "LAYİHƏ", "Vəziyyət: 30.11.2026, 12:00")
    assert heads == [
        *("Bölmə", "Yarımbənd", "Tədbir", "Qurum", "Məlumatın vəziyyəti"),
        *("İcra vəziyyəti", "Göstərici", "Ölçü vahidi", "Say"),
    ]
    where = ["4.2. Nümunə bölmə", "4.2.1", "Nümunə tədbir (a)"]
    of_draft = [*where, "=Nümunə Xidməti", "Layihə: qaralama", "İcra edilib"]
    assert rows == [
        [*where, OVERALL_STATUS, None, "İcra olunur", None, None, None],
        [*where, "Nümunə Nazirliyi", "Təsdiq edilib", None, None, None, None],
        [*of_draft, "Təlim keçənlər", "nəfər", 1250],
        [*of_draft, "Pay", "faiz", 12.5],
        [*of_draft, "Var", None, "bəli"],
    ]
    assert [sheet[place].number_format for place in ("I7", "I8")] == ["#,##0", "0.0"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("C5", "A4:I9", "$4:$4")


def test_tables_stand_under_each_other_and_say_where_they_are_from():
    sheet = read(report())["Cədvəllər"]
    here = ["4.2.1", "Nümunə Nazirliyi"]
    table = [["Ad", "Say", None], [None, 2020, 2021], ["=SUM(A1)\n– bənd", 1250.5, "04.11.2021"]]
    found = lines(sheet)
    assert found[0][:3] == ["Yarımbənd", "Qurum", "Cədvəl"]
    assert found[1:4] == [[*here, 1, *row] for row in table]
    assert found[5:8] == [[*here, 2, *row] for row in table]
    assert {str(each) for each in sheet.merged_cells.ranges} == {"D2:D3", "E2:F2", "D6:D7", "E6:F6"}
    assert (sheet["D2"].font.bold, sheet["D4"].font.bold, sheet["D4"].alignment.wrap_text) == (True, False, True)
    assert sheet.freeze_panes == "D2"


def test_text_is_never_a_formula():
    book = read(report())
    starting = [cell for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert len(starting) == 5
    assert {(cell.data_type, cell.quotePrefix) for cell in starting} == {("s", True)}


def test_same_report_is_the_same_file_with_its_own_properties():
    made, again = (renderer_for("xlsx").render(report()) for _ in range(2))
    assert made == again
    about = openpyxl.load_workbook(BytesIO(made)).properties
    assert (about.title, about.creator) == (report().title, "Nümunə planı")
    assert about.created.isoformat() == "2026-11-30T12:00:00"
    assert read(replace(report(), as_of="")).properties.created.isoformat() == "2000-01-01T00:00:00"


def test_agencys_own_report_has_its_name_in_each_row():
    book = read(rich_document())
    assert book.sheetnames == ["Məlumat", "Cədvəllər"]
    assert [row[:4] for row in lines(book["Məlumat"])[2:]] == [
        [None, "4.2.9", "Nümunə tədbir (mötərizə ilə)", "Nümunə Xidməti"],
        [None, "4.2.10", "Nümunə tədbir", "Nümunə Xidməti"],
    ]


def test_plan_of_two_levels_has_a_column_of_bend():
    assert lines(read(report("4.2"))["Məlumat"])[3][1] == "Bənd"


@pytest.mark.parametrize("text", ["0", "7", "-3", "−3", "1 250", "1\u00a0250 000", "12,5", "123456789012345"])
def test_number_is_one_and_shows_as_it_was_written(text):
    [[value]] = [row for row in lines(read(document_of(table_of(text)))["Cədvəllər"])[1:] for row in [row[3:]]]
    assert value == number_of(text)


@pytest.mark.parametrize(
    "text", ["4.2", "007", "12 50", "1234 567", "+994", "12,", "1234567890123456", "5 nəfər", "١٢"]
)
def test_what_only_looks_like_a_number_stays_text(text):
    assert lines(read(document_of(table_of(text)))["Cədvəllər"])[1][3:] == [text]


def table_of(text: str) -> str:
    return f"<table><tbody><tr><td><p>{text}</p></td></tr></tbody></table>"


def test_text_longer_than_a_cell_is_cut_and_says_so():
    said = lines(read(document_of(table_of("söz " * 9000)))["Cədvəllər"])[1][3]
    assert (len(said), said[-4:]) == (32767, " […]")


def test_names_of_sheets_are_allowed_and_each_is_another():
    with Workbook(BytesIO()) as made:
        book = Book(made)
        pages = [book.page(name).sheet.name for name in ("a/b", "A:B", "'", "x" * 40, "x" * 40)]
    assert pages == ["a b", "A B (2)", "–", "x" * 31, "x" * 27 + " (2)"]

"""The overview as XLSX: what stands in which cell, how it looks and prints, and that no text becomes a formula."""

import io

import openpyxl
import pytest
import time_machine
from django.utils import timezone

from plans.enums import AssignmentRole, EntryState
from plans.exports.sheets import put
from plans.models import AgencyName, Assessment, Assignment, Plan, SubPoint

FILE = "/plans/numune-2020-2024/2024/overview.xlsx"
YEARS = "/plans/numune-2020-2024/years.xlsx"
AFTER = "2025-01-21 12:00+04:00"


@pytest.fixture
def sheet_of(sign_in):
    """`sheet_of(address, who, **filters)` → the one sheet of the downloaded book."""

    def download(address: str, who: str = "coordinator", **filters):
        response = sign_in(who).get(address, filters)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        assert len(book.sheetnames) == 1
        return book.active

    return download


@pytest.fixture
def four(write_entry, other_agency, people):
    write_entry("4.1.6", state=EntryState.APPROVED)
    write_entry("4.2.1", state=EntryState.SUBMITTED)
    write_entry("4.2.4", state=EntryState.RETURNED)
    write_entry("4.2.9", state=EntryState.DRAFT)
    Assignment.objects.filter(agency=other_agency).exclude(sub_point__number="4.1.6").delete()
    Assignment.objects.filter(agency=other_agency).update(role=AssignmentRole.RECOMMENDED)


def values(sheet, row: int) -> list:
    return [cell.value for cell in sheet[row]]


def row_of(sheet, number: str) -> int:
    (found,) = (row for row in range(7, sheet.max_row + 1) if sheet.cell(row, 1).value == number)
    return found


@time_machine.travel(AFTER)
def test_book_holds_the_table_in_words_and_marks(sheet_of, four):
    sheet = sheet_of(FILE)
    assert values(sheet, 6) == [
        "Yarımbənd", "Tədbirin adı", "Qiymətləndirmə", "Təsdiq edilib / tələb olunur", "Gecikir",
        "Nümunə Xidməti", "Nümunə Komitəsi",
    ]  # fmt: skip
    rows = [values(sheet, row) for row in range(7, sheet.max_row + 1)]
    assert [row[0] for row in rows] == [
        "4.1 Nümunə istiqamət", "4.1.6", "4.2", "4.2.1", "4.2.4", "4.2.9", "4.2.10",
        "Təsdiq edilib / tələb olunur", "Gecikir",
    ]  # fmt: skip
    assert [row[3:] for row in rows] == [
        [None, None, None, None],
        ["1/1", None, "✓ Təsdiq edilib", "○ Başlanmayıb, tövsiyə edilən qurum"],
        [None, None, None, None],
        ["0/1", None, "● Təqdim edilib", None],
        ["0/1", 1, "↺ Geri qaytarılıb, gecikir", None],
        ["0/1", 1, "◐ Qaralama, gecikir", None],
        ["0/1", 1, "○ Başlanmayıb, gecikir", None],
        ["1/5", None, "1/5", "–"],
        [3, None, 3, 0],
    ]
    assert values(sheet, row_of(sheet, "4.1.6"))[1:3] == [
        "Nümunə tədbir 4.1.6 (İnsan haqqında)", "☐ Qiymətləndirilməyib"
    ]  # fmt: skip


@time_machine.travel(AFTER)
def test_lines_over_the_table_say_what_it_is_and_what_was_filtered(sheet_of, four):
    sheet = sheet_of(FILE, section="4.2", late="now")
    assert [sheet.cell(row, 1).value for row in (1, 2, 3, 4)] == [
        "Ümumi baxış, 2024",
        "Nümunə Milli Fəaliyyət Planı",
        "21.01.2025 tarixinə olan vəziyyət; Bölmə: 4.2; Son tarix: Gecikir",
        "Təsdiq edilib / tələb olunur: 0/4 (0 %); Təqdim edilib: 1; Geri qaytarılıb: 1; Qaralama: 1; Başlanmayıb: 1;"
        " Gecikir: 3",
    ]
    assert [sheet.cell(row, 1).value for row in range(7, 11)] == ["4.2", "4.2.4", "4.2.9", "4.2.10"]


@time_machine.travel(AFTER)
def test_cells_have_the_colours_of_the_page(sheet_of, four):
    sheet = sheet_of(FILE)
    approved, advised = (sheet.cell(row_of(sheet, "4.1.6"), column) for column in (6, 7))
    draft, empty = (sheet.cell(row_of(sheet, "4.2.9"), column) for column in (6, 7))
    assert (approved.fill.fill_type, approved.fill.fgColor.rgb) == ("solid", "FFE3F1E7")
    assert (advised.fill.fill_type, draft.fill.fill_type, empty.fill.fill_type) == ("lightUp", None, None)
    assert (draft.border.top.style, draft.border.top.color.rgb) == ("thick", "FFB3261E")
    assert approved.border.top.style == "hair"


@time_machine.travel(AFTER)
def test_cells_that_are_not_sought_are_faint(sheet_of, four):
    sheet = sheet_of(FILE, state="approved")
    approved = sheet.cell(row_of(sheet, "4.1.6"), 6)
    assert (approved.fill.fgColor.rgb, approved.font.color.rgb, sheet.max_column) == ("FFE3F1E7", "FF23703E", 6)
    sheet = sheet_of(FILE, late="submitted")
    assert [sheet.cell(row, 1).value for row in (7, 8)] == ["Təsdiq edilib / tələb olunur", "Gecikir"]


@pytest.mark.parametrize(("address", "frozen", "titles"), [(FILE, "F7", "$A:$E"), (YEARS, "C7", "$A:$B")])
def test_book_is_set_up_for_a3_and_keeps_its_heads(sheet_of, year, people, address, frozen, titles):
    sheet = sheet_of(address)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth) == (True, 1)
    assert (sheet.page_setup.fitToHeight, sheet.freeze_panes) == (0, frozen)
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$6:$6", titles)


@pytest.mark.parametrize("begins", ["=", "+", "-", "@"])
def test_text_that_looks_like_a_formula_stays_text(sheet_of, year, agency, begins):
    said = f'{begins}HYPERLINK("https://numune.example")'
    AgencyName.objects.filter(agency=agency).update(nominative=said)
    SubPoint.objects.filter(number="4.2.1").update(measure=said)
    Plan.objects.update(title=said)
    for address, head in ((FILE, [(6, 6)]), (YEARS, [])):
        sheet = sheet_of(address)
        for row, column in [*head, (row_of(sheet, "4.2.1"), 2), (2, 1)]:
            cell = sheet.cell(row, column)
            assert (cell.value, cell.data_type, cell.quotePrefix) == (said, "s", True)
        assert sheet.cell(row_of(sheet, "4.2.4"), 2).quotePrefix is False


def test_cell_holds_what_a_file_can_hold():
    sheet = openpyxl.Workbook().active
    assert put(sheet, 1, 1, "a\x00b\x1fc").value == "abc"
    assert len(put(sheet, 1, 2, "ə" * 40_000).value) == 32_767
    assert (put(sheet, 1, 3, 12).value, put(sheet, 1, 3, 12).data_type) == (12, "n")
    assert put(sheet, 1, 4, None).value is None


@time_machine.travel(AFTER)
def test_observers_book_holds_what_may_be_read_only(sheet_of, four):
    sheet = sheet_of(FILE, "observer")
    assert values(sheet, row_of(sheet, "4.2.9"))[3:6] == ["–", None, "· Oxumaq üçün mətn yoxdur"]
    assert values(sheet, row_of(sheet, "4.2.1"))[3:6] == ["0/1", None, "● Təqdim edilib"]
    words = {cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert not any("Qaralama" in word or "Başlanmayıb" in word for word in words)


def test_years_stand_in_words_and_colours(sheet_of, people, year, closed_year):
    Assessment.objects.create(
        sub_point=SubPoint.objects.get(number="4.2.1"), reporting_year=year, status="not_implemented",
        decided_by=people["coordinator"], decided_at=timezone.now(),
    )  # fmt: skip
    sheet = sheet_of(YEARS)
    assert values(sheet, 6) == ["Yarımbənd", "Tədbirin adı", "2020", "2021", "2022", "2023", "2024"]
    row = row_of(sheet, "4.2.1")
    assert values(sheet, row)[4:] == ["İl açılmayıb", "☐ Qiymətləndirilməyib", "☒ İcra edilməyib"]
    assert sheet.cell(row, 7).fill.fgColor.rgb == "FFFAE6E4"
    last = sheet.max_row
    assert values(sheet, last) == ["Qiymətləndirilib", None, "0/0", "0/0", "0/0", "0/5", "1/5"]
    narrow = sheet_of(YEARS, status="not_implemented")
    assert [narrow.cell(row, 1).value for row in range(7, narrow.max_row)] == ["4.2", "4.2.1"]


def test_file_is_named_after_plan_and_year(sign_in, year):
    names = [sign_in("coordinator").get(address)["Content-Disposition"] for address in (FILE, YEARS)]
    assert names == [
        'attachment; filename="numune-2020-2024-2024-overview.xlsx"',
        'attachment; filename="numune-2020-2024-years.xlsx"',
    ]


@pytest.mark.parametrize(("address", "number"), [(FILE, 9), (YEARS, 5)])
def test_file_costs_its_table_and_three_queries(sign_in, year, four, django_assert_num_queries, address, number):
    client = sign_in("coordinator")
    with django_assert_num_queries(number):
        assert client.get(address).status_code == 200

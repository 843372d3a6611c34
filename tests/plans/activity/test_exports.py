"""The activity as XLSX and CSV: what is filtered, safe in a table program, cut with a sentence."""

import csv
import datetime
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from plans.activity import exports as exports
from plans.activity import views as views
from plans.models import Evidence, SubPoint, Transition

pytestmark = pytest.mark.django_db

XLSX, CSV = (f"/plans/numune-2020-2024/activity.{fmt}" for fmt in ("xlsx", "csv"))
HEADS = ["Date", "Time", "Who", "Kind", "What happened", "Sub-point", "Agency", "Year", "Details"]


@pytest.fixture
def english(sign_in):
    def client_of(role: str):
        client = sign_in(role)
        client.cookies["django_language"] = "en"
        return client

    return client_of


@pytest.fixture
def worked(write_entry, people):
    entry = write_entry("4.2.9", author=people["contributor"])
    Transition.objects.create(
        entry=entry,
        action="return",
        from_state="submitted",
        to_state="returned",
        reason="Nümunə səbəb.\nİkinci sətir; 1,5",
        resubmit_by=datetime.date(2025, 1, 27),
        actor=people["coordinator"],
        created_at=datetime.datetime(2025, 1, 20, 20, 5, tzinfo=datetime.UTC),
    )
    return entry


def table(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def cells(response) -> list[list]:
    sheet = load_workbook(io.BytesIO(response.content)).active
    return [[cell if cell is not None else "" for cell in row] for row in sheet.iter_rows(values_only=True)]


RETURNED = [
    "21.01.2025",
    "00:05",
    "Nümunə koordinator",
    "Submissions and decisions",
    "Returned for correction",
    "4.2.9",
    "Nümunə Xidməti",
    "2024",
    "due again by 27.01.2025\nNümunə səbəb.\nİkinci sətir; 1,5",
]


def test_csv_has_a_mark_for_excel_heads_and_a_line_an_event(worked, english):
    response = english("coordinator").get(f"{CSV}?kind=moves")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="numune-2020-2024-activity.csv"'
    assert response.content.startswith(b"\xef\xbb\xbfDate,Time,")
    assert table(response) == [HEADS, RETURNED]


def test_workbook_has_the_same(worked, english):
    response = english("coordinator").get(f"{XLSX}?kind=moves")
    assert response["Content-Type"].startswith("application/vnd.openxmlformats")
    assert response["Content-Disposition"] == 'attachment; filename="numune-2020-2024-activity.xlsx"'
    assert cells(response) == [HEADS, [*RETURNED[:7], 2024, RETURNED[8]]]


def test_plan_data_is_written_before_and_after(english, year):
    SubPoint.history.all().delete()
    point = SubPoint.objects.get(number="4.2.9")
    point.save()
    point.end_year = 2024
    point.save()
    _heads, changed, unchanged = table(english("coordinator").get(f"{CSV}?number=4.2.9"))
    assert changed[2:] == ["the system", "Plan data", "Sub-point changed", "4.2.9", "", "", "to year: – → 2024"]
    assert unchanged[4] == "Sub-point changed"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_nothing_is_taken_for_a_formula(start, worked, english, people):
    Evidence.objects.create(
        entry=worked,
        title=f"{start}HYPERLINK(1)",
        url="https://numune.example/",
        added_by=people["lead"],
        added_at=timezone.now(),
    )
    line = table(english("coordinator").get(f"{CSV}?kind=evidence"))[1]
    assert line[8] == f"'{start}HYPERLINK(1)"
    sheet = load_workbook(io.BytesIO(english("coordinator").get(f"{XLSX}?kind=evidence").content)).active
    cell = sheet.cell(2, 9)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (f"{start}HYPERLINK(1)", "s", True)
    assert sheet.cell(2, 5).quotePrefix is False


def test_files_hold_what_the_reader_may_see(worked, english):
    assert len(table(english("lead").get(f"{CSV}?kind=moves"))) == 2
    assert len(table(english("stranger").get(f"{CSV}?kind=moves"))) == 1
    assert len(table(english("observer").get(f"{CSV}?kind=moves"))) == 1  # a draft now
    assert english("administrator").get(CSV).status_code == 404
    assert english("coordinator").get("/plans/numune-2020-2024/activity.pdf").status_code == 404


def test_longer_stream_is_cut_with_a_sentence(worked, english, monkeypatch):
    for module in (views, exports):
        monkeypatch.setattr(module, "MOST_ROWS", 3)
    monkeypatch.setattr(views, "BATCH", 2)
    Transition.objects.bulk_create(
        Transition(
            entry=worked,
            action="submit",
            from_state="draft",
            to_state="submitted",
            created_at=datetime.datetime(2025, 2, number, tzinfo=datetime.UTC),
        )
        for number in (1, 2)
    )
    whole = table(english("coordinator").get(f"{CSV}?kind=moves"))
    assert [line[0] for line in whole] == ["Date", "02.02.2025", "01.02.2025", "21.01.2025"]
    Transition.objects.create(
        entry=worked,
        action="submit",
        from_state="draft",
        to_state="submitted",
        created_at=datetime.datetime(2025, 2, 3, tzinfo=datetime.UTC),
    )
    cut = table(english("coordinator").get(f"{CSV}?kind=moves"))
    assert [line[0] for line in cut[:4]] == ["Date", "03.02.2025", "02.02.2025", "01.02.2025"]
    assert cut[4:] == [
        ["Only the newest 3 events are in this file. Choose days to get the older ones.", *[""] * 8],
    ]
    assert cells(english("coordinator").get(f"{XLSX}?kind=moves"))[4][0] == cut[4][0]


@pytest.mark.parametrize("number", [1, 3, 1001])
def test_file_costs_the_same_for_each_thousand(number, worked, sign_in, people, django_assert_num_queries):
    Transition.objects.bulk_create(
        Transition(
            entry=worked,
            action="submit",
            from_state="draft",
            to_state="submitted",
            actor=people["lead"],
            created_at=timezone.now() + datetime.timedelta(minutes=minute),
        )
        for minute in range(number - 1)
    )
    client = sign_in("coordinator")
    # session, person, years, agencies (and whether they are many) with their names; whether there is more; events; and for
    # each thousand: people, agencies with their names, sub-points
    with django_assert_num_queries(8 + 4 * (2 if number > 1000 else 1)):
        response = client.get(f"{CSV}?kind=moves")
    assert len(table(response)) == number + 1


def test_old_filter_does_not_break_a_file(worked, english):
    assert len(table(english("coordinator").get(f"{CSV}?agency=YOXDUR&from=x&kind=moves"))) == 2


@pytest.mark.parametrize(
    ("title", "separator"),
    [
        ("Protokol;=1+41", ";"),
        ("Protokol;+1", ";"),
        ("Protokol\t=1+41", "\t"),
        ("Protokol, 5;-1", ";"),
        ('"Protokol";@A1', ";"),
    ],
)
def test_nothing_is_taken_for_a_formula_where_another_sign_parts_the_cells(title, separator, worked, english, people):
    Evidence.objects.create(
        entry=worked, title=title, url="https://numune.example/", added_by=people["lead"], added_at=timezone.now()
    )
    written = english("coordinator").get(f"{CSV}?kind=evidence").content.decode("utf-8-sig")
    as_elsewhere = [cell for line in written.splitlines() for cell in line.split(separator)]
    assert [cell for cell in as_elsewhere if cell.startswith(("=", "+", "-", "@"))] == []
    assert (
        title.replace(separator, f"{separator}'", 1) in table(english("coordinator").get(f"{CSV}?kind=evidence"))[1][8]
    )


def test_signs_inside_of_a_text_stay_as_they_are(worked, english, people):
    title = "Protokol 5-7; 2+2, a=b @"
    Evidence.objects.create(
        entry=worked, title=title, url="https://numune.example/", added_by=people["lead"], added_at=timezone.now()
    )
    assert table(english("coordinator").get(f"{CSV}?kind=evidence"))[1][8] == title

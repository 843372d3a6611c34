"""The list of a year's entries: filters, pages, and who reads what."""

import csv
import datetime
import io

import pytest
from openpyxl import load_workbook

from plans.enums import EntryState
from plans.models import AgencyName, Assignment, Entry, SubPoint
from plans.samples.seeding import EntrySeed, write_seeds

PAGE = "/plans/numune-2020-2024/2024/"
FILE = "/plans/numune-2020-2024/2024/entries.{}"
NOW = datetime.datetime(2025, 1, 3, 9, tzinfo=datetime.UTC)
MEASURES = {
    "4.1.6": "İnsan haqqında nümunə tədbir",
    "4.2.1": "insan haqqında nümunə tədbir",
    "4.2.4": "ınsan haqqında nümunə tədbir",
    "4.2.9": "Şəffaflıq haqqında nümunə tədbir",
    "4.2.10": "ŞƏFFAFLIQ haqqında 100% nümunə tədbir",
}


@pytest.fixture
def measures(year, people):
    for number, measure in MEASURES.items():
        sub_point = SubPoint.objects.get(number=number)
        sub_point.measure = measure
        sub_point.save()


def rows(response) -> list[tuple[str, str]]:
    return [(row.sub_point.number, row.assignment.agency.code) for row, _name in response.context["rows"]]


def numbers(client, **filters) -> list[str]:
    """The sub-points of NUMUNE that the list shows, in its order."""
    response = client.get(PAGE, {"agency": "NUMUNE"} | filters)
    assert response.status_code == 200
    return [number for number, code in rows(response) if code == "NUMUNE"]


def test_list_stands_in_the_order_of_plan_and_protocol(sign_in, year):
    response = sign_in("coordinator").get(PAGE)
    assert response.status_code == 200
    assert rows(response) == [
        (number, code) for number in ("4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10") for code in ("NUMUNE", "BASHQA")
    ]
    assert {str(name) for _row, name in response.context["rows"]} == {"Nümunə Xidməti", "Nümunə Komitəsi"}
    assert response.context["is_filtered"] is False


def test_row_carries_state_and_status(sign_in, write_entry):
    write_entry("4.1.6", state=EntryState.SUBMITTED, status="implemented")
    (first, _name), (second, _other), *_rest = sign_in("coordinator").get(PAGE).context["rows"]
    assert (first.state, str(first.state_label), first.entry.get_status_display()) == (
        "submitted",
        "Təqdim edilib",
        "İcra edilib",
    )
    assert (second.state, str(second.state_label), second.entry) == ("not_started", "Başlanmayıb", None)


# --- Filters ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("draft", ["4.2.1"]),
        ("submitted", ["4.2.4"]),
        ("approved", ["4.2.9", "4.2.10"]),
        ("returned", []),
        ("not_started", ["4.1.6"]),
        ("", ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"]),
    ],
)
def test_state_filters(state, found, sign_in, write_entry):
    write_entry("4.2.1")
    write_entry("4.2.4", state=EntryState.SUBMITTED)
    write_entry("4.2.9", state=EntryState.APPROVED)
    write_entry("4.2.10", state=EntryState.APPROVED)
    assert numbers(sign_in("coordinator"), state=state) == found


@pytest.mark.parametrize(
    ("section", "found"), [("4.1", ["4.1.6"]), ("4.2", ["4.2.1", "4.2.4", "4.2.9", "4.2.10"]), ("4", []), ("4.20", [])]
)
def test_section_filters(section, found, sign_in, year):
    assert numbers(sign_in("coordinator"), section=section) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("İNSAN", ["4.1.6", "4.2.1"]),
        ("insan", ["4.1.6", "4.2.1"]),
        ("İnsan haqqında", ["4.1.6", "4.2.1"]),
        ("ınsan", ["4.2.4"]),
        ("INSAN", ["4.2.4"]),
        ("şəffaflıq", ["4.2.9", "4.2.10"]),
        ("seffafliq", []),
        ("0% n", ["4.2.10"]),
        ("%", ["4.2.10"]),
        ("_", []),
        ("yoxdur", []),
    ],
)
def test_words_of_the_measure_filter_by_azerbaijani_letters(words, found, sign_in, measures):
    assert numbers(sign_in("coordinator"), q=words) == found


def test_agency_filters(sign_in, year):
    client = sign_in("coordinator")
    assert {code for _number, code in rows(client.get(PAGE, {"agency": "BASHQA"}))} == {"BASHQA"}
    assert rows(client.get(PAGE, {"agency": "YOXDUR"})) == []


def test_filters_narrow_together(sign_in, write_entry, measures):
    write_entry("4.1.6")
    write_entry("4.2.1")
    client = sign_in("coordinator")
    assert numbers(client, q="insan", section="4.2", state="draft") == ["4.2.1"]
    assert numbers(client, q="insan", section="4.2", state="approved") == []
    assert client.get(PAGE, {"q": "insan"}).context["is_filtered"] is True


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({"state": "junk"}, 10),
        ({"state": "draft\x00"}, 10),
        ({"section": "junk"}, 0),
        ({"section": "4.99"}, 0),
        ({"section": "99999.1"}, 0),
        ({"section": "4.1\x00"}, 10),
        ({"section": "x" * 500}, 10),
        ({"agency": "junk'--"}, 0),
        ({"agency": "NUMUNE\x00"}, 10),
        ({"agency": "x" * 500}, 10),
        ({"q": "insan\x00"}, 10),
        ({"q": "x" * 500}, 10),
        ({"unknown": "1"}, 10),
    ],
    ids=lambda value: str(value)[:30].replace("\\x00", "NUL") if isinstance(value, dict) else None,
)
@pytest.mark.parametrize("role", ["coordinator", "observer"])
def test_old_link_with_unknown_values_still_opens(role, filters, shown, sign_in, plan, year):
    write_all(plan, year)
    response = sign_in(role).get(PAGE, filters)
    assert response.status_code == 200
    assert len(rows(response)) == shown


# --- Pages -----------------------------------------------------------------------------------------------------------


def write_all(plan, year) -> None:
    """Everything required is there and submitted."""
    assignments = Assignment.objects.filter(sub_point__section__plan=plan).select_related("sub_point", "agency")
    write_seeds(
        [
            EntrySeed(year, row.agency, row.sub_point, "<p>Nümunə mətn.</p>", EntryState.SUBMITTED, NOW)
            for row in assignments
        ]
    )


@pytest.fixture
def long_list(plan, year, people, agency):
    """121 rows: 111 sub-points of section 4.2 more than `plan` has, for one agency."""
    section = plan.sections.get(number="4.2")
    points = SubPoint.objects.bulk_create(
        SubPoint(section=section, number=f"4.2.{number}", measure=f"Nümunə tədbir {number}")
        for number in range(11, 122)
    )
    Assignment.objects.bulk_create(Assignment(sub_point=point, agency=agency) for point in points)


@pytest.mark.parametrize(
    ("asked", "number", "length"),
    [
        (None, 1, 50),
        ("1", 1, 50),
        ("2", 2, 50),
        ("3", 3, 21),
        ("abc", 1, 50),
        ("", 1, 50),
        ("0", 3, 21),
        ("-1", 3, 21),
        ("9999", 3, 21),
        ("9" * 50, 3, 21),
        ("1.5", 1, 50),
    ],
)
def test_list_is_paged_by_fifty_and_any_page_opens(asked, number, length, sign_in, long_list):
    response = sign_in("coordinator").get(PAGE, {} if asked is None else {"page": asked})
    assert response.status_code == 200
    page = response.context["page"]
    assert (page.number, len(page), page.paginator.count, page.paginator.num_pages) == (number, length, 121, 3)


def test_pages_together_hold_every_row_once(sign_in, long_list):
    client = sign_in("coordinator")
    seen = [row for number in (1, 2, 3) for row in rows(client.get(PAGE, {"page": number}))]
    assert len(seen) == len(set(seen)) == 121
    assert seen[-1] == ("4.2.121", "NUMUNE")


def test_pager_keeps_the_filters(sign_in, long_list):
    response = sign_in("coordinator").get(PAGE, {"section": "4.2", "q": "nümunə", "state": "not_started", "page": "2"})
    assert response.context["query"] == "section=4.2&q=n%C3%BCmun%C9%99&state=not_started"
    page = response.content.decode()
    for number in (1, 3):
        assert f'href="?section=4.2&amp;q=n%C3%BCmun%C9%99&amp;state=not_started&amp;page={number}"' in page


def test_short_list_has_no_pager(sign_in, year):
    assert "page=" not in sign_in("coordinator").get(PAGE).content.decode()


# --- Readers ---------------------------------------------------------------------------------------------------------


def test_observer_sees_neither_drafts_nor_what_is_missing(sign_in, write_entry):
    write_entry("4.1.6", status="implemented")
    write_entry("4.2.1", state=EntryState.SUBMITTED)
    write_entry("4.2.4", state=EntryState.RETURNED)
    write_entry("4.2.9", state=EntryState.APPROVED)
    write_entry("4.2.10", state=EntryState.LOCKED)
    client = sign_in("observer")
    response = client.get(PAGE)
    assert rows(response) == [(number, "NUMUNE") for number in ("4.2.1", "4.2.4", "4.2.9", "4.2.10")]
    assert "not_started" not in [value for value, _label in response.context["state_choices"]]
    assert rows(client.get(PAGE, {"state": "draft"})) == []
    assert rows(client.get(PAGE, {"state": "not_started"})) == []


def test_coordinator_may_ask_for_what_is_not_started(sign_in, year):
    choices = sign_in("coordinator").get(PAGE).context["state_choices"]
    assert [value for value, _label in choices][:2] == ["not_started", "draft"]


@pytest.mark.parametrize("role", ["contributor", "lead", "stranger", "administrator"])
def test_list_is_not_found_for_agencies_and_administrators(role, sign_in, year):
    assert sign_in(role).get(PAGE).status_code == 404


def test_year_or_plan_that_does_not_exist_is_not_found(sign_in, year):
    client = sign_in("coordinator")
    assert client.get("/plans/numune-2020-2024/2023/").status_code == 404
    assert client.get("/plans/yoxdur/2024/").status_code == 404


# --- Cost ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3])
def test_list_costs_the_same_queries_whatever_the_size(size, sign_in, write_entry, django_assert_num_queries):
    kept = ["4.1.6", "4.2.9", "4.2.10"][:size]
    Assignment.objects.exclude(sub_point__number__in=kept).delete()
    Assignment.objects.filter(agency__code="BASHQA").delete()
    for number in kept:
        write_entry(number, state=EntryState.SUBMITTED)
    coordinator, observer = sign_in("coordinator"), sign_in("observer")
    # session, person, years; number of rows, rows, names, their entries; sections; agencies to choose from, their names
    with django_assert_num_queries(10):
        assert len(rows(coordinator.get(PAGE))) == size
    with django_assert_num_queries(10):
        assert len(rows(observer.get(PAGE, {"section": "4.1", "q": "insan"}))) == 1


@pytest.mark.parametrize("size", [1, 3])
def test_file_costs_the_same_queries_whatever_the_size(size, sign_in, write_entry, django_assert_num_queries):
    kept = ["4.1.6", "4.2.9", "4.2.10"][:size]
    Assignment.objects.exclude(sub_point__number__in=kept).delete()
    for number in kept:
        write_entry(number, state=EntryState.SUBMITTED)
    client = sign_in("coordinator")
    with django_assert_num_queries(7):  # session, person, years; whether it is cut; rows, names, entries
        assert client.get(FILE.format("csv")).status_code == 200


# --- Order -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("", ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"]),
        ("number", ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"]),
        ("-number", ["4.2.10", "4.2.9", "4.2.4", "4.2.1", "4.1.6"]),
        ("state", ["4.2.4", "4.2.9", "4.1.6", "4.2.1", "4.2.10"]),
        ("-state", ["4.2.10", "4.1.6", "4.2.1", "4.2.9", "4.2.4"]),
        ("status", ["4.2.9", "4.1.6", "4.2.1", "4.2.4", "4.2.10"]),
        ("changed", ["4.2.4", "4.1.6", "4.2.9", "4.2.1", "4.2.10"]),
        ("-changed", ["4.2.1", "4.2.9", "4.1.6", "4.2.4", "4.2.10"]),
        ("junk", ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"]),
    ],
)
def test_list_is_sorted_by_its_columns(sort, found, sign_in, write_entry):
    for day, (number, state, status) in enumerate(
        [
            ("4.2.4", EntryState.APPROVED, ""),
            ("4.1.6", EntryState.DRAFT, "not_implemented"),
            ("4.2.9", EntryState.SUBMITTED, "implemented"),
            ("4.2.1", EntryState.DRAFT, "not_implemented"),
        ]
    ):
        entry = write_entry(number, state=state, status=status)
        Entry.objects.filter(pk=entry.pk).update(updated_at=NOW + datetime.timedelta(days=day))
    assert numbers(sign_in("coordinator"), sort=sort) == found


def test_agencies_are_sorted_by_the_name_of_the_year_and_azerbaijani_letters(sign_in, year, agency, other_agency):
    AgencyName.objects.filter(agency=agency).update(nominative="Xəzər", valid_from=None)
    AgencyName.objects.filter(agency=other_agency).update(nominative="İdarə", valid_from=datetime.date(2024, 12, 31))
    later = {"genitive": "x", "official": "x", "official_genitive": "x"}
    AgencyName.objects.create(agency=agency, nominative="Ağ", valid_from=datetime.date(2025, 1, 1), **later)
    client = sign_in("coordinator")
    assert [code for _n, code in rows(client.get(PAGE, {"sort": "agency"}))] == ["NUMUNE"] * 5 + ["BASHQA"] * 5
    assert [code for _n, code in rows(client.get(PAGE, {"sort": "-agency"}))] == ["BASHQA"] * 5 + ["NUMUNE"] * 5


def test_heads_say_how_the_list_stands_and_lead_to_the_other_way(sign_in, year):
    html = sign_in("coordinator").get(PAGE, {"section": "4.2", "sort": "state", "page": "1"}).content.decode()
    assert '<th scope="col" aria-sort="ascending"><a class="sort" href="?section=4.2&amp;sort=-state">' in html
    assert '<a class="sort" href="?section=4.2&amp;sort=-changed">' in html
    assert html.count("aria-sort") == 1
    assert 'value="state"' in html  # the filters keep the order


def test_number_finds_its_sub_point(sign_in, year):
    client = sign_in("coordinator")
    assert numbers(client, q="4.2.10") == ["4.2.10"]
    assert numbers(client, q="4.1") == ["4.1.6"]
    assert numbers(client, q="4.2.11") == []


# --- Files -----------------------------------------------------------------------------------------------------------


def csv_rows(client, **filters) -> list[list[str]]:
    response = client.get(FILE.format("csv"), filters)
    assert response["Content-Disposition"] == 'attachment; filename="numune-2020-2024-2024-entries.csv"'
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_file_holds_what_is_filtered_in_its_order_and_nothing_is_a_formula(sign_in, write_entry):
    entry = write_entry("4.2.9", state=EntryState.SUBMITTED, status="implemented")
    Entry.objects.filter(pk=entry.pk).update(updated_at=NOW)
    SubPoint.objects.filter(number="4.2.9").update(measure="=2+2")
    client = sign_in("coordinator")
    head, *lines = csv_rows(client, section="4.2", agency="NUMUNE", sort="-number")
    assert (len(head), [line[0] for line in lines]) == (9, ["4.2.10", "4.2.9", "4.2.4", "4.2.1"])
    assert lines[1] == [
        "4.2.9", "'=2+2", "NUMUNE", "Nümunə Xidməti", "İcraçı", "İcra edilib", "Təqdim edilib", "20.01.2025", "03.01.2025",
    ]  # fmt: skip
    book = load_workbook(io.BytesIO(client.get(FILE.format("xlsx"), {"q": "4.2.9", "agency": "NUMUNE"}).content))
    assert [cell.value for cell in book.active[2]][:4] == ["4.2.9", "=2+2", "NUMUNE", "Nümunə Xidməti"]
    assert book.active[2][1].data_type == "s"
    assert book.active.max_row == 2


def test_observers_file_holds_what_was_submitted(sign_in, write_entry):
    write_entry("4.1.6")
    write_entry("4.2.9", state=EntryState.SUBMITTED)
    assert [line[0] for line in csv_rows(sign_in("observer"))[1:]] == ["4.2.9"]


def test_file_that_cannot_hold_all_says_so(sign_in, year, monkeypatch):
    monkeypatch.setattr("plans.views.entries.MOST_ROWS", 4)
    monkeypatch.setattr("plans.views.entries.BATCH", 3)
    lines = csv_rows(sign_in("coordinator"))
    assert [line[0] for line in lines[1:5]] == ["4.1.6", "4.1.6", "4.2.1", "4.2.1"]
    assert len(lines) == 6
    assert lines[5][1:] == [""] * 8

"""The overview: who sees which cells, how they are counted, what the filters leave, what it costs."""

import datetime
import re
from urllib.parse import urljoin

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from plans.enums import AssignmentRole, EntryState, ExtensionState
from plans.models import (
    AgencyName,
    Assessment,
    Assignment,
    Entry,
    Extension,
    ReportingYear,
    SubPoint,
)
from plans.overview.queries.overview import read_overview
from plans.overview.queries.overview_table import MatrixFilters
from plans.overview.queries.plan_years import read_plan_years
from tests.conftest import make_agency, make_user, stand_as_submitted

PAGE = "/plans/numune-2020-2024/2024/overview/"
YEARS = "/plans/numune-2020-2024/years/"
BEFORE, AFTER = "2025-01-20 12:00+04:00", "2025-01-21 00:30+04:00"  # the deadline day, and half an hour after it


@pytest.fixture
def five(write_entry, people, agency, other_agency):
    """NUMUNE has 4.1.6 draft, 4.2.1 submitted, 4.2.4 returned, 4.2.9 approved, 4.2.10 locked; BASHQA has nothing."""
    write_entry("4.1.6", state=EntryState.DRAFT)
    write_entry("4.2.1", state=EntryState.SUBMITTED, status="being_implemented")
    write_entry("4.2.4", state=EntryState.RETURNED)
    write_entry("4.2.9", state=EntryState.APPROVED, status="implemented")
    write_entry("4.2.10", state=EntryState.LOCKED, status="implemented")


def cell_at(html: str, code: str, number: str) -> tuple[set[str], str, str]:
    """(classes, address, words) of the cell that leads to the agency's entry on the sub-point; it names the agency too."""
    address = rf"\.\./{code}/{re.escape(number)}/[^\"]*"
    found = re.search(rf'<td class="([^"]*)"><a href="({address})"><b>Nümunə[^<]*</b> ([^<]*)</a></td>', html)
    assert found, (code, number)
    return set(found[1].split()), urljoin(PAGE, found[2]), found[3]


def has_cell(html: str, code: str, number: str) -> bool:
    return f'"../{code}/{number}/' in html


def read(people, year, who: str = "coordinator", **filters):
    return read_overview(people[who], year).narrowed(MatrixFilters(**filters))


def numbers(matrix) -> list[str]:
    return [row.number for row in matrix.rows]


def codes(matrix) -> list[str]:
    return [agency.code for agency in matrix.agencies]


def states(matrix, number: str) -> list[str | None]:
    (row,) = (row for row in matrix.rows if row.number == number)
    return [cell and cell.state for cell in row.cells]


# --- What stands in the table ----------------------------------------------------------------------------------------


@time_machine.travel(BEFORE)
def test_table_stands_in_the_order_of_plan_and_protocol(people, year, five):
    matrix = read(people, year)
    assert numbers(matrix) == ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"]
    assert codes(matrix) == ["NUMUNE", "BASHQA"]
    assert [(str(section), len(rows)) for section, rows in matrix.sections] == [("4.1 Nümunə istiqamət", 1), ("4.2", 4)]
    assert states(matrix, "4.2.4") == ["returned", "not_started"]


@time_machine.travel(BEFORE)
def test_numbers_count_what_is_owed(people, year, five):
    matrix = read(people, year)
    assert (matrix.tally.required, matrix.tally.accepted, matrix.tally.late, matrix.tally.was_late) == (10, 2, 0, 0)
    assert matrix.tally.by_state == {
        "not_started": 5, "draft": 1, "submitted": 1, "returned": 1, "approved": 1, "locked": 1
    }  # fmt: skip
    assert matrix.tally.share(matrix.tally.accepted) == 20
    assert [(row.tally.accepted, row.tally.required) for row in matrix.rows] == [(0, 2), (0, 2), (0, 2), (1, 2), (1, 2)]
    assert [(agency.tally.accepted, agency.tally.required) for agency in matrix.agencies] == [(2, 5), (0, 5)]


def test_share_of_nothing_is_nothing(people, year):
    Assignment.objects.all().delete()
    matrix = read(people, year)
    assert (matrix.tally.required, matrix.tally.share(0), codes(matrix)) == (0, 0, [])
    assert numbers(matrix) == ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"]  # still to be assessed


@time_machine.travel(BEFORE)
def test_coordinators_cells_lead_to_entries_and_reviews_and_say_their_state(sign_in, five):
    html = sign_in("coordinator").get(PAGE).content.decode()
    assert cell_at(html, "NUMUNE", "4.1.6") == (
        {"draft"}, "/plans/numune-2020-2024/2024/NUMUNE/4.1.6/", "Qaralama"
    )  # fmt: skip
    assert cell_at(html, "NUMUNE", "4.2.1") == (
        {"submitted"}, "/plans/numune-2020-2024/2024/NUMUNE/4.2.1/review/", "Təqdim edilib"
    )  # fmt: skip
    assert cell_at(html, "NUMUNE", "4.2.10")[0::2] == ({"locked"}, "Kilidlənib")
    assert cell_at(html, "BASHQA", "4.1.6")[0::2] == ({"not_started"}, "Başlanmayıb")


def test_entry_under_review_says_so(sign_in, five):
    Entry.objects.filter(sub_point__number="4.2.1").update(review_started_at=timezone.now())
    Entry.objects.filter(sub_point__number="4.2.9").update(review_started_at=timezone.now())
    html = sign_in("coordinator").get(PAGE).content.decode()
    assert cell_at(html, "NUMUNE", "4.2.1")[2].startswith("Yoxlanılır")
    assert cell_at(html, "NUMUNE", "4.2.9")[2].startswith("Təsdiq edilib")


def test_relative_addresses_lead_where_the_names_do(sign_in, five):
    html = sign_in("coordinator").get(PAGE).content.decode()
    plan, year = "numune-2020-2024", 2024
    leads_to = {urljoin(PAGE, address) for address in re.findall(r'href="(\.\./[^"]*)"', html)}
    assert leads_to == {
        *(reverse("plans:sub-point", args=(plan, n)) for n in ("4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10")),
        *(reverse("plans:sub-point-assessment", args=(plan, year, n)) for n in ("4.1.6", "4.2.1", "4.2.4", "4.2.9")),
        reverse("plans:sub-point-assessment", args=(plan, year, "4.2.10")),
        *(reverse("plans:agency", args=(plan, code)) for code in ("NUMUNE", "BASHQA")),
        *(
            reverse("plans:entry", args=(plan, year, "BASHQA", n))
            for n in ("4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10")
        ),
        *(reverse("plans:entry", args=(plan, year, "NUMUNE", n)) for n in ("4.1.6", "4.2.4", "4.2.9", "4.2.10")),
        reverse("plans:entry-review", args=(plan, year, "NUMUNE", "4.2.1")),
    }


def test_names_and_measures_are_escaped(sign_in, year, agency):
    AgencyName.objects.filter(agency=agency).update(nominative='<b onclick="x">&amp')
    SubPoint.objects.filter(number="4.2.1").update(measure="</th><script>y</script>")
    html = sign_in("coordinator").get(PAGE).content.decode()
    assert "<b onclick" not in html
    assert "&lt;b onclick=&quot;x&quot;&gt;&amp;amp" in html
    assert "<script>y" not in html
    assert "&lt;/th&gt;&lt;script&gt;y" in html


def test_agency_carries_the_name_of_the_year(people, year, agency, other_agency):
    AgencyName.objects.create(
        agency=agency, nominative="Nümunə Agentliyi", genitive="x", official="x", official_genitive="x",
        valid_from=datetime.date(2024, 12, 31),
    )  # fmt: skip
    AgencyName.objects.create(
        agency=other_agency, nominative="Nümunə Gələcək", genitive="x", official="x", official_genitive="x",
        valid_from=datetime.date(2025, 1, 1),
    )  # fmt: skip
    assert [agency.name for agency in read(people, year).agencies] == ["Nümunə Agentliyi", "Nümunə Komitəsi"]
    AgencyName.objects.all().delete()
    assert [agency.name for agency in read(people, year).agencies] == ["NUMUNE", "BASHQA"]


def test_sub_point_outside_its_period_is_left_out(people, year):
    SubPoint.objects.filter(number="4.2.9").update(end_year=2023)
    SubPoint.objects.filter(number="4.2.1").update(start_year=2024, end_year=2024)
    assert numbers(read(people, year)) == ["4.1.6", "4.2.1", "4.2.4", "4.2.10"]


def test_assessment_of_the_year_stands_in_its_row(sign_in, people, year, closed_year):
    def assess(number, reporting_year, status):
        Assessment.objects.create(
            sub_point=SubPoint.objects.get(number=number), reporting_year=reporting_year, status=status,
            decided_by=people["coordinator"], decided_at=timezone.now(),
        )  # fmt: skip

    assess("4.2.1", year, "partly_implemented")
    assess("4.2.4", closed_year, "implemented")
    assert [row.assessed for row in read(people, year).rows] == ["", "partly_implemented", "", "", ""]
    html = sign_in("observer").get(PAGE).content.decode()
    assert '<td class="assessed partly_implemented"><a href="../points/4.2.1/">Qismən icra edilib</a></td>' in html
    assert '<td class="assessed not_assessed"><a href="../points/4.2.4/">Qiymətləndirilməyib</a></td>' in html


# --- Late ------------------------------------------------------------------------------------------------------------


@time_machine.travel(AFTER)
def test_day_after_the_deadline_what_is_not_delivered_is_late(sign_in, people, year, five):
    matrix = read(people, year)
    assert (matrix.tally.late, [row.tally.late for row in matrix.rows]) == (7, [2, 1, 2, 1, 1])
    html = sign_in("coordinator").get(PAGE).content.decode()
    assert cell_at(html, "NUMUNE", "4.1.6")[0::2] == ({"draft", "is-late"}, "Qaralama, gecikir")
    assert cell_at(html, "BASHQA", "4.1.6")[0::2] == ({"not_started", "is-late"}, "Başlanmayıb, gecikir")
    assert cell_at(html, "NUMUNE", "4.2.1")[0::2] == ({"submitted"}, "Təqdim edilib")


@time_machine.travel(BEFORE)
def test_on_the_deadline_day_nothing_is_late(people, year, five):
    assert read(people, year).tally.late == 0


@time_machine.travel(AFTER)
def test_extension_moves_the_agencys_day_only(people, year, five, other_agency):
    for until, state in (
        (datetime.date(2025, 1, 21), ExtensionState.GRANTED),
        (datetime.date(2025, 3, 1), ExtensionState.REFUSED),
    ):
        Extension.objects.create(
            reporting_year=year, agency=other_agency, state=state, asked_until=until, granted_until=until
        )
    assert [agency.tally.late for agency in read(people, year).agencies] == [2, 0]
    with time_machine.travel("2025-01-22 12:00+04:00"):
        assert [agency.tally.late for agency in read(people, year).agencies] == [2, 5]


@time_machine.travel(AFTER)
def test_returned_entry_is_late_after_its_own_day(people, year, five):
    def returned_is_late(day):
        Entry.objects.filter(sub_point__number="4.2.4").update(resubmit_by=day)
        return read(people, year).rows[2].cells[0].is_late

    assert returned_is_late(datetime.date(2025, 1, 21)) is False
    assert returned_is_late(datetime.date(2025, 1, 20)) is True
    assert returned_is_late(None) is True


@time_machine.travel("2025-02-10 12:00+04:00")
def test_submitted_late_goes_by_the_first_submission_and_the_agencys_day(sign_in, people, year, five, agency):
    def first(number, moment):
        Entry.objects.filter(sub_point__number=number).update(first_submitted_at=moment)

    baku = datetime.timezone(datetime.timedelta(hours=4))
    first("4.2.1", datetime.datetime(2025, 1, 20, 23, 59, tzinfo=baku))
    first("4.2.9", datetime.datetime(2025, 1, 21, 0, 1, tzinfo=baku))
    first("4.2.10", datetime.datetime(2025, 1, 25, 12, tzinfo=baku))
    assert [row.cells[0].was_late for row in read(people, year).rows] == [False, False, False, True, True]
    html = sign_in("coordinator").get(PAGE).content.decode()
    assert cell_at(html, "NUMUNE", "4.2.9")[0::2] == ({"approved", "was-late"}, "Təsdiq edilib, gec təqdim edilib")
    Extension.objects.create(
        reporting_year=year, agency=agency, state=ExtensionState.GRANTED, granted_until=datetime.date(2025, 1, 24)
    )
    assert [row.cells[0].was_late for row in read(people, year).rows] == [False, False, False, False, True]


@time_machine.travel(AFTER)
def test_recommended_body_is_shown_apart_and_owes_nothing(sign_in, people, year, five, agency, other_agency):
    Assignment.objects.update(role=AssignmentRole.LEAD_EXECUTOR)
    Assignment.objects.filter(agency=other_agency).update(role=AssignmentRole.RECOMMENDED)
    Assignment.objects.filter(agency=agency, sub_point__number="4.2.9").update(role=AssignmentRole.RECOMMENDED)
    matrix = read(people, year)
    assert (matrix.tally.required, matrix.tally.accepted, matrix.tally.late) == (4, 1, 2)
    assert (matrix.tally.advised, matrix.tally.advised_written) == (6, 1)
    html = sign_in("coordinator").get(PAGE).content.decode()
    assert cell_at(html, "BASHQA", "4.1.6")[0::2] == (
        {"not_started", "is-advised"},
        "Başlanmayıb, tövsiyə edilən qurum",
    )
    assert cell_at(html, "NUMUNE", "4.2.9")[0] == {"approved", "is-advised"}
    assert cell_at(html, "NUMUNE", "4.1.6")[0] == {"draft", "is-late"}


# --- Who sees it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [PAGE, f"{PAGE[:-1]}.xlsx", YEARS, f"{YEARS[:-1]}.xlsx"])
def test_only_coordinator_and_observer_see_it(sign_in, year, address):
    who = ("coordinator", "observer", "contributor", "lead", "stranger", "administrator")
    assert [sign_in(role).get(address).status_code for role in who] == [200, 200, 404, 404, 404, 404]
    assert sign_in("coordinator").post(address).status_code == 405


@pytest.mark.parametrize(
    "address", [PAGE.replace("2024/o", "2019/o"), PAGE.replace("numune", "yoxdur"), "/plans/x/years/"]
)
def test_unknown_plan_or_year_is_not_found(sign_in, year, address):
    assert sign_in("coordinator").get(address).status_code == 404


@time_machine.travel(AFTER)
def test_observer_sees_and_counts_what_may_be_read_only(sign_in, people, year, five):
    matrix = read(people, year, "observer")
    assert states(matrix, "4.1.6") == ["hidden", "hidden"]  # a draft and nothing look the same
    assert (matrix.tally.required, matrix.tally.accepted, matrix.tally.late, matrix.tally.hidden) == (4, 2, 1, 6)
    assert matrix.tally.by_state == {"submitted": 1, "returned": 1, "approved": 1, "locked": 1}
    page = sign_in("observer").get(PAGE)
    html = page.content.decode()
    assert not has_cell(html, "NUMUNE", "4.1.6")
    assert not has_cell(html, "BASHQA", "4.2.9")
    assert '<td class="hidden"><span><b>Nümunə Xidməti</b> Oxumaq üçün mətn yoxdur</span></td>' in html
    # What is submitted leads to the entry: the review is the coordinator's.
    assert cell_at(html, "NUMUNE", "4.2.1")[1] == "/plans/numune-2020-2024/2024/NUMUNE/4.2.1/"
    assert "bütün saylar yalnız oxuya bildiyiniz mətnləri əhatə edir" in html
    assert [figure.mark for figure in page.context["strip"]] == [
        "required",
        "approved",
        "submitted",
        "returned",
        "overdue",
    ]
    assert "Başlanmayıb" not in html
    assert "Qaralama" not in html


def test_coordinator_is_not_told_about_observers(sign_in, five):
    page = sign_in("coordinator").get(PAGE)
    assert "yalnız oxuya bildiyiniz" not in page.content.decode()
    assert [(figure.mark, figure.number, figure.share) for figure in page.context["strip"]][:4] == [
        ("required", 10, None), ("approved", 2, 20), ("submitted", 1, 10), ("returned", 1, 10)
    ]  # fmt: skip


# --- Filters ---------------------------------------------------------------------------------------------------------


@time_machine.travel(AFTER)
@pytest.mark.parametrize(
    ("filters", "rows", "columns", "found"),
    [
        ({"state": "draft"}, ["4.1.6"], ["NUMUNE"], 1),
        ({"state": "approved"}, ["4.2.9", "4.2.10"], ["NUMUNE"], 2),
        ({"state": "locked"}, ["4.2.10"], ["NUMUNE"], 1),
        ({"state": "not_started"}, ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"], ["BASHQA"], 5),
        ({"status": "implemented"}, ["4.2.9", "4.2.10"], ["NUMUNE"], 2),
        ({"late": "now", "agency": "NUMUNE"}, ["4.1.6", "4.2.4"], ["NUMUNE"], 2),
        ({"late": "now", "state": "returned"}, ["4.2.4"], ["NUMUNE"], 1),
        ({"late": "submitted"}, [], [], 0),
        ({"state": "submitted", "section": "4.1"}, [], [], 0),
    ],
)
def test_rows_and_columns_without_the_cell_that_is_sought_disappear(people, year, five, filters, rows, columns, found):
    matrix = read(people, year, **filters)
    assert (numbers(matrix), codes(matrix), matrix.found) == (rows, columns, found)


@time_machine.travel(AFTER)
def test_sought_cells_stand_out_and_numbers_count_all(sign_in, people, year, five):
    html = sign_in("coordinator").get(PAGE, {"status": "being_implemented"}).content.decode()
    assert cell_at(html, "NUMUNE", "4.2.1")[0::2] == ({"submitted"}, "Təqdim edilib")
    assert not has_cell(html, "BASHQA", "4.2.1")  # nothing that is sought stands in that column
    html = sign_in("coordinator").get(PAGE, {"late": "now"}).content.decode()
    assert cell_at(html, "NUMUNE", "4.1.6")[0::2] == ({"draft", "is-late"}, "Qaralama, gecikir")
    assert cell_at(html, "NUMUNE", "4.2.1")[0::2] == ({"submitted", "is-off"}, "Təqdim edilib, süzgəcə uyğun deyil")
    assert read(people, year, late="now").tally == read(people, year).tally


@pytest.mark.parametrize(
    ("filters", "rows", "columns", "required"),
    [
        ({"section": "4.2"}, ["4.2.1", "4.2.4", "4.2.9", "4.2.10"], ["NUMUNE", "BASHQA"], 8),
        ({"agency": "BASHQA"}, ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"], ["BASHQA"], 5),
        ({"text": "4.2.1"}, ["4.2.1", "4.2.10"], ["NUMUNE", "BASHQA"], 4),
        ({"text": "İNSAN"}, ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"], ["NUMUNE", "BASHQA"], 10),
        ({"text": "ınsan"}, [], [], 0),
        ({"text": "tədbir 4.2.9"}, ["4.2.9"], ["NUMUNE", "BASHQA"], 2),
    ],
)
def test_section_agency_and_words_cut_out_a_part_that_is_counted(people, year, five, filters, rows, columns, required):
    matrix = read(people, year, **filters)
    assert (numbers(matrix), codes(matrix), matrix.tally.required) == (rows, columns, required)


def test_agency_filter_leaves_rows_of_its_own(people, year, five, other_agency):
    Assignment.objects.filter(agency=other_agency).exclude(sub_point__number="4.2.4").delete()
    assert numbers(read(people, year, agency="BASHQA")) == ["4.2.4"]
    assert codes(read(people, year, section="4.1")) == ["NUMUNE"]


def test_part_that_is_cut_out_says_how_large_it_is(five, sign_in):
    page = sign_in("coordinator").get(PAGE, {"section": "4.2"}).content.decode()
    assert "4 × 2 (yarımbənd × qurum)" in page
    assert "4 × 2 (yarımbənd × qurum)" not in sign_in("coordinator").get(PAGE).content.decode()


def test_narrowing_leaves_the_overview_as_it_was(people, year, five):
    overview = read_overview(people["coordinator"], year)
    assert codes(overview.narrowed(MatrixFilters(agency="BASHQA"))) == ["BASHQA"]
    whole = overview.narrowed(MatrixFilters())
    assert (codes(whole), whole.tally.required) == (["NUMUNE", "BASHQA"], 10)


@time_machine.travel(AFTER)
def test_numbers_of_the_strip_filter_by_what_they_count(sign_in, five):
    strip = sign_in("coordinator").get(PAGE, {"section": "4.2", "state": "draft"}).context["strip"]
    assert {figure.mark: (figure.address, figure.is_current) for figure in strip} == {
        "required": ("?section=4.2", False),
        "approved": ("?section=4.2&state=approved", False),
        "submitted": ("?section=4.2&state=submitted", False),
        "returned": ("?section=4.2&state=returned", False),
        "draft": ("?section=4.2", True),
        "not_started": ("?section=4.2&state=not_started", False),
        "overdue": ("?section=4.2&late=now", False),
    }


OLD_LINKS = [
    ({"state": "yoxdur"}, "yoxdur"),
    ({"section": "9.9"}, "9.9"),
    ({"agency": "KOHNE"}, "KOHNE"),
    ({"status": "<b>x"}, "&lt;b&gt;x"),
    ({"late": "1"}, "1"),
    ({"q": "x" * 201}, f"{'x' * 60}…"),
    ({"q": "a\x00b"}, "a\x00b"),
]


@pytest.mark.parametrize(("filters", "shown"), OLD_LINKS)
def test_unknown_value_of_an_old_link_is_left_out_and_named(sign_in, five, filters, shown):
    page = sign_in("coordinator").get(PAGE, filters)
    html = page.content.decode()
    assert page.status_code == 200
    assert (len(page.context["matrix"].rows), page.context["form"].chosen) == (5, {})
    assert "Ünvanda bu cədvəlin tanımadığı süzgəc var" in html
    assert f"<q>{shown}</q>" in html


def test_known_values_beside_an_unknown_one_still_count(sign_in, five):
    page = sign_in("coordinator").get(PAGE, {"state": "yoxdur", "section": "4.1", "page": "7"})
    assert (numbers(page.context["matrix"]), page.context["form"].chosen) == (["4.1.6"], {"section": "4.1"})
    assert "Ünvanda bu cədvəlin" not in sign_in("coordinator").get(PAGE, {"section": "4.1"}).content.decode()


def test_observer_cannot_ask_for_drafts(sign_in, five):
    page = sign_in("observer").get(PAGE, {"state": "draft"})
    assert page.context["form"].unknown == [("Mərhələ", "draft")]
    assert page.context["form"].chosen == {}


def test_nothing_that_fits_and_a_plan_without_sub_points_say_so(sign_in, year, plan):
    assert "Bu ilin heç bir xanası" in sign_in("coordinator").get(PAGE, {"q": "yoxdurbelə"}).content.decode()
    Assignment.objects.all().delete()
    SubPoint.objects.all().delete()
    page = sign_in("coordinator").get(PAGE)
    assert (page.status_code, "Planda bu il üçün yarımbənd yoxdur" in page.content.decode()) == (200, True)


# --- What it costs ---------------------------------------------------------------------------------------------------


def grow(rows: int, agencies: int) -> None:
    """So many rows of the plan stay, and so many agencies with an entry in each come to it."""
    year = ReportingYear.objects.get()
    Assignment.objects.all().delete()
    for point in list(SubPoint.objects.all())[rows:]:
        point.delete()
    for i in range(agencies):
        agency = make_agency(f"YENI-{i}", f"Nümunə İdarə {i}")
        for point in SubPoint.objects.all():
            Assignment.objects.create(sub_point=point, agency=agency)
            Entry.objects.create(
                sub_point=point, agency=agency, reporting_year=year, state="submitted", updated_at=timezone.now(),
                first_submitted_at=timezone.now(),
            )  # fmt: skip
    stand_as_submitted()


@pytest.mark.parametrize(("rows", "agencies"), [(1, 1), (3, 1), (1, 12), (3, 12)])
def test_table_costs_six_queries(people, year, django_assert_num_queries, rows, agencies):
    grow(rows, agencies)
    with django_assert_num_queries(6):
        matrix = read(people, year)
    assert (len(matrix.rows), len(matrix.agencies), matrix.tally.required) == (rows, agencies, rows * agencies)


@pytest.mark.parametrize("who", ["coordinator", "observer"])
@pytest.mark.parametrize(("rows", "agencies"), [(1, 1), (3, 1), (1, 12), (3, 12)])
def test_page_costs_at_most_twelve_queries(sign_in, year, django_assert_max_num_queries, who, rows, agencies):
    grow(rows, agencies)
    client = sign_in(who)
    with django_assert_max_num_queries(12):
        page = client.get(PAGE, {"late": "submitted", "q": "nümunə"})
    assert (page.status_code, page.context["matrix"].found) == (200, rows * agencies)


@pytest.mark.parametrize("rows", [1, 3])
def test_years_cost_two_queries(people, plan, year, django_assert_num_queries, rows):
    grow(rows, 1)
    with django_assert_num_queries(2):
        assert len(read_plan_years(plan, [year]).rows) == rows


# --- Years -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def assessed(people, year, closed_year):
    SubPoint.objects.filter(number="4.2.9").update(start_year=2023, end_year=2023)
    for number, reporting_year, status in (
        ("4.2.9", closed_year, "implemented"),
        ("4.2.1", year, "not_implemented"),
        ("4.2.1", closed_year, "no_cases"),
    ):
        Assessment.objects.create(
            sub_point=SubPoint.objects.get(number=number), reporting_year=reporting_year, status=status,
            decided_by=people["coordinator"], decided_at=timezone.now(),
        )  # fmt: skip


def test_years_show_what_was_decided(plan, year, closed_year, assessed):
    table = read_plan_years(plan, [year, closed_year])
    assert table.years == [2020, 2021, 2022, 2023, 2024]
    assert {row.number: row.statuses[2:] for row in table.rows} == {
        "4.1.6": ["not_opened", "not_assessed", "not_assessed"],
        "4.2.1": ["not_opened", "no_cases", "not_implemented"],
        "4.2.4": ["not_opened", "not_assessed", "not_assessed"],
        "4.2.9": ["", "implemented", ""],
        "4.2.10": ["not_opened", "not_assessed", "not_assessed"],
    }
    assert table.assessed == [(0, 0), (0, 0), (0, 0), (2, 5), (1, 4)]


def test_cells_of_the_years_lead_to_their_assessments(sign_in, year, closed_year, assessed):
    html = sign_in("observer").get(YEARS).content.decode()
    assert (
        '<td class="no_cases"><a href="../2023/points/4.2.1/"><b>2023</b> Hesabat dövründə hal qeydə alınmayıb</a></td>'
        in html
    )
    assert urljoin(YEARS, "../2023/points/4.2.1/") == reverse(
        "plans:sub-point-assessment", args=("numune-2020-2024", 2023, "4.2.1")
    )
    assert '<td class="not_opened"><span><b>2022</b> İl açılmayıb</span></td>' in html
    assert '<td class="is-outside"><span><b>2024</b> İcra müddətindən kənar</span></td>' in html
    assert "../2022/points/" not in html


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        ({"status": "no_cases"}, ["4.2.1"]),
        ({"status": "not_assessed"}, ["4.1.6", "4.2.4", "4.2.10"]),
        ({"section": "4.1"}, ["4.1.6"]),
        ({"q": "4.2.9"}, ["4.2.9"]),
        ({"q": "4.2.9", "status": "no_cases"}, []),
    ],
)
def test_years_are_filtered(sign_in, year, closed_year, assessed, filters, rows):
    page = sign_in("coordinator").get(YEARS, filters)
    assert [row.number for row in page.context["year_table"].rows] == rows


def test_years_name_the_unknown_value_of_an_old_link(sign_in, year):
    page = sign_in("coordinator").get(YEARS, {"status": "yoxdur", "q": "4.1"})
    assert (page.context["form"].unknown, page.context["form"].chosen) == ([("Qiymətləndirmə", "yoxdur")], {"q": "4.1"})


def test_second_coordinator_sees_the_same(sign_in, year, five, people):
    make_user("ikinci.koordinator", Role.COORDINATOR)
    assert read(people, year).tally.required == 10

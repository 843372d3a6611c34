"""The page of a sub-point over the years, by reader."""

import datetime
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.enums import Role
from plans.enums import AssignmentRole, EntryState, IndicatorKind
from plans.models import (
    AgencyName,
    Assessment,
    Assignment,
    Entry,
    Extension,
    Indicator,
    Plan,
    ReportingYear,
    Revision,
    SubPoint,
)
from tests.conftest import make_agency, make_user, stand_as_submitted

pytestmark = pytest.mark.django_db

NUMBER = "4.2.9"
PAGE = reverse("plans:sub-point", kwargs={"plan": "numune-2020-2024", "number": NUMBER})
CLOSED_TEXT = "<p>Nümunə mətn. Bağlı il.</p>"
OPEN_TEXT = "<p>Nümunə mətn. Açıq il.</p>"
OTHER_TEXT = "<p>Nümunə mətn. Başqa qurum.</p>"


@pytest.fixture
def point(plan) -> SubPoint:
    return SubPoint.objects.get(number=NUMBER)


@pytest.fixture
def reader(sign_in):
    """`reader("observer")` reads in English."""

    def client_of(role: str) -> Client:
        client = sign_in(role)
        client.post(reverse("set-language"), {"language": "en"})
        return client

    return client_of


@pytest.fixture
def written(write_entry, year, closed_year, agency, other_agency):
    """NUMUNE: approved in 2023, a draft in 2024; BASHQA: submitted in 2024."""
    write_entry(NUMBER, CLOSED_TEXT, state=EntryState.APPROVED, in_year=closed_year, status="implemented")
    write_entry(NUMBER, OPEN_TEXT, status="being_implemented")
    write_entry(NUMBER, OTHER_TEXT, state=EntryState.SUBMITTED, by=other_agency, status="not_implemented")


def cell(content: str, anchor: str) -> str:
    """The cell of the table that bears the anchor, or the one whose text is unfolded beneath, by its address."""
    found = re.search(rf'<td id="{anchor}"[^>]*>(.*?)</td>', content, re.DOTALL)
    assert found, anchor
    return found[1]


def assess(point: SubPoint, year: ReportingYear, status: str, by) -> None:
    Assessment.objects.create(
        sub_point=point, reporting_year=year, status=status, decided_by=by, decided_at=timezone.now()
    )


# --- Who reads what --------------------------------------------------------------------------------------------------


def test_coordinator_sees_all_years_side_by_side_and_the_texts_of_one(written, reader):
    content = reader("coordinator").get(PAGE).content.decode()
    assert "Nümunə tədbir 4.2.9 (İnsan haqqında)" in content
    closed = cell(content, "y2023-NUMUNE")
    assert 'href="/plans/numune-2020-2024/2023/NUMUNE/4.2.9/">Approved<' in closed
    assert "Implemented" in closed
    # 2024 is the year to work on: its texts are unfolded here, the other years' are not sent.
    assert '<details class="point-text" id="y2024-NUMUNE">' in content
    assert OPEN_TEXT in content
    assert OTHER_TEXT in content
    assert CLOSED_TEXT not in content
    earlier = reader("coordinator").get(f"{PAGE}?year=2023").content.decode()
    assert CLOSED_TEXT in earlier
    assert OPEN_TEXT not in earlier
    assert "Draft" in cell(earlier, "y2024-NUMUNE")


def test_agency_sees_its_own_entries_and_the_others_names_only(written, reader, point, year, people):
    assess(point, year, "not_implemented", people["coordinator"])
    content = reader("contributor").get(PAGE).content.decode()
    assert OPEN_TEXT in content
    assert "Nümunə Komitəsi" in content
    assert OTHER_TEXT not in content
    assert "BASHQA" not in content  # no cell, no link
    assert "Submitted" not in content
    assert "Not implemented" not in content  # neither the other's status nor the assessment
    assert "Assessed status" not in content
    theirs = reader("stranger").get(PAGE).content.decode()
    assert OTHER_TEXT in theirs
    assert OPEN_TEXT not in theirs
    assert CLOSED_TEXT not in theirs
    assert "NUMUNE/4.2.9" not in theirs


def test_observer_sees_what_is_submitted_and_not_what_is_begun(written, reader, point, year, people):
    assess(point, year, "partly_implemented", people["coordinator"])
    content = reader("observer").get(PAGE).content.decode()
    assert OTHER_TEXT in content
    assert OPEN_TEXT not in content
    hidden = cell(content, "y2024-NUMUNE")
    assert "Not submitted" in hidden
    assert "href" not in hidden
    assert "Draft" not in content
    assert "Partly implemented" in content
    # Whether it is begun makes no difference to what is shown.
    Revision.objects.filter(entry__state=EntryState.DRAFT).delete()
    Entry.objects.filter(state=EntryState.DRAFT).delete()
    assert cell(reader("observer").get(PAGE).content.decode(), "y2024-NUMUNE") == hidden


@pytest.mark.parametrize(("role", "status"), [("administrator", 404), ("coordinator", 200)])
def test_page_is_not_the_administrators(role, status, sign_in, year):
    assert sign_in(role).get(PAGE).status_code == status


def test_unknown_number_and_plan_are_not_found(sign_in, year):
    client = sign_in("coordinator")
    for parts in ({"number": "9.9.9"}, {"plan": "yoxdur"}):
        address = reverse("plans:sub-point", kwargs={"plan": "numune-2020-2024", "number": NUMBER} | parts)
        assert client.get(address).status_code == 404


def test_plan_in_which_an_agency_has_no_part_is_not_its_to_see(sign_in, people, year):
    client = Client()
    client.force_login(make_user("kenar", Role.LEAD, make_agency("KENAR", "Nümunə Kənar")))
    assert client.get(PAGE).status_code == 404
    assert sign_in("lead").get(PAGE).status_code == 200


def test_agency_without_a_part_in_the_sub_point_is_told_so(sign_in, reader, agency, year, point, written):
    Assignment.objects.filter(agency=agency, sub_point=point).delete()
    Entry.objects.filter(agency=agency).update(sub_point=SubPoint.objects.get(number="4.2.1"))
    content = reader("contributor").get(PAGE).content.decode()
    assert "Your agency has no part in this sub-point." in content
    assert "Nümunə Komitəsi" in content
    assert OTHER_TEXT not in content


# --- What stands there -----------------------------------------------------------------------------------------------


def test_strip_has_every_year_of_the_plan_in_words(reader, people, year, closed_year, point):
    assess(point, closed_year, "implemented", people["coordinator"])
    SubPoint.objects.filter(pk=point.pk).update(start_year=2021)
    response = reader("coordinator").get(PAGE)
    with translation.override("en"):  # a label becomes words where it is read
        strip = [(step.year, str(step.words)) for step in response.context["found"].strip]
    assert strip == [
        (2020, "Outside the execution period"),
        (2021, "Year not opened"),
        (2022, "Year not opened"),
        (2023, "Implemented"),
        (2024, "Not assessed"),
    ]
    content = response.content.decode()
    assert 'href="/plans/numune-2020-2024/2023/points/4.2.9/">Implemented<' in content
    assert "/2022/points/4.2.9/" not in content


def test_parts_are_named_lead_executor_first_and_recommended_apart(reader, written, other_agency, agency, point):
    Assignment.objects.filter(agency=other_agency, sub_point=point).update(role=AssignmentRole.LEAD_EXECUTOR)
    Assignment.objects.filter(agency=agency, sub_point=point).update(role=AssignmentRole.RECOMMENDED)
    response = reader("coordinator").get(PAGE)
    assert [
        (role, [agency_row.agency.code for agency_row in agency_rows])
        for role, agency_rows in response.context["found"].groups
    ] == [
        ("lead_executor", ["BASHQA"]),
        ("recommended", ["NUMUNE"]),
    ]
    content = response.content.decode()
    assert "they may report, but are not required to" in content


def test_late_is_what_is_owed_and_over(reader, year, agency, other_agency, point):
    Assignment.objects.filter(agency=other_agency, sub_point=point).update(role=AssignmentRole.RECOMMENDED)
    ReportingYear.objects.filter(pk=year.pk).update(deadline=datetime.date(2025, 1, 20))
    content = reader("coordinator").get(PAGE).content.decode()
    assert '<span class="late">late</span>' in cell(content, "y2024-NUMUNE")
    assert "late" not in cell(content, "y2024-BASHQA")
    Extension.objects.create(reporting_year=year, agency=agency, state="granted", granted_until=timezone.localdate())
    assert "late" not in cell(reader("coordinator").get(PAGE).content.decode(), "y2024-NUMUNE")


def test_body_that_is_on_the_sub_point_no_longer_keeps_its_row(reader, written, agency, point):
    Assignment.objects.filter(agency=agency, sub_point=point).delete()
    content = reader("coordinator").get(PAGE).content.decode()
    assert "No longer on this sub-point" in content
    assert OPEN_TEXT in content
    assert "Approved" in cell(content, "y2023-NUMUNE")
    own = reader("contributor").get(PAGE).content.decode()
    assert OPEN_TEXT in own


def test_year_outside_the_period_has_nothing_to_report_and_what_was_written_stays(reader, written, point):
    SubPoint.objects.filter(pk=point.pk).update(start_year=2024)
    content = reader("coordinator").get(PAGE).content.decode()
    assert "outside the execution period" in cell(content, "y2023-BASHQA")
    assert "Approved" in cell(content, "y2023-NUMUNE")


def test_year_to_begin_with_is_one_in_which_the_sub_point_runs(reader, written, point):
    SubPoint.objects.filter(pk=point.pk).update(end_year=2023)
    content = reader("coordinator").get(PAGE).content.decode()
    assert CLOSED_TEXT in content
    assert OPEN_TEXT not in content


@pytest.mark.parametrize("asked", ["2020", "1999", "abc", "2024x", "%00"])
def test_year_of_an_old_link_is_left_out_and_said_so(asked, reader, written):
    content = reader("coordinator").get(f"{PAGE}?year={asked}").content.decode()
    assert OPEN_TEXT in content
    assert ("the texts of 2024 are shown" in content) == (asked != "%00")
    assert "are shown. Choose" not in reader("coordinator").get(f"{PAGE}?year=2024").content.decode()


@pytest.mark.parametrize(("role", "sees_reason"), [("coordinator", True), ("contributor", True), ("observer", False)])
def test_nothing_to_report_prints_its_sentence_and_keeps_its_reason(role, sees_reason, reader, write_entry, plan):
    entry = write_entry(NUMBER, "<p>Nümunə köhnə mətn.</p>", state=EntryState.SUBMITTED)
    Entry.objects.filter(pk=entry.pk).update(nothing_to_report=True, nothing_reason="Nümunə səbəb.")
    stand_as_submitted()
    content = reader(role).get(PAGE).content.decode()
    assert plan.nothing_to_report_sentence in content
    assert "Nümunə köhnə mətn." not in content
    assert ("Nümunə səbəb." in content) == sees_reason


def test_internal_note_stands_nowhere(reader, write_entry):
    entry = write_entry(NUMBER)
    Entry.objects.filter(pk=entry.pk).update(internal_note="Nümunə daxili qeyd.")
    assert "Nümunə daxili qeyd." not in reader("coordinator").get(PAGE).content.decode()


def test_neighbours_are_those_before_and_after_in_the_plan(reader, year):
    content = reader("coordinator").get(PAGE).content.decode()
    assert 'rel="prev" href="/plans/numune-2020-2024/points/4.2.4/"' in content
    assert 'rel="next" href="/plans/numune-2020-2024/points/4.2.10/"' in content
    last = reader("coordinator").get(PAGE.replace("4.2.9", "4.2.10")).content.decode()
    assert 'rel="next"' not in last


def test_agency_renamed_in_the_middle_of_a_year_shows_both_names(reader, written, agency):
    AgencyName.objects.create(
        agency=agency, nominative="Nümunə Yeni Xidmət", genitive="x", official="x", official_genitive="x",
        valid_from=datetime.date(2024, 7, 1),
    )  # fmt: skip
    now = reader("coordinator").get(PAGE).content.decode()
    assert '<span class="who" lang="az" translate="no">Nümunə Yeni Xidmət</span>' in now
    assert (
        '<span lang="az" translate="no">Nümunə Xidməti</span> <span class="muted number">(until 30.06.2024)</span>'
        in now
    )
    then = reader("coordinator").get(f"{PAGE}?year=2023").content.decode()
    assert '<span class="who" lang="az" translate="no">Nümunə Xidməti</span>' in then
    assert (
        '<span lang="az" translate="no">Nümunə Yeni Xidmət</span> <span class="muted number">(since 01.07.2024)</span>'
        in then
    )


def test_texts_of_many_agencies_come_in_pages_and_anchors_lead_to_the_table_instead(reader, year, point, people):
    for place in range(21):
        agency_row = make_agency(f"QURUM-{place:02}", f"Nümunə Qurum {place:02}", order=100 + place)
        Assignment.objects.create(sub_point=point, agency=agency_row)
        Entry.objects.create(
            sub_point=point, agency=agency_row, reporting_year=year, narrative=f"<p>Nümunə mətn {place:02}.</p>",
            state="submitted", updated_at=timezone.now(),
        )  # fmt: skip
    stand_as_submitted()
    first = reader("coordinator").get(PAGE).content.decode()
    assert "Nümunə mətn 19." in first
    assert "Nümunə mətn 20." not in first
    assert "Submitted" in cell(first, "y2024-QURUM-20")
    assert 'href="?year=2024&amp;page=2"' in first
    second = reader("coordinator").get(f"{PAGE}?year=2024&page=2").content.decode()
    assert "Nümunə mətn 20." in second
    assert "Nümunə mətn 19." not in second
    assert reader("coordinator").get(f"{PAGE}?page=x").status_code == 200


# --- Figures ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def counted(point, written) -> Indicator:
    """2023: 1250, approved; 2024: 30 in the draft, 7,5 in the other agency's submitted entry."""
    indicator = Indicator.objects.create(
        sub_point=point, name="Nümunə göstərici", unit="nəfər", kind=IndicatorKind.DECIMAL
    )
    for code, number, value in (("NUMUNE", 2023, "1250"), ("NUMUNE", 2024, "30"), ("BASHQA", 2024, "7.5")):
        Entry.objects.filter(agency__code=code, reporting_year__year=number).update(figures={str(indicator.pk): value})
    stand_as_submitted()
    return indicator


def drawn(response) -> list[tuple[str, list[str]]]:
    (item,) = response.context["charts"]
    return [(label, [one.text for one in cells]) for label, cells in item.chart.rows] if item.chart else []


def test_figures_are_drawn_and_listed_for_those_who_may_read_the_entries(counted, reader):
    everything = reader("coordinator").get(PAGE)
    assert drawn(everything) == [
        ("Nümunə Xidməti", ["1\u00a0250", "30"]),
        ("Nümunə Komitəsi", ["", "7,5"]),
    ]
    content = everything.content.decode()
    assert content.count('<g class="line is-') == 2
    assert "<title>2023: 1\u00a0250 nəfər – Nümunə Xidməti</title>" in content
    assert '<td class="number">30 <small>not approved</small></td>' in content
    assert drawn(reader("observer").get(PAGE)) == [
        ("Nümunə Xidməti", ["1\u00a0250", ""]),
        ("Nümunə Komitəsi", ["", "7,5"]),
    ]
    assert drawn(reader("contributor").get(PAGE)) == [("Nümunə Xidməti", ["1\u00a0250", "30"])]
    assert drawn(reader("stranger").get(PAGE)) == [("Nümunə Komitəsi", ["", "7,5"])]


def test_baseline_and_target_stand_beside_the_values(counted, reader):
    bare = reader("coordinator").get(PAGE).content.decode()
    assert [word for word in ("Baseline", "Target", 'class="target"') if word in bare] == []
    Indicator.objects.filter(pk=counted.pk).update(baseline=Decimal(0), target=Decimal("2500"))
    for role in ("coordinator", "observer", "contributor"):
        page = reader(role).get(PAGE).content.decode()
        assert '<span>Baseline: <b class="number">0</b></span>' in page
        assert '<span>Target: <b class="number">2\u00a0500</b></span>' in page
        assert "<title>Target: 2\u00a0500 nəfər</title>" in page
        assert "The dotted line across the drawing is the target." in page


def test_figures_of_nothing_to_report_mean_nothing(counted, reader):
    Entry.objects.filter(figures__has_key=str(counted.pk)).update(nothing_to_report=True)
    response = reader("coordinator").get(PAGE)
    assert drawn(response) == []
    assert "No agency has given a value yet." in response.content.decode()


def test_indicator_out_of_use_is_shown_while_it_has_values(counted, reader, point):
    Indicator.objects.filter(pk=counted.pk).update(is_in_use=False)
    assert "asked for no more" in reader("coordinator").get(PAGE).content.decode()
    Entry.objects.update(figures={})
    assert reader("coordinator").get(PAGE).context["charts"] == []


# --- Cost ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_queries_whatever_its_size(
    rows, plan, people, sign_in, year, point, django_assert_num_queries
):
    for number in range(2023, 2023 - rows, -1):
        ReportingYear.objects.create(plan=plan, year=number, deadline=datetime.date(number + 1, 1, 20), state="closed")
    years = list(ReportingYear.objects.all())
    indicators = [
        Indicator.objects.create(sub_point=point, name=f"Nümunə {place}", unit="nəfər") for place in range(rows)
    ]
    for place in range(rows):
        agency_row = make_agency(f"QURUM-{place}", f"Nümunə Qurum {place}")
        Assignment.objects.create(sub_point=point, agency=agency_row)
        for one in years:
            Entry.objects.create(
                sub_point=point, agency=agency_row, reporting_year=one, narrative="<p>x</p>", state="approved",
                status="implemented", updated_at=timezone.now(),
                figures={str(indicator.pk): "12" for indicator in indicators},
            )  # fmt: skip
            assess_once(point, one, people["coordinator"])
    stand_as_submitted()
    clients = {role: sign_in(role) for role in ("coordinator", "observer", "contributor")}
    for client in clients.values():
        client.get(PAGE)
    # Session and person (2), years, sub-point, its neighbours, entries, parts, agencies, names, extensions, assessments,
    # indicators, texts.
    with django_assert_num_queries(13):
        clients["coordinator"].get(PAGE)
    with django_assert_num_queries(13):
        clients["observer"].get(PAGE)
    # An agency's staff: no assessments, the own agency instead; of it nothing is written here, so no texts.
    with django_assert_num_queries(12):
        clients["contributor"].get(PAGE)


def assess_once(point: SubPoint, year: ReportingYear, by) -> None:
    if not Assessment.objects.filter(sub_point=point, reporting_year=year).exists():
        assess(point, year, "implemented", by)


def test_sub_point_of_another_plan_with_the_same_number_is_not_mixed_in(reader, year, written):
    other = Plan.objects.create(code="diger", title="Nümunə digər plan", start_year=2024, end_year=2026)
    section = other.sections.create(number="4.2")
    SubPoint.objects.create(section=section, number=NUMBER, measure="Nümunə digər tədbir")
    ReportingYear.objects.create(plan=other, year=2024, deadline=datetime.date(2025, 1, 20))
    content = reader("coordinator").get(PAGE.replace("numune-2020-2024", "diger")).content.decode()
    assert "Nümunə digər tədbir" in content
    assert OPEN_TEXT not in content
    assert "Nobody is assigned to this sub-point yet." in content

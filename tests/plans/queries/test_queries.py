"""Who sees what, and at what price."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.enums import Role
from accounts.models import User
from plans.enums import EntryState
from plans.models import AgencyName, Assignment, Plan, ReportingYear, Section, SubPoint
from plans.queries.access import (
    agencies_visible_to,
    entries_visible_to,
    may_edit_entry,
    may_read_consolidated,
    may_read_entry,
    may_read_revisions,
    may_see_not_started,
)
from plans.queries.agency_year import agency_year_rows, count_states
from plans.queries.entry import find_entries, find_part, other_agencies_on
from plans.queries.lists import assignments_filtered, plan_by_code, plans_covering, rows_of_page
from plans.queries.years import assignments_required, reporting_years_visible_to, year_to_work_on
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

STATES = ["draft", "submitted", "returned", "approved", "locked"]
OWN = {(state, "own") for state in STATES}
OTHERS = {(state, "other") for state in STATES}
# product.md, "Who sees what": (state of the entry, whose it is) that each may read.
READABLE = {
    "contributor": OWN,
    "lead": OWN,
    "stranger": OTHERS,
    "coordinator": OWN | OTHERS,
    "observer": (OWN | OTHERS) - {("draft", "own"), ("draft", "other")},
    "administrator": set(),
    "anonymous": set(),
    "inactive contributor": set(),
    "inactive coordinator": set(),
    "inactive observer": set(),
    "contributor without agency": set(),
    "coordinator with membership": OWN | OTHERS,
    "administrator with membership": set(),
}


@pytest.fixture
def everybody(people, agency):
    inactive = {}
    for role in (Role.CONTRIBUTOR, Role.COORDINATOR, Role.OBSERVER):
        user = make_user(f"gedib-{role.value}", role, agency if role == Role.CONTRIBUTOR else None)
        user.is_active = False
        user.save()
        inactive[f"inactive {role.value}"] = user
    odd = {
        "anonymous": AnonymousUser(),
        "contributor without agency": make_user("yersiz", Role.CONTRIBUTOR),
        "coordinator with membership": make_user("k2", Role.COORDINATOR, agency),
        "administrator with membership": make_user("i2", Role.ADMINISTRATOR, agency),
    }
    return people | inactive | odd


@pytest.fixture
def all_entries(write_entry, agency, other_agency):
    """{(state, "own" or "other"): entry}, seen from the contributor's agency."""
    numbers = dict(zip(STATES, ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"], strict=True))
    return {
        (state, whose): write_entry(numbers[state], state=EntryState(state), by=body)
        for state in STATES
        for whose, body in (("own", agency), ("other", other_agency))
    }


@pytest.mark.parametrize("who", list(READABLE))
def test_entries_are_visible_to_those_of_the_product_page(everybody, all_entries, who):
    visible = set(entries_visible_to(everybody[who]))
    assert {key for key, entry in all_entries.items() if entry in visible} == READABLE[who]


@pytest.mark.parametrize("who", list(READABLE))
def test_permission_for_one_entry_equals_the_scope(everybody, all_entries, who):
    assert {key for key, entry in all_entries.items() if may_read_entry(everybody[who], entry)} == READABLE[who]


def test_readable_table_has_every_role_and_state():
    assert EntryState.values == STATES
    assert set(Role.values) <= {who.split()[-1] for who in READABLE} | {"lead"}


EDITABLE = {
    "contributor": {("draft", "own"), ("returned", "own"), ("not started", "own")},
    "lead": {("draft", "own"), ("returned", "own"), ("not started", "own")},
    "stranger": {("draft", "other"), ("returned", "other"), ("not started", "other")},
}


@pytest.mark.parametrize("who", list(READABLE))
def test_entries_may_be_edited_by_their_agency_while_they_are_with_it(
    everybody, all_entries, agency, other_agency, year, who
):
    cells = all_entries | {("not started", "own"): None, ("not started", "other"): None}
    editable = {
        key
        for key, entry in cells.items()
        if may_edit_entry(everybody[who], agency if key[1] == "own" else other_agency, year, entry)
    }
    assert editable == EDITABLE.get(who, set())


def test_nothing_may_be_edited_in_a_closed_year(people, agency, closed_year):
    assert not may_edit_entry(people["lead"], agency, closed_year, None)


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("contributor", ["NUMUNE"]),
        ("lead", ["NUMUNE"]),
        ("stranger", ["BASHQA"]),
        ("coordinator", ["NUMUNE", "BASHQA"]),
        ("observer", ["NUMUNE", "BASHQA"]),
        ("administrator", []),
        ("anonymous", []),
        ("inactive contributor", []),
        ("inactive coordinator", []),
        ("contributor without agency", []),
    ],
)
def test_agencies_are_visible_to(everybody, who, codes):
    assert list(agencies_visible_to(everybody[who]).values_list("code", flat=True)) == codes


@pytest.mark.parametrize(
    ("who", "may"),
    [("contributor", False), ("lead", False), ("coordinator", True), ("observer", True), ("administrator", False)],
)
def test_consolidated_report_is_for_coordinators_and_observers(people, who, may):
    assert may_read_consolidated(people[who]) is may


@pytest.mark.parametrize(
    ("who", "may"),
    [("contributor", True), ("lead", True), ("coordinator", True), ("observer", False), ("administrator", False)],
)
def test_what_is_not_started_and_old_revisions_are_not_for_observers(people, who, may):
    assert may_see_not_started(people[who]) is may
    assert may_read_revisions(people[who]) is may


# --- Years -----------------------------------------------------------------------------------------------------------


def test_reporting_years_are_those_of_plans_the_agency_has_a_part_in(people, year, closed_year):
    foreign = Plan.objects.create(code="numune-2030", title="x", start_year=2030, end_year=2034)
    other = ReportingYear.objects.create(plan=foreign, year=2030, deadline=datetime.date(2031, 1, 20))
    assert reporting_years_visible_to(people["contributor"]) == [closed_year, year]
    assert reporting_years_visible_to(people["coordinator"]) == [other, closed_year, year]
    assert reporting_years_visible_to(people["observer"]) == [other, closed_year, year]
    assert reporting_years_visible_to(people["administrator"]) == []


def test_year_to_work_on_is_the_latest_open_one(plan, year, closed_year):
    assert year_to_work_on([closed_year, year]) == year
    later = ReportingYear(plan=plan, year=2025, state="closed")
    assert year_to_work_on([closed_year, year, later]) == year
    assert year_to_work_on([closed_year, later]) == later
    assert year_to_work_on([]) is None


def test_owed_is_what_the_execution_period_covers(agency, year):
    SubPoint.objects.filter(number="4.2.1").update(end_year=2023)
    SubPoint.objects.filter(number="4.2.4").update(start_year=2025)
    SubPoint.objects.filter(number="4.2.9").update(start_year=2024, end_year=2024)
    required = assignments_required(year).values_list("sub_point__number", flat=True)
    assert list(required) == ["4.1.6", "4.2.9", "4.2.10"]


def test_owed_knows_no_other_plan(agency, year):
    other = Plan.objects.create(code="numune-2", title="x", start_year=2020, end_year=2024)
    twin = SubPoint.objects.create(
        section=Section.objects.create(plan=other, number="4.2"), number="4.2.9", measure="x"
    )
    Assignment.objects.create(sub_point=twin, agency=agency)
    assert assignments_required(year).count() == 5
    assert find_part(User(), year, agency, "4.2.9").assignment.sub_point.section.plan == year.plan


# --- An agency's year ------------------------------------------------------------------------------------------------


def test_agency_year_rows_hold_entries_and_gaps_in_the_order_of_the_plan(
    people, agency, other_agency, year, closed_year, write_entry
):
    write_entry("4.2.10", state=EntryState.SUBMITTED)
    write_entry("4.2.1", by=other_agency)
    write_entry("4.2.9", in_year=closed_year)
    rows = agency_year_rows(people["contributor"], year, agency)
    assert [(row.sub_point.number, row.state, row.has_last_year) for row in rows] == [
        ("4.1.6", "not_started", False),
        ("4.2.1", "not_started", False),
        ("4.2.4", "not_started", False),
        ("4.2.9", "not_started", True),
        ("4.2.10", "submitted", False),
    ]
    assert [(state, number) for state, _label, number in count_states(rows)] == [
        ("submitted", 1),
        ("not_started", 4),
    ]


def test_agency_year_rows_of_an_observer_are_the_readable_ones(people, agency, year, closed_year, write_entry):
    write_entry("4.2.10", state=EntryState.APPROVED)
    write_entry("4.2.9")
    write_entry("4.2.10", in_year=closed_year)
    rows = agency_year_rows(people["observer"], year, agency)
    assert [(row.sub_point.number, row.has_last_year) for row in rows] == [("4.2.10", False)]


def test_count_states_puts_finished_first_and_unstarted_last(people, agency, year, all_entries):
    SubPoint.objects.create(section=Section.objects.get(number="4.1"), number="4.1.1", measure="x").agencies.add(agency)
    counted = count_states(agency_year_rows(people["lead"], year, agency))
    assert [state for state, _label, _number in counted] == [
        "approved", "locked", "submitted", "returned", "draft", "not_started",
    ]  # fmt: skip


def test_last_years_text_is_given_only_to_those_who_may_read_it(people, agency, year, closed_year, write_entry):
    before = write_entry("4.2.9", in_year=closed_year)
    sub_point = SubPoint.objects.get(number="4.2.9")
    readers = {who: find_entries(user, year, agency, sub_point)[1] for who, user in people.items()}
    assert {who for who, entry in readers.items() if entry == before} == {"contributor", "lead", "coordinator"}
    assert {who for who, entry in readers.items() if entry is None} == {"stranger", "observer", "administrator"}
    assert find_entries(people["lead"], closed_year, agency, sub_point) == (before, None)


def test_other_agencies_are_named_as_of_the_year(agency, other_agency):
    AgencyName.objects.create(
        agency=other_agency, nominative="Nümunə Yeni", genitive="x", official="x", official_genitive="x",
        valid_from=datetime.date(2024, 5, 1),
    )  # fmt: skip
    sub_point = SubPoint.objects.get(number="4.2.9")
    assert other_agencies_on(sub_point, agency, 2023) == ["Nümunə Komitəsi"]
    assert other_agencies_on(sub_point, agency, 2024) == ["Nümunə Yeni"]


# --- The coordinator's list ------------------------------------------------------------------------------------------


def found(*args, **filters) -> list[tuple[str, str]]:
    return [(row.sub_point.number, row.agency.code) for row in assignments_filtered(*args, **filters)]


def test_owed_filtered_is_ordered_by_plan_then_protocol(people, year, agency, other_agency):
    assert found(people["coordinator"], year)[:4] == [
        ("4.1.6", "NUMUNE"), ("4.1.6", "BASHQA"), ("4.2.1", "NUMUNE"), ("4.2.1", "BASHQA"),
    ]  # fmt: skip
    assert found(people["coordinator"], year)[-1] == ("4.2.10", "BASHQA")


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        ({}, 10),
        ({"state": "submitted"}, 1),
        ({"state": "draft"}, 1),
        ({"state": "not_started"}, 8),
        ({"state": "approved"}, 0),
        ({"state": "qwerty"}, 0),
        ({"section": "4.1"}, 2),
        ({"section": "4"}, 0),
        ({"section": "' OR 1=1"}, 0),
        ({"agency": "BASHQA"}, 5),
        ({"agency": "bashqa"}, 0),
        ({"text": "İNSAN HAQQINDA"}, 10),
        ({"text": "4.2.10"}, 2),
        ({"text": "ınsan"}, 0),
        ({"text": "%"}, 0),
        ({"section": "4.2", "agency": "NUMUNE", "state": "draft", "text": "4.2.9"}, 1),
    ],
)
def test_owed_filtered_filters(people, year, agency, other_agency, write_entry, filters, number):
    write_entry("4.2.9")
    write_entry("4.2.10", state=EntryState.SUBMITTED, by=other_agency)
    assert assignments_filtered(people["coordinator"], year, **filters).count() == number


def test_owed_filtered_gives_observers_what_they_may_read_only(people, year, all_entries):
    assignments = assignments_filtered(people["observer"], year)
    states = [row.state for row in rows_of_page(people["observer"], year, assignments)]
    assert sorted(states) == sorted(["submitted", "returned", "approved", "locked"] * 2)
    assert found(people["observer"], year, state="draft") == []
    assert found(people["observer"], year, state="not_started") == []


def test_owed_filtered_gives_agencies_no_state_of_others(people, year, all_entries):
    assignments = assignments_filtered(people["stranger"], year, agency="NUMUNE")
    seen = {row.state for row in rows_of_page(people["stranger"], year, assignments)}
    assert seen == {"not_started"}


def test_plans_are_found_by_code_and_year(plan):
    assert plan_by_code("numune-2020-2024") == plan
    assert plan_by_code("yoxdur") is None
    assert plans_covering(2020) == [plan]
    assert plans_covering(2024) == [plan]
    assert plans_covering(2025) == plans_covering(2019) == []

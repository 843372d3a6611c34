"""The page of an agency over the years, and the list of agencies, by reader."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.enums import Role
from plans.enums import AssignmentRole, EntryState
from plans.models import (
    Agency,
    AgencyName,
    Assignment,
    Entry,
    Extension,
    Membership,
    ReportingYear,
    SubPoint,
    Transition,
)
from plans.pages.queries.agency_work import days_words, read_work, total_work
from tests.conftest import make_agency, make_user

pytestmark = pytest.mark.django_db

PLAN = "numune-2020-2024"
PAGE = reverse("plans:agency", kwargs={"plan": PLAN, "agency": "NUMUNE"})
LIST = reverse("plans:agencies", kwargs={"plan": PLAN})


@pytest.fixture
def reader(sign_in):
    """`reader("observer")` reads in English."""

    def client_of(role: str) -> Client:
        client = sign_in(role)
        client.post(reverse("set-language"), {"language": "en"})
        return client

    return client_of


def day(text: str, hour: int = 12) -> datetime.datetime:
    """An hour of that day in Baku."""
    morning = datetime.datetime.combine(datetime.date.fromisoformat(text), datetime.time(hour))
    return timezone.make_aware(morning)


@pytest.fixture
def sent(write_entry):
    """`sent("4.2.9", "2025-01-10", state=…)`: an entry that was first submitted on the day."""

    def send(number: str, on: str, *, hour: int = 12, state: EntryState = EntryState.SUBMITTED, **where) -> Entry:
        entry = write_entry(number, state=state, **where)
        Entry.objects.filter(pk=entry.pk).update(first_submitted_at=day(on, hour))
        return entry

    return send


def move(entry: Entry, action: str, source: EntryState, target: EntryState, by=None) -> Transition:
    return Transition.objects.create(
        entry=entry, action=action, from_state=source, to_state=target, actor=by, created_at=timezone.now(),
        reason="Nümunə səbəb." if target == EntryState.RETURNED else "",
    )  # fmt: skip


def rename(agency: Agency, name: str, since: str) -> AgencyName:
    return AgencyName.objects.create(
        agency=agency, nominative=name, genitive="x", official="x", official_genitive="x",
        valid_from=datetime.date.fromisoformat(since),
    )  # fmt: skip


# --- What is required and sent -------------------------------------------------------------------------------------------


def test_numbers_of_a_year_are_those_of_what_is_owed(people, agency, year, sent, write_entry):
    sent("4.1.6", "2025-01-10", state=EntryState.APPROVED)  # 10 days before the deadline of 20 January 2025
    sent("4.2.1", "2025-01-25", state=EntryState.SUBMITTED)  # 5 days after
    sent("4.2.4", "2025-01-20", hour=23, state=EntryState.RETURNED)  # on the last day, as Baku counts it
    write_entry("4.2.9")  # a draft; 4.2.10 is not begun
    work = read_work(people["coordinator"], [year], [agency])[agency.pk, year.pk]
    assert (work.required, work.delivered, work.accepted, work.late, work.late_sent, work.sent) == (5, 2, 1, 3, 1, 3)
    assert sorted(work.days) == [-10, 0, 5]
    assert work.median_days == 0
    assert (work.returns, round(work.returns_per_entry, 2)) == (1, 0.33)


def test_days_are_counted_from_the_extended_deadline(people, agency, other_agency, year, sent):
    sent("4.1.6", "2025-01-25")
    for until, state in (("2025-01-22", "granted"), ("2025-02-01", "granted"), ("2025-03-01", "refused")):
        Extension.objects.create(
            reporting_year=year, agency=agency, state=state, granted_until=datetime.date.fromisoformat(until)
        )
    work = read_work(people["coordinator"], [year])[agency.pk, year.pk]
    assert work.deadline == datetime.date(2025, 2, 1)
    assert (work.days, work.late_sent) == ([-7], 0)
    assert read_work(people["coordinator"], [year])[other_agency.pk, year.pk].deadline == datetime.date(2025, 1, 20)


def test_recommended_parts_are_counted_apart(people, agency, year, sent):
    Assignment.objects.filter(agency=agency, sub_point__number__in=("4.1.6", "4.2.1")).update(
        role=AssignmentRole.RECOMMENDED
    )
    late = sent("4.1.6", "2025-02-20", state=EntryState.RETURNED)
    assert late.transitions.count() == 1
    work = read_work(people["coordinator"], [year], [agency])[agency.pk, year.pk]
    assert (work.required, work.advised, work.advised_written) == (3, 2, 1)
    assert (work.late_sent, work.days, work.returns) == (0, [], 0)


def test_neither_undone_return_nor_reopening_is_a_return(people, agency, year, sent):
    entry = sent("4.1.6", "2025-01-10")
    for _again in range(3):
        move(entry, "return", EntryState.SUBMITTED, EntryState.RETURNED)
    move(entry, "undo", EntryState.RETURNED, EntryState.SUBMITTED)
    move(entry, "approve", EntryState.SUBMITTED, EntryState.APPROVED)
    move(entry, "undo", EntryState.APPROVED, EntryState.SUBMITTED)
    move(entry, "reopen", EntryState.APPROVED, EntryState.RETURNED)
    work = read_work(people["coordinator"], [year], [agency])[agency.pk, year.pk]
    assert (work.returns, work.returns_per_entry) == (2, 2.0)


def test_observer_learns_nothing_of_what_is_with_the_agency(people, agency, year, sent, write_entry):
    sent("4.1.6", "2025-01-10", state=EntryState.APPROVED)
    write_entry("4.2.9")
    taken_back = sent("4.2.10", "2025-01-12", state=EntryState.DRAFT)
    move(taken_back, "return", EntryState.SUBMITTED, EntryState.RETURNED)
    seen = read_work(people["observer"], [year], [agency])[agency.pk, year.pk]
    assert (seen.required, seen.delivered, seen.late, seen.sent, seen.days, seen.returns) == (5, 1, 0, 1, [-10], 0)
    known = read_work(people["coordinator"], [year], [agency])[agency.pk, year.pk]
    assert (known.late, known.sent, known.days, known.returns) == (4, 2, [-10, -8], 1)


def test_year_outside_the_period_owes_nothing(people, agency, year, closed_year):
    SubPoint.objects.filter(number__in=("4.1.6", "4.2.9")).update(start_year=2024)
    works = read_work(people["coordinator"], [closed_year, year], [agency])
    assert [works[agency.pk, one.pk].required for one in (closed_year, year)] == [3, 5]


def test_total_is_of_all_submissions_not_of_the_medians(people, agency, year, closed_year, sent):
    sent("4.1.6", "2025-01-10")
    sent("4.1.6", "2024-01-21", in_year=closed_year, state=EntryState.APPROVED)
    sent("4.2.1", "2024-01-22", in_year=closed_year, state=EntryState.APPROVED)
    works = read_work(people["coordinator"], [closed_year, year], [agency])
    assert [works[agency.pk, one.pk].median_days for one in (closed_year, year)] == [1.5, -10]
    total = total_work(works.values())
    assert (total.required, total.delivered, total.late_sent, total.median_days) == (10, 3, 2, 1)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, ""),
        (0, "on the last day"),
        (-1, "1 day before"),
        (-12, "12 days before"),
        (2.5, "2,5 days after"),
        (1.0, "1 day after"),
    ],
)
def test_days_are_said_in_words(days, words):
    with override("en"):
        assert days_words(days) == words


# --- The page --------------------------------------------------------------------------------------------------------


def test_coordinator_reads_the_agency_year_by_year(reader, agency, year, closed_year, sent):
    sent("4.1.6", "2025-01-25", state=EntryState.RETURNED)
    sent("4.1.6", "2024-01-10", in_year=closed_year, state=EntryState.APPROVED)
    response = reader("coordinator").get(PAGE)
    assert [(row.year.year, row.work.required, row.work.median_days) for row in response.context["rows"]] == [
        (2024, 5, 5),
        (2023, 5, -10),
    ]
    assert response.context["total"].work.required == 10
    content = response.content.decode()
    assert '<td class="median" data-column="Median">5 days after</td>' in content
    assert '<td class="median" data-column="Median">10 days before</td>' in content
    for address in (f"/plans/{PLAN}/2024/NUMUNE/", f"/reports/{PLAN}/2023/NUMUNE/", f"/plans/{PLAN}/points/4.2.10/"):
        assert f'href="{address}"' in content
    assert f'href="/plans/{PLAN}/activity/?agency=NUMUNE"' in content
    assert '<span class="muted">(1)</span>' in content  # one return of one entry
    # Two years with a median make a line: 2023 before the deadline, 2024 after it.
    assert content.count('<path class="stroke"') == 1
    assert "<title>2024: 5</title>" in content
    assert "<title>2023: −10</title>" in content


def test_chart_waits_for_a_second_year(reader, year, sent):
    sent("4.1.6", "2025-01-25")
    assert reader("coordinator").get(PAGE).context["chart"] is None


@pytest.mark.parametrize(
    ("role", "status"),
    [("contributor", 200), ("lead", 200), ("stranger", 404), ("observer", 200), ("administrator", 404)],
)
def test_page_is_the_agencys_and_of_those_who_read_all(role, status, sign_in, year):
    assert sign_in(role).get(PAGE).status_code == status


def test_unknown_agency_and_plan_are_not_found(sign_in, year):
    client = sign_in("coordinator")
    assert client.get(PAGE.replace("NUMUNE", "YOXDUR")).status_code == 404
    assert client.get(PAGE.replace(PLAN, "yoxdur")).status_code == 404


def test_observer_sees_no_late_column_no_people_and_no_wishes(reader, people, agency, year, write_entry):
    write_entry("4.2.9", state=EntryState.SUBMITTED)
    Extension.objects.create(
        reporting_year=year,
        agency=agency,
        state="asked",
        asked_until=datetime.date(2030, 1, 20),
        reason="Nümunə səbəb.",
    )
    Extension.objects.create(
        reporting_year=year,
        agency=agency,
        state="granted",
        granted_until=datetime.date(2030, 2, 3),
        answer="Nümunə söz.",
    )
    for role, sees in (("observer", False), ("coordinator", True), ("contributor", True)):
        content = reader(role).get(PAGE).content.decode()
        assert (">Late</th>" in content) == sees
        assert ("Contact people" in content) == sees
        assert (f'<span class="who" lang="az" translate="no">{people["lead"]}' in content) == sees
        assert ("asked until 20.01.2030" in content) == sees
        assert ("Nümunə söz." in content) == sees
        assert "granted until 03.02.2030" in content
        assert "Nümunə səbəb." not in content


def test_people_are_the_leads_then_the_others_with_their_addresses(reader, people, agency, year):
    for username, role in (("zaur", Role.CONTRIBUTOR), ("cavid", Role.CONTRIBUTOR), ("bagli", Role.CONTRIBUTOR)):
        make_user(username, role, agency)
    people["lead"].email = "mesul@numune.example"
    people["lead"].save()
    closed = agency.memberships.get(user__username="bagli").user
    closed.is_active = False
    closed.save()
    response = reader("coordinator").get(PAGE)
    assert [person.username for person in response.context["people"]] == ["mesul", "cavid", "emekdas", "zaur"]
    content = response.content.decode()
    assert '<a class="small" href="mailto:mesul@numune.example">' in content
    assert content.count("no e-mail address") == 3


def test_parts_are_listed_by_kind(reader, agency, year):
    Assignment.objects.filter(agency=agency, sub_point__number="4.2.10").update(role=AssignmentRole.LEAD_EXECUTOR)
    Assignment.objects.filter(agency=agency, sub_point__number="4.1.6").update(role=AssignmentRole.RECOMMENDED)
    response = reader("coordinator").get(PAGE)
    assert [(group.role, [row.number for row in group.points]) for _l, group in response.context["groups"]] == [
        ("lead_executor", ["4.2.10"]),
        ("executor", ["4.2.1", "4.2.4", "4.2.9"]),
        ("recommended", ["4.1.6"]),
    ]
    assert "it may report, but is not required to" in response.content.decode()


def test_text_on_a_sub_point_that_was_taken_away_can_still_be_reached(reader, agency, year, write_entry):
    write_entry("4.2.9", state=EntryState.APPROVED)
    write_entry("4.2.10")
    Assignment.objects.filter(agency=agency, sub_point__number__in=("4.2.9", "4.2.10")).delete()
    for role, expected in (
        ("coordinator", [(2024, "4.2.9"), (2024, "4.2.10")]),
        ("contributor", [(2024, "4.2.9"), (2024, "4.2.10")]),
        ("observer", [(2024, "4.2.9")]),
    ):
        response = reader(role).get(PAGE)
        assert response.context["former"] == expected
        address = f"/plans/{PLAN}/2024/NUMUNE/4.2.9/"
        assert f'href="{address}"' in response.content.decode()
        assert reader(role).get(address).status_code == 200


def test_agency_without_a_part_says_so(reader, year):
    make_agency("KENAR", "Nümunə Kənar")
    response = reader("coordinator").get(PAGE.replace("NUMUNE", "KENAR"))
    assert response.status_code == 200
    assert "No part in this plan" in response.content.decode()


# --- Renamed, moved --------------------------------------------------------------------------------------------------


def test_agency_renamed_in_the_middle_of_a_year_shows_both_names(reader, agency, year, closed_year):
    rename(agency, "Nümunə Yeni Xidmət", "2023-07-01")
    response = reader("coordinator").get(PAGE)
    content = response.content.decode()
    assert '<h1 lang="az" translate="no">Nümunə Yeni Xidmət</h1>' in content
    assert [(period.name, reports) for period, reports in response.context["names"]] == [
        ("Nümunə Yeni Xidmət", "2023, 2024"),
        ("Nümunə Xidməti", ""),
    ]
    assert "Renamed on 1 July 2023 · in the reports of 2023, 2024" in content
    assert "Until 30 June 2023" in content
    renamed = {row.year.year: row.was_renamed for row in response.context["rows"]}
    assert renamed == {2024: False, 2023: True}
    assert "(until 30.06.2023)" in content


def test_agency_with_one_name_has_no_list_of_names(reader, year):
    assert "Names over time" not in reader("coordinator").get(PAGE).content.decode()


def test_person_who_went_to_another_agency_stays_the_author_of_what_was_written(
    reader, people, agency, other_agency, year, write_entry
):
    mover = make_user("kocen", Role.CONTRIBUTOR, agency)
    entry = write_entry("4.2.9", state=EntryState.SUBMITTED, author=mover)
    move(entry, "submit", EntryState.DRAFT, EntryState.SUBMITTED, by=mover)
    assert mover in reader("coordinator").get(PAGE).context["people"]
    Membership.objects.filter(user=mover).update(agency=other_agency)
    # The contact list is of today, the record of then.
    assert mover not in reader("coordinator").get(PAGE).context["people"]
    assert mover in reader("coordinator").get(PAGE.replace("NUMUNE", "BASHQA")).context["people"]
    assert entry.revisions.get().author == mover
    assert entry.transitions.get(action="submit").actor == mover
    history = reverse("plans:entry-history", kwargs={"plan": PLAN, "year": 2024, "agency": "NUMUNE", "number": "4.2.9"})
    assert str(mover) in reader("contributor").get(history).content.decode()
    # What was written there is the mover's no longer to read.
    client = Client()
    client.force_login(mover)
    assert client.get(history).status_code == 404
    assert client.get(PAGE).status_code == 404


# --- The list --------------------------------------------------------------------------------------------------------


@pytest.fixture
def listed(agency, other_agency, year, sent):
    """NUMUNE: one sent 10 days early; BASHQA: one sent 5 days late, one recommended; ƏMƏK has one part and sent nothing."""
    sent("4.1.6", "2025-01-10", state=EntryState.APPROVED)
    sent("4.1.6", "2025-01-25", by=other_agency)
    third = make_agency("EMEK", "Nümunə Əmək Nazirliyi", order=30)
    Assignment.objects.create(agency=third, sub_point=SubPoint.objects.get(number="4.2.9"))


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["NUMUNE", "BASHQA", "EMEK"]),
        ("name", ["EMEK", "NUMUNE", "BASHQA"]),
        ("late", ["BASHQA", "NUMUNE", "EMEK"]),
        ("days", ["BASHQA", "NUMUNE", "EMEK"]),
    ],
)
def test_list_is_sorted_as_asked(sort, expected, reader, listed):
    rows = reader("coordinator").get(f"{LIST}?sort={sort}").context["rows"]
    assert [row.agency.code for row in rows] == expected


def test_observers_list_is_sorted_by_what_came_late(reader, listed):
    rows = reader("observer").get(f"{LIST}?sort=late").context["rows"]
    assert [(row.agency.code, row.work.late, row.work.late_sent) for row in rows] == [
        ("BASHQA", 0, 1),
        ("NUMUNE", 0, 0),
        ("EMEK", 0, 0),
    ]
    assert ">Late</th>" not in reader("observer").get(LIST).content.decode()


def test_list_counts_the_year_to_work_on_or_the_one_asked_for(reader, listed, closed_year):
    rows = reader("coordinator").get(LIST).context["rows"]
    assert [(row.name, row.work.required, row.work.delivered, row.work.late, row.work.median_days) for row in rows] == [
        ("Nümunə Xidməti", 5, 1, 4, -10),
        ("Nümunə Komitəsi", 5, 1, 4, 5),
        ("Nümunə Əmək Nazirliyi", 1, 0, 1, None),
    ]
    response = reader("coordinator").get(f"{LIST}?year=2023")
    assert response.context["chosen"] == closed_year
    assert [row.work.delivered for row in response.context["rows"]] == [0, 0, 0]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ƏMƏK", ["EMEK"]),
        ("emek nazirliyi", ["EMEK"]),
        ("komitesi", ["BASHQA"]),
        ("numune", ["NUMUNE", "BASHQA", "EMEK"]),
        ("bashqa", ["BASHQA"]),
        ("yoxdur", []),
    ],
)
def test_list_is_searched_by_azerbaijani_letters_and_loosely(words, expected, reader, listed):
    response = reader("coordinator").get(LIST, {"q": words})
    assert [row.agency.code for row in response.context["rows"]] == expected
    assert ("Nothing matches" in response.content.decode()) == (not expected)


def test_earlier_name_of_the_year_is_shown_and_found(reader, listed, agency):
    rename(agency, "Nümunə Yeni Xidmət", "2024-03-01")
    response = reader("coordinator").get(LIST, {"q": "xidməti"})
    assert [row.name for row in response.context["rows"]] == ["Nümunə Yeni Xidmət"]
    assert "(until 29.02.2024)" in response.content.decode()


@pytest.mark.parametrize("query", ["year=1999", "sort=kim", "year=abc&sort=late", f"q={'ə' * 201}"])
def test_filter_of_an_old_link_is_left_out_and_said_so(query, reader, listed):
    response = reader("coordinator").get(f"{LIST}?{query}")
    assert response.context["chosen"].year == 2024
    assert len(response.context["rows"]) == 3
    assert "that filter was left out" in response.content.decode()
    assert "that filter was left out" not in reader("coordinator").get(LIST).content.decode()


@pytest.mark.parametrize("role", ["contributor", "lead", "administrator"])
def test_list_is_not_for_those_who_do_not_read_all(role, sign_in, year):
    assert sign_in(role).get(LIST).status_code == 404
    assert sign_in("observer").get(LIST).status_code == 200


# --- Cost ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("coordinator", [("4.1.6", "draft"), ("4.2.9", "submitted"), ("4.2.10", "not_started")]),
        ("observer", [("4.1.6", ""), ("4.2.9", "submitted"), ("4.2.10", "")]),
    ],
)
def test_each_sub_point_has_the_state_and_status_of_the_year(role, shown, reader, write_entry):
    write_entry("4.1.6", status="implemented")
    write_entry("4.2.9", state=EntryState.SUBMITTED, status="implemented")
    html = reader(role).get(PAGE).content.decode()
    parts = re.search(r'<ul class="point-list">(.*?)</ul>', html, re.DOTALL)[1]
    found = {}
    for item in parts.split("<li>")[1:]:
        number = re.search(r'<b class="number">([^<]+)', item)[1]
        state = re.search(r'class="badge is-(\w+)', item)
        found[number] = state[1] if state else ""
        assert (f'href="/plans/{PLAN}/2024/NUMUNE/{number}/"' in item) is bool(state)
        assert ("Implemented" in item) is (state is not None and state[1] in ("draft", "submitted"))
    assert [(number, found[number]) for number, _state in shown] == shown


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_queries_whatever_their_size(
    rows, plan, people, agency, sign_in, year, django_assert_num_queries
):
    for number in range(2023, 2023 - rows, -1):
        ReportingYear.objects.create(plan=plan, year=number, deadline=datetime.date(number + 1, 1, 20), state="closed")
    points = list(SubPoint.objects.all())
    bodies = [agency, *(make_agency(f"QURUM-{place}", f"Nümunə Qurum {place}") for place in range(rows))]
    for agency_shown in bodies:
        make_user(f"kim-{agency_shown.code}", Role.CONTRIBUTOR, agency_shown)
        Assignment.objects.bulk_create(
            [Assignment(agency=agency_shown, sub_point=point) for point in points], ignore_conflicts=True
        )
        for one in ReportingYear.objects.all():
            Extension.objects.create(
                reporting_year=one, agency=agency_shown, state="granted", granted_until=datetime.date(2030, 1, 1)
            )
            for point in points[:rows]:
                entry = Entry.objects.create(
                    sub_point=point, agency=agency_shown, reporting_year=one, state="returned",
                    first_submitted_at=timezone.now(), updated_at=timezone.now(),
                )  # fmt: skip
                move(entry, "return", EntryState.SUBMITTED, EntryState.RETURNED)
    coordinator, observer, lead = (sign_in(role) for role in ("coordinator", "observer", "lead"))
    for client, address in ((coordinator, PAGE), (observer, PAGE), (lead, PAGE), (coordinator, LIST)):
        client.get(address)
    # Session and person (2), years, agency with its names, parts, extensions, entries, returns; for the lists on the
    # page: the entries of the year, parts, former texts, people, extensions.
    with django_assert_num_queries(13):
        coordinator.get(PAGE)
    with django_assert_num_queries(12):  # no people
        observer.get(PAGE)
    with django_assert_num_queries(13):
        lead.get(PAGE)
    # Session and person (2), years, the four of the work, sub-points, which agencies, those of the page, names.
    with django_assert_num_queries(11):
        coordinator.get(LIST)

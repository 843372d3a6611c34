"""An agency's year: what is required of it, where it stands, and what to go on with."""

import datetime
import re

import pytest
import time_machine

from plans.azerbaijani import broken
from plans.enums import AssignmentRole, EntryState
from plans.models import (
    Agency,
    Assignment,
    Comment,
    EditorialVersion,
    Entry,
    Extension,
    ReportingYear,
    Responsibility,
    Section,
    SubPoint,
    Transition,
)
from plans.services import save_entry

PAGE = "/plans/numune-2020-2024/2024/NUMUNE/"
NUMBERS = ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"]


def numbers(response) -> list[str]:
    return [row.sub_point.number for row in response.context["rows"]]


def test_rows_stand_by_section_in_numeric_order(year, sign_in):
    response = sign_in("contributor").get(PAGE)
    assert response.status_code == 200
    assert [
        (section.number, [row.sub_point.number for row in rows]) for section, rows in response.context["sections"]
    ] == [("4.1", ["4.1.6"]), ("4.2", ["4.2.1", "4.2.4", "4.2.9", "4.2.10"])]
    page = response.content.decode()
    places = [page.index(f'{PAGE}{number}/"') for number in NUMBERS]
    assert len(set(places)) == 5
    assert [row.state for row in response.context["rows"]] == ["not_started"] * 5


def test_counts_name_each_state_that_occurs(sign_in, write_entry):
    write_entry("4.1.6", state=EntryState.APPROVED)
    write_entry("4.2.1", state=EntryState.SUBMITTED)
    write_entry("4.2.4")
    counts = sign_in("lead").get(PAGE).context["counts"]
    assert [(state, str(label), number, str(group)) for state, label, number, group in counts] == [
        ("approved", "Təsdiq edilib", 1, "approved"),
        ("submitted", "Təqdim edilib", 1, "submitted"),
        ("draft", "Qaralama", 1, "draft"),
        ("not_started", "Başlanmayıb", 2, "not_started"),
    ]


def test_row_shows_who_wrote_last_and_whether_last_years_text_exists(sign_in, write_entry, closed_year, people):
    write_entry("4.1.6", author=people["lead"])
    write_entry("4.2.1", in_year=closed_year)
    rows = {row.sub_point.number: row for row in sign_in("contributor").get(PAGE).context["rows"]}
    assert rows["4.1.6"].entry.updated_by == people["lead"]
    assert [number for number in NUMBERS if rows[number].has_last_year] == ["4.2.1"]


def test_other_agencys_entries_are_not_in_the_rows(sign_in, write_entry, other_agency):
    write_entry("4.1.6", by=other_agency, state=EntryState.APPROVED)
    assert {row.state for row in sign_in("contributor").get(PAGE).context["rows"]} == {"not_started"}


# --- What to go on with ----------------------------------------------------------------------------------------------


def continue_with(client) -> tuple[str, str] | None:
    row = client.get(PAGE).context["continue_with"]
    return (row.sub_point.number, row.state) if row else None


def test_continue_takes_the_returned_entry_then_the_latest_draft_then_the_first_not_begun(sign_in, write_entry):
    client = sign_in("contributor")
    for hour, number in ((9, "4.2.1"), (11, "4.2.9"), (10, "4.2.10")):
        with time_machine.travel(datetime.datetime(2025, 1, 3, hour, tzinfo=datetime.UTC), tick=False):
            write_entry(number)
    with time_machine.travel(datetime.datetime(2025, 1, 2, 9, tzinfo=datetime.UTC), tick=False):
        returned = write_entry("4.2.4", state=EntryState.RETURNED)
        assert continue_with(client) == ("4.2.4", "returned")
        Entry.objects.filter(pk=returned.pk).update(state=EntryState.SUBMITTED)
        assert continue_with(client) == ("4.2.9", "draft")
        Entry.objects.filter(state=EntryState.DRAFT).update(state=EntryState.APPROVED)
        assert continue_with(client) == ("4.1.6", "not_started")
        write_entry("4.1.6", state=EntryState.LOCKED)
        assert continue_with(client) is None


def test_nothing_to_continue_in_a_closed_year(sign_in, write_entry, year):
    write_entry("4.2.1")
    client = sign_in("contributor")
    assert continue_with(client) == ("4.2.1", "draft")
    ReportingYear.objects.update(state="closed")
    response = client.get(PAGE)
    assert response.context["continue_with"] is None
    assert response.context["may_write"] is False
    assert numbers(response) == NUMBERS


def test_coordinator_has_nothing_to_continue(sign_in, write_entry):
    write_entry("4.2.1")
    response = sign_in("coordinator").get(PAGE)
    assert (response.context["continue_with"], response.context["may_write"]) == (None, False)


def test_returned_entry_shows_its_latest_reason(sign_in, write_entry):
    entry = write_entry("4.2.4", state=EntryState.RETURNED)
    Transition.objects.create(
        entry=entry,
        action="return",
        from_state=EntryState.SUBMITTED,
        to_state=EntryState.RETURNED,
        reason="Nümunə səbəb. Sonuncu.",
        created_at=entry.updated_at + datetime.timedelta(days=1),
    )
    write_entry("4.2.9")
    response = sign_in("contributor").get(PAGE)
    assert [(row.sub_point.number, move.reason) for row, move in response.context["returned"]] == [
        ("4.2.4", "Nümunə səbəb. Sonuncu.")
    ]
    assert "Nümunə səbəb. Sonuncu." in response.content.decode()


# --- Groups --------------------------------------------------------------------------------------------------------------


def listed(response) -> list[tuple[str, list[str]]]:
    return [
        (section.number, [row.sub_point.number for row in members]) for section, members in response.context["listed"]
    ]


def test_returned_stand_on_top_and_all_else_once_by_section(sign_in, write_entry, plan):
    more = Section.objects.get(number="4.2")
    agency = Agency.objects.get(code="NUMUNE")
    for number in ("4.2.20", "4.2.21", "4.2.22"):
        sub_point = SubPoint.objects.create(section=more, number=number, measure="Nümunə tədbir")
        Assignment.objects.create(sub_point=sub_point, agency=agency)
    ready = write_entry("4.1.6", status="implemented")
    incomplete = write_entry("4.2.1")
    Entry.objects.filter(pk__in=(ready.pk, incomplete.pk)).update(ready_at=ready.updated_at)
    write_entry("4.2.4", state=EntryState.SUBMITTED)
    write_entry("4.2.9", state=EntryState.APPROVED)
    write_entry("4.2.10", state=EntryState.LOCKED)
    write_entry("4.2.20", state=EntryState.RETURNED)
    write_entry("4.2.21")
    response = sign_in("lead").get(PAGE)
    assert [row.sub_point.number for row, _move in response.context["returned"]] == ["4.2.20"]
    assert listed(response) == [
        ("4.1", ["4.1.6"]),
        ("4.2", ["4.2.1", "4.2.4", "4.2.9", "4.2.10", "4.2.21", "4.2.22"]),
    ]
    html = broken(response.content.decode())
    assert re.findall('id="waiting-title"|class="section-title".*?>(.*?) *<', html) == [
        "",
        "4.1-ci bölmə",
        "4.2-ci bölmə",
    ]
    assert 'href="/plans/numune-2020-2024/2024/NUMUNE/?state=approved#list"' in html
    row = next(row for row in response.context["rows"] if row.sub_point.number == "4.2.1")
    assert (row.is_ready, [missing.code for missing in row.missing]) == (False, ["status"])


def test_returned_ones_stand_due_first_and_one_that_is_mended_is_ready_too(sign_in, write_entry):
    for number, day in (("4.2.1", "2025-02-20"), ("4.2.9", "2025-02-10"), ("4.2.4", "2025-01-10")):
        entry = write_entry(number, state=EntryState.RETURNED, status="implemented")
        Entry.objects.filter(pk=entry.pk).update(resubmit_by=day)
    Entry.objects.filter(sub_point__number="4.2.9").update(ready_at=entry.updated_at)
    response = sign_in("lead").get(PAGE)
    assert [(row.sub_point.number, row.due.isoformat()) for row, _move in response.context["returned"]] == [
        ("4.2.4", "2025-01-20"),  # the deadline was put off after the return
        ("4.2.9", "2025-02-10"),
        ("4.2.1", "2025-02-20"),
    ]
    assert [row.sub_point.number for row in response.context["ready"]] == ["4.2.9"]
    assert response.context["continue_with"].sub_point.number == "4.2.4"


def test_lead_finds_what_the_agency_is_asked_about_and_nobody_else_does(sign_in, write_entry, people):
    entry = write_entry("4.2.9", state=EntryState.APPROVED)
    asked = {"entry_version": entry.version, "written_by": people["coordinator"], "written_at": entry.updated_at}
    version = EditorialVersion.objects.create(
        entry=entry, narrative="<p>Nümunə mətn.</p>", state="asked", asked_at=entry.updated_at, **asked
    )
    address = f"{PAGE}4.2.9/editorial/"
    response = sign_in("lead").get(PAGE)
    assert response.context["consents"] == [version]
    assert f'<a class="button" href="{address}">' in response.content.decode()
    for role in ("contributor", "coordinator", "observer"):
        assert address not in sign_in(role).get(PAGE).content.decode()
    EditorialVersion.objects.update(state="consented")
    assert sign_in("lead").get(PAGE).context["consents"] == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"state": "granted", "granted_until": "2025-02-01"}, "Müddət 01.02.2025 tarixinədək uzadılıb:"),
        ({"state": "refused"}, "Müddətin uzadılması rədd edilib:"),
    ],
)
def test_answer_about_more_time_is_on_the_page_until_the_next_request(given, sentence, sign_in, year, people):
    agency, now = Agency.objects.get(code="NUMUNE"), datetime.datetime(2025, 1, 2, tzinfo=datetime.UTC)
    mine = {"reporting_year": year, "agency": agency, "asked_until": "2025-02-01", "asked_at": now}
    Extension.objects.create(**mine, **given, decided_at=now)
    assert sentence in sign_in("lead").get(PAGE).content.decode()
    Extension.objects.create(**mine)
    page = sign_in("lead").get(PAGE).content.decode()
    assert sentence not in page
    assert "cavab gözlənilir" in page


def test_observer_learns_nothing_of_what_is_marked(sign_in, write_entry):
    entry = write_entry("4.2.9", state=EntryState.RETURNED, status="implemented")
    Entry.objects.filter(pk=entry.pk).update(ready_at=entry.updated_at)
    assert [row.is_ready for row in sign_in("observer").get(PAGE).context["rows"]] == [False]
    assert any(row.is_ready for row in sign_in("coordinator").get(PAGE).context["rows"])


@pytest.mark.parametrize("role", ["lead", "contributor"])
def test_agency_that_has_begun_nothing_reads_how_it_goes(role, sign_in, write_entry, year):
    client = sign_in(role)
    assert 'id="begin-title"' in client.get(PAGE).content.decode()
    assert 'id="begin-title"' not in sign_in("coordinator").get(PAGE).content.decode()
    write_entry("4.2.9")
    assert 'id="begin-title"' not in client.get(PAGE).content.decode()


def test_continue_prefers_what_is_named_for_the_reader(sign_in, write_entry, people):
    for number, who in (("4.2.9", "contributor"), ("4.1.6", "lead")):
        Responsibility.objects.create(
            assignment=Assignment.objects.get(sub_point__number=number, agency__code="NUMUNE"),
            user=people[who],
            named_at=datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC),
        )
    assert continue_with(sign_in("contributor")) == ("4.2.9", "not_started")
    assert continue_with(sign_in("lead")) == ("4.1.6", "not_started")
    Responsibility.objects.filter(user=people["contributor"]).delete()
    assert continue_with(sign_in("contributor")) == ("4.2.1", "not_started")  # nobody's before a colleague's


def test_nothing_that_is_ready_is_to_be_continued(sign_in, write_entry):
    entry = write_entry("4.2.9", status="implemented")
    assert continue_with(sign_in("contributor")) == ("4.2.9", "draft")
    Entry.objects.filter(pk=entry.pk).update(ready_at=entry.updated_at)
    assert continue_with(sign_in("contributor")) == ("4.1.6", "not_started")


# --- Late ----------------------------------------------------------------------------------------------------------------


def late(client) -> list[str]:
    return [row.sub_point.number for row in client.get(PAGE).context["rows"] if row.is_late]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2025-01-20T23:59:00+04:00", []),
        ("2025-01-21T00:01:00+04:00", ["4.1.6", "4.2.1"]),
        ("2025-02-01T00:01:00+04:00", ["4.1.6", "4.2.1", "4.2.4"]),
    ],
)
def test_what_is_with_the_agency_after_its_day_is_late(now, expected, write_entry, people, client, year):
    write_entry("4.2.1")
    write_entry("4.2.4", state=EntryState.RETURNED)
    write_entry("4.2.9", state=EntryState.SUBMITTED)
    write_entry("4.2.10", state=EntryState.APPROVED)
    Entry.objects.filter(sub_point__number="4.2.4").update(resubmit_by="2025-01-31")
    with time_machine.travel(datetime.datetime.fromisoformat(now), tick=False):
        client.force_login(people["contributor"])
        assert late(client) == expected
        page = client.get(PAGE)
    assert page.context["late"] == len(expected)
    assert page.content.decode().count('class="late"') == len(expected) + bool(expected)  # and the number of them


def test_what_never_came_is_late_in_a_closed_year_too(sign_in, write_entry, year):
    write_entry("4.2.1")
    client = sign_in("contributor")
    assert late(client) == ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"]
    ReportingYear.objects.update(state="closed")
    assert late(client) == ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"]


# --- Filters -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", NUMBERS),
        ("section=4.2", ["4.2.1", "4.2.4", "4.2.9", "4.2.10"]),
        ("section=9.9", []),
        ("state=draft", ["4.2.1"]),
        ("state=ready", ["4.2.4", "4.2.9"]),
        ("state=returned", ["4.2.9"]),
        ("state=not_started", ["4.1.6"]),
        ("state=submitted", ["4.2.10"]),
        ("state=yoxdur", NUMBERS),
        ("q=4.2.1", ["4.2.1", "4.2.10"]),
        ("q=İNSAN", NUMBERS),
        ("q=INSAN", []),
        ("q=yoxdur", []),
        ("section=4.2&state=ready&q=4.2.9", ["4.2.9"]),
        ("mine=1", []),
        ("mine=&section=", NUMBERS),
    ],
)
def test_filters_of_the_address_find_their_rows(query, expected, sign_in, write_entry):
    write_entry("4.2.1")
    for number, state in (("4.2.4", EntryState.DRAFT), ("4.2.9", EntryState.RETURNED)):
        entry = write_entry(number, state=state, status="implemented")
        Entry.objects.filter(pk=entry.pk).update(ready_at=entry.updated_at)
    write_entry("4.2.10", state=EntryState.SUBMITTED)
    response = sign_in("lead").get(f"{PAGE}?{query}")
    assert [row.sub_point.number for row in response.context["shown"]] == expected
    assert numbers(response) == NUMBERS  # the progress is the whole year's


# --- Days and periods ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2025-01-19T23:59:00+04:00", 1),
        ("2025-01-20T00:01:00+04:00", 0),
        ("2025-01-20T23:59:00+04:00", 0),
        ("2025-01-21T00:01:00+04:00", -1),
        ("2024-11-22T12:00:00+04:00", 59),
    ],
)
def test_days_are_counted_to_the_deadline_by_the_clock_of_baku(now, left, year, people, client):
    with time_machine.travel(datetime.datetime.fromisoformat(now), tick=False):
        client.force_login(people["contributor"])
        response = client.get(PAGE)
    assert (response.context["days_left"], response.context["days_late"]) == (left, max(0, -left))


AFTER_THE_DEADLINE = datetime.datetime.fromisoformat("2025-02-01T12:00:00+04:00")


def test_agency_that_has_sent_everything_is_not_called_late(write_entry, year, people, client):
    for number in ("4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"):
        write_entry(number, state=EntryState.SUBMITTED)
    with time_machine.travel(AFTER_THE_DEADLINE, tick=False):
        client.force_login(people["contributor"])
        page = client.get(PAGE).content.decode()
    assert "gecikir" not in page
    assert "Son tarix keçib" in page


def test_agency_to_which_all_is_only_recommended_owes_nothing_and_is_never_late(year, people, client, write_entry):
    Assignment.objects.update(role=AssignmentRole.RECOMMENDED)
    write_entry("4.2.1", state=EntryState.RETURNED)
    with time_machine.travel(AFTER_THE_DEADLINE, tick=False):
        client.force_login(people["contributor"])
        page = client.get(PAGE)
        entry = client.get(f"{PAGE}4.2.1/")
    assert "gecikir" not in page.content.decode()
    assert "Məlumat tələb olunmur" in page.content.decode()
    assert page.context["late"] == 0
    assert entry.context["standing"].days_late == 0
    Assignment.objects.update(role=AssignmentRole.EXECUTOR)
    with time_machine.travel(AFTER_THE_DEADLINE, tick=False):
        assert client.get(PAGE).context["late"] == 5
        assert client.get(f"{PAGE}4.2.1/").context["standing"].days_late == 12


@pytest.mark.parametrize(
    ("start", "end", "required"), [(None, 2023, False), (2025, None, False), (2024, 2024, True), (2023, None, True)]
)
def test_sub_point_is_owed_in_its_execution_period_only(start, end, required, year, sign_in):
    SubPoint.objects.filter(number="4.2.4").update(start_year=start, end_year=end)
    client = sign_in("contributor")
    assert ("4.2.4" in numbers(client.get(PAGE))) is required
    assert client.get(f"{PAGE}4.2.4/").status_code == (200 if required else 404)


# --- Readers ---------------------------------------------------------------------------------------------------------


def test_observer_sees_readable_rows_only(sign_in, write_entry):
    write_entry("4.1.6")
    write_entry("4.2.1", state=EntryState.SUBMITTED)
    write_entry("4.2.4", state=EntryState.RETURNED)
    write_entry("4.2.9", state=EntryState.APPROVED)
    response = sign_in("observer").get(PAGE)
    assert numbers(response) == ["4.2.1", "4.2.4", "4.2.9"]
    assert [(state, number) for state, _label, number, _group in response.context["counts"]] == [
        ("approved", 1),
        ("submitted", 1),
        ("returned", 1),
    ]
    page = response.content.decode()
    assert f"{PAGE}4.2.1/" in page
    assert f"{PAGE}4.1.6/" not in page


def test_coordinator_sees_every_row(sign_in, write_entry):
    write_entry("4.1.6")
    response = sign_in("coordinator").get(PAGE)
    assert numbers(response) == NUMBERS
    assert [row.state for row in response.context["rows"]] == ["draft"] + ["not_started"] * 4


@pytest.mark.parametrize("role", ["stranger", "administrator"])
def test_page_is_not_found_for_those_who_have_no_part_in_it(role, sign_in, year):
    assert sign_in(role).get(PAGE).status_code == 404


def test_stranger_reads_the_own_page_and_unknown_ones_are_not_found(sign_in, year):
    client = sign_in("stranger")
    assert client.get("/plans/numune-2020-2024/2024/BASHQA/").status_code == 200
    assert client.get("/plans/numune-2020-2024/2022/BASHQA/").status_code == 404
    assert client.get("/plans/yoxdur/2024/BASHQA/").status_code == 404
    assert client.get("/plans/numune-2020-2024/2024/YOXDUR/").status_code == 404


def test_page_cannot_be_posted_to(sign_in, year):
    assert sign_in("contributor").post(PAGE).status_code == 405


# --- Cost ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_queries_whatever_the_size(
    rows, sign_in, write_entry, closed_year, people, django_assert_num_queries
):
    required = ["4.1.6", "4.2.9", "4.2.10"][:rows]
    for number in required:
        write_entry(number, state=EntryState.RETURNED, author=people["lead"])
        write_entry(number, in_year=closed_year, state=EntryState.APPROVED)
    for sub_point in SubPoint.objects.exclude(number__in=required):
        sub_point.assignments.all().delete()
    contributor, coordinator = sign_in("contributor"), sign_in("coordinator")
    # session, person, agency with names, years; entries, last year's, assignments; reasons; changed parts and periods;
    # more time asked for
    with django_assert_num_queries(11):
        response = contributor.get(PAGE)
    assert numbers(response) == required
    # session, person, years; agency with its names; entries, last year's, assignments; reasons; changed parts, periods
    with django_assert_num_queries(10):
        coordinator.get(PAGE)


@pytest.mark.parametrize("rows", [1, 3])
def test_fullest_page_costs_eleven_queries_whatever_the_size(
    rows, sign_in, write_entry, people, django_assert_num_queries
):
    required = ["4.1.6", "4.2.9", "4.2.10"][:rows]
    for number in required:
        entry = write_entry(number, state=EntryState.RETURNED, author=people["lead"], status="implemented")
        Entry.objects.filter(pk=entry.pk).update(ready_at=entry.updated_at)
        thread = Comment.objects.create(
            entry=entry, author=people["coordinator"], text="x", by_coordinator=True, created_at=entry.updated_at
        )
        Comment.objects.create(entry=entry, parent=thread, author=people["lead"], text="x", created_at=entry.updated_at)
        Responsibility.objects.create(
            assignment=Assignment.objects.get(sub_point=entry.sub_point, agency=entry.agency),
            user=people["contributor"],
            named_at=entry.updated_at,
        )
    lead = sign_in("lead")
    # the eight above without what has changed and more time; indicators, comments; colleagues
    with django_assert_num_queries(11):
        response = lead.get(f"{PAGE}?people=1")
    assert [row.sub_point.number for row in response.context["ready"]] == required
    assert [row.responsible for row in response.context["ready"]] == [people["contributor"]] * rows


def test_page_without_returned_entries_asks_for_no_reasons(sign_in, write_entry, django_assert_num_queries):
    entry = write_entry("4.2.9")
    save_entry(
        reporting_year=entry.reporting_year,
        agency=entry.agency,
        sub_point=entry.sub_point,
        narrative="<p>Nümunə mətn. Yenə.</p>",
        status="",
        author=None,
        expected_version=1,
    )
    client = sign_in("contributor")
    with django_assert_num_queries(10):
        client.get(PAGE)

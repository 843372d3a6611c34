"""The calendar feed: who sees which days, under an address that lets in, in the words of RFC 5545."""

import datetime

import pytest
import time_machine
from django.core.signing import Signer
from django.test import Client
from icalendar import Calendar

from accounts.models import User
from plans.enums import AssignmentRole, EntryState, ExtensionState, YearAction, YearState
from plans.models import (
    Assignment,
    Entry,
    Extension,
    Membership,
    PersonalSettings,
    Plan,
    ReportingYear,
    SubPoint,
    Transition,
    YearEvent,
)
from plans.personal.exports import calendar_file
from plans.personal.queries import calendar_days, calendar_secret, find_calendar
from plans.personal.services import renew_calendar_address
from plans.queries.notices import settings_of
from tests.conftest import make_agency

NOW = datetime.datetime(2025, 1, 6, 8, tzinfo=datetime.UTC)
TIME_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Baku",
    "BEGIN:STANDARD",
    "DTSTART:20200101T000000",
    "TZOFFSETFROM:+0400",
    "TZOFFSETTO:+0400",
    "END:STANDARD",
    "END:VTIMEZONE",
)
DEADLINE, LATER, LATEST = (datetime.date(2025, 1, 20), datetime.date(2025, 2, 3), datetime.date(2025, 2, 10))


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def address_of(user: User) -> str:
    return f"/plans/calendar/{calendar_secret(settings_of(user))}.ics"


def seen(user: User) -> list[tuple[str, datetime.date, str]]:
    return [(day.kind, day.day, day.number or (day.agency.code if day.agency else "")) for day in calendar_days(user)]


def give_time(agency, until: datetime.date, year: ReportingYear, **more) -> Extension:
    return Extension.objects.create(
        reporting_year=year,
        agency=agency,
        **{"state": ExtensionState.GRANTED, "granted_until": until, "decided_at": NOW} | more,
    )


def give_back(entry: Entry, due: datetime.date, when: datetime.datetime = NOW) -> None:
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.RETURNED, resubmit_by=due)
    Transition.objects.create(
        entry=entry,
        action="return",
        from_state=EntryState.SUBMITTED,
        to_state=EntryState.RETURNED,
        reason="Nümunə səbəb.",
        resubmit_by=due,
        created_at=when,
    )


def lines(content: bytes) -> list[str]:
    """The content lines as a calendar program reads them, unfolded."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    return content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


# --- The address ------------------------------------------------------------------------------------------------------


def test_address_opens_without_signing_in(people, year):
    response = Client().get(address_of(people["lead"]))
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert response["Cache-Control"] == "private, no-cache"
    assert lines(response.content)[0] == "BEGIN:VCALENDAR"
    assert not response.cookies


def test_address_is_each_persons_own_and_stays_the_same(people):
    addresses = {address_of(user) for user in people.values()}
    assert len(addresses) == len(people)
    assert {address_of(user) for user in people.values()} == addresses


def test_renewed_address_kills_the_old_one_at_once_and_for_good(people, year):
    old = address_of(people["lead"])
    assert Client().get(old).status_code == 200
    renew_calendar_address(people["lead"])
    new = address_of(people["lead"])
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)
    renew_calendar_address(people["lead"])
    assert [Client().get(address).status_code for address in (old, new)] == [404, 404]
    assert PersonalSettings.objects.get().calendar_number == 2


def test_address_of_a_closed_account_is_dead(people, year):
    address = address_of(people["lead"])
    User.objects.filter(pk=people["lead"].pk).update(is_active=False)
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        lambda secret, other: secret[:-1] + ("A" if secret[-1] != "A" else "B"),
        lambda secret, other: f"{other}.{secret.split('.', 1)[1]}",
        lambda secret, other: secret.rsplit(".", 1)[0],
        lambda secret, other: "",
        lambda secret, other: "." * 3,
        lambda secret, other: "ə.0.x",
        lambda secret, other: Signer(sep=".").sign(f"{other}.0"),  # signed for something else
        lambda secret, other: Signer(salt="plans.calendar", sep=".").sign("x.0.0"),
    ],
)
def test_address_that_was_not_given_out_opens_nothing(people, change):
    secret = calendar_secret(settings_of(people["lead"]))
    assert find_calendar(change(secret, people["coordinator"].pk)) is None
    assert find_calendar(secret).user == people["lead"]


@pytest.mark.parametrize("key", ["başqa-açar-1", "başqa-açar-2"])
def test_address_stands_on_the_key_of_the_installation(people, settings, key):
    secret = calendar_secret(settings_of(people["lead"]))
    settings.SECRET_KEY = key
    assert find_calendar(secret) is None
    assert calendar_secret(settings_of(people["lead"])) != secret


# --- Who sees what ----------------------------------------------------------------------------------------------------


def test_staff_see_the_deadline_of_open_years_of_their_agency(people, year, closed_year):
    assert seen(people["lead"]) == seen(people["contributor"]) == [("deadline", DEADLINE, "NUMUNE")]


def test_closed_year_shows_nothing(people, year, agency, write_entry):
    give_back(write_entry("4.2.9"), LATER)
    ReportingYear.objects.update(state=YearState.CLOSED)
    assert [seen(people[role]) for role in ("lead", "coordinator", "observer")] == [[], [], []]


def test_agency_that_owes_nothing_has_no_deadline(people, year, agency):
    Assignment.objects.filter(agency=agency).update(role=AssignmentRole.RECOMMENDED)
    assert seen(people["lead"]) == []
    Assignment.objects.filter(agency=agency, sub_point__number="4.2.9").update(role=AssignmentRole.LEAD_EXECUTOR)
    assert seen(people["lead"]) == [("deadline", DEADLINE, "NUMUNE")]
    SubPoint.objects.filter(number="4.2.9").update(end_year=2023)
    assert seen(people["lead"]) == []


def test_extension_moves_the_deadline_of_its_agency_only(people, year, agency, other_agency):
    give_time(agency, LATEST, year)
    give_time(agency, LATER, year)  # the latest decision holds
    give_time(other_agency, LATEST, year, state=ExtensionState.ASKED, granted_until=None)
    assert seen(people["lead"]) == [("deadline", LATER, "NUMUNE")]
    assert seen(people["stranger"]) == [("deadline", DEADLINE, "BASHQA")]
    assert seen(people["observer"]) == [("deadline", DEADLINE, "")]
    assert seen(people["coordinator"]) == [("deadline", DEADLINE, ""), ("extension", LATER, "NUMUNE")]


def test_extension_that_ends_before_the_deadline_is_no_extension(people, year, agency):
    give_time(agency, DEADLINE - datetime.timedelta(days=3), year)
    assert seen(people["lead"]) == [("deadline", DEADLINE, "NUMUNE")]
    assert seen(people["coordinator"]) == [("deadline", DEADLINE, "")]


def test_returned_entry_is_shown_to_its_agency_on_the_day_it_is_due_again(people, year, agency, write_entry):
    give_back(write_entry("4.2.9"), LATER)
    write_entry("4.2.10", state=EntryState.SUBMITTED)
    assert seen(people["contributor"]) == [("deadline", DEADLINE, "NUMUNE"), ("returned", LATER, "4.2.9")]
    for role in ("stranger", "coordinator", "observer"):
        assert "returned" not in {kind for kind, _day, _about in seen(people[role])}


def test_returned_entry_is_not_due_before_the_extension_of_its_agency(people, year, agency, write_entry):
    give_back(write_entry("4.2.9"), LATER)
    give_time(agency, LATEST, year)
    assert seen(people["lead"]) == [("deadline", LATEST, "NUMUNE"), ("returned", LATEST, "4.2.9")]


def test_administrator_and_staff_without_an_agency_see_nothing(people, year):
    Membership.objects.filter(user=people["lead"]).delete()
    lead = User.objects.get(pk=people["lead"].pk)
    assert seen(people["administrator"]) == seen(lead) == []


# --- What the file says ------------------------------------------------------------------------------------------------


def events(content: bytes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for line in lines(content):
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line not in ("END:VEVENT", "END:VCALENDAR"):
            found[-1][name] = value
    return found


def test_event_says_what_is_due_and_where_and_is_an_all_day_one(people, year, settings, write_entry):
    settings.SITE_URL = "https://izleme.numune.example"
    give_back(write_entry("4.2.9", "<p>Nümunə mətn. Məxfi.</p>"), LATER)
    content = Client().get(address_of(people["lead"])).content
    deadline, returned = events(content)
    assert deadline == {
        "UID": f"deadline-{year.pk}-{people['lead'].membership.agency_id}@izleme.numune.example",
        "DTSTAMP": "20200101T000000Z",
        "LAST-MODIFIED": "20200101T000000Z",
        "SEQUENCE": "0",
        "DTSTART;VALUE=DATE": "20250120",
        "DTEND;VALUE=DATE": "20250121",
        "SUMMARY": "2024-cü il üzrə məlumatlar üçün son tarix",
        "DESCRIPTION": "Nümunə Milli Fəaliyyət Planı",
        "URL": "https://izleme.numune.example/plans/numune-2020-2024/2024/NUMUNE/",
        "CLASS": "PRIVATE",
        "TRANSP": "TRANSPARENT",
    }
    assert returned["URL"] == "https://izleme.numune.example/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
    assert returned["DTSTART;VALUE=DATE"] == "20250203"
    assert "4.2.9-cu yarımbənd" in returned["SUMMARY"]
    for text in ("Məxfi", "tədbir", "səbəb"):
        assert text not in content.decode()


def test_calendar_is_in_the_language_of_the_persons_mails(people, year):
    PersonalSettings.objects.create(user=people["lead"], mail_language="en")
    (event,) = events(Client().get(address_of(people["lead"]), headers={"Accept-Language": "az"}).content)
    assert event["SUMMARY"] == "Deadline of the entries of 2024"


def test_coordinator_sees_whose_deadline_was_extended(people, year, agency):
    PersonalSettings.objects.create(user=people["coordinator"], mail_language="en")
    give_time(agency, LATER, year)
    _deadline, extension = events(Client().get(address_of(people["coordinator"])).content)
    assert extension["SUMMARY"] == "Extended deadline of 2024: Nümunə Xidməti"
    assert extension["URL"].endswith("/plans/numune-2020-2024/2024/overview/")


def test_moved_deadline_keeps_its_name_and_counts_up(people, year, agency):
    (before,) = events(Client().get(address_of(people["lead"])).content)
    YearEvent.objects.create(
        reporting_year=year,
        action=YearAction.DEADLINE,
        deadline_before=DEADLINE,
        deadline_after=LATER,
        created_at=NOW,
    )
    ReportingYear.objects.update(deadline=LATER)
    give_time(agency, LATEST, year, decided_at=NOW + datetime.timedelta(hours=1))
    (after,) = events(Client().get(address_of(people["lead"])).content)
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "2")
    assert (after["DTSTART;VALUE=DATE"], after["LAST-MODIFIED"]) == ("20250210", "20250106T090000Z")
    assert after["SUMMARY"] == "2024-cü il üzrə məlumatlar üçün uzadılmış son tarix"


def test_entry_returned_a_second_time_counts_up(people, year, write_entry):
    entry = write_entry("4.2.9")
    give_back(entry, LATER)
    give_back(entry, LATEST, NOW + datetime.timedelta(minutes=5))
    _deadline, returned = events(Client().get(address_of(people["lead"])).content)
    assert (returned["SEQUENCE"], returned["LAST-MODIFIED"]) == ("1", "20250106T080500Z")
    assert returned["DTSTART;VALUE=DATE"] == "20250210"


def test_same_days_give_the_same_bytes(people, year, clock):
    first = Client().get(address_of(people["lead"])).content
    clock.shift(3600)
    assert Client().get(address_of(people["lead"])).content == first


def test_calendar_without_days_is_a_calendar(people):
    assert lines(calendar_file([], people["lead"])) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//NAP Tracker//Deadlines//AZ",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:MFP icrası: son tarixlər",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        *TIME_ZONE,
        "END:VCALENDAR",
    ]


def test_calendar_without_days_is_valid(people):
    calendar = Calendar.from_ical(calendar_file([], people["lead"]))
    calendar.validate()  # a version, a maker, and at least one component
    assert calendar.errors == []
    assert (calendar["VERSION"], calendar["PRODID"]) == ("2.0", "-//NAP Tracker//Deadlines//AZ")
    assert calendar.events == []
    (zone,) = calendar.timezones
    assert (zone["TZID"], zone.errors) == ("Asia/Baku", [])
    (standard,) = zone.standard
    assert (standard.errors, standard.DTSTART) == ([], datetime.datetime(2020, 1, 1))  # noqa: DTZ001
    assert standard.TZOFFSETFROM == standard.TZOFFSETTO == datetime.timedelta(hours=4)


def test_calendar_reads_back_as_it_was_written(people, year, plan, settings, write_entry):
    settings.SITE_URL = "https://izleme.numune.example"
    plan.title = "Nümunə, “Plan”; \\ " + "uzun ad " * 20
    plan.save()
    give_back(write_entry("4.2.9"), LATER)
    content = Client().get(address_of(people["lead"])).content
    calendar = Calendar.from_ical(content)
    calendar.validate()
    assert calendar.to_ical(sorted=False) == content
    assert [event.errors for event in calendar.events] == [[], []]
    assert [(event.start, event.end, event["UID"]) for event in calendar.events] == [
        (day.day, day.day + datetime.timedelta(days=1), f"{day.key}@izleme.numune.example")
        for day in calendar_days(people["lead"])
    ]
    for event in calendar.events:
        assert event["DESCRIPTION"] == plan.title
        assert event.DTSTAMP == event.LAST_MODIFIED
        assert event.DTSTAMP.utcoffset() == datetime.timedelta()


def described(user: User, plan: Plan, title: str) -> bytes:
    """The calendar of a plan of that title, which stands in the property DESCRIPTION."""
    plan.title = title
    plan.save()
    return Client().get(address_of(user)).content


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Nümunə, ikinci; üçüncü", "Nümunə\\, ikinci\\; üçüncü"),
        ("a\\b", "a\\\\b"),
        ("bir\r\niki\nüç", "bir\\niki\\nüç"),
        ("SUMMARY:BEGIN:VEVENT", "SUMMARY:BEGIN:VEVENT"),
    ],
)
def test_text_is_escaped(people, year, plan, text, written):
    (event,) = events(described(people["lead"], plan, text))
    assert event["DESCRIPTION"] == written


@pytest.mark.parametrize(
    ("rest", "pieces"),
    [
        ("x" * 62, [74]),
        ("x" * 63, [74, 2]),
        ("x" * 136, [74, 75]),
        ("x" * 137, [74, 75, 2]),
        ("ə" * 31, [74]),
        ("ə" * 32, [74, 3]),
        ("x" + "ə" * 31, [73, 3]),
    ],
)
def test_line_is_folded_at_75_octets_and_never_within_a_letter(people, year, plan, rest, pieces):
    line = f"DESCRIPTION:{rest}"  # twelve octets before the text
    content = described(people["lead"], plan, rest)
    written = content[content.index(b"DESCRIPTION:") : content.index(b"URL:")]
    assert written.endswith(b"\r\n")
    assert [len(piece) for piece in written.split(b"\r\n")[:-1]] == pieces
    assert written.replace(b"\r\n ", b"").decode() == line + "\r\n"


def test_plan_with_a_line_break_in_its_title_breaks_no_line(people, year, plan):
    plan.title = "Nümunə Plan\r\nEND:VCALENDAR"
    plan.save()
    (event,) = events(Client().get(address_of(people["lead"])).content)
    assert event["DESCRIPTION"] == "Nümunə Plan\\nEND:VCALENDAR"


# --- Costs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_calendar_costs_the_same_for_few_and_many(people, plan, year, write_entry, django_assert_num_queries, count):
    for number, code in list(zip(("4.2.9", "4.2.10", "4.2.1"), ("BIR", "IKI", "UC"), strict=True))[:count]:
        give_back(write_entry(number), LATER)
        give_time(make_agency(code, f"Nümunə {code}"), LATER, year)
    for earlier in (2023, 2022)[: count - 1]:
        ReportingYear.objects.create(plan=plan, year=earlier, deadline=datetime.date(earlier + 1, 1, 20))
    client = Client()
    # The person; the agency with its names; the years; the returned entries.
    addresses = {role: address_of(people[role]) for role in ("lead", "coordinator", "observer")}
    for role, cost, days in (("lead", 4, 2 * count), ("coordinator", 4, 2 * count), ("observer", 2, count)):
        with django_assert_num_queries(cost):
            content = client.get(addresses[role]).content
        assert len(events(content)) == days

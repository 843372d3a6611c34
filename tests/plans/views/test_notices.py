"""The page of notices: what stands on it, where it leads, and how it is marked as read."""

import datetime
import re

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from plans.enums import EntryState, NoticeKind
from plans.models import Membership, Notice
from plans.notifications import tell

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2025, 1, 7, 20, 30, tzinfo=datetime.UTC)  # half past midnight of 8 January in Baku
HOUR = datetime.timedelta(hours=1)
PAGE, READ, COUNT = "/plans/notices/", "/plans/notices/read/", "/plans/notices/count/"
PLACE = "/plans/numune-2020-2024/2024/NUMUNE/4.2.10/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW - 3 * HOUR, tick=False) as traveller:
        yield traveller


@pytest.fixture
def say(write_entry, people):
    """`say("lead", kind)` tells the person of something about the entry 4.2.10 of NUMUNE."""
    entry = write_entry("4.2.10", "<p>Nümunə mətn. Məxfi.</p>", state=EntryState.SUBMITTED)

    def tell_one(role: str, kind: str = NoticeKind.COMMENT, **more) -> Notice:
        about = {"reporting_year": entry.reporting_year, "agency": entry.agency, "entry": entry}
        tell([people[role]], kind, **(about | {"actor": people["observer"]} | more))
        return Notice.objects.latest("pk")

    return tell_one


def page_of(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def rows_of(html: str) -> list[str]:
    return re.findall(r'<li class="notice-row.*?</li>', html, re.DOTALL)


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- The page ---------------------------------------------------------------------------------------------------------


def test_newest_stands_first_under_its_day_of_baku(say, sign_in, clock):
    say("lead", NoticeKind.APPROVED)  # 21:30 of 7 January in Baku
    clock.move_to(NOW)
    say("lead")
    html = page_of(sign_in("lead"))
    assert re.findall(r'<h2 id="day-\d">(.*?)</h2>', html) == ["Bu gün", "7 yanvar 2025-ci il"]
    first, second = rows_of(html)
    assert words_of(first).startswith("Oxunmayıb: Yeni şərh 4.2.10-cu yarımbənd, 2024-cü il · Nümunə musahideci 00:30")
    assert words_of(second).startswith("Oxunmayıb: Məlumat təsdiq edilib 4.2.10-cu yarımbənd, 2024-cü il")
    assert f'href="{PLACE}#comments"' in first
    assert f'href="{PLACE}"' in second
    assert "Məxfi" not in html


def test_agency_is_named_to_the_coordinator_only(say, sign_in):
    say("lead")
    say("coordinator")
    assert "Nümunə Xidməti" in rows_of(page_of(sign_in("coordinator")))[0]
    assert "Nümunə Xidməti" not in rows_of(page_of(sign_in("lead")))[0]


def test_place_that_the_person_cannot_open_is_named_without_a_link(say, sign_in):
    say("contributor", NoticeKind.EXTENSION_DECIDED, entry=None)
    (row,) = rows_of(page_of(sign_in("contributor")))
    assert "href" not in row
    assert "2024-cü il üzrə məlumatlar" in words_of(row)


def test_person_in_another_agency_has_an_empty_page(say, sign_in, people, other_agency):
    say("contributor")
    Membership.objects.filter(user=people["contributor"]).update(agency=other_agency)
    client = sign_in("contributor")
    html = page_of(client)
    assert rows_of(html) == []
    assert "<h1>Hələ bildiriş yoxdur</h1>" in html
    assert client.get(COUNT).json() == {"unread": 0}


@pytest.mark.parametrize("role", ["observer", "administrator", "stranger"])
def test_whoever_was_told_nothing_sees_so(say, sign_in, role):
    say("lead")
    html = page_of(sign_in(role))
    assert rows_of(html) == []
    assert "<h1>Hələ bildiriş yoxdur</h1>" in html


def test_looking_marks_nothing(say, sign_in):
    say("lead")
    client = sign_in("lead")
    page_of(client)
    client.get(PLACE)
    assert Notice.objects.get().read_at is None


def test_read_one_has_no_mark_and_no_button(say, sign_in):
    say("lead")
    Notice.objects.update(read_at=NOW)
    html = page_of(sign_in("lead"))
    assert ("is-unread" in html, "Oxunmuş kimi işarələ" in html, "Hamısını oxunmuş" in html) == (False, False, False)
    assert "Hamısını oxumusunuz." in html


@pytest.mark.parametrize(
    ("address", "count", "first"),
    [
        (PAGE, 50, True),
        (f"{PAGE}?page=2", 1, False),
        (f"{PAGE}?page=99", 1, False),
        (f"{PAGE}?page=ə", 50, True),
        (f"{PAGE}?page=-1", 1, False),
    ],
)
def test_fifty_stand_on_a_page(say, sign_in, address, count, first):
    for _again in range(50):
        say("lead")
    newest = say("lead", NoticeKind.APPROVED)
    html = page_of(sign_in("lead"), address)
    assert len(rows_of(html)) == count
    assert (f'id="notice-{newest.pk}"' in html) == first


# --- Marking ----------------------------------------------------------------------------------------------------------


def test_one_is_marked_and_the_person_comes_back_to_the_page(say, sign_in):
    first, second = say("lead"), say("lead")
    response = sign_in("lead").post(READ, {"notice": first.pk, "next": f"{PAGE}?page=1"})
    assert (response.status_code, response["Location"]) == (302, f"{PAGE}?page=1")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.read_at, second.read_at) == (NOW - 3 * HOUR, None)


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "\\evil"])
def test_nobody_is_led_to_another_site(say, sign_in, address):
    response = sign_in("lead").post(READ, {"notice": say("lead").pk, "next": address})
    assert (response.status_code, response["Location"]) == (302, PAGE)


@pytest.mark.parametrize("key", ["", "x", "0", "-1", "٣", "9" * 19, "9" * 400, "1.5"])
def test_notice_that_does_not_exist_is_not_found(say, sign_in, key):
    say("lead")
    assert sign_in("lead").post(READ, {"notice": key}).status_code == 404
    assert Notice.objects.get().read_at is None


def test_somebody_elses_notice_is_not_found(say, sign_in):
    notice = say("lead")
    assert sign_in("contributor").post(READ, {"notice": notice.pk}).status_code == 404
    assert Notice.objects.get().read_at is None


def test_all_that_the_page_showed_are_marked_and_what_came_since_is_not(say, sign_in, clock):
    say("lead")
    others = say("contributor")
    client = sign_in("lead")
    until = re.search(r'name="until" value="([^"]+)"', page_of(client))[1]
    clock.shift(60)
    latest = say("lead")
    assert client.post(READ, {"all": "1", "until": until}).status_code == 302
    assert set(Notice.objects.filter(read_at__isnull=True)) == {latest, others}


@pytest.mark.parametrize("until", ["", "dünən", "2025-01-07", "2025-13-01T00:00:00+00:00", "2025-01-07T00:00:00"])
def test_all_without_a_moment_are_all_of_now(say, sign_in, until):
    say("lead")
    assert sign_in("lead").post(READ, {"all": "1", "until": until}).status_code == 302
    assert Notice.objects.get().read_at == NOW - 3 * HOUR


def test_script_gets_the_number_of_those_left(say, sign_in):
    first, _second = say("lead"), say("lead")
    response = sign_in("lead").post(READ, {"notice": first.pk}, headers={"X-Requested-With": "fetch"})
    assert (response.status_code, response.json()) == (200, {"unread": 1})


# --- The number -------------------------------------------------------------------------------------------------------


def test_number_is_that_of_the_unread_ones_due_by_now(say, sign_in, clock):
    client = sign_in("lead")
    assert client.get(COUNT).json() == {"unread": 0}
    say("lead")
    say("contributor")
    say("lead", NoticeKind.APPROVED, delay=datetime.timedelta(seconds=10))
    assert client.get(COUNT).json() == {"unread": 1}
    clock.shift(10)
    assert client.get(COUNT).json() == {"unread": 2}


def test_asking_for_the_number_keeps_no_session_alive(say, sign_in, settings, clock):
    client = sign_in("lead")
    client.get(COUNT)
    for _minute in range(settings.SESSION_IDLE_SECONDS // 60):
        clock.shift(60)
        last = client.get(COUNT, headers={"X-Background": "1", "X-Requested-With": "fetch"})
    assert (last.status_code, last.json()) == (401, {"signed_out": True})


def test_number_is_kept_by_no_cache(say, sign_in):
    assert "no-store" in sign_in("lead").get(COUNT)["Cache-Control"]


# --- Costs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("role", "cost"), [("lead", 8), ("coordinator", 7)])
def test_page_and_number_cost_the_same_for_one_and_many(say, sign_in, django_assert_num_queries, role, cost, count):
    for _again in range(count):
        say(role)
    client = sign_in(role)
    client.get(COUNT)  # notes the session's activity
    with django_assert_num_queries(cost):
        page_of(client)
    with django_assert_num_queries(3):
        client.get(COUNT)


def test_person_who_is_gone_is_not_counted(say, people):
    say("lead")
    User.objects.filter(pk=people["lead"].pk).update(is_active=False)
    client = Client()
    client.force_login(people["lead"])
    assert client.get(COUNT).status_code == 302

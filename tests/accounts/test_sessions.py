"""Where one is signed in, and when a session ends by itself."""

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.browsers import browser_name
from accounts.sessions import end_sessions
from tests.accounts.conftest import is_signed_in, sign_in_as

pytestmark = pytest.mark.django_db
SESSIONS, KEY = "/accounts/sessions/", "/accounts/local-key/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
START = "2025-03-03T10:00:00+04:00"
BACKGROUND = {"X-Background": "1", "X-Requested-With": "fetch"}


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


# --- Idle ------------------------------------------------------------------------------------------------------------


def test_session_ends_after_an_hour_of_nothing(person, english, clock):
    english.force_login(person)
    clock.shift(3599)
    assert english.get(SESSIONS).status_code == 200
    clock.shift(3600)
    response = english.get(SESSIONS, follow=True)
    assert response.redirect_chain == [("/accounts/login/?next=/accounts/sessions/", 302)]
    assert "The session has ended, because nothing was done for a while. Sign in again." in response.content.decode()
    assert not is_signed_in(english)
    assert not Session.objects.filter(session_key=english.session.session_key or "").exists()


def test_stranger_is_told_of_no_session(english, db):
    assert "The session has ended" not in english.get(SESSIONS, follow=True).content.decode()


def test_work_keeps_the_session_alive(person, client, clock):
    client.force_login(person)
    for _hour in range(8):
        clock.shift(3000)
        assert client.get(KEY).status_code == 200


def test_session_ends_after_half_a_day_even_in_use(person, client, clock):
    client.force_login(person)
    for _step in range(14):
        clock.shift(3000)
        assert client.get(KEY).status_code == 200
    clock.shift(3000)
    assert client.get(KEY).status_code == 302


def test_what_the_page_does_by_itself_is_no_activity_but_is_answered(person, client, clock):
    client.force_login(person)
    for _minute in range(59):
        clock.shift(60)
        assert client.get(KEY, headers=BACKGROUND).status_code == 200
    clock.shift(60)
    response = client.get(KEY, headers=BACKGROUND)
    assert (response.status_code, response.json()) == (401, {"signed_out": True})
    assert client.get(KEY).status_code == 302


def test_same_requests_by_the_person_are_activity(person, client, clock):
    client.force_login(person)
    for _minute in range(70):
        clock.shift(60)
        assert client.get(KEY, headers={"X-Requested-With": "fetch"}).status_code == 200


def test_idle_time_is_a_setting(person, client, clock, settings):
    settings.SESSION_IDLE_SECONDS = 600
    client.force_login(person)
    clock.shift(599)
    assert client.get(KEY).status_code == 200
    clock.shift(600)
    assert client.get(KEY).status_code == 302


def test_clock_set_back_ends_nothing_and_does_not_stretch_the_hour(person, client, clock):
    client.force_login(person)
    clock.shift(-7200)
    assert client.get(KEY).status_code == 200
    clock.shift(3599)
    assert client.get(KEY, headers=BACKGROUND).status_code == 200
    clock.shift(1)
    assert client.get(KEY).status_code == 302


def test_session_from_before_the_rule_begins_its_hour_now(person, client, clock):
    client.force_login(person)
    session = client.session
    del session["activity"], session["started"]
    session.save()
    assert client.get(KEY).status_code == 200
    clock.shift(3600)
    assert client.get(KEY).status_code == 302


def test_request_costs_session_and_person_and_a_write_once_a_minute(person, client, clock, django_assert_num_queries):
    client.force_login(person)
    with django_assert_num_queries(2):
        client.get(KEY)
    clock.shift(61)
    with django_assert_num_queries(2):
        client.get(KEY, headers=BACKGROUND)
    with django_assert_num_queries(5):  # and the session, in a savepoint of its own
        client.get(KEY)
    with django_assert_num_queries(2):
        client.get(KEY)


@pytest.mark.parametrize("ended_meanwhile", [False, True])
def test_heartbeat_while_other_sessions_are_ended_does_not_end_the_own(person, client, ended_meanwhile):
    client.force_login(person)
    request = client.get(KEY).wsgi_request
    page = Client()
    page.cookies = client.cookies
    elsewhere = Client()
    elsewhere.force_login(person)
    if ended_meanwhile:
        Session.objects.filter(session_key=request.session.session_key).delete()
    end_sessions(person, but=request)
    # The answer has not gone out, and the middleware not saved the session.
    assert page.get(KEY, headers=BACKGROUND).status_code == (401 if ended_meanwhile else 200)
    assert elsewhere.get(KEY).status_code == 302


# --- Scripts ---------------------------------------------------------------------------------------------------------


def test_script_that_is_signed_out_gets_401_and_a_page_the_sign_in_page(client, db):
    response = client.get(KEY, headers={"X-Requested-With": "fetch"})
    assert (response.status_code, response.json()) == (401, {"signed_out": True})
    assert client.post("/", headers={"X-Requested-With": "fetch"}).status_code == 401
    assert client.get(KEY)["Location"] == "/accounts/login/?next=/accounts/local-key/"
    assert client.get("/accounts/login/", headers={"X-Requested-With": "fetch"}).status_code == 200


# --- The list --------------------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(person) -> Client:
    client = Client()
    sign_in_as(client, "Emekdas.Bir", HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="10.0.0.9")
    return client


def row_of(client: Client, address: str) -> dict:
    (row,) = [row for row in client.get(SESSIONS).context["sessions"] if row["address"] == address]
    return row


def test_list_shows_own_sessions_with_browser_address_and_times(person, client, elsewhere, people):
    sign_in_as(Client(), "mesul", REMOTE_ADDR="10.0.0.66")
    sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR="10.0.0.1")
    page = client.get(SESSIONS)
    assert [(row["address"], row["is_current"]) for row in page.context["sessions"]] == [
        ("10.0.0.1", True),
        ("10.0.0.9", False),
    ]
    assert row_of(client, "10.0.0.9")["browser"] == "Firefox, Windows"
    assert "10.0.0.66" not in page.content.decode()


def test_last_seen_is_the_last_thing_the_person_did(person, client, clock):
    sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR="10.0.0.1")
    clock.shift(600)
    client.get(KEY)
    row = row_of(client, "10.0.0.1")
    assert (row["seen_at"] - row["since"]).total_seconds() == 600


def test_session_without_a_record_is_listed_too(person, client):
    client.force_login(person)
    assert [row["is_current"] for row in client.get(SESSIONS).context["sessions"]] == [True]


def test_one_session_is_ended(person, client, elsewhere):
    sign_in_as(client, "Emekdas.Bir")
    assert client.post(SESSIONS, {"end": row_of(client, "10.0.0.9")["key"]})["Location"] == SESSIONS
    assert elsewhere.get(SESSIONS).status_code == 302
    assert client.get(SESSIONS).status_code == 200


def test_session_of_another_person_is_not_there(person, client, elsewhere, people):
    sign_in_as(client, "mesul")
    other = UserSession.objects.get(user=person)
    assert client.post(SESSIONS, {"end": other.pk}).status_code == 404
    assert elsewhere.get(SESSIONS).status_code == 200


@pytest.mark.parametrize("which", ["9" * 5000, "", "x", "-1", "9" * 15, "²"])
def test_nonsense_ends_nothing(person, client, elsewhere, which):
    sign_in_as(client, "Emekdas.Bir")
    assert client.post(SESSIONS, {"end": which}).status_code == 404
    assert elsewhere.get(SESSIONS).status_code == 200


def test_all_others_are_ended(person, client, elsewhere, people):
    stranger = Client()
    sign_in_as(stranger, "mesul")
    sign_in_as(client, "Emekdas.Bir")
    client.post(SESSIONS, {"end": "others"})
    assert elsewhere.get(SESSIONS).status_code == 302
    assert client.get(SESSIONS).status_code == stranger.get(SESSIONS).status_code == 200


@pytest.mark.parametrize("which", ["others", "all"])
def test_session_that_is_in_no_list_ends_with_the_others(person, client, which):
    unlisted = Client()
    unlisted.force_login(person)
    assert unlisted.get(KEY).status_code == 200
    sign_in_as(client, "Emekdas.Bir")
    client.post(SESSIONS, {"end": which})
    assert unlisted.get(KEY).status_code == 302
    assert client.get(KEY).status_code == (200 if which == "others" else 302)


def test_signed_out_everywhere_means_here_too(person, client, elsewhere):
    sign_in_as(client, "Emekdas.Bir")
    assert client.post(SESSIONS, {"end": "all"})["Location"] == "/accounts/login/"
    assert elsewhere.get(SESSIONS).status_code == client.get(SESSIONS).status_code == 302
    assert not UserSession.objects.exists()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17 Safari/604", "Safari, iOS"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
    ],
)
def test_browser_is_named_as_people_call_it(agent, name):
    assert browser_name(agent) == name


def test_unknown_browser_is_called_so():
    assert browser_name("") == browser_name("curl/8") != ""


def test_post_after_the_session_comes_back_to_the_page_it_was_sent_from(client, db):
    page = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
    response = client.post(f"{page}comments/", {"text": "x"}, headers={"Referer": f"http://testserver{page}"})
    assert response["Location"] == f"/accounts/login/?next={page}"
    strange = client.post(f"{page}comments/", {"text": "x"}, headers={"Referer": "https://evil.example/x/"})
    assert strange["Location"] == "/accounts/login/?next=/"

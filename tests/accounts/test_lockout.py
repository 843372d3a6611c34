"""Wrong passwords: who waits for them and how long, and who does not."""

import re
from contextlib import ExitStack

import pytest
import time_machine
from allauth.account import app_settings
from allauth.core.internal.ratelimit import get_rates
from django.conf import settings
from django.test import Client

from accounts.counting import failures_of
from accounts.enums import Role
from accounts.hashing import NoRoom, room_to_hash
from accounts.lockout import _wrong_from, lift_lock
from accounts.models import AttemptCount, User
from tests.accounts.conftest import LOGIN, code_of, is_signed_in, sign_in_as, wrong_code
from tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db
HERE, THERE = "10.0.0.1", "10.0.0.2"
NOON = "2025-03-03T12:00:00+04:00"
AGAIN, SECOND_STEP = "/accounts/again/", "/accounts/second-factor/authenticate/"


def fail(client, login: str, times: int = 1, **more) -> list[int]:
    return [sign_in_as(client, login, f"yanlış-{attempt}", **more).status_code for attempt in range(times)]


def fail_from_everywhere(login: str, times: int, start: int = 0) -> list[int]:
    """One wrong password from each of so many addresses, each in a browser of its own."""
    return [fail(Client(), login, REMOTE_ADDR=f"10.2.{number // 200}.{number % 200 + 1}")[0]
            for number in range(start, start + times)]  # fmt: skip


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


# --- The account and the address -------------------------------------------------------------------------------------


def test_fifth_wrong_password_closes_and_the_right_one_is_refused_too(person, english, clock):
    assert fail(english, "Emekdas.Bir", 5) == [200, 200, 200, 200, 429]
    response = sign_in_as(english, "Emekdas.Bir")
    assert (response.status_code, response["Retry-After"]) == (429, "900")
    assert not is_signed_in(english)
    page = response.content.decode()
    assert "Too many wrong passwords for this account. Try again in 15 minutes." in page
    assert "A browser in which you have signed in before lets you in at once." in page
    assert "/accounts/password/reset/" in page


def test_four_wrong_passwords_do_not_close_and_success_begins_anew(person, client):
    assert fail(client, "Emekdas.Bir", 4) == [200] * 4
    assert sign_in_as(client, "Emekdas.Bir").status_code == 302
    assert fail(Client(), "Emekdas.Bir", 4) == [200] * 4


def test_page_is_azerbaijani_by_itself(person, client):
    fail(client, "Emekdas.Bir", 5)
    response = sign_in_as(client, "Emekdas.Bir")
    assert '<html lang="az">' in response.content.decode()
    assert "şifrə" in response.context["sentence"]


def test_it_is_of_that_account_and_that_address_only(person, client):
    make_user("bashqasi", Role.CONTRIBUTOR)
    fail(client, "Emekdas.Bir", 5, REMOTE_ADDR=HERE)
    assert sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR=HERE).status_code == 429
    assert sign_in_as(Client(), "bashqasi", REMOTE_ADDR=HERE).status_code == 302
    assert sign_in_as(Client(), "Emekdas.Bir", REMOTE_ADDR=THERE).status_code == 302


def test_another_strange_browser_at_the_same_address_is_no_way_around(person, client):
    fail(client, "Emekdas.Bir", 5, HTTP_USER_AGENT="one")
    assert sign_in_as(Client(), "Emekdas.Bir", HTTP_USER_AGENT="two").status_code == 429


def test_user_name_and_address_count_as_one_account(person, client):
    fail(client, "Emekdas.Bir", 2)
    fail(client, "emekdas.bir", 1)
    assert fail(client, "emekdas@numune.example", 2) == [200, 429]
    assert fail(client, "EMEKDAS@numune.example") == [429]


def test_name_of_nobody_closes_like_a_known_one(person, client, clock):
    assert fail(client, "Kimsə", 3) + fail(client, "kimsə", 3) == [200, 200, 200, 200, 429, 429]
    known = Client()
    fail(known, "Emekdas.Bir", 5)
    assert sign_in_as(client, "kimsə").context["sentence"] == sign_in_as(known, "Emekdas.Bir").context["sentence"]


def test_wait_doubles_up_to_an_hour_and_trying_does_not_prolong_it(person, client, clock):
    fail(client, "Emekdas.Bir", 5)
    for seconds in (900, 1800, 3600, 3600):
        clock.shift(seconds - 1)
        response = sign_in_as(client, "Emekdas.Bir")
        assert (response.status_code, response["Retry-After"]) == (429, "1")
        clock.shift(1)
        assert fail(client, "Emekdas.Bir") == [429]  # tried, and the next wait begins
    clock.shift(3600)
    assert sign_in_as(client, "Emekdas.Bir").status_code == 302


def test_page_says_how_long_is_left(person, english, clock):
    fail(english, "Emekdas.Bir", 5)
    clock.shift(14 * 60 + 30)
    response = sign_in_as(english, "Emekdas.Bir")
    assert "Try again in 1 minute." in response.content.decode()
    assert response["Retry-After"] == "30"


def test_clock_set_back_keeps_nobody_out(person, client, clock):
    fail(client, "Emekdas.Bir", 5)
    clock.shift(-2 * 60 * 60)
    assert sign_in_as(client, "Emekdas.Bir").status_code == 302


def test_forwarded_address_is_not_believed_without_a_proxy(person, client):
    answers = [
        sign_in_as(client, "Emekdas.Bir", "yanlış", HTTP_X_FORWARDED_FOR=f"10.1.1.{attempt}").status_code
        for attempt in range(5)
    ]
    assert answers[-1] == 429


def test_behind_the_proxy_its_own_entry_is_the_address(person, client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for attempt in range(5):  # what the client says of itself comes before what the proxy adds
        sign_in_as(client, "Emekdas.Bir", "yanlış", HTTP_X_FORWARDED_FOR=f"1.1.1.{attempt}, {HERE}")
    assert sign_in_as(client, "Emekdas.Bir", HTTP_X_FORWARDED_FOR=HERE).status_code == 429
    assert sign_in_as(client, "Emekdas.Bir", HTTP_X_FORWARDED_FOR=THERE).status_code == 302


@pytest.mark.parametrize("written", ["::ffff:10.0.0.1", "::FFFF:0a00:0001", "64:ff9b::10.0.0.1"])
def test_ipv4_address_is_one_however_it_is_written(person, client, written):
    fail(client, "Emekdas.Bir", 4, REMOTE_ADDR=written)
    assert fail(client, "Emekdas.Bir", REMOTE_ADDR=HERE) == [429]
    assert sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR="::ffff:10.0.0.2").status_code == 302


def test_ipv6_client_is_its_network(person, client):
    for number in range(5):
        fail(client, "Emekdas.Bir", REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
    assert sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


# --- The account, from everywhere ------------------------------------------------------------------------------------


def test_twentieth_wrong_password_from_anywhere_closes_the_account_to_strange_browsers(person, client, clock):
    assert fail_from_everywhere("Emekdas.Bir", 120) == [200] * 19 + [429] * 101
    response = sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR=THERE)
    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert not is_signed_in(client)


def test_nineteen_do_not(person, client):
    assert fail_from_everywhere("Emekdas.Bir", 19) == [200] * 19
    assert sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR=THERE).status_code == 302


def test_name_of_nobody_closes_after_as_many(person):
    assert fail_from_everywhere("kimse@numune.example", 21) == [200] * 19 + [429] * 2


def test_wait_of_the_account_grows_with_every_guess(person, clock):
    fail_from_everywhere("Emekdas.Bir", 20)
    for number, minutes in enumerate((1, 2, 4, 8, 16, 32, 60, 60)):
        clock.shift(minutes * 60 - 1)
        assert sign_in_as(Client(), "Emekdas.Bir", REMOTE_ADDR=THERE)["Retry-After"] == "1"
        clock.shift(1)
        (answer,) = fail_from_everywhere("Emekdas.Bir", 1, start=30 + number)
        assert answer == 429
    clock.shift(60 * 60)
    assert sign_in_as(Client(), "Emekdas.Bir", REMOTE_ADDR=THERE).status_code == 302


def test_right_password_does_not_wash_the_guesses_of_others_away(person):
    fail_from_everywhere("Emekdas.Bir", 19)
    assert sign_in_as(Client(), "Emekdas.Bir", REMOTE_ADDR=THERE).status_code == 302
    assert fail_from_everywhere("Emekdas.Bir", 1, start=100) == [429]


def test_guesses_are_forgotten_after_a_day(person, clock):
    fail_from_everywhere("Emekdas.Bir", 19)
    clock.shift(24 * 60 * 60)
    assert fail_from_everywhere("Emekdas.Bir", 19) == [200] * 19


# --- A browser that is known -----------------------------------------------------------------------------------------


def test_known_browser_keeps_its_way_in(person, client):
    sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR=HERE)
    client.post("/accounts/logout/")
    fail(Client(), "Emekdas.Bir", 5, REMOTE_ADDR=HERE)
    fail_from_everywhere("Emekdas.Bir", 20)
    assert sign_in_as(Client(), "Emekdas.Bir", REMOTE_ADDR=THERE).status_code == 429
    assert sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR=HERE).status_code == 302


def test_known_browser_has_a_small_ceiling_of_its_own(person, client, clock):
    sign_in_as(client, "Emekdas.Bir")
    client.post("/accounts/logout/")
    assert fail(client, "Emekdas.Bir", 6) == [200, 200, 200, 200, 429, 429]
    response = sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR=THERE)  # the cookie elsewhere is the same cookie
    assert (response.status_code, response["Retry-After"]) == (429, "900")
    assert response.context["knows_browser"] is True
    assert sign_in_as(Client(), "Emekdas.Bir").status_code == 302  # and closes nothing for others
    clock.shift(900)
    assert sign_in_as(client, "Emekdas.Bir").status_code == 302


def test_browser_that_another_person_knows_is_a_strange_one(person, client):
    make_user("bashqasi", Role.CONTRIBUTOR)
    sign_in_as(client, "bashqasi")
    client.post("/accounts/logout/")
    fail_from_everywhere("Emekdas.Bir", 20)
    assert sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR=THERE).status_code == 429


# --- One address for many --------------------------------------------------------------------------------------------


@pytest.fixture
def busy(settings):
    """An address from which more wrong passwords came than from a ministry's by mistake."""
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 8
    for number in range(8):
        fail(Client(), f"kimse{number}", REMOTE_ADDR=HERE)


def test_ceilings_as_they_are():
    assert settings.SIGN_IN_FAILURES == 5
    assert settings.SIGN_IN_FAILURES_PER_ACCOUNT == 20
    assert settings.SIGN_IN_FAILURES_PER_ADDRESS == 100


def test_allauth_counts_no_address_and_no_password():
    assert {name: rate for name, rate in app_settings.RATE_LIMITS.items() if rate and "user" not in rate} == {
        # These have no page here.
        "confirm_email": "1/180s/key",
        "request_login_code": "20/m/ip,3/m/key",
        "signup": "20/m/ip",
        "verify_phone": "1/30s/key,3/m/ip",
    }
    assert not get_rates(app="allauth.account", action="reauthenticate")
    assert get_rates(app="allauth.account", action="signup")


def test_hundred_wrong_passwords_keep_nobody_else_out(person, people):
    for number in range(110):
        fail(Client(), f"kimse{number % 40}", REMOTE_ADDR=HERE)
    for name in ("Emekdas.Bir", "koordinator", "mesul"):
        assert sign_in_as(Client(), name, REMOTE_ADDR=HERE).status_code == 302
    again = {"user": people["observer"].pk, "password": PASSWORD}
    assert Client().post(AGAIN, again, REMOTE_ADDR=HERE).json()["ok"] is True


def test_where_many_were_tried_an_account_has_two_and_not_five(person, busy):
    make_user("bashqasi", Role.CONTRIBUTOR)
    assert fail(Client(), "Emekdas.Bir", 3, REMOTE_ADDR=HERE) == [200, 429, 429]
    assert fail(Client(), "bashqasi", 1, REMOTE_ADDR=HERE) == [200]
    assert sign_in_as(Client(), "bashqasi", REMOTE_ADDR=HERE).status_code == 302
    assert fail(Client(), "Emekdas.Bir", 4, REMOTE_ADDR=THERE) == [200] * 4


def test_hour_of_a_busy_address_passes(person, clock, busy):
    clock.shift(3600)
    assert fail(Client(), "Emekdas.Bir", 4, REMOTE_ADDR=HERE) == [200] * 4


def test_right_passwords_and_known_browsers_do_not_make_an_address_busy(person, rf):
    client = Client()
    for _again in range(3):
        sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR=HERE)
        client.post("/accounts/logout/")
    fail(client, "Emekdas.Bir", 4, REMOTE_ADDR=HERE)
    assert failures_of(_wrong_from(rf.get("/", REMOTE_ADDR=HERE))) == 0
    fail(Client(), "Emekdas.Bir", 4, REMOTE_ADDR=HERE)
    assert failures_of(_wrong_from(rf.get("/", REMOTE_ADDR=HERE))) == 4


def test_busy_address_is_in_the_log_once(person, settings, caplog):
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 3
    for number in range(5):
        fail(Client(), f"kimse{number}", REMOTE_ADDR="2001:db8::7")
    told = [record.getMessage() for record in caplog.records if record.name == "accounts.lockout"]
    assert told == ["3 wrong passwords within an hour from 2001:db8::/64"]


def test_a_ministry_signs_in_within_a_minute(db, clock):
    names = [make_user(f"emekdas{number}", Role.CONTRIBUTOR).username for number in range(60)]
    assert {sign_in_as(Client(), name, REMOTE_ADDR=HERE).status_code for name in names} == {302}


# --- Many at the same time -------------------------------------------------------------------------------------------


def stands_open(rooms: int, *, is_known: bool) -> bool:
    """Whether a password is checked while so many strangers' are being checked."""
    with ExitStack() as others:
        for _room in range(rooms):
            others.enter_context(room_to_hash(is_known=False))
        try:
            with room_to_hash(is_known=is_known):
                return True
        except NoRoom:
            return False


def test_process_checks_two_passwords_of_strangers_at_once_and_one_more_of_a_known_browser():
    assert [stands_open(rooms, is_known=False) for rooms in (0, 1, 2)] == [True, True, False]
    assert stands_open(2, is_known=True)
    with ExitStack() as others:
        for _room in range(3):
            others.enter_context(room_to_hash(is_known=True))
        assert not stands_open(0, is_known=True)
    assert stands_open(0, is_known=False)  # all are given back


@pytest.mark.parametrize("login", ["Emekdas.Bir", "kimse"])
def test_password_for_which_is_no_room_is_answered_at_once_and_counts_for_nothing(person, english, monkeypatch, login):
    monkeypatch.setattr("accounts.lockout.User.check_password", None)  # nothing may be checked
    monkeypatch.setattr("accounts.lockout.User.set_password", None)
    with room_to_hash(is_known=False), room_to_hash(is_known=False):
        answers = [sign_in_as(english, login, "yanlış") for _time in range(7)]
        by_script = english.post(AGAIN, {"user": person.pk, "password": PASSWORD})
    assert {(answer.status_code, answer["Retry-After"]) for answer in answers} == {(429, "2")}
    page = answers[0].content.decode()
    assert "Very many are signing in at this moment. Wait a few seconds, then try again." in page
    assert "guessing at your password" not in page
    assert by_script.json()["error"].startswith("Very many are signing in")
    monkeypatch.undo()
    assert fail(english, login, 4) == [200] * 4  # as if nothing had been tried


def test_address_that_floods_tries_one_password_in_two_seconds_whosever_it_is(person, settings, clock):
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 2
    known = Client()
    assert sign_in_as(known, "Emekdas.Bir", REMOTE_ADDR=HERE).status_code == 302
    known.post("/accounts/logout/")
    assert [fail(Client(), f"kimse{number}", REMOTE_ADDR=HERE) for number in range(6)] == [[200]] * 6
    assert fail(Client(), "kimse6", REMOTE_ADDR=HERE) == [200]
    for login in ("kimse7", "Emekdas.Bir"):
        response = sign_in_as(Client(), login, REMOTE_ADDR=HERE)
        assert (response.status_code, response["Retry-After"]) == (429, "2")
    assert sign_in_as(known, "Emekdas.Bir", REMOTE_ADDR=HERE).status_code == 302
    assert sign_in_as(Client(), "Emekdas.Bir", REMOTE_ADDR=THERE).status_code == 302
    clock.shift(2)
    assert sign_in_as(Client(), "Emekdas.Bir", REMOTE_ADDR=HERE).status_code == 302
    clock.shift(3600)
    assert [fail(Client(), f"basqa{number}", REMOTE_ADDR=HERE) for number in range(3)] == [[200]] * 3


# --- Wherever a password is asked for --------------------------------------------------------------------------------


def ask_again(client: Client, password: str):
    return client.post("/accounts/reauthenticate/", {"password": password})


def change(client: Client, password: str):
    new = "tamam-başqa-şifrə-7"
    return client.post("/accounts/password/change/", {"oldpassword": password, "password1": new, "password2": new})


@pytest.mark.parametrize("step", [ask_again, change])
def test_wrong_passwords_before_a_change_are_counted_for_this_browser(person, client, step, clock):
    client.force_login(person)
    assert [step(client, "yanlış").status_code for _again in range(5)] == [200, 200, 200, 200, 429]
    response = step(client, PASSWORD)
    assert (response.status_code, response["Retry-After"]) == (429, "900")
    assert sign_in_as(Client(), "Emekdas.Bir").status_code == 302  # others are not kept out by it
    clock.shift(900)
    assert step(client, PASSWORD).status_code == 302


@pytest.mark.parametrize("step", [ask_again, change])
def test_guesses_from_outside_do_not_reach_who_is_signed_in(person, client, step):
    client.force_login(person)
    fail_from_everywhere("Emekdas.Bir", 21)
    fail(Client(), "Emekdas.Bir", 5)
    assert step(client, PASSWORD).status_code == 302


def test_steps_of_a_browser_count_together(person, client):
    client.force_login(person)
    assert [step(client, "yanlış").status_code for step in (ask_again, change, ask_again, change)] == [200] * 4
    assert ask_again(client, "yanlış").status_code == 429
    assert change(client, PASSWORD).status_code == 429


# --- Codes -----------------------------------------------------------------------------------------------------------


def past_the_password(**more) -> Client:
    client = Client()
    assert sign_in_as(client, "Emekdas.Bir", **more)["Location"] == SECOND_STEP
    return client


def test_fifth_wrong_code_closes_for_all_strange_browsers(person, give_app, clock):
    give_app(person)
    answers = [
        past_the_password(REMOTE_ADDR=f"10.3.0.{number}").post(SECOND_STEP, {"code": wrong_code(person)}).status_code
        for number in range(1, 7)
    ]
    assert answers == [200, 200, 200, 200, 429, 429]
    client = past_the_password()
    response = client.post(SECOND_STEP, {"code": code_of(person)})
    assert (response.status_code, response["Retry-After"]) == (429, "900")
    clock.shift(900)
    assert client.post(SECOND_STEP, {"code": code_of(person)}).status_code == 302


def test_known_browser_is_not_kept_from_its_codes(person, give_app, client):
    give_app(person)
    sign_in_as(client, "Emekdas.Bir")
    client.post(SECOND_STEP, {"code": code_of(person)})
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    stranger = past_the_password()
    for _again in range(5):
        stranger.post(SECOND_STEP, {"code": wrong_code(person)})
    sign_in_as(client, "Emekdas.Bir")
    assert client.post(SECOND_STEP, {"code": code_of(person, 1)}).status_code == 302
    assert stranger.post(SECOND_STEP, {"code": code_of(person, -1)}).status_code == 429


def test_codes_recovery_codes_and_passkeys_count_together(person, give_app):
    give_app(person)
    client = past_the_password()
    posted = [{"code": wrong_code(person)}, {"code": "12345678"}, {"credential": "[1]"}, {"credential": '{"id": 1}'}]
    assert [client.post(SECOND_STEP, one).status_code for one in posted] == [200] * 4
    assert client.post(SECOND_STEP, {"code": "87654321"}).status_code == 429


def test_four_wrong_codes_are_forgotten_with_the_right_one(person, give_app):
    give_app(person)
    for _again in range(2):
        client = past_the_password()
        assert [client.post(SECOND_STEP, {"code": wrong_code(person)}).status_code for _ in range(4)] == [200] * 4
        assert client.post(SECOND_STEP, {"code": code_of(person, -_again)}).status_code == 302


def test_new_password_does_not_give_new_codes(person, give_app):
    give_app(person)
    client = past_the_password()
    for _again in range(5):
        client.post(SECOND_STEP, {"code": wrong_code(person)})
    lift_lock(sender=None, user=person)
    assert past_the_password().post(SECOND_STEP, {"code": code_of(person)}).status_code == 429


# --- What is kept ----------------------------------------------------------------------------------------------------


def test_nothing_is_kept_of_what_was_typed_or_sent(person, client):
    fail(client, "Məxfi" * 100_000, HTTP_USER_AGENT="Firefox " * 50, HTTP_ACCEPT="x" * 5000)
    fail(client, "kimsə", REMOTE_ADDR="192.0.2.77")
    client.post("/accounts/password/reset/", {"email": "kimse@numune.example"})
    for row in AttemptCount.objects.all():
        assert re.fullmatch("[0-9a-f]{64}", row.key)
        assert row.kind in ("password", "link")
        assert row.account is None


def test_attempts_are_not_in_the_administration(sign_in):
    client = sign_in("administrator")
    for model in ("axes/accessattempt", "accounts/attemptcount"):
        assert client.get(f"/admin/{model}/").status_code == 404
    assert client.get(LOGIN).status_code == 302
    assert User.objects.get(username="inzibatci").check_password(PASSWORD)

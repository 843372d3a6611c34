"""Signing in without leaving the page, and the key of the local copy."""

import base64
import json

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import code_of, is_signed_in, recovery_codes, sign_in_as, wrong_code
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
AGAIN, KEY = "/accounts/again/", "/accounts/local-key/"


def again(client: Client, user: User | str, password: str = PASSWORD, **more):
    posted = {"user": getattr(user, "pk", user), "password": password} | more
    return client.post(AGAIN, posted, headers={"X-Requested-With": "fetch"})


def test_right_password_signs_in_and_gives_a_new_token(person):
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    before = client.cookies["csrftoken"].value
    posted = {"user": person.pk, "password": PASSWORD}
    response = client.post(AGAIN, posted, headers={"X-CSRFToken": before})
    assert response.status_code == 200
    assert response.json()["ok"] is True
    assert is_signed_in(client)
    assert client.cookies["csrftoken"].value != before
    headers = {"X-CSRFToken": response.json()["csrf"]}
    assert client.post("/accounts/sessions/", {"end": "others"}, headers=headers).status_code == 302


def test_without_the_token_nothing_happens(person):
    client = Client(enforce_csrf_checks=True)
    assert client.post(AGAIN, {"user": person.pk, "password": PASSWORD}).status_code == 403
    assert not is_signed_in(client)


def test_session_is_a_new_one_and_is_listed(person, client):
    session = client.session
    session["left behind"] = "x"
    session.save()
    before = client.session.session_key
    again(client, person)
    assert client.session.session_key != before
    assert [row["is_current"] for row in client.get("/accounts/sessions/").context["sessions"]] == [True]


def test_wrong_password_is_refused_with_a_sentence(person, english):
    response = again(english, person, "yanlış")
    sentence = "The password is wrong. Only the person whose page this is can go on here."
    assert (response.status_code, response.json()) == (400, {"error": sentence})
    assert not is_signed_in(english)


def test_sentence_is_in_the_language_of_the_reader(person, client, english):
    in_english = again(english, person, "yanlış").json()
    client.cookies["django_language"] = "az"
    assert again(client, person, "yanlış").json() != in_english


def test_another_person_is_refused_with_the_right_password(person, client, people):
    people["lead"].set_password("başqa-şifrə-5")
    people["lead"].save()
    assert again(client, person, "başqa-şifrə-5").status_code == 400
    assert not is_signed_in(client)


def test_user_name_that_is_anothers_address_lets_nobody_else_in(person, client, people):
    User.objects.filter(pk=person.pk).update(username="mesul@numune.example")
    User.objects.filter(pk=people["lead"].pk).update(email="mesul@numune.example")
    people["lead"].refresh_from_db()
    people["lead"].set_password("başqa-şifrə-5")
    people["lead"].save()
    assert again(client, person, "başqa-şifrə-5").status_code == 400
    assert not is_signed_in(client)


@pytest.mark.parametrize("user", ["", "0", "x", "-1", "9" * 30, "²", "1 OR 1=1"])
def test_nobody_is_refused_like_a_wrong_password(person, english, user):
    assert again(english, user).json() == again(english, person, "yanlış").json()
    assert not is_signed_in(english)


def test_password_is_needed(person, english):
    assert again(english, person, "").json() == {"error": "Write your password."}


def test_closed_account_is_told_so_with_the_right_password_only(person, english):
    User.objects.update(is_active=False)
    response = again(english, person)
    sentence = "This account is closed. Copy your text and contact your administrator."
    assert (response.status_code, response.json()) == (403, {"error": sentence})
    assert again(english, person, "yanlış").status_code == 400
    assert not is_signed_in(english)


@time_machine.travel("2025-03-03T12:00:00+04:00", tick=False)
def test_it_locks_like_the_sign_in_page_and_together_with_it(person, english):
    for _again in range(2):
        sign_in_as(english, "emekdas@numune.example", "yanlış")
    assert [again(english, person, "yanlış").status_code for _again in range(3)] == [400, 400, 429]
    response = again(english, person)
    sentence = "Too many wrong passwords for this account. Try again in 15 minutes."
    assert (response.status_code, response["Retry-After"]) == (429, "900")
    assert response.json() == {"locked": True, "error": sentence, "wait": 900}
    without_header = english.post(AGAIN, {"user": person.pk, "password": PASSWORD})
    assert without_header.json()["locked"] is True
    assert sign_in_as(english, "Emekdas.Bir").status_code == 429


def test_wrong_passwords_of_others_at_the_address_keep_nobody_out(person, client, settings):
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 2
    assert [again(Client(), str(number)).status_code for number in range(1_000_000, 1_000_004)] == [400] * 4
    assert again(client, person).json()["ok"] is True


def test_known_browser_keeps_its_way_in_here_too(person, client):
    sign_in_as(client, "Emekdas.Bir")
    client.post("/accounts/logout/")
    for number in range(1, 21):
        again(Client(REMOTE_ADDR=f"10.2.0.{number}"), person, "yanlış")
    assert again(Client(REMOTE_ADDR="10.3.0.1"), person).status_code == 429
    assert again(client, person).json()["ok"] is True


def test_it_is_a_post(person, client):
    assert client.get(AGAIN).status_code == 405


def test_other_tab_has_signed_in_already(person, client):
    client.force_login(person)
    response = again(client, person, "")
    assert (response.status_code, response.json()["ok"]) == (200, True)


def test_page_of_one_person_in_the_session_of_another_needs_the_password(person, client, people):
    client.force_login(people["lead"])
    assert again(client, person, "").status_code == 400
    assert client.session["_auth_user_id"] == str(people["lead"].pk)
    assert again(client, person).json()["ok"] is True
    assert client.session["_auth_user_id"] == str(person.pk)


# --- Second factor ---------------------------------------------------------------------------------------------------


def test_second_factor_is_asked_for_and_right_code_signs_in(person, client, give_app):
    give_app(person)
    response = again(client, person)
    assert (response.status_code, response.json()) == (200, {"second_factor": True, "passkey": None})
    assert not is_signed_in(client)
    assert again(client, person, code=code_of(person)).json()["ok"] is True
    assert is_signed_in(client)


def test_second_factor_is_not_mentioned_before_the_password_is_right(person, client, give_app):
    give_app(person)
    response = again(client, person, "yanlış", code=code_of(person))
    assert (response.status_code, set(response.json())) == (400, {"error"})


def test_wrong_code_is_refused_and_guessing_is_stopped(person, client, give_app):
    give_app(person)
    answers = [again(client, person, code=wrong_code(person)).status_code for _again in range(6)]
    assert answers == [400, 400, 400, 400, 429, 429]
    response = again(client, person, code=code_of(person))
    assert (response.status_code, response.json()["locked"]) == (429, True)
    assert 0 < int(response["Retry-After"]) <= 900
    assert not is_signed_in(client)


def test_recovery_code_signs_in_once(person, client, give_app):
    give_app(person)
    code = recovery_codes(person)[0]
    assert again(client, person, code=code).json()["ok"] is True
    assert again(Client(), person, code=code).status_code == 400


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[1]", json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key"}), "[" * 9999, "1" * 5000],
)
def test_forged_passkey_is_refused(person, client, give_app, credential):
    give_app(person)
    response = again(client, person, credential=credential)
    assert (response.status_code, set(response.json())) == (400, {"error"})
    assert not is_signed_in(client)


# --- The key of the local copy ---------------------------------------------------------------------------------------


def test_key_is_always_the_same_for_one_account(person, client):
    client.force_login(person)
    first = client.get(KEY)
    elsewhere = Client()
    elsewhere.force_login(person)
    assert elsewhere.get(KEY).json() == first.json()
    assert first.json()["user"] == person.pk
    assert len(base64.b64decode(first.json()["key"], validate=True)) == 32
    assert "no-store" in first["Cache-Control"]


def test_key_is_different_for_every_account_and_installation(people, settings):
    def key_of(user: User) -> str:
        client = Client()
        client.force_login(user)
        return client.get(KEY).json()["key"]

    keys = [key_of(user) for user in people.values()]
    assert len(set(keys)) == len(keys) == 6
    settings.SECRET_KEY = "another"
    assert key_of(people["lead"]) not in keys


def test_key_is_given_to_nobody_who_is_not_signed_in(client, person):
    assert client.get(KEY).status_code == 302
    assert client.get(KEY, headers={"X-Requested-With": "fetch"}).status_code == 401
    assert client.post(KEY).status_code == 302


def test_key_is_read_only(client, person):
    client.force_login(person)
    assert client.post(KEY).status_code == 405

"""The cookie by which a browser is known to those who have signed in with it, and when it ends."""

import pytest
import time_machine
from django.core import signing
from django.test import Client

from accounts.enums import Role
from accounts.known_browsers import COOKIE, MOST_ACCOUNTS, SALT, browser_id, forget_browsers, known_people
from accounts.models import User
from tests.accounts.conftest import code_of, sign_in_as
from tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NEW = "tamam-başqa-şifrə-7"
AGAIN, SESSIONS = "/accounts/again/", "/accounts/sessions/"


@pytest.fixture
def is_known(rf):
    """Whether the client's cookie is one of a browser that the user knows now."""

    def ask(client: Client, user: User) -> bool:
        request = rf.get("/")
        request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
        return browser_id(request, User.objects.get(pk=user.pk)) is not None

    return ask


def cookie_of(client: Client) -> dict:
    return signing.loads(client.cookies[COOKIE].value, salt=SALT)


def test_signing_in_brings_a_cookie_that_no_script_and_no_other_site_reads(person, client, settings):
    settings.SESSION_COOKIE_SECURE = True
    morsel = sign_in_as(client, "Emekdas.Bir").cookies[COOKIE]
    assert (morsel["httponly"], morsel["secure"], morsel["samesite"]) == (True, True, "Strict")
    assert (morsel["path"], morsel["max-age"]) == ("/", 180 * 24 * 60 * 60)
    assert list(cookie_of(client)) == [str(person.pk)]


def test_it_holds_no_name_and_nothing_of_the_password(person, client):
    sign_in_as(client, "Emekdas.Bir")
    ((name, stamp),) = cookie_of(client).values()
    assert (len(name), len(stamp)) == (16, 32)
    assert stamp not in person.password


def test_wrong_password_brings_none(person, client):
    sign_in_as(client, "Emekdas.Bir", "yanlış")
    assert COOKIE not in client.cookies


def test_password_alone_brings_none_where_there_is_a_second_factor(person, client, give_app, is_known):
    give_app(person)
    sign_in_as(client, "Emekdas.Bir")
    assert COOKIE not in client.cookies
    client.post("/accounts/second-factor/authenticate/", {"code": code_of(person)})
    assert is_known(client, person)


def test_signing_in_again_on_the_page_brings_it_too(person, client, is_known):
    client.post(AGAIN, {"user": person.pk, "password": PASSWORD})
    assert is_known(client, person)


def test_signing_out_leaves_it(person, client, is_known):
    sign_in_as(client, "Emekdas.Bir")
    client.post("/accounts/logout/")
    assert is_known(client, person)


def test_browser_keeps_its_name_from_one_sign_in_to_the_next(person, client):
    sign_in_as(client, "Emekdas.Bir")
    before = cookie_of(client)
    client.post("/accounts/logout/")
    sign_in_as(client, "Emekdas.Bir")
    assert cookie_of(client) == before


def test_browser_of_several_people_is_known_to_each_and_to_no_other(person, client, is_known):
    other, third = make_user("bashqasi", Role.LEAD), make_user("ucuncu", Role.LEAD)
    for name in ("Emekdas.Bir", "bashqasi"):
        sign_in_as(client, name)
        client.post("/accounts/logout/")
    assert (is_known(client, person), is_known(client, other), is_known(client, third)) == (True, True, False)


def test_it_does_not_grow_without_end(client, is_known):
    users = [make_user(f"emekdas{number}", Role.LEAD) for number in range(MOST_ACCOUNTS + 1)]
    for user in users:
        sign_in_as(client, user.username)
        client.post("/accounts/logout/")
    assert [is_known(client, user) for user in users] == [False] + [True] * MOST_ACCOUNTS
    assert len(client.cookies[COOKIE].value) < 1500


# --- When it ends ----------------------------------------------------------------------------------------------------


@pytest.fixture
def known(person, is_known):
    """A signed-in client whose browser is known."""
    client = Client()
    sign_in_as(client, "Emekdas.Bir")
    assert is_known(client, person)
    return client


def test_it_ends_with_the_password_and_stays_where_that_was_changed(person, known, is_known):
    elsewhere = Client()
    sign_in_as(elsewhere, "Emekdas.Bir")
    known.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert (is_known(known, person), is_known(elsewhere, person)) == (True, False)


@pytest.mark.parametrize("which", ["others", "one"])
def test_it_ends_with_the_sessions_elsewhere(person, known, is_known, which):
    elsewhere = Client()
    sign_in_as(elsewhere, "Emekdas.Bir")
    rows = known.get(SESSIONS).context["sessions"]
    (key,) = [row["key"] for row in rows if not row["is_current"]]
    known.post(SESSIONS, {"end": which if which == "others" else key})
    assert (is_known(known, person), is_known(elsewhere, person)) == (True, False)


def test_it_ends_when_all_sessions_do(person, known, is_known):
    known.post(SESSIONS, {"end": "all"})
    assert not is_known(known, person)


def test_it_ends_where_somebody_ends_it(person, known, is_known):
    other = make_user("bashqasi", Role.LEAD)
    forget_browsers([other.pk])
    assert is_known(known, person)
    forget_browsers([person.pk])
    assert not is_known(known, person)


def test_it_ends_after_half_a_year(person, is_known):
    client = Client()
    with time_machine.travel("2025-03-03T12:00:00+04:00", tick=False) as clock:
        sign_in_as(client, "Emekdas.Bir")
        clock.shift(180 * 24 * 60 * 60)
        assert is_known(client, person)
        clock.shift(1)
        assert not is_known(client, person)


def test_it_outlives_a_change_of_the_secret_key_as_long_as_the_former_is_named(person, known, is_known, settings):
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-key"
    assert not is_known(known, person)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert is_known(known, person)


# --- Forged ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["", "x", ":", "a:b:c", "[]:1:2", "é", "x" * 4000])
def test_forged_cookie_is_none(rf, person, value):
    request = rf.get("/")
    request.COOKIES[COOKIE] = value
    assert browser_id(request, person) is None
    assert known_people(request) == []


def test_cookie_of_another_use_of_the_key_is_none(rf, person):
    request = rf.get("/")
    request.COOKIES[COOKIE] = signing.dumps({str(person.pk): ("a", "b")}, salt="another")
    assert browser_id(request, person) is None


def test_entry_of_one_account_does_not_do_for_another(rf, person, known):
    other = make_user("bashqasi", Role.LEAD)
    request = rf.get("/")
    request.COOKIES[COOKIE] = signing.dumps({str(other.pk): cookie_of(known)[str(person.pk)]}, salt=SALT)
    assert browser_id(request, other) is None


def test_known_to_anybody_is_known_to_an_open_account(rf, person, known):
    request = rf.get("/")
    request.COOKIES[COOKIE] = known.cookies[COOKIE].value
    assert known_people(request) == [person]
    User.objects.update(is_active=False)
    assert known_people(request) == []

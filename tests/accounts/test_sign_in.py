"""Signing in and out: two ways in, one answer for everything wrong, and no way to sign up."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import get_resolver

from accounts.enums import Role
from accounts.models import User
from tests.accounts.conftest import LOGIN, is_signed_in, sign_in_as
from tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db
LOGOUT = "/accounts/logout/"


@pytest.mark.parametrize("login", ["Emekdas.Bir", "emekdas@numune.example", "EMEKDAS@numune.example"])
def test_person_signs_in_by_user_name_or_e_mail(person, client, login):
    response = sign_in_as(client, login)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize("login", ["İnzibatçı", "ılqar"])
def test_person_signs_in_by_a_user_name_with_azerbaijani_letters(client, login):
    user = make_user(login, Role.CONTRIBUTOR)
    sign_in_as(client, login)
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("Emekdas.Bir", "yanlış"),
        ("emekdas@numune.example", "yanlış"),
        ("kimse", PASSWORD),
        ("kimse@numune.example", PASSWORD),
        ("Emekdas.Bir", PASSWORD + " x"),
        ("' OR 1=1 --", PASSWORD),
    ],
)
def test_wrong_name_or_password_gives_an_azerbaijani_sentence_and_nothing_away(person, client, login, password):
    response = sign_in_as(client, login, password)
    assert response.status_code == 200
    (message,) = response.context["form"].non_field_errors()
    assert "şifrə" in message
    assert "not correct" not in message
    assert message in response.content.decode()
    assert not is_signed_in(client)


def test_wrong_answers_for_a_known_and_an_unknown_name_are_the_same(person, client):
    known = sign_in_as(client, "Emekdas.Bir", "yanlış").context["form"].non_field_errors()
    unknown = sign_in_as(client, "kimse", "yanlış").context["form"].non_field_errors()
    assert known == unknown


@pytest.mark.parametrize("missing", ["login", "password"])
def test_sign_in_needs_both_fields(person, client, missing):
    response = client.post(LOGIN, {"login": "Emekdas.Bir", "password": PASSWORD} | {missing: ""})
    assert set(response.context["form"].errors) == {missing}
    assert not is_signed_in(client)


def test_inactive_person_does_not_get_in(person, client):
    User.objects.update(is_active=False)
    sign_in_as(client, "Emekdas.Bir")
    assert not is_signed_in(client)


def test_person_made_inactive_is_out_at_once(person, client):
    client.force_login(person)
    assert client.get("/accounts/password/change/").status_code == 200
    User.objects.update(is_active=False)
    assert client.get("/accounts/password/change/").status_code == 302


def test_nobody_can_sign_up_or_change_an_address(client):
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith("account_")}
    assert not {name for name in names if "signup" in name or "email" in name}
    for address in ("/accounts/signup/", "/accounts/email/", "/accounts/3rdparty/", "/accounts/second-factor/signup/"):
        assert client.get(address).status_code == client.post(address).status_code == 404


def test_sign_in_page_offers_no_sign_up(client):
    page = client.get(LOGIN)
    assert page.status_code == 200
    assert "signup" not in page.content.decode()


def test_session_ends_with_the_browser(person, client):
    sign_in_as(client, "Emekdas.Bir", fields={"remember": "on"})
    cookie = client.cookies["sessionid"]
    assert cookie["max-age"] == ""
    assert cookie["expires"] == ""
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


def test_signing_out_is_a_post(person, client):
    client.force_login(person)
    assert client.get(LOGOUT).status_code == 200
    assert is_signed_in(client)
    assert client.post(LOGOUT).status_code == 302
    assert not is_signed_in(client)


def test_signed_in_person_is_led_to_the_page_asked_for(person, client):
    response = client.get("/plans/numune-2020-2024/2024/NUMUNE/")
    assert response["Location"] == "/accounts/login/?next=/plans/numune-2020-2024/2024/NUMUNE/"
    response = sign_in_as(client, "Emekdas.Bir", fields={"next": "/plans/numune-2020-2024/2024/NUMUNE/"})
    assert response["Location"] == "/plans/numune-2020-2024/2024/NUMUNE/"


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/",
        "//evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "http:///evil.example",
    ],
)
def test_nobody_is_led_to_another_site(person, client, evil):
    response = sign_in_as(client, "Emekdas.Bir", fields={"next": evil})
    assert (response.status_code, response["Location"]) == (302, "/")


def test_password_is_changed_with_the_old_one(person, client):
    client.force_login(person)
    new = "tamam-başqa-şifrə-7"
    wrong = client.post("/accounts/password/change/", {"oldpassword": "yanlış", "password1": new, "password2": new})
    assert set(wrong.context["form"].errors) == {"oldpassword"}
    weak = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "123", "password2": "123"})
    assert set(weak.context["form"].errors) == {"password1"}
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    done = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done.status_code == 302
    person.refresh_from_db()
    assert person.check_password(new)


# --- People ----------------------------------------------------------------------------------------------------------


def test_createsuperuser_makes_an_administrator(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", "--username=birinci", "--email=a@numune.example", stdout=StringIO())
    user = User.objects.get()
    assert (user.role, user.may_use_admin_site, user.check_password(PASSWORD)) == ("administrator", True, True)


def test_person_without_a_role_of_their_own_is_a_contributor():
    user = User.objects.create_user("yeni")
    assert (user.role, user.writes_for_agency, user.may_use_admin_site) == ("contributor", True, False)


@pytest.mark.parametrize(
    ("role", "writes", "admin"),
    [
        ("contributor", True, False),
        ("lead", True, False),
        ("coordinator", False, True),
        ("observer", False, False),
        ("administrator", False, True),
    ],
)
def test_roles_say_who_writes_and_who_administers(role, writes, admin):
    user = User(role=role)
    assert (user.writes_for_agency, user.may_use_admin_site) == (writes, admin)
    user.is_active = False
    assert user.may_use_admin_site is False


def test_user_names_are_unique(person):
    with pytest.raises(IntegrityError):
        User.objects.create_user("Emekdas.Bir")


@pytest.mark.parametrize(
    ("first", "last", "initials", "shown"),
    [("İlqar", "Əliyev", "İƏ", "İlqar Əliyev"), ("ilqar", "", "i", "ilqar"), ("", "", "x", "xx")],
)
def test_initials_are_the_letters_as_typed(first, last, initials, shown):
    user = User(username="xx", first_name=first, last_name=last)
    assert (user.initials, str(user)) == (initials, shown)

"""Every page of the own account opens in both languages, and nothing on it stays untranslated."""

import pytest
from django.urls import get_resolver, reverse

from tests.accounts.conftest import code_of, sign_in_as

pytestmark = pytest.mark.django_db

# The names of the pages, and the heading that the English page has.
OPEN = {
    "account_login": "Sign in",
    "account_reset_password": "Forgotten password",
    "account_reset_password_done": "Check your e-mail",
    "account_inactive": "This account is closed",
}
SIGNED_IN = {
    "account_change_password": "Change password",
    "account_reauthenticate": "Is it you?",
    "mfa_index": "Two-step sign-in",
    "mfa_add_webauthn": "Add a passkey",
    "usersessions_list": "Where you are signed in",
}
PROTECTED = {
    "mfa_reauthenticate": "Is it you?",
    "mfa_deactivate_totp": "Switch the app off?",
    "mfa_view_recovery_codes": "Recovery codes",
    "mfa_generate_recovery_codes": "Make new recovery codes?",
}


def check(client, name: str, heading: str) -> None:
    client.cookies["django_language"] = "en"
    page = client.get(reverse(name))
    assert (page.status_code, f"<h1>{heading}</h1>" in page.content.decode()) == (200, True)
    client.cookies["django_language"] = "az"
    page = client.get(reverse(name))
    assert (page.status_code, f"<h1>{heading}</h1>" in page.content.decode()) == (200, False)


@pytest.mark.parametrize("name", OPEN)
def test_open_page(client, name):
    check(client, name, OPEN[name])


@pytest.mark.parametrize("name", SIGNED_IN)
def test_page_of_a_person_with_a_password(person, client, name):
    sign_in_as(client, "Emekdas.Bir")
    check(client, name, SIGNED_IN[name])


def test_page_that_sets_the_app_up(person, client):
    sign_in_as(client, "Emekdas.Bir")
    check(client, "mfa_activate_totp", "Set up the app")


@pytest.mark.parametrize("name", PROTECTED)
def test_page_of_a_person_with_the_app(person, client, give_app, name):
    give_app(person)
    sign_in_as(client, "Emekdas.Bir")
    check(client, "mfa_authenticate", "Second step of signing in")
    client.post(reverse("mfa_authenticate"), {"code": code_of(person)})
    check(client, name, PROTECTED[name])


def test_menu_leads_to_the_pages_of_the_account(person, client):
    client.force_login(person)
    page = client.get("/accounts/sessions/").content.decode()
    menu = page[page.index('<div class="menu-body">') :]
    for name in ("account_change_password", "mfa_index", "usersessions_list", "account_logout"):
        assert f'"{reverse(name)}"' in menu


def test_sign_in_page_has_one_link_for_a_forgotten_password(client):
    for page in (client.get(reverse("account_login")), sign_in_as(client, "kimse", "yanlış")):
        assert page.content.decode().count(reverse("account_reset_password")) == 1


def test_pages_of_allauth_that_would_change_an_address_or_a_password_in_another_way_have_no_address():
    """The journal and the second person's word hold for what has a page here."""
    unwanted = [
        "account_email", "account_confirm_email", "account_email_verification_sent", "account_set_password",
        "account_signup", "account_request_login_code", "account_confirm_login_code", "mfa_login_webauthn",
        "mfa_signup_webauthn", "mfa_list_webauthn", "mfa_trust",
    ]  # fmt: skip
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert names & set(unwanted) == set()
    assert {"account_login", "mfa_index", "account_change_password"} <= names

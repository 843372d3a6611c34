"""A mail tells of a sign-in in a browser that is new to the person."""

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import code_of, is_signed_in, sign_in_as
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
AGAIN, SECOND_STEP = "/accounts/again/", "/accounts/second-factor/authenticate/"


@pytest.fixture
def regular(person) -> User:
    """Somebody who has signed in before, elsewhere."""
    sign_in_as(Client(), "Emekdas.Bir")
    mail.outbox.clear()
    return person


def strange(**more) -> Client:
    client = Client(**{"HTTP_USER_AGENT": FIREFOX} | more)
    client.cookies["django_language"] = "en"
    return client


def test_first_sign_in_ever_is_told_to_nobody(person):
    sign_in_as(Client(), "Emekdas.Bir")
    assert mail.outbox == []


def test_mail_says_when_and_in_which_browser_and_no_address(regular, settings):
    settings.SITE_URL = "https://izleme.numune.example"
    with time_machine.travel("2025-03-03T10:05:00+04:00", tick=False):
        sign_in_as(strange(REMOTE_ADDR="192.0.2.77"), "Emekdas.Bir")
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["emekdas@numune.example"], "Sign-in in a new browser")
    assert "in a browser in which you have not signed in before" in message.body
    assert "When: 3 March 2025, 10:05" in message.body  # a mail is read on other days, too
    assert "Browser: Firefox, Linux" in message.body
    assert "https://izleme.numune.example" in message.body
    assert "192.0.2" not in message.body
    assert "Mozilla" not in message.body


def test_mail_is_azerbaijani_by_itself(regular):
    sign_in_as(Client(HTTP_USER_AGENT=FIREFOX), "Emekdas.Bir")
    (message,) = mail.outbox
    assert message.subject == "Yeni brauzerdən daxil olma"
    assert "Brauzer: Firefox, Linux" in message.body


def test_known_browser_is_told_of_once(regular):
    client = strange()
    for _again in range(3):
        sign_in_as(client, "Emekdas.Bir")
        client.post("/accounts/logout/")
    assert len(mail.outbox) == 1


def test_wrong_password_and_password_without_its_code_tell_nothing(regular, give_app):
    give_app(regular)
    client = strange()
    sign_in_as(client, "Emekdas.Bir", "yanlış")
    sign_in_as(client, "Emekdas.Bir")
    assert (mail.outbox, is_signed_in(client)) == ([], False)
    client.post(SECOND_STEP, {"code": code_of(regular)})
    assert [message.subject for message in mail.outbox] == ["Sign-in in a new browser"]


def test_signing_in_again_on_a_page_tells_of_it_too(regular):
    strange().post(AGAIN, {"user": regular.pk, "password": PASSWORD})
    assert len(mail.outbox) == 1


def test_nobody_without_an_address_is_told(regular):
    User.objects.update(email="")
    assert is_signed_in(strange()) is False
    client = strange()
    sign_in_as(client, "Emekdas.Bir")
    assert (mail.outbox, is_signed_in(client)) == ([], True)


def test_browser_that_calls_itself_anything_at_all_is_unknown(regular):
    sign_in_as(strange(HTTP_USER_AGENT="<b>Bank</b> http://evil.example/ " * 50), "Emekdas.Bir")
    assert "evil" not in mail.outbox[0].body

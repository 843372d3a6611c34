"""A forgotten password: a link by mail, the same answer for everybody, and the lock is lifted."""

import re

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django_tasks_db.models import DBTaskResult

from accounts.enums import Role
from accounts.models import User
from accounts.tasks import send_notice
from tests.accounts.conftest import code_of, is_signed_in, sign_in_as
from tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db
RESET = "/accounts/password/reset/"
NEW = "tamam-başqa-şifrə-7"


def work_off() -> None:
    """What the worker does with the mail that waits."""
    for waiting in DBTaskResult.objects.filter(status="READY"):
        waiting.task.func(**waiting.args_kwargs["kwargs"])
        waiting.delete()


def ask(client, address: str):
    response = client.post(RESET, {"email": address})
    work_off()
    return response


def link_of(message) -> str:
    (path,) = re.findall(rf"{re.escape(settings.SITE_URL)}(/accounts/password/reset/key/\S+)", message.body)
    return path


def choose(client, path: str, password: str = NEW):
    page = client.get(path, follow=True)
    return client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password})


def test_link_comes_by_mail_and_sets_a_new_password_and_signs_in(person, client):
    response = ask(client, "emekdas@numune.example")
    assert (response.status_code, response["Location"]) == (302, "/accounts/password/reset/done/")
    (message,) = mail.outbox
    assert message.to == ["emekdas@numune.example"]
    assert "Emekdas.Bir" in message.body
    assert choose(client, link_of(message)).status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert is_signed_in(client)


def test_address_is_found_however_it_is_written(db, client):
    user = make_user("boyuk", Role.CONTRIBUTOR)
    user.email = "Boyuk.Herf@Numune.Example"
    user.save()
    ask(client, "BOYUK.herf@numune.example")
    assert [message.to for message in mail.outbox] == [["boyuk.herf@numune.example"]] or [
        message.to for message in mail.outbox
    ] == [["Boyuk.Herf@Numune.Example"]]
    assert sign_in_as(client, "boyuk.herf@NUMUNE.example").status_code == 302


def test_mail_is_written_in_the_language_of_the_page(person, client, english):
    ask(english, person.email)
    assert mail.outbox[0].subject == "Choose a new password"
    client.cookies["django_language"] = "az"
    ask(client, person.email)
    assert mail.outbox[1].subject != "Choose a new password"


@pytest.mark.parametrize("address", ["kimse@numune.example", "bagli@numune.example", "devetli@numune.example"])
def test_unknown_closed_and_merely_invited_get_no_mail_and_the_same_answer(person, client, address):
    closed, invited = make_user("bagli", Role.CONTRIBUTOR), make_user("devetli", Role.CONTRIBUTOR)
    closed.email, closed.is_active = "bagli@numune.example", False
    invited.email = "devetli@numune.example"
    invited.set_unusable_password()
    closed.save()
    invited.save()
    known = client.post(RESET, {"email": person.email})
    DBTaskResult.objects.all().delete()
    response = client.post(RESET, {"email": address})
    assert (response.status_code, response["Location"]) == (known.status_code, known["Location"])
    assert DBTaskResult.objects.count() == 1  # as much work for those who are not there
    work_off()
    assert mail.outbox == []


def test_accounts_that_share_an_address_each_get_a_link_of_their_own(person, client):
    other = make_user("ikinci", Role.LEAD)
    other.email = person.email
    other.save()
    ask(client, person.email)
    assert len(mail.outbox) == 2
    first, second = mail.outbox
    assert ("Emekdas.Bir" in first.body, "ikinci" in first.body) == (True, False)
    assert ("Emekdas.Bir" in second.body, "ikinci" in second.body) == (False, True)
    choose(client, link_of(second))
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.check_password(PASSWORD), other.check_password(NEW)) == (True, True)


def test_link_works_once(person, client):
    ask(client, person.email)
    path = link_of(mail.outbox[0])
    choose(client, path)
    stranger = Client()
    page = stranger.get(path)
    assert page.context["token_fail"] is True
    assert (
        stranger.post(path, {"password1": "ayrı-şifrə-99", "password2": "ayrı-şifrə-99"}).context["token_fail"] is True
    )
    person.refresh_from_db()
    assert person.check_password(NEW)


@pytest.mark.parametrize("path", ["key/1-abc-123/", "key/zzzz-set-password/", "key/0-0/"])
def test_forged_link_is_refused_with_a_sentence(person, client, path):
    response = client.get(RESET + path)
    assert response.status_code == 200
    assert response.context["token_fail"] is True


def test_weak_password_is_refused(person, client):
    ask(client, person.email)
    assert set(choose(client, link_of(mail.outbox[0]), "123").context["form"].errors) == {"password1"}
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_reset_lifts_the_lock(person, client):
    for _again in range(5):
        sign_in_as(client, "Emekdas.Bir", "yanlış")
    assert sign_in_as(client, "Emekdas.Bir").status_code == 429
    ask(client, person.email)
    assert sign_in_as(client, "Emekdas.Bir").status_code == 429  # asking alone opens nothing
    choose(client, link_of(mail.outbox[-1]))
    assert sign_in_as(Client(), "Emekdas.Bir", NEW).status_code == 302


def test_reset_ends_the_sessions_elsewhere(person, client):
    elsewhere = Client()
    elsewhere.force_login(person)
    ask(client, person.email)
    choose(client, link_of(mail.outbox[0]))
    assert elsewhere.get("/accounts/sessions/").status_code == 302
    assert client.get("/accounts/sessions/").status_code == 200


def test_reset_does_not_get_past_the_second_factor(person, client, give_app):
    give_app(person)
    ask(client, person.email)
    response = choose(client, link_of(mail.outbox[0]))
    assert response["Location"] == "/accounts/second-factor/authenticate/"
    assert not is_signed_in(client)
    assert client.post(response["Location"], {"code": code_of(person)}).status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize("address", ["emekdas@numune.example", "kimse@numune.example"])
def test_mailbox_is_not_filled_with_links_whether_anybody_has_it(person, address):
    with time_machine.travel("2025-03-03T12:00:00+04:00", tick=False) as clock:
        answers = [
            Client(REMOTE_ADDR=f"10.1.0.{number}").post(RESET, {"email": address}).status_code for number in range(5)
        ]
        assert answers == [302, 302, 302, 429, 429]
        assert DBTaskResult.objects.count() == 3
        refused = Client().post(RESET, {"email": address.upper()})
        assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
        assert "60" in refused.context["sentence"]
        for hours in (1, 2, 4, 8):  # then one after each, and a day at most
            clock.shift(hours * 3600 - 1)
            assert Client().post(RESET, {"email": address}).status_code == 429
            clock.shift(1)
            assert Client().post(RESET, {"email": address}).status_code == 302
        assert Client().post(RESET, {"email": address})["Retry-After"] == str(16 * 3600)
        assert Client().post(RESET, {"email": "ikinci@numune.example"}).status_code == 302


def test_one_address_does_not_ask_for_links_without_end_but_known_browsers_may(person, client):
    with time_machine.travel("2025-03-03T12:00:00+04:00", tick=False) as clock:
        known, stranger = Client(), Client()
        sign_in_as(known, "Emekdas.Bir")
        known.post("/accounts/logout/")
        answers = [stranger.post(RESET, {"email": f"kimse{number}@numune.example"}).status_code for number in range(31)]
        assert answers == [302] * 30 + [429]
        assert stranger.post(RESET, {"email": person.email})["Retry-After"] == "600"
        assert known.post(RESET, {"email": person.email}).status_code == 302
        assert Client(REMOTE_ADDR="10.0.0.9").post(RESET, {"email": person.email}).status_code == 302
        clock.shift(600)
        assert stranger.post(RESET, {"email": person.email}).status_code == 302


def test_strangers_do_not_close_a_mailbox_to_its_owner(person):
    known, of_another = Client(), Client()
    sign_in_as(known, "Emekdas.Bir")
    known.post("/accounts/logout/")
    make_user("ikinci", Role.CONTRIBUTOR)
    sign_in_as(of_another, "ikinci")
    of_another.post("/accounts/logout/")
    with time_machine.travel("2025-03-03T12:00:00+04:00", tick=False):
        assert [Client().post(RESET, {"email": person.email}).status_code for _time in range(4)] == [302] * 3 + [429]
        assert of_another.post(RESET, {"email": person.email}).status_code == 429
        answers = [known.post(RESET, {"email": person.email.upper()}).status_code for _time in range(4)]
        assert answers == [302] * 3 + [429]  # its own bound
        assert known.post(RESET, {"email": "kimse@numune.example"}).status_code == 302


@pytest.mark.parametrize("address", ["", "yox", "a@", "a\x00@b.az"])
def test_what_is_no_address_is_said_so(client, db, address):
    assert set(client.post(RESET, {"email": address}).context["form"].errors) == {"email"}


def test_person_is_told_of_a_changed_password(person, english):
    english.force_login(person)
    english.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert User.objects.get().check_password(NEW)
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([person.email], "Your password has been changed")
    assert "127.0.0.1" in message.body


def test_nobody_without_an_address_is_told(person, english):
    User.objects.update(email="")
    english.force_login(person)
    english.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert mail.outbox == []


@pytest.mark.parametrize(
    "prefix",
    [
        "account/email/password_changed",
        "account/email/password_reset",
        "mfa/email/totp_activated",
        "mfa/email/totp_deactivated",
        "mfa/email/webauthn_added",
        "mfa/email/webauthn_removed",
        "mfa/email/recovery_codes_generated",
    ],
)
@pytest.mark.parametrize("language", ["az", "en"])
def test_every_notice_can_be_written(person, prefix, language):
    send_notice(prefix, person, language=language, ip="10.0.0.1")
    (message,) = mail.outbox
    assert message.subject
    assert "10.0.0.1" in message.body
    assert "{" not in message.body

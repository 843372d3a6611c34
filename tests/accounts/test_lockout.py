"""Wrong passwords: five lock the account from that address, many lock the address, a new password opens again."""

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from tests.accounts.conftest import LOGIN, is_signed_in, sign_in_as
from tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db
HERE, THERE = "10.0.0.1", "10.0.0.2"


def fail(client, login: str, times: int = 1, **more) -> list[int]:
    return [sign_in_as(client, login, f"yanlış-{attempt}", **more).status_code for attempt in range(times)]


def test_fifth_wrong_password_locks_and_the_right_one_is_refused_too(person, english):
    assert fail(english, "Emekdas.Bir", 5) == [200, 200, 200, 200, 429]
    response = sign_in_as(english, "Emekdas.Bir")
    assert response.status_code == 429
    assert not is_signed_in(english)
    assert "Too many wrong passwords for this account. Try again in 15 minutes." in response.content.decode()
    assert "/accounts/password/reset/" in response.content.decode()


def test_four_wrong_passwords_do_not_lock_and_success_begins_anew(person, client):
    assert fail(client, "Emekdas.Bir", 4) == [200] * 4
    assert sign_in_as(client, "Emekdas.Bir").status_code == 302
    client.logout()
    assert fail(client, "Emekdas.Bir", 4) == [200] * 4


def test_lock_page_is_azerbaijani_by_itself(person, client):
    fail(client, "Emekdas.Bir", 5)
    response = sign_in_as(client, "Emekdas.Bir")
    assert '<html lang="az">' in response.content.decode()
    assert response.context["sentence"] != "Too many wrong passwords for this account. Try again in 15 minutes."


def test_lock_is_of_that_account_and_that_address_only(person, client):
    make_user("bashqasi", Role.CONTRIBUTOR)
    fail(client, "Emekdas.Bir", 5, REMOTE_ADDR=HERE)
    assert sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR=HERE).status_code == 429
    assert sign_in_as(Client(), "bashqasi", REMOTE_ADDR=HERE).status_code == 302
    assert sign_in_as(Client(), "Emekdas.Bir", REMOTE_ADDR=THERE).status_code == 302


def test_another_browser_at_the_same_address_is_no_way_around(person, client):
    fail(client, "Emekdas.Bir", 5, HTTP_USER_AGENT="one")
    assert sign_in_as(Client(), "Emekdas.Bir", HTTP_USER_AGENT="two").status_code == 429


def test_user_name_and_address_count_as_one_account(person, client):
    fail(client, "Emekdas.Bir", 2)
    fail(client, "emekdas.bir", 1)
    assert fail(client, "emekdas@numune.example", 2) == [200, 429]
    assert fail(client, "EMEKDAS@numune.example") == [429]
    assert AccessAttempt.objects.get().username == "Emekdas.Bir"


def test_name_of_nobody_locks_like_a_known_one_and_is_not_kept_as_typed(person, client):
    assert fail(client, "Kimsə", 3) + fail(client, "kimsə", 2) == [200, 200, 200, 200, 429]
    kept = AccessAttempt.objects.get()
    assert "kims" not in kept.username
    assert "kims" not in kept.post_data.lower()
    assert "yanlış" not in kept.post_data


def test_lock_ends_after_a_quarter_of_an_hour_and_trying_does_not_prolong_it(person, client):
    with time_machine.travel("2025-03-03T10:00:00+04:00", tick=False) as clock:
        fail(client, "Emekdas.Bir", 5)
        clock.shift(14 * 60)
        response = sign_in_as(client, "Emekdas.Bir")
        assert response.status_code == 429
        clock.shift(61)
        assert sign_in_as(client, "Emekdas.Bir").status_code == 302


def test_page_says_how_long_is_left(person, english):
    with time_machine.travel("2025-03-03T10:00:00+04:00", tick=False) as clock:
        fail(english, "Emekdas.Bir", 5)
        clock.shift(14 * 60 + 30)
        assert "Try again in 1 minute." in sign_in_as(english, "Emekdas.Bir").content.decode()


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


def test_wrong_password_before_a_sensitive_change_counts_too(person, client):
    client.force_login(person)
    answers = [client.post("/accounts/reauthenticate/", {"password": "yanlış"}).status_code for _again in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert sign_in_as(Client(), "Emekdas.Bir").status_code == 429


# --- The address -----------------------------------------------------------------------------------------------------


@pytest.fixture
def low_ceiling(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"address_failed": "6/h/ip"}


def test_ceiling_of_an_address_is_a_hundred_an_hour():
    assert settings.ACCOUNT_RATE_LIMITS["address_failed"] == "100/h/ip"
    assert settings.AXES_FAILURE_LIMIT == 5


def test_too_many_names_from_one_address_lock_the_address(person, english, low_ceiling):
    for number in range(6):
        fail(english, f"kimse{number}", REMOTE_ADDR=HERE)
    response = sign_in_as(english, "Emekdas.Bir", REMOTE_ADDR=HERE)
    assert response.status_code == 429
    assert "Too many wrong passwords came from your network." in response.content.decode()
    assert not is_signed_in(english)
    assert sign_in_as(Client(), "Emekdas.Bir", REMOTE_ADDR=THERE).status_code == 302


def test_right_passwords_do_not_count_for_the_address(person, client, low_ceiling):
    for _again in range(8):
        assert sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR=HERE).status_code == 302
        client.logout()
    for number in range(5):
        fail(client, f"kimse{number}", REMOTE_ADDR=HERE)
    assert sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR=HERE).status_code == 302


def test_address_is_open_again_after_an_hour(person, client, low_ceiling):
    with time_machine.travel("2025-03-03T10:00:00+04:00", tick=False) as clock:
        for number in range(6):
            fail(client, f"kimse{number}", REMOTE_ADDR=HERE)
        assert sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR=HERE).status_code == 429
        clock.shift(3601)
        assert sign_in_as(client, "Emekdas.Bir", REMOTE_ADDR=HERE).status_code == 302


def test_a_ministry_signs_in_within_a_minute(client, db):
    names = [make_user(f"emekdas{number}", Role.CONTRIBUTOR).username for number in range(60)]
    assert {sign_in_as(Client(), name, REMOTE_ADDR=HERE).status_code for name in names} == {302}


def test_attempts_are_not_in_the_administration(sign_in):
    client = sign_in("administrator")
    assert client.get("/admin/axes/accessattempt/").status_code == 404
    assert client.get(LOGIN).status_code == 302
    assert User.objects.get(username="inzibatci").check_password(PASSWORD)

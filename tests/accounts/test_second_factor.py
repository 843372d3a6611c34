"""Codes from an app, recovery codes, and who must have a second factor."""

import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.accounts.conftest import code_of, is_signed_in, recovery_codes, sign_in_as, wrong_code
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
INDEX, SECOND_STEP = "/accounts/second-factor/", "/accounts/second-factor/authenticate/"


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def halfway(person, client, give_app):
    """A client past the password of a person with the app."""
    give_app(person)
    assert sign_in_as(client, "Emekdas.Bir")["Location"] == SECOND_STEP
    return client


# --- Signing in ------------------------------------------------------------------------------------------------------


def test_password_alone_is_not_enough(halfway):
    assert not is_signed_in(halfway)
    assert halfway.get("/")["Location"] == "/accounts/login/?next=/"
    assert halfway.get(SECOND_STEP).status_code == 200


def test_right_code_signs_in(halfway, person):
    response = halfway.post(SECOND_STEP, {"code": code_of(person)})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_signed_in(halfway)


@pytest.mark.parametrize("code", ["", "abcdef", "1" * 500, "\u0661\u0662\u0663\u0664\u0665\u0666"])
def test_nonsense_is_no_code(halfway, code):
    assert set(halfway.post(SECOND_STEP, {"code": code}).context["form"].errors) == {"code"}
    assert not is_signed_in(halfway)


def test_wrong_code_is_refused(halfway, person):
    assert set(halfway.post(SECOND_STEP, {"code": wrong_code(person)}).context["form"].errors) == {"code"}
    assert not is_signed_in(halfway)


def test_clock_of_the_telephone_may_be_half_a_minute_off(halfway, person):
    assert halfway.post(SECOND_STEP, {"code": code_of(person, -1)}).status_code == 302


def test_code_of_an_hour_ago_is_refused(halfway, person):
    assert halfway.post(SECOND_STEP, {"code": code_of(person, -120)}).status_code == 200


def test_code_is_good_once_for_as_long_as_it_would_be_valid(halfway, person):
    code = code_of(person, 1)  # still valid after the minute for which allauth remembers a code
    halfway.post(SECOND_STEP, {"code": code})
    again = Client()
    sign_in_as(again, "Emekdas.Bir")
    cache.delete(f"allauth.mfa.totp.used?user={person.pk}&code={code}")
    assert again.post(SECOND_STEP, {"code": code}).status_code == 200
    assert not is_signed_in(again)
    assert again.post(SECOND_STEP, {"code": code_of(person)}).status_code == 302


def test_recovery_code_is_good_once(halfway, person):
    code = recovery_codes(person)[0]
    assert halfway.post(SECOND_STEP, {"code": code}).status_code == 302
    assert len(recovery_codes(person)) == 9
    again = Client()
    sign_in_as(again, "Emekdas.Bir")
    assert again.post(SECOND_STEP, {"code": code}).status_code == 200
    assert not is_signed_in(again)


def test_code_of_another_person_is_refused(halfway, give_app, people):
    other = give_app(people["lead"])
    assert halfway.post(SECOND_STEP, {"code": recovery_codes(other)[0]}).status_code == 200
    assert len(recovery_codes(other)) == 10


def test_guessing_codes_is_stopped_after_five(halfway, person):
    answers = [halfway.post(SECOND_STEP, {"code": wrong_code(person)}).status_code for _again in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    response = halfway.post(SECOND_STEP, {"code": code_of(person)})
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 900
    assert not is_signed_in(halfway)


# --- Setting up ------------------------------------------------------------------------------------------------------


def test_person_switches_the_app_on_and_gets_recovery_codes(person, client):
    sign_in_as(client, "Emekdas.Bir")
    page = client.get("/accounts/second-factor/app/activate/")
    assert page.status_code == 200  # the password is fresh: it is not asked for again
    assert "data:image/svg+xml;base64," in page.content.decode()
    assert "issuer=NAP%20Tracker" in page.context["totp_url"]
    secret = client.session[SECRET_SESSION_KEY]
    assert secret in page.content.decode()
    wrong = client.post("/accounts/second-factor/app/activate/", {"code": "abc"})
    assert set(wrong.context["form"].errors) == {"code"}
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    done = client.post("/accounts/second-factor/app/activate/", {"code": code})
    assert done["Location"] == "/accounts/second-factor/codes/"
    codes = client.get(done["Location"])
    assert all(code in codes.content.decode() for code in recovery_codes(person))
    assert codes["Cache-Control"] == "no-store"
    assert client.get("/accounts/second-factor/codes/download/").content.decode().split() == recovery_codes(person)


@pytest.mark.parametrize("email", ["", "emekdas.bir@numune.example"])
def test_address_that_nobody_has_proved_does_not_stand_in_the_way(email, person, client):
    User.objects.filter(pk=person.pk).update(email=email)
    sign_in_as(client, "Emekdas.Bir")
    for address in ("/accounts/second-factor/app/activate/", "/accounts/second-factor/keys/add/"):
        assert client.get(address).status_code == 200, address


def test_old_sign_in_is_asked_for_the_password_again(person, client):
    client.force_login(person)
    response = client.get("/accounts/second-factor/app/activate/")
    assert response["Location"] == ("/accounts/reauthenticate/?next=%2Faccounts%2Fsecond-factor%2Fapp%2Factivate%2F")
    assert client.post(response["Location"], {"password": "yanlış"}).status_code == 200
    assert client.get("/accounts/second-factor/app/activate/").status_code == 302
    done = client.post(response["Location"], {"password": PASSWORD, "next": "/accounts/second-factor/app/activate/"})
    assert done["Location"] == "/accounts/second-factor/app/activate/"
    assert client.get("/accounts/second-factor/app/activate/").status_code == 200


def test_app_is_switched_off_by_its_owner(halfway, person):
    halfway.post(SECOND_STEP, {"code": code_of(person)})
    assert halfway.get("/accounts/second-factor/app/deactivate/").status_code == 200
    assert halfway.post("/accounts/second-factor/app/deactivate/").status_code == 302
    assert not Authenticator.objects.exists()  # recovery codes alone are nothing


def test_new_recovery_codes_end_the_old_ones(halfway, person):
    halfway.post(SECOND_STEP, {"code": code_of(person)})
    old = recovery_codes(person)
    assert halfway.post("/accounts/second-factor/codes/generate/").status_code == 302
    assert not set(old) & set(recovery_codes(person))


def passkey(user: User) -> Authenticator:
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "Nümunə açar", "credential": {}})


def test_passkey_of_another_person_is_not_there(person, client, people):
    other = passkey(people["lead"])
    sign_in_as(client, "Emekdas.Bir")
    for step in ("edit", "remove"):
        address = f"/accounts/second-factor/keys/{other.pk}/{step}/"
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    assert Authenticator.objects.get() == other


def test_passkey_is_renamed_and_removed_by_its_owner(person, client):
    sign_in_as(client, "Emekdas.Bir")
    key = passkey(person)
    assert client.post(f"/accounts/second-factor/keys/{key.pk}/edit/", {"name": ""}).status_code == 200
    client.post(f"/accounts/second-factor/keys/{key.pk}/edit/", {"name": "İş kompüteri"})
    assert "İş kompüteri" in client.get(INDEX).content.decode()
    assert client.post(f"/accounts/second-factor/keys/{key.pk}/remove/")["Location"] == INDEX
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "x", '{"id": 1}', '{"id":"a","rawId":"YQ","type":"public-key"}', "[" * 9999, "1" * 5000],
)
def test_forged_passkey_is_refused(halfway, credential):
    response = halfway.post(SECOND_STEP, {"credential": credential})
    assert response.status_code == 200
    assert not is_signed_in(halfway)


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "x", '{"id": 1}', '{"id":"a","rawId":"YQ","type":"public-key"}', "[" * 9999, "1" * 5000],
)
def test_forged_new_passkey_is_refused_with_a_sentence(person, client, credential):
    sign_in_as(client, "Emekdas.Bir")
    response = client.post("/accounts/second-factor/keys/add/", {"name": "x", "credential": credential})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert 'class="errorlist' in response.content.decode() or 'role="alert"' in response.content.decode()
    assert not Authenticator.objects.exists()


# --- Who must --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["coordinator", "observer", "administrator"])
@pytest.mark.parametrize("address", ["/", "/accounts/sessions/", "/accounts/local-key/", "/plans/people/"])
def test_whoever_reads_the_texts_of_others_is_led_to_the_set_up(sign_in, required, year, who, address):
    client = sign_in(who)
    assert client.get(address)["Location"] == INDEX
    page = client.get(INDEX)
    assert (page.status_code, page.context["required"], page.context["protected"]) == (200, True, False)


@pytest.mark.parametrize("who", ["contributor", "lead"])
def test_others_are_not_led_there(sign_in, required, year, who):
    client = sign_in(who)
    assert client.get("/accounts/sessions/").status_code == 200
    assert client.get(INDEX).context["required"] is False


@pytest.mark.parametrize("of_the_others", [True, False])
def test_leads_are_led_there_where_the_installation_says_so(sign_in, settings, of_the_others):
    settings.REQUIRE_SECOND_FACTOR_OF_LEADS, settings.REQUIRE_SECOND_FACTOR = True, of_the_others
    assert sign_in("lead").get("/accounts/sessions/")["Location"] == INDEX
    assert sign_in("contributor").get("/accounts/sessions/").status_code == 200
    expected = 302 if of_the_others else 200
    assert sign_in("observer").get("/accounts/sessions/").status_code == expected


def test_lead_keeps_the_last_second_factor_where_it_is_required(client, settings, people, give_app):
    settings.REQUIRE_SECOND_FACTOR_OF_LEADS = True
    user = give_app(people["lead"])
    sign_in_as(client, "mesul")
    client.post(SECOND_STEP, {"code": code_of(user)})
    client.post("/accounts/second-factor/app/deactivate/")
    assert user.authenticator_set.filter(type="totp").exists()


def test_observer_without_one_sets_it_up_at_the_next_sign_in_and_goes_on(required, people, client, year):
    sign_in_as(client, "musahideci")
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1] == (INDEX, 302)
    assert client.get("/accounts/second-factor/app/activate/").status_code == 200
    secret = client.session[SECRET_SESSION_KEY]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post("/accounts/second-factor/app/activate/", {"code": code}).status_code == 302
    assert client.get("/accounts/sessions/").status_code == 200


def test_nobody_is_led_there_where_the_setting_is_off(sign_in, settings):
    assert settings.REQUIRE_SECOND_FACTOR is False
    assert sign_in("coordinator").get("/accounts/sessions/").status_code == 200


def test_way_out_stays_open(sign_in, required):
    client = sign_in("coordinator")
    assert client.get("/jsi18n/").status_code == 200
    assert client.post("/language/", {"language": "en"}).status_code == 302
    assert client.get("/accounts/second-factor/app/activate/")["Location"].startswith("/accounts/reauthenticate/")
    assert client.get("/accounts/reauthenticate/").status_code == 200
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert not is_signed_in(client)


def test_script_is_told_in_json(sign_in, required):
    response = sign_in("coordinator").get("/accounts/sessions/", headers={"X-Requested-With": "fetch"})
    assert (response.status_code, response.json()["second_factor"]) == (403, True)


def test_coordinator_with_the_app_goes_in_without_another_question(
    sign_in, required, people, give_app, django_assert_max_num_queries
):
    give_app(people["coordinator"])
    client = sign_in("coordinator")
    assert client.get("/accounts/local-key/").status_code == 200
    with django_assert_max_num_queries(2):  # session, person
        assert client.get("/accounts/local-key/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(sign_in, required, people):
    Authenticator.objects.create(user=people["coordinator"], type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert sign_in("coordinator").get("/accounts/sessions/")["Location"] == INDEX


def test_person_made_coordinator_is_led_there_at_once(sign_in, required, people):
    client = sign_in("contributor")
    assert client.get("/accounts/sessions/").status_code == 200
    User.objects.filter(pk=people["contributor"].pk).update(role="coordinator")
    assert client.get("/accounts/sessions/")["Location"] == INDEX


def test_last_second_factor_stays_where_it_is_required(client, required, people, give_app):
    user = give_app(people["coordinator"])
    sign_in_as(client, "koordinator")
    client.post(SECOND_STEP, {"code": code_of(user)})
    assert client.post("/accounts/second-factor/app/deactivate/").status_code == 200
    assert user.authenticator_set.filter(type="totp").exists()
    key = passkey(user)
    client.post("/accounts/second-factor/app/deactivate/")
    assert not user.authenticator_set.filter(type="totp").exists()
    client.post(f"/accounts/second-factor/keys/{key.pk}/remove/")
    assert user.authenticator_set.filter(type="webauthn").exists()


# --- Lost ------------------------------------------------------------------------------------------------------------


def test_administrator_takes_a_leads_lost_second_factor_away(sign_in, people, give_app):
    user, kept = give_app(people["lead"]), give_app(people["observer"])
    theirs = Client()
    sign_in_as(theirs, "mesul")
    theirs.post(SECOND_STEP, {"code": code_of(user)})
    assert is_signed_in(theirs)
    address = f"/plans/people/{user.pk}/factor/"
    assert sign_in("coordinator").post(address).status_code == 404
    assert sign_in("lead").post(address).status_code == 403
    assert user.authenticator_set.count() == 2
    sign_in("administrator").post(address)
    assert (user.authenticator_set.count(), kept.authenticator_set.count()) == (0, 2)
    assert theirs.get("/accounts/sessions/").status_code == 302
    assert sign_in_as(Client(), "mesul")["Location"] == "/"


def test_secrets_are_not_in_the_administration(sign_in):
    for address in ("/admin/mfa/authenticator/", "/admin/usersessions/usersession/"):
        assert sign_in("administrator").get(address).status_code == 404


# --- Bounds ----------------------------------------------------------------------------------------------------------


def test_nobody_fills_the_journal_with_the_own_second_factor(person, client, give_app):
    give_app(person)
    sign_in_as(client, "Emekdas.Bir")
    client.post("/accounts/second-factor/authenticate/", {"code": code_of(person)})
    client.cookies["django_language"] = "en"
    with time_machine.travel(timezone.now(), tick=False):
        answers = [client.post("/accounts/second-factor/codes/generate/") for _time in range(21)]
        assert [answer.status_code for answer in answers] == [302] * 20 + [429]
        assert "Very many changes of accounts within a short time. Go on in 60 min." in answers[-1].content.decode()
        assert client.post("/accounts/second-factor/keys/add/").status_code == 429
        assert client.get("/accounts/second-factor/codes/generate/").status_code == 200
        # What somebody else has added is taken away at any time.
        assert client.post("/accounts/second-factor/app/deactivate/").status_code == 302
        assert not Authenticator.objects.exists()
        assert client.post("/accounts/second-factor/app/activate/", {"code": "1"}).status_code == 429

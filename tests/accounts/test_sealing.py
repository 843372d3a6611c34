"""Secrets of second factors are encrypted where they are kept, with a key that can be changed and is never guessed."""

import re
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import AttemptCount
from accounts.sealing import MARK, SecretUnreadable, seal, seal_again, unseal
from tests.accounts.conftest import SECRETS, code_of, is_signed_in, recovery_codes, sign_in_as
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SECOND_STEP, AGAIN = "/accounts/second-factor/authenticate/", "/accounts/again/"
FORMER, NEW, OTHER = "former-key-" * 4, "another-key-" * 4, "third-key-of-somebody-" * 2
MIGRATION = import_module("accounts.migrations.0008_seal_second_factors").Migration.operations[0]


@pytest.fixture
def keys(settings):
    """`keys(NEW, FORMER)` sets the keys of the installation."""

    def choose(*chosen: str) -> None:
        settings.SECOND_FACTOR_KEYS = list(chosen)

    choose(FORMER)
    return choose


@pytest.fixture
def user(person, give_app, keys):
    return give_app(person)


def kept() -> dict[str, dict]:
    return {row.type: row.data for row in Authenticator.objects.order_by("pk")}


def plain(user) -> list[str]:
    """Undoes the encryption, as data from before it were kept; returns the recovery codes."""
    codes = recovery_codes(user)
    MIGRATION.reverse_code(apps, None)
    assert kept()["totp"] == {"secret": SECRETS[user.pk]}
    return codes


# --- As it is kept ---------------------------------------------------------------------------------------------------


def test_secret_is_not_in_the_database_and_codes_are_taken(user, client):
    assert kept()["totp"]["secret"].startswith(MARK)
    assert kept()["recovery_codes"]["seed"].startswith(MARK)
    assert SECRETS[user.pk] not in str(kept())
    sign_in_as(client, "Emekdas.Bir")
    assert client.post(SECOND_STEP, {"code": code_of(user)}).status_code == 302
    assert is_signed_in(client)


def test_same_secret_is_kept_in_another_way_each_time(keys):
    assert seal("x") != seal("x")
    assert unseal(seal("məxfi")) == "məxfi"


@pytest.mark.parametrize("chosen", [(NEW, FORMER), (FORMER, NEW), (OTHER, NEW, FORMER)])
def test_any_of_the_keys_decrypts(keys, chosen):
    text = seal("x")
    keys(*chosen)
    assert unseal(text) == "x"


@pytest.mark.parametrize("chosen", [(), (NEW,), (NEW, OTHER)])
def test_without_its_key_nothing_is_decrypted(keys, chosen):
    text = seal("x")
    keys(*chosen)
    with pytest.raises(SecretUnreadable):
        unseal(text)


@pytest.mark.parametrize("kept_text", ["", "JBSWY3DPEHPK3PXP", MARK, f"{MARK}gAAAAAB", f"{MARK}məxfi"])
def test_what_is_not_encrypted_or_is_cut_off_is_no_secret(keys, kept_text):
    with pytest.raises(SecretUnreadable):
        unseal(kept_text)


# --- The migration ---------------------------------------------------------------------------------------------------


def test_migration_encrypts_what_was_there_and_back(user, client):
    codes = plain(user)
    row = Authenticator.objects.get(type="recovery_codes")
    row.data["migrated_codes"] = ["11111111", "22222222"]
    row.save()
    MIGRATION.code(apps, None)
    data = kept()
    assert [unseal(code) for code in data["recovery_codes"]["migrated_codes"]] == ["11111111", "22222222"]
    assert unseal(data["totp"]["secret"]) == SECRETS[user.pk]
    assert (data["recovery_codes"]["used_mask"], SECRETS[user.pk] in str(data)) == (0, False)
    row.refresh_from_db()
    row.data.pop("migrated_codes")
    row.save()
    assert recovery_codes(user) == codes
    MIGRATION.code(apps, None)  # once more changes nothing that matters
    assert recovery_codes(user) == codes


def test_migration_without_a_key_stops_with_a_sentence_and_changes_nothing(user, keys):
    plain(user)
    before = kept()
    keys()
    with pytest.raises(ImproperlyConfigured, match=r"nothing was changed\. SECOND_FACTOR_KEYS is not set\."):
        MIGRATION.code(apps, None)
    assert kept() == before


def test_migration_asks_for_no_key_where_there_is_nothing_to_encrypt(keys):
    keys()
    MIGRATION.code(apps, None)
    MIGRATION.reverse_code(apps, None)


def test_way_back_with_a_wrong_key_stops_and_loses_nothing(user, keys):
    before = kept()
    keys(OTHER)
    with pytest.raises(ImproperlyConfigured, match="no key that opens"):
        MIGRATION.reverse_code(apps, None)
    assert kept() == before


# --- Another key -----------------------------------------------------------------------------------------------------


def test_command_encrypts_with_the_first_key_and_the_former_can_go(user, keys, client, capsys):
    codes = recovery_codes(user)
    keys(NEW, FORMER)
    call_command("seal_second_factors")
    assert capsys.readouterr().out == "2 second factors are encrypted with the first key.\n"
    keys(NEW)
    assert recovery_codes(user) == codes
    sign_in_as(client, "Emekdas.Bir")
    assert client.post(SECOND_STEP, {"code": code_of(user)}).status_code == 302


def test_command_leaves_what_it_cannot_read_and_says_so(user, people, give_app, keys, capsys):
    keys(NEW)
    give_app(people["lead"])
    before = kept_of(user)
    with pytest.raises(CommandError, match=r"^2 second factors could not be read and stay as they are\."):
        call_command("seal_second_factors")
    assert "2 second factors are encrypted" in capsys.readouterr().out
    assert kept_of(user) == before


def test_command_encrypts_what_a_restored_backup_holds_in_the_open(user, client):
    plain(user)
    call_command("seal_second_factors")
    assert SECRETS[user.pk] not in str(kept())
    assert seal_again(kept()["totp"]["secret"]).startswith(MARK)


def test_passkeys_have_no_secret_and_stay(person, keys):
    key = Authenticator.objects.create(user=person, type="webauthn", data={"name": "x", "credential": {}})
    call_command("seal_second_factors")
    key.refresh_from_db()
    assert key.data == {"name": "x", "credential": {}}


def kept_of(user) -> list[dict]:
    return [row.data for row in Authenticator.objects.filter(user=user).order_by("pk")]


# --- A wrong key -----------------------------------------------------------------------------------------------------


def test_wrong_key_is_a_sentence_and_counts_nothing(user, keys, english, caplog):
    sign_in_as(english, "Emekdas.Bir")
    keys(OTHER)
    for _again in range(6):
        response = english.post(SECOND_STEP, {"code": code_of(user)})
    assert response.status_code == 503
    assert "Your second factor cannot be read at the moment. Tell your administrator." in response.content.decode()
    assert not is_signed_in(english)
    assert not AttemptCount.objects.filter(kind="code", failures__gt=0).exists()
    assert "SECOND_FACTOR_KEYS holds no key that opens this second factor." in caplog.text
    assert not re.search(r"[A-Z2-7]{32}", caplog.text)
    keys(FORMER)
    assert english.post(SECOND_STEP, {"code": code_of(user)}).status_code == 302


def test_wrong_key_is_a_sentence_for_scripts_and_on_the_own_pages(user, keys, client):
    sign_in_as(client, "Emekdas.Bir")
    client.post(SECOND_STEP, {"code": code_of(user)})
    keys(OTHER)
    for address in ("codes/", "codes/download/"):
        assert client.get(f"/accounts/second-factor/{address}").status_code == 503
    posted = {"user": user.pk, "password": PASSWORD, "code": "123456"}
    response = Client().post(AGAIN, posted, headers={"X-Requested-With": "fetch"})
    assert (response.status_code, set(response.json())) == (503, {"error"})


def test_without_a_key_nobody_sets_an_app_up(person, keys, client):
    keys()
    with pytest.raises(SecretUnreadable):
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    assert not Authenticator.objects.exists()

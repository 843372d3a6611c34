"""Passwords that are refused: short ones, and those that anybody here would try first."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from accounts.models import User
from accounts.passwords import is_common
from tests.conftest import PASSWORD


def codes_of(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return {error.code for error in refused.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("ulduz-qazma", {"password_too_short"}),
        ("ulduz-qazmaq", set()),
        ("123456789012", {"password_entirely_numeric", "password_common_words"}),
        ("48392017465829", {"password_entirely_numeric"}),
        ("1q2w3e4r5t6y7u8i", {"password_too_common", "password_common_words"}),
        ("startfinding", {"password_too_common"}),
        (PASSWORD, set()),
    ],
)
def test_rules(password, codes):
    assert codes_of(password) == codes


@pytest.mark.parametrize("password", ["emekdas.kimse-1", "Kimsenin-Soyadi", "kimse@numune.example"])
def test_own_name_and_address_are_refused(password):
    user = User(
        username="emekdas.kimse", first_name="Nümunə", last_name="Kimsenin-Soyadi", email="kimse@numune.example"
    )
    assert "password_too_similar" in codes_of(password, user)


@pytest.mark.parametrize(
    "password",
    [
        "azerbaycan2024",
        "Azərbaycan2024",
        "AZƏRBAYCAN-2024!",
        "Azerbaijan_2025",
        "AZƏRBAYCAN İ 24",
        "2024azerbaycan",
        "Bakı15091990",
        "salam.salam.salam",
        "menseniseviremm",
        "qarabagazerbaycan",
        "Qarabağ Azərbaycandır!"[:21],
        "qwertyuiop12",
        "poiuytrewq12",
        "qüertyuiopöğ",
        "asdfghjkl123",
        "zxcvbnm1234567",
        "qwerty123456",
        "QWERTYqwerty1",
        "P4ssw0rd2024!",
        "p@ssword@2024",
        "sifre12345678",
        "Şifrə-Şifrə-1",
        "aaaaaaaaaaaa",
        "abababababab",
        "1111aaaa2222",
        "!!!!!!!!!!!!1a",
        "йцукенгшщзхъ",
        "admin-istifadeci",
        "məlumat2024-2025",
        "ombudsman2024",
        "Ombudsmanın-24",
        "naptracker2025",
        "NAP-Tracker-2026!",
        "letmein123456",
        "iloveyou2024!",
        "futbolfutbol1",
        "futbolçular2025",
        "dragonmaster99",
        "fəaliyyətplanı1",
        "hesabatların-2024",
    ],
)
def test_common_words_rows_of_keys_and_numbers_are_refused(password):
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "tamam-başqa-şifrə-7",
        "Ulduzlu gecədə balıq",
        "azerbaycan-kərgədanı",
        "8392-4471-kx92-16",
        "4f8e2a917bc03d55",
        "kV9!tq#2mZ@1x",
        "bənövşə yelkən",
        "correct horse battery",
    ],
)
def test_others_are_not(password):
    assert not is_common(password)


@pytest.mark.parametrize("password", ["", "ə" * 100_000, "azerbaycan" * 10_000, "a1" * 50_000, "\U0001f600" * 1000])
def test_anything_is_answered(password):
    assert is_common(password) in (True, False)


def test_random_passwords_are_taken():
    import random
    import string

    draw = random.Random(20)
    signs = string.ascii_letters + string.digits
    assert [word for word in ("".join(draw.choices(signs, k=14)) for _again in range(2000)) if is_common(word)] == []


@pytest.mark.django_db
def test_forms_say_what_is_asked_for_in_both_languages(person):
    client = Client()
    client.force_login(person)
    page = client.get("/accounts/password/change/").content.decode()
    assert "azerbaycan2024" in page
    assert "12 " in page
    client.cookies["django_language"] = "en"
    page = client.get("/accounts/password/change/").content.decode()
    assert "No common words with a number behind them" in page
    assert "at least 12 characters" in page


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "said"), [("az", "geniş yayılmış"), ("en", "common words")])
def test_refusal_is_a_sentence_in_both_languages(person, language, said):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        validate_password("azerbaycan2024")
    assert said in refused.value.messages[0]

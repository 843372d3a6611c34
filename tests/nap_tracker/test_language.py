"""Azerbaijani first, English for those who ask for it."""

import pytest
from django.utils import translation

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def language_of(response) -> str:
    html = response.content.decode()
    assert f'<html lang="{response["Content-Language"]}"' in html
    return response["Content-Language"]


@pytest.mark.parametrize(
    "accepted", ["", "en", "en-GB,en;q=0.9", "ru-RU,ru;q=0.9,en;q=0.8", "az-Cyrl", "*", "tr;q=abc"]
)
def test_pages_are_azerbaijani_whatever_the_browser_asks_for(client, accepted):
    assert language_of(client.get(LOGIN, headers={"Accept-Language": accepted})) == "az"


def test_reader_switches_to_english_and_back(client):
    response = client.post("/language/", {"language": "en", "next": LOGIN})
    assert (response.status_code, response["Location"]) == (302, LOGIN)
    assert language_of(client.get(LOGIN, headers={"Accept-Language": "az"})) == "en"
    client.post("/language/", {"language": "az", "next": LOGIN})
    assert language_of(client.get(LOGIN, headers={"Accept-Language": "en"})) == "az"


def test_language_stays_after_signing_in(client, people):
    client.post("/language/", {"language": "en"})
    client.force_login(people["contributor"])
    assert language_of(client.get("/accounts/password/change/")) == "en"


def test_language_is_not_switched_by_a_link(client):
    client.get("/language/?language=en")
    assert language_of(client.get(LOGIN)) == "az"


@pytest.mark.parametrize("language", ["ru", "", "xx", "en-GB", "../az", "e\x00n"])
def test_language_that_is_not_offered_changes_nothing(client, language):
    client.post("/language/", {"language": language})
    assert language_of(client.get(LOGIN)) == "az"


def test_forged_cookie_is_azerbaijani(client):
    client.cookies["django_language"] = "ru"
    assert language_of(client.get(LOGIN)) == "az"


def test_switch_leads_to_no_other_site(client):
    response = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert response["Location"] == "/"


def test_page_that_is_not_there_speaks_the_readers_language(client, people):
    client.force_login(people["contributor"])
    assert client.get("/yoxdur/")["Content-Language"] == "az"
    client.post("/language/", {"language": "en"})
    assert client.get("/yoxdur/")["Content-Language"] == "en"


def test_language_of_one_page_does_not_stay_for_the_next_thread_of_work(client):
    before = translation.get_language()
    client.post("/language/", {"language": "en"})
    client.get(LOGIN)
    assert translation.get_language() == before

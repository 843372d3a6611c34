"""The page of the own settings."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from plans.models import PersonalSettings
from plans.personal.queries import calendar_secret
from plans.queries.notices import settings_of

pytestmark = pytest.mark.django_db

PAGE, RENEW = "/plans/settings/", "/plans/settings/calendar/"
ROLES = ("contributor", "lead", "coordinator", "observer", "administrator")


def page_of(client: Client) -> str:
    return client.get(PAGE).content.decode()


def chosen(html: str) -> set[str]:
    return set(re.findall(r'value="(\w+)"[^>]* checked', html))


def calendar_in(html: str) -> str | None:
    found = re.search(r'id="calendar-address">http://127.0.0.1:8000([^<]+)<', html)
    return found[1] if found else None


@pytest.mark.parametrize("role", ROLES)
def test_page_begins_with_the_defaults_and_stores_nothing(sign_in, role):
    html = page_of(sign_in(role))
    assert chosen(html) == {"immediate", "az"}
    assert re.search(r'name="single_keys"[^>]* checked', html)
    assert not PersonalSettings.objects.exists()


def test_choice_is_kept_and_shown_again(sign_in, people):
    client = sign_in("lead")
    response = client.post(PAGE, {"mails": "daily", "mail_language": "en"})
    assert (response.status_code, response["Location"]) == (302, PAGE)
    own = PersonalSettings.objects.get()
    assert (own.user, own.mails, own.mail_language, own.user.single_keys) == (people["lead"], "daily", "en", False)
    html = page_of(client)
    assert chosen(html) == {"daily", "en"}
    assert "Parametrləriniz yadda saxlanıldı." in html
    client.post(PAGE, {"mails": "none", "mail_language": "az", "single_keys": "on"})
    own.refresh_from_db()
    own.user.refresh_from_db()
    assert (own.mails, own.mail_language, own.user.single_keys) == ("none", "az", True)


def test_spelling_of_the_browser_is_off_until_somebody_wants_it(sign_in):
    client = sign_in("contributor")
    html = page_of(client)
    assert 'name="checks_spelling"' in html
    assert not re.search(r'name="checks_spelling"[^>]* checked', html)
    client.post(PAGE, {"mails": "none", "mail_language": "az", "checks_spelling": "on"})
    assert re.search(r'name="checks_spelling"[^>]* checked', page_of(client))
    assert 'name="checks_spelling"' not in page_of(sign_in("observer"))  # who writes nothing is not asked


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"mails": "hourly", "mail_language": "az"}, "Məktubların nə vaxt göndəriləcəyini seçin."),
        ({"mail_language": "az"}, "Məktubların nə vaxt göndəriləcəyini seçin."),
        ({"mails": "daily", "mail_language": "ru"}, "Məktubların dilini seçin."),
        ({"mails": "daily"}, "Məktubların dilini seçin."),
    ],
)
def test_choice_that_does_not_exist_is_refused_with_a_sentence(sign_in, posted, sentence):
    response = sign_in("lead").post(PAGE, posted)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not PersonalSettings.objects.exists()


def test_settings_of_one_are_not_anothers(sign_in, people):
    sign_in("lead").post(PAGE, {"mails": "none", "mail_language": "en"})
    assert chosen(page_of(sign_in("contributor"))) == {"immediate", "az"}


def test_saving_the_choice_leaves_the_calendar_where_it_is(sign_in):
    client = sign_in("lead")
    client.post(RENEW)
    before = calendar_in(page_of(client))
    client.post(PAGE, {"mails": "daily", "mail_language": "en"})
    assert calendar_in(page_of(client)) == before


def test_address_on_the_page_opens_and_renewing_gives_another(sign_in, year, people):
    client = sign_in("lead")
    old = calendar_in(page_of(client))
    assert old == f"/plans/calendar/{calendar_secret(settings_of(people['lead']))}.ics"
    assert Client().get(old).status_code == 200
    response = client.post(RENEW)
    assert (response.status_code, response["Location"]) == (302, PAGE)
    new = calendar_in(page_of(client))
    assert new != old
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)


def test_renewing_by_one_leaves_the_addresses_of_others(sign_in, year):
    theirs = calendar_in(page_of(sign_in("contributor")))
    sign_in("lead").post(RENEW)
    assert Client().get(theirs).status_code == 200


def test_administrator_has_no_deadlines_and_no_calendar(sign_in):
    assert calendar_in(page_of(sign_in("administrator"))) is None
    assert calendar_in(page_of(sign_in("observer"))) is not None


def test_person_without_an_address_is_told_that_no_letter_comes(sign_in, people):
    client = sign_in("lead")
    assert "Hesabınızda e-poçt ünvanı göstərilmədiyindən" in page_of(client)
    User.objects.filter(pk=people["lead"].pk).update(email="mesul@numune.example")
    html = page_of(client)
    assert "Hesabınızda e-poçt ünvanı göstərilmədiyindən" not in html
    assert "Məktublar mesul@numune.example ünvanına göndərilir." in html


@pytest.mark.parametrize("name", ["account_change_password", "mfa_index", "usersessions_list"])
def test_way_between_the_pages_of_the_account_leads_here(sign_in, name):
    assert f'<a href="{PAGE}">Parametrlər</a>' in sign_in("lead").get(reverse(name)).content.decode()


def test_page_costs_six_queries_for_staff(sign_in, django_assert_num_queries):
    client = sign_in("lead")
    client.get(PAGE)
    with django_assert_num_queries(6):  # one asks for the year that the tabs lead to
        client.get(PAGE)

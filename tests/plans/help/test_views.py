"""The page of help of each role, and the steps of a first visit."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.enums import Role
from accounts.models import User
from plans.help.roles import HELP, PICTURES
from plans.people.services.invitations import accept_invitation, invite
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

PAGE, CLEAR = "/plans/help/", "/plans/help/clear/"
YEAR = "/plans/numune-2020-2024/2024/"
STATIC = settings.BASE_DIR / "nap_tracker" / "static"
NUMBER_OF_STEPS = 3
ROLES = ("contributor", "lead", "coordinator", "observer", "administrator")
HOMES = {
    "contributor": f"{YEAR}NUMUNE/",
    "lead": f"{YEAR}NUMUNE/",
    "coordinator": f"{YEAR}worklist/",
    "observer": f"{YEAR}overview/",
    "administrator": "/plans/people/waiting/",
}
DOES = {
    "az": {
        "contributor": "Qurumunuzun bu il planın hər yarımbəndi üzrə gördüyü işləri yazırsınız.",
        "lead": "Qurumunuzun məlumatlarının yazılmasına cavabdehsiniz və onları təqdim edirsiniz.",
        "coordinator": "Bütün qurumların məlumatlarını toplayır, yoxlayır və ümumiləşdirilmiş Məlumatı hazırlayırsınız.",
        "observer": "Qurumların təqdim etdiyi məlumatları və planın icrasını izləyirsiniz. Heç nəyi dəyişmirsiniz.",
        "administrator": "İstifadəçiləri dəvət edir, onların hesablarını və planın məlumat bazasını idarə edirsiniz.",
    },
    "en": {
        "contributor": "You write what your agency did on each sub-point of the plan this year.",
        "lead": "You see to it that your agency&#x27;s entries are written, and submit them.",
        "coordinator": "You collect the entries of all agencies, review them and prepare the consolidated report.",
        "observer": "You read what the agencies have submitted and how the plan is carried out.",
        "administrator": "You let people in, keep their accounts and the data of the plan in order.",
    },
}


def page_of(client: Client, address: str = PAGE, language: str = "az") -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def newcomer(sign_in, people):
    """`newcomer("lead")` gives a client of somebody who signs in for the first time."""

    def client_of(role: str) -> Client:
        User.objects.filter(pk=people[role].pk).update(meets_first_steps=True)
        return sign_in(role)

    return client_of


# --- The page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_its_own_page_in_both_languages(sign_in, year, role):
    client = sign_in(role)
    for language, said in DOES.items():
        page = page_of(client, language=language)
        assert {name for name, sentence in said.items() if sentence in page} == {role}
        assert page.count('<section class="help-part"') == len(HELP[role].questions) + bool(HELP[role].keys)
        assert page.count("<li><b>") == NUMBER_OF_STEPS


@pytest.mark.parametrize("role", ROLES)
def test_every_link_of_the_page_opens(sign_in, year, role):
    client = sign_in(role)
    _head, _start, main = page_of(client).partition("<main")
    links = {link for link in re.findall(r'href="(/[^"#]*)"', main.partition("</main>")[0]) if "/static/" not in link}
    assert len(links) > NUMBER_OF_STEPS - 1
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("role", ROLES)
def test_page_stands_without_a_reporting_year_too(sign_in, plan, role):
    assert "/numune-2020-2024/" not in page_of(sign_in(role)).partition("<main")[2]


def test_number_of_queries_is_fixed(sign_in, year, closed_year):
    client = sign_in("lead")
    page_of(client)
    with CaptureQueriesContext(
        connection,
    ) as found:
        page_of(client)
    assert len(found) <= 8


def test_keys_are_those_of_the_dialogs(sign_in, year, write_entry):
    write_entry("4.2.9")
    client = sign_in("lead")
    dialog = re.search(r'<dl class="keys">.*?</dl>', page_of(client, f"{YEAR}NUMUNE/4.2.9/"), re.DOTALL)
    assert dialog[0] in page_of(client)
    assert '<dl class="keys">' not in page_of(sign_in("administrator"))


def test_every_page_leads_to_the_help(sign_in, year):
    assert f'href="{PAGE}"' in page_of(sign_in("observer"), f"{YEAR}overview/")


# --- Pictures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_pictures_have_words_and_a_size(sign_in, role):
    shown = re.findall(
        r'<img src="([^"]+)" alt="([^"]+)" width="(\d+)" height="(\d+)"', page_of(sign_in(role), language="en")
    )
    assert [address for address, *_rest in shown] == [
        f"/static/{PICTURES.format(language='en', name=picture.name)}" for _place, picture in HELP[role].pictures
    ]


def test_every_picture_is_there_in_its_size_and_every_file_is_shown():
    named = {picture.name: picture for of_role in HELP.values() for _place, picture in of_role.pictures}
    for language in ("az", "en"):
        for name, picture in named.items():
            file = STATIC / PICTURES.format(language=language, name=name)
            with Image.open(file) as image:
                assert image.size == (picture.width, picture.height), file.name
            assert file.stat().st_size < 48_000, file.name
    files = {path.relative_to(STATIC).as_posix() for path in (STATIC / "nap_tracker" / "help").rglob("*.png")}
    assert files == {PICTURES.format(language=language, name=name) for language in ("az", "en") for name in named}


# --- The first visit -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_steps_are_shown_until_they_are_clear_and_never_again(newcomer, sign_in, year, people, role):
    client, home = newcomer(role), HOMES[role]
    User.objects.filter(pk=people["stranger"].pk).update(meets_first_steps=True)
    page = page_of(client, home)
    steps = re.search(r'<section class="begin first-steps".*?</section>', page, re.DOTALL)[0]
    assert steps.count("<li><b>") == NUMBER_OF_STEPS
    assert f'href="{home}"' not in steps
    assert page.count('<ol class="steps">') == 1  # the agency's home says how it works once
    back = re.search(r'name="back" value="([^"]+)"', steps)[1]
    response = client.post(CLEAR, {"back": back})
    assert (response.status_code, response["Location"]) == (302, home)
    assert "first-steps" not in page_of(client, home)
    Client().login(username=people[role].username, password=PASSWORD)
    assert "first-steps" not in page_of(sign_in(role), home)
    assert User.objects.filter(meets_first_steps=True).get() == people["stranger"]


@pytest.mark.parametrize("role", ROLES)
def test_who_had_an_account_before_is_shown_no_steps(sign_in, year, role):
    assert "first-steps" not in page_of(sign_in(role), HOMES[role])


@pytest.mark.parametrize("role", ROLES)
def test_steps_cost_no_query(newcomer, sign_in, year, people, role):
    numbers = []
    for client in (sign_in(role), newcomer(role)):
        page_of(client, HOMES[role])
        with CaptureQueriesContext(connection) as found:
            page_of(client, HOMES[role])
        numbers.append(len(found))
    assert numbers[0] == numbers[1]


def test_agency_begins_with_the_entry_to_go_on_with(newcomer, year):
    page = page_of(newcomer("contributor"), HOMES["contributor"])
    assert f'<li><b><a href="{YEAR}NUMUNE/4.1.6/">' in page


def test_steps_are_not_for_others_homes(newcomer, year):
    assert "first-steps" not in page_of(newcomer("coordinator"), f"{YEAR}NUMUNE/")
    assert "first-steps" not in page_of(newcomer("coordinator"), f"{YEAR}overview/")
    assert "first-steps" not in page_of(newcomer("administrator"), "/plans/people/")


def test_steps_are_shown_before_a_year_is_open(newcomer, plan):
    assert "first-steps" in page_of(newcomer("contributor"), "/")


@pytest.mark.parametrize("back", ["", "https://numune.example/", "//numune.example/", "plans/"])
def test_nobody_is_led_away(newcomer, year, back):
    response = newcomer("lead").post(CLEAR, {"back": back})
    assert response["Location"] == "/"


def test_invited_person_meets_the_steps(people, agency):
    invitation, _link = invite(inviter=people["lead"], email="yeni@numune.example", role=Role.CONTRIBUTOR)
    made = accept_invitation(
        invitation, username="yeni", first_name="Nümunə", last_name="Yeni", password="tamam-başqa-şifrə-7"
    )
    assert made.meets_first_steps
    assert not people["lead"].meets_first_steps


def test_first_administrator_of_an_installation_meets_the_steps(db):
    assert User.objects.create_superuser("ilk", password=PASSWORD).meets_first_steps
    assert not User.objects.create_user("ikinci", password=PASSWORD).meets_first_steps

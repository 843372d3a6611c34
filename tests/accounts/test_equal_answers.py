"""Who has an account is not to be found out: the same answer, the same queries, the same runs of the hash.

Not by time: what is counted is what takes it.
"""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from accounts.enums import Role
from accounts.models import User
from tests.accounts.conftest import LOGIN
from tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db
WRONG = "yanlış-şifrə-1"
# Whom the logins and addresses below belong to.
NAMES = ["emekdas", "bagli", "devetli", "iki.addim", "ortaq.bir", "kimse", "Kimsə" * 60]
ADDRESSES = [f"{name}@numune.example" for name in ("emekdas", "bagli", "devetli", "iki.addim", "ortaq", "kimse")]


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed."""

    runs = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.runs += 1
        return super().encode(password, salt)


@pytest.fixture
def everybody(db, settings, give_app) -> dict[str, User]:
    """Open, closed, without a password yet, with a second factor, two with one address."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    users = {name: make_user(name, Role.LEAD) for name in ("emekdas", "bagli", "devetli", "iki.addim")}
    for name, user in users.items():
        user.email = f"{name}@numune.example"
        user.is_active = name != "bagli"
        user.save()
    users["devetli"].set_unusable_password()
    users["devetli"].save()
    give_app(users["iki.addim"])
    for name in ("ortaq.bir", "ortaq.iki"):
        User.objects.create_user(name, "ortaq@numune.example", PASSWORD)
    return users


def work_of(ask) -> tuple[int, list[str]]:
    """How often a password was hashed, and what the database was asked, without what it was asked about."""
    CountingHasher.runs = 0
    with CaptureQueriesContext(connection) as asked:
        ask()
    cut = re.compile(r" (WHERE|VALUES|SET|SELECT \* FROM UNNEST)\b")  # what is asked about comes after it
    queries = [re.sub(r"_django_curs_\w+", "cursor", query["sql"]) for query in asked]
    return CountingHasher.runs, [cut.split(query)[0] for query in queries]


def words_of(response, login: str) -> tuple[int, str]:
    """The status and the page, without what was typed and what is drawn anew for each page."""
    page = response.content.decode().replace(login, "…")
    return response.status_code, re.sub(r'(nonce|value)="[^"]*"|csrf[^<]*', "", page)


@pytest.mark.parametrize("logins", [NAMES, ADDRESSES])
def test_wrong_password_is_the_same_for_everybody_and_nobody(everybody, logins):
    seen = []
    for login in logins:
        client = Client()
        client.post(LOGIN, {"login": login, "password": WRONG})  # the first makes a count, for each of them
        answer = {}
        work = work_of(lambda client=client, login=login, answer=answer: answer.update(
            response=client.post(LOGIN, {"login": login, "password": WRONG})
        ))  # fmt: skip
        seen.append((work, words_of(answer["response"], login)))
    assert seen[0][0][0] == 1
    assert seen[0][1][0] == 200
    assert [one for one in seen if one != seen[0]] == []


@pytest.mark.parametrize("logins", [NAMES, ADDRESSES])
def test_first_wrong_password_is_the_same_too(everybody, logins):
    Client().post(LOGIN, {"login": "basqa.biri", "password": WRONG})  # makes the count of the address
    works = [work_of(lambda login=login: Client().post(LOGIN, {"login": login, "password": WRONG})) for login in logins]
    assert works[0][0] == 1
    assert [one for one in works if one != works[0]] == []


def test_right_password_of_nobody_and_of_somebody_are_told_apart_by_signing_in_only(everybody):
    def sign_in():
        assert Client().post(LOGIN, {"login": "emekdas", "password": PASSWORD}).status_code == 302

    assert work_of(sign_in)[0] == 1


def test_signing_in_again_is_the_same_for_everybody_and_nobody(everybody):
    keys = [*(user.pk for user in everybody.values()), 1_000_000, 2_000_000]
    seen = []
    for key in keys:
        client = Client()
        posted = {"user": key, "password": WRONG}
        client.post("/accounts/again/", posted)
        answer = {}
        work = work_of(lambda client=client, posted=posted, answer=answer: answer.update(
            response=client.post("/accounts/again/", posted)
        ))  # fmt: skip
        seen.append((work, answer["response"].status_code, answer["response"].json()))
    assert (seen[0][0][0], seen[0][1]) == (1, 400)
    assert [one for one in seen if one != seen[0]] == []


def test_asking_for_a_link_is_the_same_for_everybody_and_nobody(everybody):
    seen = []
    for address in ADDRESSES:
        answer = {}
        work = work_of(lambda address=address, answer=answer: answer.update(
            response=Client().post("/accounts/password/reset/", {"email": address})
        ))  # fmt: skip
        response = answer["response"]
        seen.append((work, response.status_code, response["Location"]))
    assert (seen[0][0][0], seen[0][1:]) == (0, (302, "/accounts/password/reset/done/"))
    assert [one for one in seen[1:] if one != seen[1]] == []
    assert DBTaskResult.objects.count() == len(ADDRESSES)


def test_second_link_is_the_same_too(everybody):
    for address in ADDRESSES:
        Client().post("/accounts/password/reset/", {"email": address})
    works = [work_of(lambda a=a: Client().post("/accounts/password/reset/", {"email": a})) for a in ADDRESSES]
    assert [one for one in works if one != works[0]] == []


def test_address_that_two_share_lets_the_older_one_in_and_the_other_by_the_user_name(everybody):
    User.objects.filter(username="ortaq.iki").update(password=everybody["devetli"].password)
    client = Client()
    client.post(LOGIN, {"login": "ortaq@numune.example", "password": PASSWORD})
    assert User.objects.get(pk=client.session["_auth_user_id"]).username == "ortaq.bir"
    other = User.objects.get(username="ortaq.iki")
    other.set_password("tamam-başqa-şifrə-7")
    other.save()
    client = Client()
    assert client.post(LOGIN, {"login": other.email, "password": "tamam-başqa-şifrə-7"}).status_code == 200
    assert client.post(LOGIN, {"login": "ortaq.iki", "password": "tamam-başqa-şifrə-7"}).status_code == 302

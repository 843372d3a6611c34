"""The database is locked, or gone, while people write: the page tries again, and nothing is lost or doubled."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from plans.models import Entry, Revision, SideRevision
from tests.faults.conftest import NUMBERS, address_of
from tests.faults.locks import database_gone, entries_locked
from tests.faults.server import DEADLINE_SECONDS, ROOT, Server, Typing, database_url

pytestmark = pytest.mark.django_db(transaction=True)

TEN_SECONDS = 10
SENTENCE = "The database does not answer at the moment. Try again shortly."


@pytest.fixture
def impatient(transactional_db):
    """This process waits for a lock for a fifth of a second; the server waits for twenty."""
    options = connection.settings_dict["OPTIONS"]
    kept = dict(options)
    connection.close()
    options |= {"timeout": 0.2} if connection.vendor == "sqlite" else {"options": "-c lock_timeout=200ms"}
    yield
    connection.close()
    options.clear()
    options |= kept


def test_save_that_meets_a_lock_of_ten_seconds_is_made_after_it(writer_on):
    writer = writer_on("4.2.9")
    writer.save_until_acknowledged("<p>Bir</p>")
    answered = threading.Event()

    def save() -> None:
        writer.save("<p>Bir iki</p>")
        answered.set()

    with entries_locked():
        waiting = threading.Thread(target=save)
        waiting.start()
        assert not answered.wait(TEN_SECONDS)
    waiting.join(DEADLINE_SECONDS)
    assert answered.is_set()
    assert writer.statuses == [200, 200]
    assert list(Entry.objects.values_list("narrative", "version")) == [("<p>Bir iki</p>", 2)]
    assert list(Revision.objects.values_list("narrative", "version")) == [("<p>Bir iki</p>", 2)]


def test_save_that_a_lock_outlasts_says_so_and_is_made_when_it_is_sent_again(impatient, year, sign_in):
    client = _client(sign_in("contributor"))
    form = {"narrative": "<p>Bir</p>", "page": "aaaaaaaa", "page_save": 1}
    assert client.post(address_of("4.2.9"), form).status_code == 200
    form |= {"narrative": "<p>Bir iki</p>", "page_save": 2, "version": 1}
    with entries_locked():
        refused = client.post(address_of("4.2.9"), form, headers={"X-Requested-With": "fetch"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert refused.json() == {"result": "unavailable", "message": SENTENCE}
    assert Entry.objects.get().narrative == "<p>Bir</p>"
    again = client.post(address_of("4.2.9"), form | {"page_save": 3}, headers={"X-Requested-With": "fetch"})
    assert (again.status_code, again.json()["result"]) == (200, "saved")
    assert list(Revision.objects.values_list("narrative", "version")) == [("<p>Bir iki</p>", 2)]


def test_page_without_script_is_told_in_a_sentence(impatient, year, sign_in):
    client = _client(sign_in("contributor"))
    with entries_locked():
        refused = client.post(address_of("4.2.9", "entry"), {"narrative": "<p>Bir</p>"})
    page = refused.content.decode()
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert "Sistem hazırda cavab vermir" in page
    assert "Traceback" not in page
    assert Entry.objects.count() == 0


PLACE = "/plans/numune-2020-2024/2024/"
REQUESTS = [  # who, how, where, with what
    ("contributor", "get", f"{PLACE}NUMUNE/", {}),
    ("contributor", "get", f"{PLACE}NUMUNE/4.2.9/", {}),
    ("contributor", "post", f"{PLACE}NUMUNE/4.2.9/presence/", {"page": "aaaaaaaa"}),
    ("contributor", "post", f"{PLACE}NUMUNE/4.2.9/evidence/", {"title": "Nümunə", "link": "https://numune.example/"}),
    ("coordinator", "get", PLACE, {}),
    ("coordinator", "get", "/reports/numune-2020-2024/2024/NUMUNE/melumat.json", {}),
    ("administrator", "get", "/admin/plans/plan/", {}),
    (
        "administrator",
        "post",
        "/admin/plans/plan/add/",
        {"code": "a", "title": "Nümunə", "start_year": 1, "end_year": 2},
    ),
    ("anonymous", "post", "/accounts/login/", {"login": "emekdas", "password": "yanlış"}),
]


@pytest.mark.parametrize(("role", "method", "address", "form"), REQUESTS)
def test_every_kind_of_request_says_so(impatient, year, sign_in, role, method, address, form):
    client = _client(sign_in(role))
    if connection.vendor == "sqlite" and method == "get":
        assert client.get(address).status_code == 200  # who reads is not held up there
        return
    with entries_locked("accounts_user", "plans_plan", "plans_presence"):
        page = getattr(client, method)(address, form)
        answer = getattr(client, method)(address, form, headers={"X-Requested-With": "fetch"})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "Sistem hazırda cavab vermir" in page.content.decode()
    assert (answer.status_code, answer.json()) == (503, {"result": "unavailable", "message": SENTENCE})


@pytest.mark.postgresql
def test_statement_that_takes_too_long_is_ended_and_the_save_is_made_when_it_is_sent_again(
    transactional_db, tmp_path, writer_on
):
    server = Server(tmp_path, STATEMENT_SECONDS="1")
    server.start()
    try:
        writer = writer_on("4.2.9", on=server)
        writer.save_until_acknowledged("<p>Bir</p>")
        with entries_locked():  # waiting for a lock is part of the statement
            assert writer.save("<p>Bir iki</p>") == 503
        assert writer.answers == [
            {"result": "unavailable", "message": "Məlumat bazası hazırda cavab vermir. Bir azdan yenidən cəhd edin."}
        ]
        assert writer.save("<p>Bir iki üç</p>") == 200
    finally:
        server.stop()
    assert list(Revision.objects.values_list("narrative", "version")) == [("<p>Bir iki üç</p>", 2)]


@pytest.mark.postgresql
def test_commands_and_the_worker_have_no_limit(transactional_db):
    asked = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
    program = f"""
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute({asked!r})
    print(*cursor.fetchone())
"""
    # A process of its own: in this one an earlier test may have loaded the web application, which sets the limit.
    answer = subprocess.run(
        [sys.executable, ROOT / "manage.py", "shell", "--no-imports", "-c", program],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url()},
        capture_output=True,
        text=True,
    )
    assert (answer.stdout, answer.stderr) == ("0 20s\n", "")


def test_mistake_in_a_statement_is_no_missing_database(year, sign_in):
    client = _client(sign_in("contributor"))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE plans_presence RENAME TO away")
    try:
        response = client.post(
            address_of("4.2.9", "entry-presence"), {"page": "aaaaaaaa"}, headers={"X-Requested-With": "fetch"}
        )
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO plans_presence")
    assert response.status_code == 500


def test_database_that_goes_and_comes_back_loses_and_doubles_nothing(transactional_db, tmp_path, writer_on):
    way = tmp_path / "way"
    if connection.vendor == "sqlite":
        way.symlink_to(Path(connection.settings_dict["NAME"]).parent)
        file = way / Path(connection.settings_dict["NAME"]).name
    else:
        file = None
    folder = tmp_path / "other"
    folder.mkdir()
    server = Server(folder, file)
    server.start()
    try:
        typing = [Typing(writer_on(number, on=server)) for number in NUMBERS]
        for one in typing:
            one.start()
        for _time in range(3):
            for one in typing:
                one.wait_for_saves(1)
            with database_gone(way):
                for one in typing:
                    one.wait_for_refusals(2)
        for one in typing:
            one.finish()
    finally:
        server.stop()
    for one, number in zip(typing, NUMBERS, strict=True):
        assert set(one.writer.statuses) == {200, 503}
        assert one.writer.answers[0]["result"] == "unavailable"
        entry = Entry.objects.get(sub_point__number=number)
        assert (entry.narrative, entry.version) == (one.text, one.writer.version)
        latest = Revision.objects.filter(entry=entry).get()  # one sitting, however often a save was sent
        assert (latest.version, latest.content) == (entry.version, entry.content)
    assert SideRevision.objects.count() == 0


def _client(signed_in: Client) -> Client:
    """As a browser sees it: a failure of the server is an answer. In English, as the sentence stands in the source."""
    signed_in.cookies["django_language"] = "en"
    signed_in.raise_request_exception = False
    return signed_in

"""PostgreSQL's own log: no text of a person in it, as docs/operations.md sets it up and `check --deploy` proves."""

import os
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from nap_tracker.checks import QUIET, postgresql_writes_no_texts_down
from plans.models import Entry
from tests.conftest import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
SENTENCE = "Nümunə zərərçəkmişin adı"


@pytest.fixture
def log() -> Path:
    if "POSTGRES_LOG" not in os.environ:
        pytest.skip("a server of somebody else: .make/postgres says where its log is")
    return Path(os.environ["POSTGRES_LOG"])


def connect(user: str, **more):
    used = connection.settings_dict
    own = psycopg2.connect(host=used["HOST"], port=used["PORT"], user=user, dbname=used["NAME"], **more)
    own.autocommit = True
    return own


def provoke(user: str, entry: Entry) -> list[str]:
    """A constraint, an old key, a wrong type, a lock and a time limit: each fails with the sentence in the statement."""
    failed = []
    text = f"<p>{SENTENCE}, {user}.</p>"
    with connect(user) as own, own.cursor() as cursor:
        for statement in (
            "UPDATE plans_entry SET narrative = %s, state = 'nowhere'",
            "UPDATE plans_entry SET narrative = %s, id = NULL",
            "UPDATE plans_entry SET narrative = %s, agency_id = -1; SET CONSTRAINTS ALL IMMEDIATE",
            "UPDATE plans_entry SET narrative = %s WHERE no_such_column",
            "SET statement_timeout = 50; UPDATE plans_entry SET narrative = %s WHERE pg_sleep(5) IS NULL",
        ):
            with pytest.raises(psycopg2.Error) as refused:
                cursor.execute(f"BEGIN; {statement}", [text])
            failed.append(refused.value.pgcode)
            cursor.execute("ROLLBACK")
    assert Entry.objects.get(pk=entry.pk).narrative == entry.narrative
    return failed


def test_failing_statement_leaves_no_text_in_the_log(log, write_entry):
    entry = write_entry("4.2.9")
    codes = ["23514", "23502", "23503", "42703", "57014"]
    begin = len(log.read_bytes())
    assert provoke("tracker", entry) == codes
    written = log.read_bytes()[begin:].decode()
    assert written.count("ERROR:") >= len(codes)  # that something failed is still told
    assert SENTENCE not in written
    # The same without the settings: who has not run them has every text there.
    assert provoke("postgres", entry) == codes
    assert log.read_bytes()[begin:].decode().count(f"{SENTENCE}, postgres") >= len(codes)


def test_check_is_content_with_what_the_paper_says(write_entry):
    assert postgresql_writes_no_texts_down(None) == []
    paper = (ROOT / "docs" / "operations.md").read_text()
    for name, (quiet, _what) in list(QUIET.items())[:2]:
        assert f"ALTER ROLE tracker SET {name} = '{quiet.copy().pop()}';" in paper
    assert all(f"`{name}`" in paper for name in list(QUIET)[2:])


def test_check_warns_of_each_setting_that_speaks(monkeypatch, log):
    speaking = (
        "-c log_statement=all -c log_min_duration_statement=5 -c log_min_duration_sample=5"
        " -c log_transaction_sample_rate=0.5 -c log_parameter_max_length_on_error=5 -c auto_explain.log_min_duration=1"
    )
    connection.close()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "USER", "postgres")
        patch.setitem(connection.settings_dict, "OPTIONS", {"options": speaking})
        warned = postgresql_writes_no_texts_down(None)
        connection.close()
    assert [one.msg.split(": ")[1].split(" is ")[0] for one in warned] == list(QUIET)
    assert "ALTER ROLE postgres SET log_min_error_statement = 'panic';" in warned[0].hint


def test_check_says_that_the_server_does_not_answer(monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    [warned] = postgresql_writes_no_texts_down(None)
    assert (warned.id, "does not answer" in warned.msg) == ("nap_tracker.W001", True)


def test_role_of_the_tests_is_an_ordinary_one():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)

"""The background worker shows that it is alive."""

import datetime
import logging
import sqlite3

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from plans.management.commands.run_worker import beat
from plans.models import Heartbeat


@pytest.mark.django_db(transaction=True)
def test_worker_notes_that_it_is_alive_and_stops_with_an_empty_queue():
    before = timezone.now()
    call_command("run_worker", "--batch")
    assert before <= Heartbeat.objects.get().seen_at <= timezone.now()
    assert Heartbeat.objects.get().name == "worker"
    assert Client().get("/healthz").json()["worker_age_seconds"] is not None


@pytest.mark.django_db
def test_beat_moves_the_one_row():
    first = datetime.datetime(2025, 1, 5, 8, tzinfo=datetime.UTC)
    for moment in (first, first + datetime.timedelta(seconds=15)):
        with time_machine.travel(moment, tick=False):
            beat()
    assert Heartbeat.objects.get().seen_at == first + datetime.timedelta(seconds=15)


class Release(logging.Handler):
    """Ends somebody else's hold on the database when the worker says that it waits."""

    def __init__(self, other: sqlite3.Connection) -> None:
        super().__init__()
        self.other, self.said = other, []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
        self.other.rollback()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_worker_does_not_wait_for_tables_that_nobody_has_made(monkeypatch, tmp_path):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "empty.sqlite3"))
    with pytest.raises(OperationalError, match="no such table"):
        call_command("run_worker", "--batch")
    connection.close()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_worker_waits_while_somebody_holds_the_database_and_goes_on(monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", connection.settings_dict["OPTIONS"] | {"timeout": 0.05})
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    release = Release(other)
    logger = logging.getLogger("plans.management.commands.run_worker")
    logger.addHandler(release)
    try:
        call_command("run_worker", "--batch")
    finally:
        logger.removeHandler(release)
        other.close()
        connection.close()
    assert release.said == ["the database does not answer (OperationalError): the worker waits and goes on"]
    assert Heartbeat.objects.get().name == "worker"

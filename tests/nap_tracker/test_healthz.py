"""The health page: the database answers and the worker is alive, for anybody who asks."""

import datetime
import sqlite3
from contextlib import closing

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from plans.models import Heartbeat

pytestmark = pytest.mark.django_db
AGES = ("worker_age_seconds", "report_worker_age_seconds")
NOW = datetime.datetime(2025, 1, 5, 8, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def beat(seconds_ago: float, name: str = "worker") -> None:
    Heartbeat.objects.create(name=name, seen_at=timezone.now() - datetime.timedelta(seconds=seconds_ago))


@pytest.mark.parametrize(
    ("seconds", "status", "age"),
    [(0, 200, 0), (15.9, 200, 15), (60, 200, 60), (61, 503, 61), (86_400, 503, 86_400), (-5, 200, 0)],
)
@pytest.mark.parametrize("aged", ["worker", "reports"])
def test_health_follows_the_age_of_the_workers_last_signs(client, aged, seconds, status, age):
    for name in ("worker", "reports"):
        beat(seconds if name == aged else 0, name)
    response = client.get("/healthz")
    ages = {"worker_age_seconds": 0, "report_worker_age_seconds": 0}
    ages["worker_age_seconds" if aged == "worker" else "report_worker_age_seconds"] = age
    assert (response.status_code, response.json()) == (status, {"database": "up", **ages})


def test_health_is_bad_without_a_worker(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"database": "up"} | dict.fromkeys(AGES))


def test_health_asks_for_the_worker_and_no_other_process(client):
    for name in ("another", "quick-reports", "reports"):
        beat(0, name)
    assert client.get("/healthz").status_code == 503
    beat(0)
    assert client.get("/healthz").status_code == 200
    Heartbeat.objects.filter(name="reports").delete()
    assert client.get("/healthz").status_code == 503


def test_health_is_never_cached_and_asks_for_no_sign_in(client):
    beat(0)
    beat(0, "reports")
    response = client.get("/healthz")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_health_costs_two_queries(client, django_assert_num_queries):
    beat(0)
    with django_assert_num_queries(2):
        client.get("/healthz")


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_broken_file_is_no_database(client, tmp_path, monkeypatch):
    """One whose first page can be read and whose entries cannot."""
    beat(0)
    broken = tmp_path / "broken.sqlite3"
    with closing(sqlite3.connect(broken)) as copy:
        connection.connection.backup(copy)
        [[page, size]] = copy.execute(
            "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = 'plans_entry'"
        )
    with broken.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(broken))
    response = client.get("/healthz")
    connection.close()
    assert (response.status_code, response.json()) == (503, {"database": "down"} | dict.fromkeys(AGES))

"""The health page: the database answers and the worker is alive, for anybody who asks."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from plans.models import Heartbeat

pytestmark = pytest.mark.django_db
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
def test_health_follows_the_age_of_the_workers_last_sign(client, seconds, status, age):
    beat(seconds)
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (status, {"database": "up", "worker_age_seconds": age})


def test_health_is_bad_without_a_worker(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"database": "up", "worker_age_seconds": None})


def test_health_asks_for_the_worker_and_no_other_process(client):
    beat(0, "another")
    assert client.get("/healthz").status_code == 503


def test_health_is_never_cached_and_asks_for_no_sign_in(client):
    beat(0)
    response = client.get("/healthz")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_health_costs_two_queries(client, django_assert_num_queries):
    beat(0)
    with django_assert_num_queries(2):
        client.get("/healthz")

"""The background worker shows that it is alive."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
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
    assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db
def test_beat_moves_the_one_row():
    first = datetime.datetime(2025, 1, 5, 8, tzinfo=datetime.UTC)
    for moment in (first, first + datetime.timedelta(seconds=15)):
        with time_machine.travel(moment, tick=False):
            beat()
    assert Heartbeat.objects.get().seen_at == first + datetime.timedelta(seconds=15)

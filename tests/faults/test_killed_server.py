"""The server is killed while people write: what it acknowledged is there, and nothing is half done."""

import random
import time

import pytest
from django.db import connection

from plans.models import Entry, Revision
from tests.faults.conftest import NUMBERS
from tests.faults.server import Typing

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 3


def test_what_was_acknowledged_outlives_a_kill(server, writer_on):
    chance = random.Random(20260101)
    typing = [Typing(writer_on(number)) for number in NUMBERS]
    for one in typing:
        one.start()
    for _round in range(ROUNDS):
        chance.choice(typing).wait_for_saves(3)
        connection.close()  # nobody else has the file open: the next one to come finds it as the killed ones left it
        time.sleep(chance.random() * 0.03)  # somewhere in a save: before, in or after its transaction
        server.kill()
        promised = [one.writer.acknowledged for one in typing]
        for one, promise in zip(typing, promised, strict=True):
            _is_whole(one, promise)
        connection.close()
        server.start()
    for one in typing:
        one.wait_for_saves(1)
        one.finish()
    for one in typing:
        assert _is_whole(one, one.writer.acknowledged).narrative == one.text
        assert one.writer.statuses.count(0) >= 1  # the kills were felt
        assert set(one.writer.statuses) == {0, 200}


def _is_whole(one: Typing, promise: tuple[int, str]) -> Entry:
    """Entry and history agree, and hold at least what was promised."""
    version, narrative = promise
    entry = Entry.objects.get(sub_point__number=one.writer.address.split("/")[-3])
    assert entry.version >= version
    assert entry.narrative.startswith(narrative)
    assert entry.narrative in one.writer.sent
    latest = Revision.objects.filter(entry=entry).order_by("-version").first()
    assert (latest.version, latest.content) == (entry.version, entry.content)
    return entry

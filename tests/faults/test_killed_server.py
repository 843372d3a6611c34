"""The server is killed while people write: what it acknowledged is there, and nothing is half done."""

import random
import time

import pytest
from django.db import connection, transaction

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
        for one in typing:
            one.wait_for_saves(1)
        chance.choice(typing).wait_for_saves(3)
        connection.close()  # nobody else has the file open: the next one to come finds it as the killed ones left it
        time.sleep(chance.random() * 0.03)  # somewhere in a save: before, in or after its transaction
        server.kill()
        for one in typing:
            one.wait_for_silence()  # the kill was felt
        for one in typing:
            _is_whole(one, one.writer.acknowledged)
        connection.close()
        server.start()
    for one in typing:
        one.wait_for_saves(1)
        one.finish()
    for one in typing:
        assert _is_whole(one, one.writer.acknowledged).narrative == one.text
        assert one.writer.statuses.count(0) >= ROUNDS
        assert set(one.writer.statuses) == {0, 200}


def _is_whole(one: Typing, promise: tuple[int, str]) -> Entry:
    """Entry and history agree, and hold at least what was promised."""
    version, narrative = promise
    with transaction.atomic():
        # The lock: PostgreSQL may still be ending what a killed process has begun.
        entry = Entry.objects.select_for_update().get(sub_point__number=one.writer.address.split("/")[-3])
        latest = Revision.objects.filter(entry=entry).order_by("-version").first()
    assert entry.version >= version
    assert entry.narrative.startswith(narrative)
    assert entry.narrative in one.writer.sent
    assert (latest.version, latest.content) == (entry.version, entry.content)
    return entry

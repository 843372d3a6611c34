"""Two coordinators in two processes approve and return the same entry in the same moment."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from accounts.enums import Role
from plans.enums import EntryState
from plans.models import Entry, OutboxMail, Transition
from plans.workflow import apply_transition
from tests.conftest import make_user
from tests.faults.server import ROOT, database_url

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 200
TARGETS = {"approve": EntryState.APPROVED, "return": EntryState.RETURNED}


@contextmanager
def mover(action: str, username: str) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.mover", action, username],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.stdin.close()


def _tell(processes: list[subprocess.Popen], line: str) -> None:
    for process in processes:
        process.stdin.write(f"{line}\n")
        process.stdin.flush()


def _hear(processes: list[subprocess.Popen]) -> list[str]:
    return [process.stdout.readline().strip() for process in processes]


def test_one_of_two_wins_every_time_and_the_history_agrees(write_entry, people):
    make_user("koordinator2", Role.COORDINATOR)
    pk = write_entry("4.2.9", status="implemented", author=people["contributor"]).pk
    winners = []
    with ExitStack() as stack:
        movers = {
            "approve": stack.enter_context(mover("approve", "koordinator")),
            "return": stack.enter_context(mover("return", "koordinator2")),
        }
        for turn in range(TIMES):
            entry = Entry.objects.select_related("reporting_year").get(pk=pk)
            if entry.state == EntryState.APPROVED:
                apply_transition(entry, "reopen", actor=people["coordinator"], reason="Nümunə səbəb.")
            apply_transition(entry, "submit", actor=people["lead"])
            order = list(movers) if turn % 2 else list(reversed(movers))
            processes = [movers[action] for action in order]
            _tell(processes, f"look {pk}")
            assert _hear(processes) == ["ready", "ready"]
            _tell(processes, "go")
            heard = dict(zip(order, _hear(processes), strict=True))
            assert sorted(heard.values()) == ["lost", "won"], (turn, heard)
            winner = next(action for action, answer in heard.items() if answer == "won")
            winners.append(winner)
            assert Entry.objects.get(pk=pk).state == TARGETS[winner]
    moves = list(Transition.objects.order_by("pk").values_list("action", "from_state", "to_state"))
    assert [action for action, _from, _to in moves if action in TARGETS] == winners
    assert len(winners) == TIMES
    # Each move begins where the one before it ended.
    assert [came_from for _action, came_from, _to in moves] == ["draft", *(to for _action, _from, to in moves[:-1])]
    assert Transition.objects.filter(revision=None).count() == 0
    assert OutboxMail.objects.count() == 0  # nobody here has an address: no move waits for a mail

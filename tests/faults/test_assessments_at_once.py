"""Two people in two processes decide in the same moment: one decision stands, the other person is told."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from accounts.enums import Role
from plans.assessment.services.editorial import save_wording
from plans.enums import EntryState
from plans.models import Assessment, AssessmentDecision, EditorialVersion, Entry, Extension, Notice
from plans.queries.editorial import prints
from tests.conftest import make_user
from tests.faults.server import ROOT, database_url

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 40


@contextmanager
def decider(step: str, username: str) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.decider", step, username],
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


def at_once(pk: int, processes: list[subprocess.Popen]) -> list[str]:
    """What each of the processes says to a step that all take in the same moment, having seen the same page."""
    for line, expected in ((f"look {pk}", "ready"), ("go", None)):
        for process in processes:
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
        heard = [process.stdout.readline().strip() for process in processes]
        if expected:
            assert heard == [expected] * len(processes)
    return heard


@pytest.fixture
def approved(write_entry, people) -> Entry:
    make_user("koordinator2", Role.COORDINATOR)
    return write_entry("4.2.9", status="implemented", state=EntryState.APPROVED, author=people["contributor"])


def test_of_two_assessments_one_stands_every_time(approved):
    with ExitStack() as stack:
        both = [stack.enter_context(decider("assess", name)) for name in ("koordinator", "koordinator2")]
        for turn in range(TIMES):
            order = both if turn % 2 else both[::-1]
            heard = at_once(approved.pk, order)
            assert sorted(heard) == ["lost", "won"], (turn, heard)
            winner = ("koordinator2", "koordinator")[order[heard.index("won")] is both[0]]
            now = Assessment.objects.select_related("decided_by").get()
            assert (now.version, now.decided_by.username, now.note) == (turn + 1, winner, f"Nümunə {winner}.")
    versions = list(AssessmentDecision.objects.order_by("pk").values_list("version", flat=True))
    assert versions == list(range(1, TIMES + 1))


def test_of_two_wordings_one_stands_and_the_agency_is_asked_once(approved):
    with ExitStack() as stack:
        both = [stack.enter_context(decider("word", name)) for name in ("koordinator", "koordinator2")]
        for turn in range(TIMES):
            heard = at_once(approved.pk, both if turn % 2 else both[::-1])
            assert sorted(heard) == ["lost", "won"], (turn, heard)
            assert EditorialVersion.objects.get().state == "asked"
            assert Notice.objects.filter(kind="consent_asked").count() == 1
            EditorialVersion.objects.all().delete()
            Notice.objects.all().delete()


def test_of_two_who_give_time_one_stands_and_the_lead_is_told_once(approved):
    with ExitStack() as stack:
        both = [stack.enter_context(decider("extend", name)) for name in ("koordinator", "koordinator2")]
        for turn in range(TIMES):
            heard = at_once(approved.pk, both if turn % 2 else both[::-1])
            assert sorted(heard) == ["lost", "won"], (turn, heard)
            assert Extension.objects.count() == turn + 1
            assert Notice.objects.filter(kind="extension_decided").count() == turn + 1


def test_consent_to_an_entry_that_is_being_reopened_prints_nothing(approved, people):
    with ExitStack() as stack:
        consent = stack.enter_context(decider("consent", "mesul"))
        reopen = stack.enter_context(decider("reopen", "koordinator"))
        for turn in range(TIMES):
            EditorialVersion.objects.all().delete()
            Entry.objects.filter(pk=approved.pk).update(state=EntryState.APPROVED)
            entry = Entry.objects.select_related("reporting_year__plan", "agency", "sub_point").get(pk=approved.pk)
            save_wording(
                entry,
                people["coordinator"],
                narrative="<p>Nümunə mətn. Başqa.</p>",
                note="",
                version=0,
                entry_version=entry.version,
                ask=True,
            )
            order = [consent, reopen] if turn % 2 else [reopen, consent]
            heard = dict(zip(order, at_once(approved.pk, order), strict=True))
            assert heard[reopen] == "won", turn
            made = EditorialVersion.objects.get()
            assert made.outdated_at is not None, turn
            # Whoever came first: the answer is in the record only where the lead was told that it was taken.
            assert (made.state == "consented") == (heard[consent] == "won"), turn
            entry.refresh_from_db()
            assert (entry.state, prints(entry, made)) == (EntryState.RETURNED, False)

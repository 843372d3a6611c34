"""`send_reminders` is killed half-way and run again, and runs twice at once: everybody gets one letter."""

import datetime
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone

from accounts.enums import Role
from plans.models import Assignment, OutboxMail, Reminder, ReminderStep, ReportingYear, SubPoint
from tests.conftest import make_agency, make_user
from tests.faults.server import ROOT, database_url

pytestmark = pytest.mark.django_db(transaction=True)

AGENCIES = 12
CODES = [f"YENI-{number}" for number in range(AGENCIES)]


@pytest.fixture
def agencies(plan, year) -> None:
    """Agencies with a lead each, in a year whose deadline was yesterday: a reminder is due to every one."""
    ReportingYear.objects.update(deadline=timezone.localdate() - datetime.timedelta(days=1))
    sub_point = SubPoint.objects.get(number="4.2.9")
    for order, code in enumerate(CODES):
        body = make_agency(code, f"Nümunə İdarə {order}", order=order)
        Assignment.objects.create(sub_point=sub_point, agency=body)
        lead = make_user(f"mesul-{order}", Role.LEAD, body)
        lead.email = f"mesul-{order}@numune.example"
        lead.save()


def environment() -> dict[str, str]:
    return os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url()}


@contextmanager
def reminding(pace: str) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.reminding", pace],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def step(process: subprocess.Popen) -> None:
    process.stdin.write("go\n")
    process.stdin.flush()


def run_to_the_end() -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", "send_reminders"], env=environment(), capture_output=True, text=True,
        timeout=120, check=True,
    )  # fmt: skip


def reminded() -> list[str]:
    return list(Reminder.objects.order_by("pk").values_list("agency__code", flat=True))


def everybody_has_one_letter() -> bool:
    mails = Counter(OutboxMail.objects.values_list("to", flat=True))
    return (
        sorted(reminded()) == sorted(CODES)
        and mails == {f"mesul-{order}@numune.example": 1 for order in range(AGENCIES)}
        and ReminderStep.objects.count() == AGENCIES
    )


def test_killed_between_two_agencies_the_others_get_theirs_from_the_next_run(agencies):
    with reminding("agencies") as process:
        for _agency in range(3):
            assert process.stdout.readline() == "ready\n"
            step(process)
        assert process.stdout.readline() == "ready\n"  # the fourth is committed, the fifth not begun
        process.kill()
        process.wait()
    assert reminded() == CODES[:4]
    assert run_to_the_end().stdout.endswith(f"{AGENCIES - 4} agencies, {AGENCIES - 4} mails written.\n")
    assert everybody_has_one_letter()


def test_killed_within_an_agency_leaves_nothing_of_it_and_the_next_run_reminds_it(agencies):
    with reminding("mails") as process:
        for _agency in range(2):
            assert process.stdout.readline() == "ready\n"
            step(process)
        assert process.stdout.readline() == "ready\n"  # the third has its reminder, not its mails; nothing is committed
        process.kill()
        process.wait()
    assert reminded() == CODES[:2]
    assert (ReminderStep.objects.count(), OutboxMail.objects.count()) == (2, 2)
    run_to_the_end()
    assert everybody_has_one_letter()
    assert run_to_the_end().stdout == "0 agencies, 0 mails written.\n"


def test_two_runs_side_by_side_write_one_letter_to_everybody(agencies):
    with reminding("agencies") as slow:
        assert slow.stdout.readline() == "ready\n"  # it has read all, and reminded the first
        run_to_the_end()
        answer = "ready\n"
        while answer == "ready\n":
            step(slow)
            answer = slow.stdout.readline()
        assert answer == "done\n"
        assert slow.wait(timeout=60) == 0
    assert everybody_has_one_letter()

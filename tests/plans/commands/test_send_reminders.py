"""`manage.py send_reminders`, as cron runs it."""

import datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from plans.enums import MailState
from plans.models import OutboxMail, Reminder, ReminderStep
from plans.notifications.delivery import LEASE, deliver_round

pytestmark = pytest.mark.django_db

A_WEEK_BEFORE = datetime.datetime(2025, 1, 13, 5, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def a_week_before():
    with time_machine.travel(A_WEEK_BEFORE, tick=False):
        yield


@pytest.fixture
def staff(people, year):
    for person in ("lead", "stranger"):
        people[person].email = f"{person}@numune.example"
        people[person].save()
    return people


def run(*options: str) -> list[str]:
    out = StringIO()
    call_command("send_reminders", *options, stdout=out)
    return out.getvalue().splitlines()


def test_command_says_what_it_did_and_names_no_address(staff):
    assert run() == [
        "numune-2020-2024 2024 NUMUNE: 1 mails (20.01.2025 -7)",
        "numune-2020-2024 2024 BASHQA: 1 mails (20.01.2025 -7)",
        "2 agencies, 2 mails written.",
    ]
    assert set(OutboxMail.objects.values_list("to", "kind", "state")) == {
        ("lead@numune.example", "reminder", MailState.QUEUED),
        ("stranger@numune.example", "reminder", MailState.QUEUED),
    }
    assert Reminder.objects.filter(day=datetime.date(2025, 1, 13), sent_by=None).count() == 2


def test_second_run_of_a_day_does_nothing(staff):
    run()
    assert run() == ["0 agencies, 0 mails written."]
    assert OutboxMail.objects.count() == 2


def test_dry_run_says_the_same_and_writes_nothing(staff):
    assert run("--dry-run") == [
        "numune-2020-2024 2024 NUMUNE: 1 mails (20.01.2025 -7)",
        "numune-2020-2024 2024 BASHQA: 1 mails (20.01.2025 -7)",
        "2 agencies, 2 mails would be written.",
    ]
    assert (Reminder.objects.count(), ReminderStep.objects.count(), OutboxMail.objects.count()) == (0, 0, 0)


def test_nobody_to_remind_is_no_failure(year, people):
    assert run() == ["0 agencies, 0 mails written."]


def test_mail_whose_worker_was_killed_is_uncertain_and_not_written_again(staff):
    run()
    # A worker has taken the mail and has not come back.
    OutboxMail.objects.filter(to="lead@numune.example").update(
        state=MailState.SENDING, attempts=1, next_attempt_at=A_WEEK_BEFORE + LEASE
    )
    with time_machine.travel(A_WEEK_BEFORE + LEASE, tick=False):
        deliver_round()
        assert run() == ["0 agencies, 0 mails written."]
    assert dict(OutboxMail.objects.values_list("to", "state")) == {
        "lead@numune.example": MailState.UNCERTAIN,
        "stranger@numune.example": MailState.SENT,
    }


def test_command_costs_ten_reads_and_five_queries_a_reminder(staff, django_assert_num_queries):
    # The years; nine reads of the year; for each of two agencies savepoint, check, reminder, steps, mails, release.
    with django_assert_num_queries(1 + 9 + 2 * 6):
        run()
    with django_assert_num_queries(1 + 9):
        run()

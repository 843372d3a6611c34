"""Rules over plain values."""

import datetime

import pytest

from plans.rules import (
    days_left,
    default_deadline,
    due_day,
    is_late,
    period_covers,
    proposed_status,
    reminder_days,
    submitted_late,
)

DEADLINE = datetime.date(2025, 1, 20)


def test_default_deadline_is_20_january_of_the_next_year():
    assert default_deadline(2024) == datetime.date(2025, 1, 20)


@pytest.mark.parametrize(
    ("start", "end", "covered"),
    [
        (None, None, True),
        (2021, None, True),
        (2022, None, False),
        (None, 2021, True),
        (None, 2020, False),
        (2021, 2021, True),
    ],
)
def test_execution_period_without_a_limit_is_the_plans(start, end, covered):
    assert period_covers(2021, start, end) is covered


def test_days_left_is_nought_on_the_day_itself():
    day = datetime.date(2025, 1, 20)
    assert [days_left(day, day - datetime.timedelta(days=n)) for n in (59, 0, -1)] == [59, 0, -1]


def test_due_day_is_the_latest_of_the_days_that_were_set():
    extended, again = datetime.date(2025, 2, 3), datetime.date(2025, 2, 1)
    assert due_day(DEADLINE) == DEADLINE
    assert due_day(DEADLINE, None, again) == again
    assert due_day(DEADLINE, extended, again) == extended
    assert due_day(DEADLINE, datetime.date(2025, 1, 10)) == DEADLINE  # an extension shortens nothing


@pytest.mark.parametrize(
    ("state", "late"),
    [
        ("not_started", True),
        ("draft", True),
        ("returned", True),
        ("submitted", False),
        ("approved", False),
        ("locked", False),
    ],
)
def test_what_is_owed_and_not_delivered_is_late_once_its_day_is_over(state, late):
    assert is_late(state, DEADLINE, DEADLINE) is False
    assert is_late(state, DEADLINE, DEADLINE + datetime.timedelta(days=1)) is late
    assert is_late(state, DEADLINE, DEADLINE + datetime.timedelta(days=1), is_required=False) is False


def test_submitted_late_goes_by_the_first_submission():
    assert submitted_late(DEADLINE, DEADLINE) is False
    assert submitted_late(DEADLINE + datetime.timedelta(days=1), DEADLINE) is True
    assert submitted_late(None, DEADLINE) is False


def test_reminder_days_are_counted_from_the_deadline():
    assert reminder_days("30, 14, 7, 1", "1, 7") == [-30, -14, -7, -1, 1, 7]
    assert reminder_days("", "3") == [3]
    assert reminder_days("", "") == []


@pytest.mark.parametrize(
    ("statuses", "proposed"),
    [
        ([], ""),
        ([""], ""),
        (["implemented"], "implemented"),
        (["implemented", "implemented"], "implemented"),
        (["not_implemented", "not_implemented"], "not_implemented"),
        (["partly_implemented", "partly_implemented"], "partly_implemented"),
        (["being_implemented", "being_implemented"], "being_implemented"),
        (["implemented", "being_implemented"], "being_implemented"),
        (["implemented", "partly_implemented"], "partly_implemented"),
        (["implemented", "not_implemented"], "partly_implemented"),
        (["being_implemented", "not_implemented"], "partly_implemented"),
        (["partly_implemented", "not_implemented"], "partly_implemented"),
        (["implemented", "no_cases", "no_cases", "not_due"], "implemented"),
        (["not_implemented", "no_cases"], "not_implemented"),
        (["no_cases", "no_cases", "not_due"], "no_cases"),
        (["no_cases", "not_due", "not_due"], "not_due"),
        (["no_cases", "not_due"], "no_cases"),
        (["no_cases", ""], "no_cases"),
    ],
)
def test_status_of_a_sub_point_is_proposed_from_its_executors(statuses, proposed):
    assert proposed_status(statuses) == proposed

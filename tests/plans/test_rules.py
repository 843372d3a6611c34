"""Rules over plain values."""

import datetime

import pytest

from plans.rules import days_left, default_deadline, period_covers


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

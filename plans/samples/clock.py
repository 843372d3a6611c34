"""Lets the demo be written as if at other times."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone


@contextmanager
def clock_at(moment: datetime.datetime) -> Iterator[None]:
    """Whatever asks Django for the time is told this moment, in the whole process: for loading samples only.

    The services date what they write themselves, and have no argument by which somebody could date it otherwise.
    """
    usual = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = usual

"""How many may do at a time what holds a thread for long, and how many may wait for it.

Threads are few, and everybody needs one. Whatever waits in a thread for something slow (a file that is rendered, a virus
scanner) takes turns: a few at a time, fewer that wait, and everybody else is told at once to come again.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TooMany(Exception):
    """As many as may wait are waiting already, or the wait was too long."""


class Turns:
    """`at_once` may work, `waiting` more may stand in line; together they hold no more threads than that."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._places = threading.BoundedSemaphore(at_once)
        self._holders = threading.BoundedSemaphore(at_once + waiting)

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """A turn, waited for at most so many seconds; raises TooMany, at once where the line is full."""
        if not self._holders.acquire(blocking=False):
            raise TooMany
        try:
            if not self._places.acquire(timeout=seconds):
                raise TooMany
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._holders.release()

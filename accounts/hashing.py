"""How many passwords a process checks at once. Each costs a third of a second of a core, and everybody may ask for it: a
flood of names must leave threads and cores to those who are signed in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

# Of the four requests under such addresses that a process answers at once (`DOORS` of nap_tracker.gateway); the third is
# for known browsers.
AT_ONCE, STRANGERS_AT_ONCE = 3, 2
_everybody, _strangers = BoundedSemaphore(AT_ONCE), BoundedSemaphore(STRANGERS_AT_ONCE)


class NoRoom(Exception):
    """So many passwords are being checked that this one has to be sent again. It was not checked."""


@contextmanager
def room_to_hash(*, is_known: bool) -> Iterator[None]:
    """Within it a password may be checked. Raises NoRoom, at once, where too many are; nobody waits here."""
    wanted = [_everybody] if is_known else [_strangers, _everybody]
    taken: list[BoundedSemaphore] = []
    try:
        for room in wanted:
            if not room.acquire(blocking=False):
                raise NoRoom
            taken.append(room)
        yield
    finally:
        for room in taken:
            room.release()

"""How much of what comes in is kept at a time: small requests have a room that large ones cannot take, and nobody takes all.

Bytes are counted, not kept, here; `nap_tracker.gateway` keeps them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

MEGABYTE = 1024**2
SMALL = 2 * MEGABYTE  # any page and any save of the longest text
SMALL_ROOM = 512 * MEGABYTE
SMALL_SHARE = 64 * MEGABYTE  # of one address: some hundred people may sit behind it
LARGE_ROOM, LARGE_PER_ADDRESS = 3, 2  # times the largest request; one session has room for one such


class Full(Exception):
    """There is no room at this moment, or the share of this client is taken."""


class _Room:
    def __init__(self, size: int) -> None:
        self.size, self.held = size, 0
        self.held_by: Counter[str] = Counter()

    def take(self, size: int, shares: Mapping[str, int]) -> None:
        if self.held + size > self.size or any(self.held_by[who] + size > share for who, share in shares.items()):
            raise Full
        self.held += size
        for who in shares:
            self.held_by[who] += size

    def give_back(self, size: int, shares: Mapping[str, int]) -> None:
        self.held -= size
        for who in shares:
            self.held_by[who] -= size
            if not self.held_by[who]:
                del self.held_by[who]


class _Place:
    """What one request holds."""

    def __init__(self, rooms: "Rooms", address: str, session: str) -> None:
        self._rooms, self._address, self._session = rooms, address, session
        self._room, self._shares = rooms.small, {f"address {address}": SMALL_SHARE}
        self._size = 0

    def grow_to(self, size: int) -> None:
        """Makes the place so many bytes large, among the large ones where it has to be; raises Full."""
        if size <= self._size:
            return
        if size > SMALL and self._room is self._rooms.small:
            self.leave()
            largest = self._rooms.largest
            self._room = self._rooms.large
            self._shares = {
                f"address {self._address}": LARGE_PER_ADDRESS * largest,
                f"session {self._session}": largest,
            }
        self._room.take(size - self._size, self._shares)
        self._size = size

    def leave(self) -> None:
        self._room.give_back(self._size, self._shares)
        self._size = 0


class Rooms:
    """The two rooms of a process; `largest` is the largest request that is ever taken, in bytes."""

    def __init__(self, largest: int) -> None:
        self.largest = largest
        self.small, self.large = _Room(SMALL_ROOM), _Room(LARGE_ROOM * largest)

    @property
    def held(self) -> int:
        """How many bytes are held in both."""
        return self.small.held + self.large.held

    @contextmanager
    def place_for(self, *, address: str, session: str) -> Iterator[_Place]:
        """A place that grows with what comes in, and is free again afterwards."""
        place = _Place(self, address, session)
        try:
            yield place
        finally:
            place.leave()

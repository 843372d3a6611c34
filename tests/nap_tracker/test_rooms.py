"""Room for what comes in: small requests have their own, and nobody takes all of it."""

from contextlib import ExitStack

import pytest

from nap_tracker.rooms import LARGE_PER_ADDRESS, LARGE_ROOM, SMALL, SMALL_ROOM, SMALL_SHARE, Full, Rooms

LARGEST = 532 * 1024**2


@pytest.fixture
def rooms() -> Rooms:
    return Rooms(LARGEST)


@pytest.fixture
def fill(rooms):
    """Places of a size until there is no room; gives how many there were. They stay until the test ends."""
    places = ExitStack()

    def fill(size: int, **clients) -> int:
        number = 0
        try:
            while number < 10_000:
                who = {name: value.format(number) for name, value in clients.items()}
                places.enter_context(rooms.place_for(**who)).grow_to(size)
                number += 1
        except Full:
            pass
        return number

    with places:
        yield fill
    assert rooms.held == 0


def test_one_address_has_a_share_of_the_small_room_whatever_its_cookies_say(rooms, fill):
    assert fill(SMALL, address="192.0.2.1", session="{}") == SMALL_SHARE // SMALL == 32
    with rooms.place_for(address="192.0.2.2", session="") as place:
        place.grow_to(SMALL)
    assert fill(SMALL, address="198.51.100.{}", session="") == (SMALL_ROOM - SMALL_SHARE) // SMALL


def test_one_session_has_room_for_the_largest_and_one_address_for_two(rooms, fill):
    assert fill(LARGEST, address="192.0.2.1", session="one") == 1
    assert fill(LARGEST, address="192.0.2.1", session="{}") == LARGE_PER_ADDRESS - 1 == 1
    assert fill(LARGEST, address="192.0.2.2", session="other {}") == LARGE_ROOM - LARGE_PER_ADDRESS == 1


def test_a_full_room_of_large_ones_leaves_the_small_ones_theirs_and_the_other_way_round(rooms, fill):
    fill(LARGEST, address="{}", session="{}")
    assert (rooms.large.held, rooms.small.held) == (3 * LARGEST, 0)
    assert fill(SMALL, address="{}", session="{}") == 256
    assert rooms.held == 3 * LARGEST + SMALL_ROOM


def test_a_place_that_grows_moves_to_the_large_ones_and_leaves_nothing_behind(rooms):
    with rooms.place_for(address="a", session="s") as place:
        place.grow_to(1000)
        place.grow_to(SMALL)
        place.grow_to(500)  # what was announced is taken already
        assert (rooms.small.held, rooms.small.held_by) == (SMALL, {"address a": SMALL})
        place.grow_to(SMALL + 1)
        assert (rooms.small.held, rooms.large.held) == (0, SMALL + 1)
        assert rooms.large.held_by == {"address a": SMALL + 1, "session s": SMALL + 1}
        with pytest.raises(Full):
            place.grow_to(LARGEST + 1)
    assert (rooms.held, rooms.small.held_by, rooms.large.held_by) == (0, {}, {})


def test_a_place_that_found_no_room_leaves_none_taken(rooms, fill):
    fill(LARGEST, address="{}", session="{}")
    held = rooms.held
    with rooms.place_for(address="a", session="s") as place:
        place.grow_to(SMALL)
        with pytest.raises(Full):
            place.grow_to(SMALL + 1)
    assert rooms.held == held

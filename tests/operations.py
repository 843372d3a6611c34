"""How much is done, where a test must know that it grows with what is given and not faster."""

import sys
from collections.abc import Callable


def calls_of(act: Callable[[], object]) -> int:
    """How many functions are called while `act` runs, Python's and C's alike: the same number each time, on any machine.

    What one call of a C function does inside counts as one.
    """
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(before)
    return counted

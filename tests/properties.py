"""How many examples a property is tried with: as many as its test says, twenty times as many in `make soak`."""

from hypothesis import settings

ORDINARY = 100  # examples of a profile that says nothing about them


def examples(number: int) -> settings:
    """`@examples(60)` in the place of `@settings(max_examples=60)`."""
    return settings(max_examples=number * settings.default.max_examples // ORDINARY)

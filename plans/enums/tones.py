"""The few colours in which states and statuses are shown, on the page as in a sheet."""

from enum import StrEnum


class Tone(StrEnum):
    """A colour by its name in tokens.css; `SUNKEN` is muted ink on a sunken ground."""

    MUTED = "muted"
    SUNKEN = "sunken"
    BLUE = "blue"
    AMBER = "amber"
    GREEN = "green"
    RED = "red"

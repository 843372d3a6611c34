"""What a natural key needs beside its parts."""

from collections.abc import Callable
from typing import TypeVar

_Method = TypeVar("_Method", bound=Callable[..., object])


def depends_on(*models: str) -> Callable[[_Method], _Method]:
    """Marks a `natural_key` with the models whose keys are part of it, so that a fixture holds their records first."""

    def mark(natural_key: _Method) -> _Method:
        natural_key.dependencies = list(models)  # type: ignore[attr-defined]  # where Django looks for it
        return natural_key

    return mark

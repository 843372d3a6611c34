"""What waits of one kind, for pages that name the first ones and count the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Count, Model, QuerySet, Window

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Waiting(Generic[Row]):
    """What waits of one kind: the first ones, and how many there are."""

    rows: Sequence[Row] = ()
    number: int = 0

    @property
    def more(self) -> int:
        return self.number - len(self.rows)


def first_of(found: QuerySet[Row], most: int) -> Waiting[Row]:
    """The first ones and the number of all, in one query."""
    rows = list(found.annotate(number_of_all=Window(Count("pk")))[:most])
    return Waiting(rows, getattr(rows[0], "number_of_all", 0) if rows else 0)

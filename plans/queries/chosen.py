"""The entries that somebody has chosen on a list, and the last word on each of them."""

from collections.abc import Collection
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from accounts.models import User
from plans.models import Entry, ReportingYear, Transition
from plans.queries.access import entries_visible_to
from plans.queries.reviewing import moves_that_stand
from plans.queries.years import assignments_of_year, extended_until_of, names_prefetch

if TYPE_CHECKING:
    import datetime
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    class ChosenColumns(TypedDict):
        extended_until: datetime.date | None

    ChosenEntry = WithAnnotations[Entry, ChosenColumns]


def chosen_entries(
    user: User, reporting_year: ReportingYear, keys: Collection[int], **scope: Any
) -> "list[ChosenEntry]":
    """Those of the keys that are entries of the year, the user's to read and still their agencies', in the order of the plan.

    Each has its agency's extension, if it has one, as `extended_until`. Two queries, one of them for the agencies' names.
    """
    parts = assignments_of_year(reporting_year).filter(sub_point=OuterRef("sub_point"), agency=OuterRef("agency"))
    return list(
        entries_visible_to(user)
        .filter(Exists(parts), pk__in=keys, reporting_year=reporting_year, **scope)
        .select_related("reporting_year__plan", "sub_point", "agency")
        .prefetch_related(names_prefetch())
        .annotate(extended_until=extended_until_of(reporting_year))
        .order_by("sub_point__section__number", "sub_point__number", "agency__protocol_order", "agency__code")
    )


def last_moves(keys: Collection[int]) -> dict[int, Transition]:
    """By entry's key the last of its moves that stand, with who made it. One query."""
    moves = Transition.objects.filter(entry__in=keys).select_related("actor").order_by("entry", "-pk")
    standing = {key: moves_that_stand(found) for key, found in groupby(moves, attrgetter("entry_id"))}
    return {key: found[0] for key, found in standing.items() if found}

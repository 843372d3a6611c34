"""The events of a page with as little work as it needs: of thirty kinds of events it shows a few."""

import datetime
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import DateTimeField, Model, Q, QuerySet

from accounts.models import User
from plans.activity.queries.scope import ActivityFilter, Fact, Place, events_asked, facts_of
from plans.activity.queries.sources import Source
from plans.models import Plan, ReportingYear

# What fills the pages: nothing happens as often as that an entry is written and moved.
BUSY = ("revision", "move-of-staff", "move")
_EVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)


def newest_facts(
    user: User, plan: Plan, years: Sequence[ReportingYear], asked: ActivityFilter, *, most: int
) -> QuerySet | None:
    """The newest `most` events as `activity_facts` finds them, and the query to be sliced. Two queries before it.

    To plan a query of all kinds takes a database longer than to answer it. So it is asked first since when enough has
    happened in the busy tables, then which of the others hold anything as new, and those alone are read.
    """
    events, place = events_asked(user, asked), Place(user, plan, years, asked)
    busy = [(source, where) for source, where in events if source.event in BUSY]
    since = _since(busy, place, most)
    others = [
        (source, where & Q((f"{source.when}__gte", since))) for source, where in events if source.event not in BUSY
    ]
    awake = _awake((source for source, _where in others), since)
    return facts_of([*busy, *(event for event in others if _clock(event[0]) in awake)], place, most=most)


def _since(busy: list[tuple[Source, Q]], place: Place, most: int) -> datetime.datetime:
    """The moment since which there are `most` events of the sources; the beginning of time where there are fewer."""
    facts = facts_of(busy, place, most=most)
    last = [Fact(*row) for row in facts[most - 1 : most]] if facts is not None else []
    return last[0].when if last else _EVER


def _clock(source: Source) -> tuple[type[Model], str]:
    """The table and the column of the source's moments: some sources share them."""
    return source.model, source.when


def _awake(sources: Iterable[Source], since: datetime.datetime) -> set[tuple[type[Model], str]]:
    """The clocks that show a moment not before `since`, whoever may see it. One query, or none.

    Written out: two dozen subqueries take the ORM longer than the database, and nothing of them comes from outside.
    """
    clocks = list(dict.fromkeys(map(_clock, sources)))
    if not clocks:
        return set()
    moment, name = DateTimeField().get_db_prep_value(since, connection), connection.ops.quote_name
    asked = (
        f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {name(model._meta.db_table)} WHERE {name(when)} >= %s)"  # noqa: S608
        for number, (model, when) in enumerate(clocks)
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), [moment] * len(clocks))
        return {clocks[number] for (number,) in cursor.fetchall()}

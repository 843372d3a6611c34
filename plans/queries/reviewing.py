"""What waits for the coordinator: the queue of submitted entries, an entry's place in it, who is at it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, Lag, Lead, RowNumber
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.models import User
from plans.enums import REQUIRED_ROLES, EntryAction, EntryState
from plans.models import Agency, AgencyName, Assignment, Entry, Phrase, Presence, ReportingYear, Transition
from plans.queries.access import entries_visible_to
from plans.queries.returns import count_returns, returned_before
from plans.queries.reviewers import in_list_of, reviewers_of
from plans.queries.threads import count_open_comments
from plans.queries.years import extended_until_of, names_prefetch
from plans.rules import PRESENCE, due_day, submitted_late

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Submitted(TypedDict):
        submitted_at: datetime.datetime

    class QueueColumns(Submitted):
        is_required: bool
        extended_until: datetime.date | None

    SubmittedEntry = WithAnnotations[Entry, Submitted]
    QueuedEntry = WithAnnotations[Entry, QueueColumns]

_POINT = ("sub_point__section__number", "sub_point__number")
_AGENCY = ("agency__protocol_order", "agency__code")
# Each order is complete, so that an entry has one place and one neighbour on either side.
ORDERS: dict[str, tuple[str, ...]] = {
    "oldest": ("submitted_at", "pk"),
    "section": (*_POINT, *_AGENCY, "pk"),
    "agency": (*_AGENCY, *_POINT, "pk"),
}


@dataclass(frozen=True, slots=True)
class QueueView:
    """How a coordinator looks at the queue: one of `ORDERS`; all of it, or only the own queue, an agency's entries (by its
    code), those that were returned before (`again`), those that came late.
    """

    order: str = "oldest"
    mine: bool = False
    agency: str = ""
    again: bool = False
    late: bool = False

    @property
    def query(self) -> str:
        """The same as the query of an address; "" for the usual look."""
        asked = {
            "order": "" if self.order == "oldest" else self.order,
            "mine": "1" if self.mine else "",
            "agency": self.agency,
            "again": "1" if self.again else "",
            "late": "1" if self.late else "",
        }
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def is_filtered(self) -> bool:
        """Whether something is left out besides what is not in the own queue."""
        return bool(self.agency or self.again or self.late)


@dataclass(frozen=True, slots=True)
class PlaceInQueue:
    """Which one of how many, and (agency's code, sub-point's number) of the ones before and after.

    `number` is None for an entry that does not stand in the queue (any more); `after` is then the first that does.
    """

    number: int | None
    total: int
    before: tuple[str, str] | None = None
    after: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A submitted entry as the queue shows it. `agency_name` is that of the year; `returns` counts how often the entry was
    given back so far, `days` how long it waits now; `others` are those, but the reader, who have it open now. `reviewer` is
    in whose list it stands, `is_assigned` because it falls to them and not because they took it.
    """

    entry: Entry
    agency_name: AgencyName | None
    submitted_at: datetime.datetime
    is_late: bool
    days: int = 0
    returns: int = 0
    open_comments: int = 0
    others: Sequence[User] = ()
    reviewer: User | None = None
    is_assigned: bool = False


def review_queue(user: User, reporting_year: ReportingYear, view: QueueView) -> "QuerySet[SubmittedEntry]":
    """The submitted entries of the year in the order asked for, each with `submitted_at` (the last time).

    What is no longer the agency's sub-point cannot be decided and does not stand here.
    """
    submissions = Transition.objects.filter(entry=OuterRef("pk"), action=EntryAction.SUBMIT).order_by("-pk")
    waiting = _waiting(user, reporting_year)
    if view.mine:
        waiting = waiting.filter(in_list_of(user, reporting_year.plan_id))
    if view.agency:
        waiting = waiting.filter(agency__code=view.agency)
    if view.again:
        waiting = waiting.filter(pk__in=returned_before(reporting_year))
    if view.late:
        waiting = came_late(waiting, reporting_year)
    at = Coalesce(Subquery(submissions.values("created_at")[:1]), F("first_submitted_at"), F("updated_at"))
    return waiting.annotate(submitted_at=at).order_by(*ORDERS[view.order])


def _waiting(user: User, reporting_year: ReportingYear) -> QuerySet[Entry]:
    parts = Assignment.objects.covering(reporting_year.year).filter(
        agency=OuterRef("agency"), sub_point=OuterRef("sub_point")
    )
    return entries_visible_to(user).filter(
        Exists(parts.order_by()), reporting_year=reporting_year, state=EntryState.SUBMITTED
    )


def count_waiting(user: User, reporting_year: ReportingYear) -> int:
    """How many entries the whole queue holds. One query."""
    return _waiting(user, reporting_year).order_by().count()


def came_late(entries: QuerySet[Entry], reporting_year: ReportingYear) -> QuerySet[Entry]:
    """Those that are required and were first submitted after their agency's deadline, as `submitted_late` has it."""
    required_parts = Assignment.objects.filter(
        agency=OuterRef("agency"), sub_point=OuterRef("sub_point"), role__in=REQUIRED_ROLES
    ).order_by()
    return entries.alias(extended=extended_until_of(reporting_year)).filter(
        Q(extended__isnull=True) | Q(first_submitted_at__date__gt=F("extended")),
        Exists(required_parts),
        first_submitted_at__date__gt=reporting_year.deadline,
    )


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many entries wait, in all and by what the queue can be narrowed to; `agencies` as (code, name, number)."""

    all: int = 0
    mine: int = 0
    again: int = 0
    late: int = 0
    agencies: Sequence[tuple[str, str, int]] = ()


def count_queue(user: User, reporting_year: ReportingYear) -> QueueCounts:
    """What waits in the whole queue, whatever of it is looked at. Three queries, one of them for the agencies' names."""
    waiting = _waiting(user, reporting_year).order_by()
    late = came_late(waiting, reporting_year).values("pk")
    counted = waiting.values("agency").annotate(
        number=Count("pk"),
        own=Count("pk", filter=in_list_of(user, reporting_year.plan_id)),
        again=Count("pk", filter=Q(pk__in=returned_before(reporting_year))),
        late=Count("pk", filter=Q(pk__in=late)),
    )
    found = {row["agency"]: row for row in counted}
    agencies = (
        Agency.objects.filter(pk__in=found).prefetch_related(names_prefetch("names")).order_by("protocol_order", "code")
    )
    return QueueCounts(
        all=sum(row["number"] for row in found.values()),
        mine=sum(row["own"] for row in found.values()),
        again=sum(row["again"] for row in found.values()),
        late=sum(row["late"] for row in found.values()),
        agencies=[
            (agency.code, str(agency.name_in(reporting_year.year) or agency.code), found[agency.pk]["number"])
            for agency in agencies
        ],
    )


def queue_rows(user: User, reporting_year: ReportingYear, entries: Iterable["QueuedEntry"]) -> list[QueueRow]:
    """The entries of one page of the queue (`with_rows_parts`) with what is to be known before opening them.

    Five queries beside the entries' own: returns, open comments, who has them open, who reviews what, the agencies' names.
    """
    entries = list(entries)
    keys = [entry.pk for entry in entries]
    returns = count_returns(keys, "entry")
    opened = count_open_comments(keys)
    present, reviewers = present_in_year(user, reporting_year), reviewers_of(reporting_year.plan_id)
    today = localdate()
    rows = []
    for entry in entries:
        deadline = due_day(reporting_year.deadline, entry.extended_until)
        first = localdate(entry.first_submitted_at) if entry.first_submitted_at else None
        rows.append(
            QueueRow(
                entry,
                agency_name=entry.agency.name_in(reporting_year.year),
                submitted_at=entry.submitted_at,
                is_late=entry.is_required and submitted_late(first, deadline),
                days=max(0, (today - localdate(entry.submitted_at)).days),
                returns=returns.get((entry.pk,), 0),
                open_comments=opened.get(entry.pk, 0),
                others=present.get((entry.agency_id, entry.sub_point_id), ()),
                reviewer=reviewers.of(entry, entry.sub_point),
                is_assigned=entry.reviewer_id is None and reviewers.assigned(entry, entry.sub_point) is not None,
            )
        )
    return rows


def with_rows_parts(reporting_year: ReportingYear, queue: "QuerySet[SubmittedEntry]") -> "QuerySet[QueuedEntry]":
    """The queue with what `queue_rows` needs of each entry, without its texts."""
    required_parts = Assignment.objects.filter(
        agency=OuterRef("agency"), sub_point=OuterRef("sub_point"), role__in=REQUIRED_ROLES
    ).order_by()
    return (
        queue.select_related("sub_point__section", "agency", "reviewer", "review_started_by")
        .prefetch_related(names_prefetch())
        .defer("narrative", "narrative_folded", "internal_note", "nothing_reason", "sub_point__measure_folded")
        .annotate(is_required=Exists(required_parts), extended_until=extended_until_of(reporting_year))
    )


def present_in_year(user: User, reporting_year: ReportingYear) -> dict[tuple[int, int], list[User]]:
    """By agency and sub-point the others who have the entry open now, each once. One query."""
    now = timezone.now()
    fresh = (
        Presence.objects.filter(reporting_year=reporting_year, seen_at__range=(now - PRESENCE, now + PRESENCE))
        .exclude(user=user)
        .select_related("user")
        .order_by("user_id")
    )
    found: dict[tuple[int, int], dict[int, User]] = {}
    for presence in fresh:
        found.setdefault((presence.agency_id, presence.sub_point_id), {})[presence.user_id] = presence.user
    return {place: list(people.values()) for place, people in found.items()}


def place_in_queue(user: User, reporting_year: ReportingYear, view: QueueView, entry: Entry) -> PlaceInQueue:
    """Where the entry stands in the queue, and its neighbours. One query; two more where it does not stand there.

    The database counts: a queue may hold thousands.
    """
    queue = review_queue(user, reporting_year, view)
    order = [F(name).asc() for name in ORDERS[view.order]]

    def beside(step: type[Lag] | type[Lead], name: str) -> Window:
        return Window(step(name), order_by=order)

    found = (
        queue.order_by()
        .annotate(
            number=Window(RowNumber(), order_by=order),
            total=Window(Count("pk")),
            before_agency=beside(Lag, "agency__code"),
            before_number=beside(Lag, "sub_point__number"),
            after_agency=beside(Lead, "agency__code"),
            after_number=beside(Lead, "sub_point__number"),
            # A plain condition on the key would leave one row to count; on a window it is asked after the counting.
            here=Window(Max("pk"), partition_by=[F("pk")]),
        )
        .filter(here=entry.pk)
        .values_list("number", "total", "before_agency", "before_number", "after_agency", "after_number")
        .first()
    )
    if found is None:
        first = queue.values_list("agency__code", "sub_point__number").first()
        return PlaceInQueue(None, queue.count(), after=first)
    number, total, *names = found
    before, after = tuple(names[:2]), tuple(names[2:])
    return PlaceInQueue(number, total, before if number > 1 else None, after if number < total else None)


def moves_that_stand(transitions: Iterable[Transition]) -> list[Transition]:
    """An entry's moves, newest first, without decisions that were undone and their undoing. No query."""
    standing, skips = [], 0
    for move in transitions:
        if move.action == EntryAction.UNDO:
            skips += 1
        elif skips:
            skips -= 1  # the decision that it took back is the move right before it
        else:
            standing.append(move)
    return standing


def phrases_of(user: User) -> list[Phrase]:
    """The reasons that the coordinator has kept, oldest first. One query."""
    return list(Phrase.objects.filter(user=user).order_by("pk"))

"""One entry and what surrounds it."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from accounts.models import User
from plans.enums import AssignmentRole, EntryAction, EntryState
from plans.models import (
    Agency,
    AgencyName,
    Assignment,
    Entry,
    Evidence,
    Indicator,
    Presence,
    ReportingYear,
    Revision,
    SideRevision,
    SubPoint,
    Transition,
    name_in_force,
)
from plans.narrative import words_changed
from plans.queries.access import agency_of, may_read_entry, may_read_reasons
from plans.queries.reading import as_read_by, evidence_as_read_by, evidence_read_by, reads_submitted
from plans.queries.years import assignments_of_year, extended_until_of
from plans.rules import PRESENCE, UNDO_SECONDS


@dataclass(frozen=True, slots=True)
class Part:
    """An agency's part in a year, as the address of its entry finds it: the assignment with its sub-point, section and
    plan; whether texts of the reader wait beside the entry; until when the agency has more time, if it has.
    """

    assignment: Assignment
    has_sides: bool = False
    extended_until: datetime.date | None = None


def find_part(user: User, reporting_year: ReportingYear, agency: Agency, number: str) -> Part | None:
    """The part behind an entry's address, or None. One query."""
    waiting = SideRevision.objects.filter(
        reporting_year=reporting_year,
        agency=OuterRef("agency"),
        sub_point=OuterRef("sub_point"),
        author=user.pk,
        settled_at__isnull=True,
    )
    found = (
        assignments_of_year(reporting_year)
        .filter(agency=agency, sub_point__number=number)
        .select_related("sub_point__section__plan", "responsibility__user")
        .annotate(has_sides=Exists(waiting), extended_until=extended_until_of(reporting_year))
        .first()
    )
    return Part(found, found.has_sides, found.extended_until) if found else None


def find_former_part(
    user: User, reporting_year: ReportingYear, agency: Agency, number: str, *, to_save: bool = False
) -> Part | None:
    """For an entry that was written while its sub-point was the agency's and is no longer, or no longer in that year: a
    part whose assignment is not stored, under which the text stays readable; None where nothing was written. One query.

    `to_save`: also where nothing was written yet, for somebody whose page was open when the sub-point was taken.
    """
    of_place = {"reporting_year": reporting_year, "agency": agency, "sub_point": OuterRef("pk")}
    beside = SideRevision.objects.filter(**of_place)
    was_its = Exists(Entry.objects.filter(**of_place)) | Exists(beside)
    if to_save:
        was_its |= Exists(_earlier_parts(agency.pk)) | Exists(Assignment.objects.filter(_PART, agency=agency))
    points: QuerySet[SubPoint] = SubPoint.objects.filter(was_its)
    point = (
        points.filter(section__plan=reporting_year.plan_id, number=number)
        .select_related("section__plan")
        .annotate(has_sides=Exists(beside.filter(author=user.pk, settled_at__isnull=True)))
        .order_by("pk")
        .first()
    )
    if point is None:
        return None
    return Part(_former(point, agency), has_sides=point.has_sides)


_PART = Q(sub_point=OuterRef("pk"))


def _earlier_parts(agency: int) -> QuerySet:
    """Whether the sub-point of the outer query was once the agency's."""
    return Assignment.history.filter(_PART, agency=agency)


def _former(point: SubPoint, agency: Agency) -> Assignment:
    return Assignment(sub_point=point, agency=agency, role=AssignmentRole.RECOMMENDED)


def find_former_writing_place(
    user: User, plan: str, year: int, agency: str, number: str
) -> tuple[Assignment, int] | None:
    """As `saving.find_writing_place`, for a sub-point that was the user's own agency's and is no longer, or no longer in that
    year: an assignment that is not stored. None where it never was. Three queries.
    """
    own = agency_of(user)
    reporting_year = ReportingYear.objects.filter(plan__code=plan, year=year).first()
    if own is None or own.code != agency or reporting_year is None:
        return None
    part = find_former_part(user, reporting_year, own, number, to_save=True)
    return (part.assignment, reporting_year.pk) if part is not None else None


def find_entries(
    user: User, reporting_year: ReportingYear, agency: Agency, sub_point: SubPoint
) -> tuple[Entry | None, Entry | None]:
    """The entry of the triple, whoever asks (views check `may_read_entry`), and the one of the year before, if the user
    may read it; both as the user reads them. One query.
    """
    found = {
        entry.reporting_year.year: entry
        for entry in Entry.objects.filter(
            reporting_year__plan=reporting_year.plan_id,
            reporting_year__year__in=(reporting_year.year - 1, reporting_year.year),
            agency=agency,
            sub_point=sub_point,
        )
        .select_related("reporting_year", "updated_by", "ready_by", "review_started_by", *_submitted_for(user))
        .defer("narrative_folded")
    }
    for entry in found.values():
        if may_read_entry(user, entry):
            as_read_by(user, [entry])
    before = found.get(reporting_year.year - 1)
    return found.get(reporting_year.year), before if before and may_read_entry(user, before) else None


def _submitted_for(user: User) -> tuple[str, ...]:
    return ("submitted",) if reads_submitted(user) else ()


def latest_returns(user: User, entries: list[Entry]) -> dict[int, Transition]:
    """By entry: the move that gave it back to its agency, for those that are with it still; its reason for those who may
    read it. One query, or none.
    """
    returned = [entry.pk for entry in entries if entry.state == EntryState.RETURNED]
    if not returned:
        return {}
    moves = Transition.objects.filter(entry__in=returned, to_state=EntryState.RETURNED).select_related("actor")
    found = {move.entry_id: move for move in moves.order_by("pk")}  # not by time: clocks are set back
    if not may_read_reasons(user):
        for move in found.values():
            move.reason = ""
    return found


def was_undone() -> Exists:
    """As an annotation of moves: whether the decision was undone. Its reason was told to nobody, and stays with the
    coordinators.
    """
    undoing = Transition.objects.filter(
        entry=OuterRef("entry"),
        action=EntryAction.UNDO,
        pk__gt=OuterRef("pk"),
        created_at__lte=OuterRef("created_at") + datetime.timedelta(seconds=UNDO_SECONDS),
    )
    return Exists(undoing)


def resubmit_day_before(decision: Transition) -> datetime.date | None:
    """The day on which the entry was due again just before the decision; None where it had not been returned. One query.

    Undone decisions, which stand in the history as well, do not count.
    """
    earlier = Transition.objects.filter(entry=decision.entry_id, pk__lt=decision.pk).order_by("-pk")
    was_undone = False
    for move in earlier.only("action", "to_state", "resubmit_by"):
        if was_undone:
            was_undone = False
        elif move.action == EntryAction.UNDO:
            was_undone = True
        elif move.to_state == EntryState.RETURNED:
            return move.resubmit_by
        elif move.to_state == EntryState.APPROVED:
            return None
    return None


def revisions_of(entry: Entry) -> QuerySet[Revision]:
    """An entry's revisions, newest first, with their authors and without their texts."""
    return (
        entry.revisions.select_related("author")
        .defer("narrative", "internal_note", "figures", "evidence", "submitted_folded")
        .order_by("-version")
    )


def transitions_of(entry: Entry) -> QuerySet[Transition]:
    """An entry's moves, newest first, with who made them; in the order they were made, whatever the clock said."""
    return entry.transitions.select_related("actor").order_by("-pk")


def sides_offered_to(
    user: User, reporting_year: ReportingYear, agency: Agency, sub_point: SubPoint
) -> QuerySet[SideRevision]:
    """The user's own texts that stand beside the entry and wait to be taken over or put away, newest first."""
    return SideRevision.objects.filter(
        reporting_year=reporting_year, agency=agency, sub_point=sub_point, author=user, settled_at__isnull=True
    )


def texts_handed_in(
    user: User,
    reporting_year: ReportingYear,
    agency: Agency,
    sub_point: SubPoint,
    narrative: str,
    *,
    since: int | None = None,
) -> list[SideRevision | Revision]:
    """What the user has brought to the server with just this text: beside the entry, whether it was taken, put away or waits,
    and, with `since`, in the entry from that version on. Two queries at most.
    """
    place = {"reporting_year": reporting_year, "agency": agency, "sub_point": sub_point}
    found: list[SideRevision | Revision] = list(
        SideRevision.objects.filter(**place, author=user, narrative=narrative).order_by("-pk")
    )
    if since is not None:
        in_entry = {f"entry__{name}": value for name, value in place.items()}
        found += Revision.objects.filter(**in_entry, author=user, narrative=narrative, version__gte=since).order_by(
            "-pk"
        )
    return found


def evidence_of(user: User, entry: Entry) -> list[Evidence]:
    """The evidence of an entry that the user may read (`evidence_read_by`). One query."""
    evidence = evidence_read_by(user).filter(entry=entry).select_related("added_by").order_by("pk")
    return evidence_as_read_by(user, evidence)


def indicators_of(sub_point: SubPoint) -> list[Indicator]:
    """The indicators in use of a sub-point in their order. One query."""
    return list(sub_point.indicators.filter(is_in_use=True).order_by("position", "pk"))


def indicator_names(sub_point: SubPoint) -> dict[str, str]:
    """By key, as figures have it, the names of all indicators a sub-point has or had. One query."""
    return {str(pk): name for pk, name in sub_point.indicators.values_list("pk", "name")}


def history_events(reporting_year: ReportingYear, agency: Agency, sub_point: SubPoint) -> QuerySet:
    """All that happened to an entry as (when, kind, pk), newest first; kinds are "revision", "move", "side".

    For a page of it; `history_records` fetches what the rows name. A move comes after the save of its moment.
    """
    place = {"reporting_year": reporting_year, "agency": agency, "sub_point": sub_point}
    of_entry = {f"entry__{name}": value for name, value in place.items()}

    def rows(records: QuerySet, when: str, rank: int, kind: str) -> QuerySet:
        named = records.order_by().annotate(when=F(when), rank=Value(rank), event=Value(kind))
        return named.values_list("when", "rank", "event", "pk")

    return (
        rows(Revision.objects.filter(**of_entry), "saved_at", 0, "revision")
        .union(
            rows(Transition.objects.filter(**of_entry), "created_at", 1, "move"),
            rows(SideRevision.objects.filter(**place), "created_at", 2, "side"),
            all=True,
        )
        .order_by("-when", "-rank", "-pk")
    )


def history_records(events: Iterable[tuple]) -> list[tuple[str, Revision | Transition | SideRevision]]:
    """(kind, record) for a page of `history_events`, in its order. Three queries."""
    events = list(events)
    sources: dict[str, QuerySet] = {
        "revision": Revision.objects.select_related("author").defer(
            "narrative", "internal_note", "figures", "evidence", "submitted_folded"
        ),
        "move": Transition.objects.select_related("actor", "revision")
        .annotate(was_undone=was_undone())
        .defer(
            "revision__narrative",
            "revision__internal_note",
            "revision__figures",
            "revision__evidence",
            "revision__submitted_folded",
        ),
        "side": SideRevision.objects.select_related("author").defer("narrative", "internal_note", "figures"),
    }
    found = {
        kind: records.in_bulk([pk for _when, _rank, event, pk in events if event == kind])
        for kind, records in sources.items()
    }
    return [(kind, found[kind][pk]) for _when, _rank, kind, pk in events]


def count_missing_words(revisions: list[Revision]) -> None:
    """Counts the changed words of those revisions that nobody has counted yet, on the objects only.

    A revision is counted when the next one begins; the newest has none yet. Two queries, or none.
    """
    uncounted = [revision for revision in revisions if revision.words_added is None]
    if not uncounted:
        return
    texts = dict(Revision.objects.filter(pk__in=[item.pk for item in uncounted]).values_list("pk", "narrative"))
    before = Revision.objects.filter(entry=OuterRef("entry"), version__lt=OuterRef("version")).order_by("-version")
    earlier = dict(
        Revision.objects.filter(pk__in=texts)
        .annotate(before=Subquery(before.values("narrative")[:1]))
        .values_list("pk", "before")
    )
    for revision in uncounted:
        counted = words_changed(earlier[revision.pk] or "", texts[revision.pk])
        revision.words_added, revision.words_removed = counted


def indicators_with_figures(indicators: Iterable[Indicator]) -> list[Indicator]:
    """Those for which an entry, a revision or a text beside an entry holds a value. Up to three queries for each."""
    return [
        indicator
        for indicator in indicators
        if any(
            model.objects.filter(figures__has_key=str(indicator.pk)).exists()
            for model in (Entry, Revision, SideRevision)
        )
    ]


def present_at(place_filter: Mapping[str, Any], *, now: datetime.datetime, but_page: str) -> list[Presence]:
    """Who else has the entry open: fresh heartbeats of other pages, one for each person. One query.

    A heartbeat from the future is of before the clock was set back: that page sends another one, or is closed.

    `place_filter` names reporting_year_id, agency_id and sub_point_id.
    """
    fresh = (
        Presence.objects.filter(**place_filter, seen_at__range=(now - PRESENCE, now + PRESENCE))
        .exclude(page=but_page)
        .select_related("user")
        .order_by("user_id", "-is_writing")
    )
    return list({presence.user_id: presence for presence in reversed(fresh)}.values())[::-1]


def other_agencies_on(sub_point: SubPoint, agency: Agency, year: int) -> list[str]:
    """The names, as of the year, of the other agencies on the sub-point in protocol order. One query."""
    names = (
        AgencyName.objects.filter(agency__assignments__sub_point=sub_point)
        .exclude(agency=agency)
        .select_related("agency")
        .order_by("agency__protocol_order", "agency__code")
    )
    return [
        name.nominative
        for _agency, of_one in groupby(names, key=lambda name: name.agency_id)
        if (name := name_in_force(list(of_one), datetime.date(year, 12, 31)))
    ]

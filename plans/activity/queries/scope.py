"""Which events a reader may see, and which of them the filters leave. One query, whatever the number of tables."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, DateField, Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from django.utils.timezone import make_aware, now

from accounts.enums import Role
from accounts.models import User
from plans.activity.queries.sources import KINDS, RANKS, SOURCES, Source, as_observed, without_text
from plans.enums import OBSERVABLE_STATES, ExtensionState
from plans.models import Agency, Assignment, Entry, Plan, ReportingYear, Section, SubPoint
from plans.queries.access import agency_of, reads_all_agencies
from plans.rules import SITTING

# What observers see of the work between agency and coordinator: no text before it is submitted, no remark, no request.
_NOT_FOR_OBSERVERS = frozenset({"revision", "reminder", "announcement", "extension-asked", "evidence-removed"})
_KINDS_NOT_FOR_OBSERVERS = frozenset({"comments", "editorial"})
# Agencies see their own part; what a coordinator prepares is not theirs before they are asked, assessments are not.
_NOT_FOR_AGENCIES = frozenset(
    {"announcement", "assessment", "editorial-written", "plan-plan", "plan-section", "plan-reportingyear"}
)


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """What of the activity is asked for; keys of records, None for no such filter. Days are Baku's, inclusive."""

    agency: int | None = None
    sub_points: tuple[int, ...] | None = None
    year: int | None = None
    kind: str = ""
    people: tuple[int, ...] | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None


class Fact(NamedTuple):
    """One event as the database tells it: keys and codes. `rank` names its source."""

    when: datetime.datetime
    rank: int
    pk: int
    person: int | None
    agency: int | None
    sub_point: int | None
    year: int | None
    word: str
    text: str
    day: datetime.date | None
    day_before: datetime.date | None
    added: int | None
    removed: int | None


_TYPES = {
    **dict.fromkeys(("person", "agency", "sub_point", "year", "added", "removed"), BigIntegerField),
    **dict.fromkeys(("word", "text"), TextField),
    **dict.fromkeys(("day", "day_before"), DateField),
}


def may_see_activity(user: User) -> bool:
    """Whether there is an activity stream for the user: not for administrators, who see nothing of entries and have
    the history of plan data in the administration.
    """
    return reads_all_agencies(user) or agency_of(user) is not None


def kinds_for(user: User) -> list[str]:
    """The kinds of events that the user can meet, in the order of `KINDS`."""
    found = {source.kind for source, _where in _visible(user)}
    return [kind for kind in KINDS if kind in found]


def activity_facts(
    user: User, plan: Plan, years: Sequence[ReportingYear], asked: ActivityFilter, *, most: int
) -> QuerySet | None:
    """The newest `most` events of a plan that the user may see, as rows of `Fact`, newest first; None where there can
    be none.

    `years` are the plan's reporting years. Slice it: beyond `most` there may be more rows, but not all of them. For a page
    `newest.newest_facts` finds the same with less work.
    """
    return facts_of(events_asked(user, asked), Place(user, plan, years, asked), most=most)


def events_asked(user: User, asked: ActivityFilter) -> list[tuple[Source, Q]]:
    """The sources of what the user may see and asks for, each with the condition of both. That of the plan is `Place`'s."""
    found = []
    for source, where in _visible(user):
        narrowed = None if asked.kind and source.kind != asked.kind else _narrowed(user, source, asked)
        if narrowed is not None:
            found.append((source, where & narrowed))
    return found


class Place:
    """The plan and the years whose events are asked for."""

    def __init__(self, user: User, plan: Plan, years: Sequence[ReportingYear], asked: ActivityFilter):
        self._plan, self._asked, self._own = plan, asked, agency_of(user)
        self._years = [year.pk for year in years if asked.year in (None, year.pk)]

    def holds(self, source: Source) -> Q:
        """The condition that an event of the source happened there."""
        of_plan = self._of_plan.get(source.event) if source.kind == "plan" else None
        return _in_years(source, self._years, self._asked, self._own) if of_plan is None else of_plan

    @cached_property
    def _of_plan(self) -> dict[str, Q]:
        return _of_plan(self._plan)


def facts_of(events: list[tuple[Source, Q]], place: Place, *, most: int) -> QuerySet | None:
    """The newest `most` events of the sources; as `activity_facts`."""
    arms = [_arm(source, place.holds(source) & where, most) for source, where in events]
    if not arms:
        return None
    facts, *others = arms
    if others:
        facts = facts.union(*others, all=True)
    elif facts.query.is_sliced:
        return facts  # of one source alone: limited, and in order already
    return facts.order_by("-fact_when", "-fact_rank", "-pk")


def _in_years(source: Source, keys: list[int], asked: ActivityFilter, own: Agency | None) -> Q:
    """The condition that an event is of one of the years.

    Of all entries' events the newest are taken from the index of their times, and each is looked up in its entry. A join
    would begin with the entries of the years and sort all that ever happened to them. It serves where few are asked for.
    """
    if not _is_of_entry(source) or own or asked.agency or asked.sub_points:
        return Q((f"{source.year}__in", keys))
    entry = source.year.removesuffix("__reporting_year")
    return Q(Exists(Entry.objects.filter(pk=OuterRef(entry), reporting_year__in=keys)))


def _is_of_entry(source: Source) -> bool:
    return source.year.endswith("entry__reporting_year")


def _visible(user: User) -> Iterator[tuple[Source, Q]]:
    """The sources whose events the user may see, with the condition under which."""
    own = agency_of(user)
    for source in SOURCES:
        if user.role == Role.COORDINATOR and user.is_active:
            yield source, source.where & _settled(source)
        elif user.role == Role.OBSERVER and user.is_active:
            if source.event not in _NOT_FOR_OBSERVERS and source.kind not in _KINDS_NOT_FOR_OBSERVERS:
                yield as_observed(source), source.where & _observable(source)
        elif own is not None and source.event not in _NOT_FOR_AGENCIES:
            shown = without_text(source) if source.event == "year" else source
            yield shown, source.where & _settled(source) & _own(source, own)


def _settled(source: Source) -> Q:
    """A sitting is told when it is over, not save by save."""
    return Q(is_settled=True) | Q(saved_at__lt=now() - SITTING) if source.event == "revision" else Q()


def _observable(source: Source) -> Q:
    of_entry = source.agency.startswith("entry__")
    where = Q(entry__state__in=OBSERVABLE_STATES, entry__submitted__isnull=False) if of_entry else Q()
    if source.event == "evidence-added":
        where &= Q(is_public=True, removed_at__isnull=True) & ~Q(submitted_title="")
    if source.event == "extension-decided":
        where &= Q(state=ExtensionState.GRANTED)
    return where


def _own(source: Source, own: Agency) -> Q:
    """The agency's own: its entries, its extensions, its part in the plan, and the sub-points it has a part in."""
    if source.event == "year":
        return Q()
    if source.event.startswith("editorial-"):
        return Q(entry__agency=own.pk, asked_at__isnull=False)
    if source.agency:
        return Q((source.agency, own.pk))
    return Q((f"{source.sub_point}__in", Assignment.objects.filter(agency=own.pk).values("sub_point")))


def _of_plan(plan: Plan) -> dict[str, Q]:
    """For plan data the condition that it is the plan's, also where it has been deleted or moved since."""
    sections = Q(section__plan=plan.pk) | Q(section__in=Section.history.filter(plan=plan.pk).values("id"))
    points = SubPoint.objects.filter(section__plan=plan.pk).values("pk")
    earlier_points = SubPoint.history.filter(sections).values("id")
    of_point = Q(sub_point__in=points) | Q(sub_point__in=earlier_points)

    def of_agency(key: str) -> Q:
        """Asked of each agency: there may be many assignments, of which a list would be made first."""
        now = Assignment.objects.filter(agency=OuterRef(key), sub_point__section__plan=plan.pk)
        return Q(Exists(now)) | Q(Exists(Assignment.history.filter(of_point, agency=OuterRef(key))))

    return {
        "plan-plan": Q(id=plan.pk),
        "plan-section": Q(plan=plan.pk),
        "plan-subpoint": sections,
        "plan-agency": of_agency("id"),
        "plan-agencyname": of_agency("agency_id"),
        "plan-agencyalias": of_agency("agency_id"),
        "plan-assignment": of_point,
        "plan-indicator": of_point,
        "plan-reportingyear": Q(plan=plan.pk),
    }


def _narrowed(user: User, source: Source, asked: ActivityFilter) -> Q | None:
    """The filters as a condition; None where no event of the source can fit them."""
    where = Q()
    for path, value in ((source.agency, asked.agency), (source.year, asked.year)):
        if value is not None:
            if not path:
                return None
            if path != source.year or not _is_of_entry(source):  # of their years `_in_years` takes care
                where &= Q((path, value))
    if asked.sub_points is not None:
        if not source.sub_point:
            return None
        where &= Q((f"{source.sub_point}__in", asked.sub_points))
    if asked.people is not None:
        if not source.who or (source.by_staff and user.role == Role.OBSERVER):
            return None  # a filter must not tell a name that the row keeps
        where &= Q((f"{source.who}__in", asked.people))
    if asked.since is not None:
        where &= Q((f"{source.when}__gte", _midnight(asked.since)))
    if asked.until is not None:
        where &= Q((f"{source.when}__lt", _midnight(asked.until + datetime.timedelta(days=1))))
    return where


def _midnight(day: datetime.date) -> datetime.datetime:
    return make_aware(datetime.datetime.combine(day, datetime.time.min))


def _arm(source: Source, where: Q, most: int) -> QuerySet:
    """The newest `most` events of one source. SQLite limits no part of a union: there their keys are chosen inside it."""
    paths = {
        "person": source.who,
        **{
            name: getattr(source, name)
            for name in ("agency", "sub_point", "year", "word", "text", "day", "day_before", "added", "removed")
        },
    }
    columns = {
        # Typed also where a source has no such column: PostgreSQL joins columns of one type only.
        f"fact_{name}": Cast(F(path) if path else Value(None), _TYPES[name]())
        for name, path in paths.items()
    }
    rows = source.model._default_manager.filter(where).order_by(f"-{source.when}", "-pk")
    limits_arms = connection.features.supports_slicing_ordering_in_compound
    if not limits_arms:
        rows = source.model._default_manager.filter(pk__in=rows.values("pk")[:most]).order_by()
    named = rows.annotate(fact_when=F(source.when), fact_rank=Value(RANKS[source.event]), **columns)
    facts = named.values_list("fact_when", "fact_rank", "pk", *columns)
    return facts[:most] if limits_arms else facts

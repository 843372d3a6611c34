"""The events of a page, told: who, what, when, about what. A bounded number of queries for any number of rows."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from plans.activity.queries.newest import newest_facts
from plans.activity.queries.plan_data import (
    FieldChange,
    Names,
    Record,
    named_by,
    note_changes,
    plan_records,
    section_numbers,
)
from plans.activity.queries.scope import ActivityFilter, Fact, activity_facts
from plans.activity.queries.sources import SOURCE_OF_RANK
from plans.activity.queries.words import days_of, what_happened, words_of
from plans.enums import EntryAction
from plans.models import Agency, AgencyName, Plan, ReportingYear, SubPoint, Transition, name_in_force
from plans.queries.entry import was_undone

Value = TypeVar("Value")

ROWS_A_PAGE = 50
FEW_FIELDS = 2
LAST_PAGE = 2_000  # beyond that nobody turns pages: the days are chosen


@dataclass(slots=True)
class ActivityRow:
    """One event. `who` is "" where the tracker itself did it; `thing` is what it was done to, where that has a name
    beside number, agency and year. `agency` is a code for addresses, `agency_name` its name as of the year.
    """

    when: datetime.datetime
    event: str
    kind: str
    what: str
    who: str
    number: str = ""
    agency: str = ""
    agency_name: str = ""
    year: int | None = None
    thing: str = ""
    note: str = ""  # days, words counted
    reason: str = ""
    changes: list[FieldChange] = field(default_factory=list)
    is_without_earlier: bool = False
    is_gone: bool = False  # the sub-point or agency is deleted: there is nothing to lead to

    @property
    def is_of_entry(self) -> bool:
        """Whether it happened to an entry, which number, agency and year name."""
        return self.kind in ("moves", "texts", "comments", "evidence", "editorial")

    @property
    def is_folded(self) -> bool:
        """A record that is new or gone has changed in every field: more than two are folded."""
        whole = all(not change.before for change in self.changes) or all(not change.after for change in self.changes)
        return len(self.changes) > FEW_FIELDS and whole

    @property
    def nobody(self) -> str:
        """What stands in place of a person: a command, the worker, a first load did it. Sample entries name nobody."""
        return "–" if self.is_of_entry else _("the system")

    @property
    def day(self) -> datetime.date:
        return localdate(self.when)

    @property
    def clock(self) -> str:
        return localtime(self.when).strftime("%H:%M")

    @property
    def is_plan_change(self) -> bool:
        """A change of plan data; without `changes` it was saved as it was."""
        return self.kind == "plan"


@dataclass(frozen=True, slots=True)
class ActivityPage:
    rows: list[ActivityRow]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def activity_page(
    user: User, plan: Plan, years: Sequence[ReportingYear], asked: ActivityFilter, number: int = 1
) -> ActivityPage:
    """A page of 50 of the activity that the user may see, newest first; a number out of range gives the nearest."""
    number = min(max(number, 1), LAST_PAGE)
    start = (number - 1) * ROWS_A_PAGE
    end = start + ROWS_A_PAGE + 1
    facts = newest_facts(user, plan, years, asked, most=end)
    found = [Fact(*row) for row in facts[start:end]] if facts is not None else []
    if not found and number > 1:
        return activity_page(user, plan, years, asked, 1)
    shown = found[:ROWS_A_PAGE]
    return ActivityPage(tell(user, plan, years, shown), number, len(found) > ROWS_A_PAGE)


def activity_batches(
    user: User, plan: Plan, years: Sequence[ReportingYear], asked: ActivityFilter, *, most: int, size: int
) -> Iterable[list[ActivityRow]]:
    """The newest `most` events in batches of `size`. One query, and for each batch as many as a page takes."""
    facts = activity_facts(user, plan, years, asked, most=most)
    if facts is None:
        return
    rows = iter([Fact(*row) for row in facts[:most]])
    while batch := list(islice(rows, size)):
        yield tell(user, plan, years, batch)


def tell(user: User, plan: Plan, years: Sequence[ReportingYear], facts: list[Fact]) -> list[ActivityRow]:
    """The facts as rows, in their order. Three queries (people; agencies' names; sub-points), one for each kind of plan
    data among them, and up to three for what has been deleted or is named by plan data alone.
    """
    records = plan_records((fact.rank, fact.pk) for fact in facts if SOURCE_OF_RANK[fact.rank].kind == "plan")
    named = named_by(records.values())
    people = User.objects.in_bulk({fact.person for fact in facts if fact.person is not None})
    agency_keys = {fact.agency for fact in facts if fact.agency is not None} | named["agency"]
    point_keys = {fact.sub_point for fact in facts if fact.sub_point is not None} | named["sub_point"]
    agencies, names, gone_agencies = _agencies(agency_keys)
    labels = Names()
    labels.sub_points, gone_points = _numbers(point_keys)
    labels.sections = section_numbers(named["section"])
    labels.plans = {plan.pk: plan.code}
    labels.agencies = {key: _name(names.get(key, []), localdate()) or code for key, code in agencies.items()}
    note_changes(records.values(), labels)
    year_of = {year.pk: year.year for year in years}
    silent = _told_to_nobody(user, facts)
    rows = []
    for fact in facts:
        source = SOURCE_OF_RANK[fact.rank]
        record = records.get((fact.rank, fact.pk))
        year = _of(year_of, fact.year)
        if year is None and record is not None and source.event == "plan-reportingyear":
            year = record.value("year")  # deleted since
        day = datetime.date(year, 12, 31) if year else localdate()
        agency = _of(agencies, fact.agency) or ""
        agency_name = _name(_of(names, fact.agency) or [], day) or agency
        rows.append(
            ActivityRow(
                when=fact.when,
                event=source.event,
                kind=source.kind,
                what=what_happened(source.event, fact),
                who=_who(user, fact, source.by_staff, people, agency_name),
                number=_of(labels.sub_points, fact.sub_point) or "",
                agency=agency,
                agency_name=agency_name,
                year=year,
                thing=_thing(source.event, fact, record),
                note="; ".join(filter(None, (days_of(source.event, fact), words_of(source.event, fact)))),
                reason=fact.text if source.kind in ("moves", "deadlines") and fact not in silent else "",
                changes=record.changes if record else [],
                is_without_earlier=record is not None and record.is_without_earlier,
                is_gone=fact.sub_point in gone_points or fact.agency in gone_agencies,
            )
        )
    return rows


def _of(found: Mapping[int, Value], key: int | None) -> Value | None:
    """What was found under the key; None where the fact names none, or it is gone."""
    return None if key is None else found.get(key)


def _told_to_nobody(user: User, facts: list[Fact]) -> set[Fact]:
    """The returns that were undone: but for coordinators their reason is nobody's. One query, or none."""
    returns = [fact for fact in facts if SOURCE_OF_RANK[fact.rank].kind == "moves" and fact.word == EntryAction.RETURN]
    if user.role == Role.COORDINATOR or not returns:
        return set()
    moves = Transition.objects.filter(was_undone(), pk__in=[fact.pk for fact in returns])
    undone = set(moves.values_list("pk", flat=True))
    return {fact for fact in returns if fact.pk in undone}


def _who(user: User, fact: Fact, by_staff: bool, people: Mapping[int, User], agency_name: str) -> str:
    """The person; for observers the agency where its people did it."""
    if by_staff and user.role == Role.OBSERVER:
        return agency_name
    person = _of(people, fact.person)
    return str(person) if person else ""


def _thing(event: str, fact: Fact, record: Record | None) -> str:
    """What the event is about beside number, agency and year: the evidence, the indicator, the section, the spelling."""
    if event in ("evidence-added", "evidence-removed"):
        return fact.text
    if record is None:
        return ""
    match event:
        case "plan-plan" | "plan-agency":
            return record.value("code")
        case "plan-section":
            return f"{record.value('number')} {record.value('title')}".strip()
        case "plan-agencyname":
            return record.value("nominative")
        case "plan-agencyalias":
            return record.value("text")
        case "plan-indicator":
            return record.value("name")
    return ""


def _numbers(keys: set[int]) -> tuple[dict[int, str], set[int]]:
    """By key the numbers of sub-points, and the keys of deleted ones. No query for none, otherwise one or two."""
    numbers = dict(SubPoint.objects.filter(pk__in=keys).order_by().values_list("pk", "number")) if keys else {}
    gone = keys - set(numbers)
    if gone:
        numbers |= dict(SubPoint.history.filter(id__in=gone).order_by("history_id").values_list("id", "number"))
    return numbers, gone


def _agencies(keys: set[int]) -> tuple[dict[int, str], dict[int, list[AgencyName]], set[int]]:
    """By key the codes of agencies, their names, and the keys of deleted ones. No query for none, otherwise two or three."""
    if not keys:
        return {}, {}, set()
    codes = dict(Agency.objects.filter(pk__in=keys).order_by().values_list("pk", "code"))
    names: dict[int, list[AgencyName]] = {}
    for name in AgencyName.objects.filter(agency__in=keys).order_by("valid_from"):
        names.setdefault(name.agency_id, []).append(name)
    gone = keys - set(codes)
    if gone:
        codes |= dict(Agency.history.filter(id__in=gone).order_by("history_id").values_list("id", "code"))
    return codes, names, gone


def _name(names: list[AgencyName], day: datetime.date) -> str:
    found = name_in_force(names, day)
    return found.nominative if found else ""

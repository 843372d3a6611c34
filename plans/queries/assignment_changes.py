"""What has changed in an agency's part of a plan since the year was opened: for its home page, which explains it."""

import datetime
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from accounts.models import User
from plans.enums import AssignmentRole, YearAction
from plans.fields import DottedNumberField
from plans.models import Agency, Assignment, Entry, ReportingYear, SubPoint, YearEvent
from plans.queries.access import entries_visible_to
from plans.rules import period_covers

ASSIGNED, REMOVED, PART, PERIOD_IN, PERIOD_OUT = "assigned", "removed", "part", "period_in", "period_out"
_PARTS = dict(AssignmentRole.choices)


@dataclass(frozen=True, slots=True)
class AssignmentChange:
    """One change. `kind`: "assigned", "removed", "part" (the role has changed), "period_in" and "period_out" (the
    execution period was changed so that it covers the year now, or no longer). `by` is None where a command did it.
    `part` and `part_before` are roles as people read them; `part_before` is "" where it was not recorded. `has_entry`:
    of what is taken away, whether something was written there.
    """

    when: datetime.datetime
    kind: str
    number: str
    by: User | None
    part: str = ""
    part_before: str = ""
    has_entry: bool = False


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Changes of one day, kind and person, told together; `places` are (number, whether an entry is there)."""

    day: datetime.date
    kind: str
    by: User | None
    part: str
    part_before: str
    places: list[tuple[str, bool]]

    @property
    def has_entry(self) -> bool:
        return any(has_entry for _number, has_entry in self.places)


def by_day(changes: list[AssignmentChange]) -> list[ChangeGroup]:
    """The changes that follow each other and differ in the sub-point only, as one. No query."""

    def told_as(change: AssignmentChange) -> tuple:
        return localdate(change.when), change.kind, change.by, change.part, change.part_before

    return [_as_one(list(members)) for _key, members in groupby(changes, key=told_as)]


def _as_one(changes: list[AssignmentChange]) -> ChangeGroup:
    latest, places = changes[0], [(change.number, change.has_entry) for change in reversed(changes)]
    return ChangeGroup(localdate(latest.when), latest.kind, latest.by, latest.part, latest.part_before, places)


def assignment_changes(user: User, reporting_year: ReportingYear, agency: Agency) -> list[AssignmentChange]:
    """The changes since the year was opened, newest first; none for a closed year. Two queries (and the user's agency).

    The opening is the year's event of that name, or else its first record: what was written before is no change.
    """
    if not reporting_year.is_open:
        return []
    written = entries_visible_to(user).filter(reporting_year=reporting_year.pk, agency=agency.pk).order_by()
    found = [*_of_assignments(reporting_year, agency, written), *_of_periods(reporting_year, agency, written)]
    return sorted(found, key=lambda change: change.when, reverse=True)


def _opened_at(reporting_year: ReportingYear) -> Coalesce:
    events = YearEvent.objects.filter(reporting_year=reporting_year.pk, action=YearAction.OPENED).order_by("pk")
    records = ReportingYear.history.filter(id=reporting_year.pk).order_by("history_id")
    return Coalesce(Subquery(events.values("created_at")[:1]), Subquery(records.values("history_date")[:1]))


def _earlier(history: Any, name: str) -> Subquery:
    """The value that the record before held; by the order of records, because clocks are set back."""
    records = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    return Subquery(records.values(name)[:1])


def _number(path: str) -> Coalesce:
    """The sub-point's number, of a deleted one too."""
    now = SubPoint.objects.filter(pk=OuterRef(path)).order_by()
    earlier = SubPoint.history.filter(id=OuterRef(path)).order_by("-history_id")
    return Coalesce(
        Subquery(now.values("number")[:1]), Subquery(earlier.values("number")[:1]), output_field=DottedNumberField()
    )


def _covered(reporting_year: ReportingYear) -> QuerySet[SubPoint]:
    """The plan's sub-points whose period covers the year, also those that are deleted by now."""
    return SubPoint.objects.covering(reporting_year.year).filter(section__plan=reporting_year.plan_id)


def _of_assignments(reporting_year: ReportingYear, agency: Agency, written: QuerySet[Entry]) -> list[AssignmentChange]:
    history = Assignment.history
    records = (
        history.annotate(
            opened_at=_opened_at(reporting_year),
            agency_before=_earlier(history, "agency"),
            point_before=_earlier(history, "sub_point"),
            role_before=_earlier(history, "role"),
        )
        .annotate(
            number=_number("sub_point"),
            number_before=_number("point_before"),
            has_entry=Exists(written.filter(sub_point=OuterRef("sub_point"))),
            had_entry=Exists(written.filter(sub_point=OuterRef("point_before"))),
        )
        .filter(Q(agency=agency.pk) | Q(agency_before=agency.pk), history_date__gt=F("opened_at"))
        .filter(_in_plan("sub_point", reporting_year) | _in_plan("point_before", reporting_year))
        .select_related("history_user")
        .order_by("history_id")
    )
    return [change for record in records for change in _told(record, agency)]


def _in_plan(path: str, reporting_year: ReportingYear) -> Q:
    covered = _covered(reporting_year).filter(pk=OuterRef(path))
    gone = SubPoint.history.filter(id=OuterRef(path), history_type="-", section__plan=reporting_year.plan_id)
    return Q(Exists(covered)) | Q(Exists(gone))


def _told(record: Any, agency: Agency) -> list[AssignmentChange]:
    when, by, part = record.history_date, record.history_user, str(_PARTS.get(record.role, record.role))
    mine = record.agency_id == agency.pk
    if record.history_type == "-":
        return [AssignmentChange(when, REMOVED, record.number, by, has_entry=record.has_entry)] if mine else []
    if record.history_type == "+":
        return [AssignmentChange(when, ASSIGNED, record.number, by, part)] if mine else []
    if record.agency_before is None:  # nobody kept what it was: what it is now can be said
        return [AssignmentChange(when, PART, record.number, by, part)] if mine else []
    was_mine = record.agency_before == agency.pk
    found = []
    if was_mine and not (mine and record.point_before == record.sub_point_id):
        found.append(AssignmentChange(when, REMOVED, record.number_before, by, has_entry=record.had_entry))
    if mine and not (was_mine and record.point_before == record.sub_point_id):
        found.append(AssignmentChange(when, ASSIGNED, record.number, by, part))
    if not found and record.role_before != record.role:
        before = str(_PARTS.get(record.role_before, record.role_before))
        found.append(AssignmentChange(when, PART, record.number, by, part, before))
    return found


def _of_periods(reporting_year: ReportingYear, agency: Agency, written: QuerySet[Entry]) -> list[AssignmentChange]:
    history, year = SubPoint.history, reporting_year.year
    mine = Assignment.objects.filter(agency=agency.pk, sub_point__section__plan=reporting_year.plan_id)
    records = (
        history.filter(history_type="~", id__in=mine.values("sub_point"))
        .annotate(
            opened_at=_opened_at(reporting_year),
            earlier=_earlier(history, "history_id"),
            start_before=_earlier(history, "start_year"),
            end_before=_earlier(history, "end_year"),
            has_entry=Exists(written.filter(sub_point=OuterRef("id"))),
        )
        .filter(history_date__gt=F("opened_at"), earlier__isnull=False)
        .select_related("history_user")
        .order_by("history_id")
    )
    found = []
    for record in records:
        covers = period_covers(year, record.start_year, record.end_year)
        if covers != period_covers(year, record.start_before, record.end_before):
            kind = PERIOD_IN if covers else PERIOD_OUT
            has_entry = record.has_entry and not covers
            found.append(
                AssignmentChange(record.history_date, kind, record.number, record.history_user, has_entry=has_entry)
            )
    return found

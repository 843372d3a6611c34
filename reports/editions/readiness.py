"""What stands between a report and its edition: what stops it, and what somebody has to decide or know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from plans.enums import ACCEPTED_STATES, PRINTED_EDITORIAL_STATES, EntryState
from plans.models import Agency, Assessment, Comment, EditorialVersion, Entry, ReportingYear, SubPoint
from plans.queries.years import assignments_required, sub_points_of_year
from reports.enums import Hindrance

MOST_SHOWN = 12  # places of one kind on the page; the number says how many there are


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is to be looked at: the sub-point, with the agency's code in a report of one agency."""

    number: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of thing that is looked for before publishing, how often it was found, and where: the first places."""

    kind: Hindrance
    count: int
    places: Sequence[Place] = ()
    has_more: bool = False

    @property
    def stops(self) -> bool:
        """Whether nothing may be published while there is one."""
        return bool(self.count) and self.kind in (Hindrance.NOTHING, Hindrance.WORDING)

    @property
    def asks(self) -> bool:
        """Whether it is for somebody to decide or to know, and stops nothing."""
        return bool(self.count) and not self.stops


def readiness(reporting_year: ReportingYear, agency: Agency | None) -> list[Check]:
    """What was looked for and how much of it there is, what stops first. Some eight queries, whatever the size of the year."""
    entries = Entry.objects.filter(reporting_year=reporting_year)
    if agency is not None:
        entries = entries.filter(agency=agency)
    accepted, submitted = entries.filter(state__in=ACCEPTED_STATES), entries.filter(state=EntryState.SUBMITTED)
    checks = [] if (accepted | submitted).exists() else [Check(Hindrance.NOTHING, 1)]
    if agency is None:
        checks.append(_check(Hindrance.WORDING, _of(accepted.filter(Exists(_undecided()))), agency))
    checks.append(_check(Hindrance.UNAPPROVED, _of(submitted), agency))
    checks.append(_check(Hindrance.UNANSWERED, _unanswered(reporting_year, agency), agency))
    if agency is None:
        checks.append(_check(Hindrance.UNASSESSED, _unassessed(reporting_year), agency))
    open_comments = Comment.objects.filter(entry=OuterRef("pk"), parent__isnull=True, resolved_at__isnull=True)
    checks.append(_check(Hindrance.COMMENTS, _of((accepted | submitted).filter(Exists(open_comments))), agency))
    return checks


def stops(checks: Iterable[Check]) -> bool:
    """Whether one of them is in the way."""
    return any(check.stops for check in checks)


def _check(kind: Hindrance, rows: Iterable[tuple[str, ...]], agency: Agency | None) -> Check:
    """Of a report of all agencies the sub-points, each once: its page shows all of them."""
    found = list(rows)
    places = list(dict.fromkeys(Place(number, agency.code if agency else "") for number, *_agency in found))
    return Check(kind, len(found), places[:MOST_SHOWN], len(places) > MOST_SHOWN)


def _of(entries: "QuerySet[Entry]") -> "QuerySet":
    ordered = entries.order_by("sub_point__section__number", "sub_point__number", "agency__protocol_order")
    return ordered.values_list("sub_point__number", "agency__code")


def _undecided() -> "QuerySet[EditorialVersion]":
    """Another wording that nobody has let through or taken back: it is not known which of two is to be printed."""
    of_entry = EditorialVersion.objects.filter(
        entry=OuterRef("pk"), outdated_at__isnull=True, withdrawn_at__isnull=True
    )
    return of_entry.exclude(state__in=PRINTED_EDITORIAL_STATES)


def _unanswered(reporting_year: ReportingYear, agency: Agency | None) -> "QuerySet":
    """What is required and stands in no edition, for nothing was handed in."""
    handed_in = Entry.objects.filter(
        reporting_year=reporting_year,
        sub_point=OuterRef("sub_point"),
        agency=OuterRef("agency"),
        state__in=(*ACCEPTED_STATES, EntryState.SUBMITTED),
    )
    required = assignments_required(reporting_year).exclude(Exists(handed_in))
    if agency is not None:
        required = required.filter(agency=agency)
    return required.values_list("sub_point__number", "agency__code")


def _unassessed(reporting_year: ReportingYear) -> "QuerySet":
    """Sub-points with an accepted text whose status over all agencies nobody has decided."""
    accepted = Entry.objects.filter(reporting_year=reporting_year, sub_point=OuterRef("pk"), state__in=ACCEPTED_STATES)
    assessed = Assessment.objects.filter(reporting_year=reporting_year, sub_point=OuterRef("pk"))
    points = SubPoint.objects.filter(Exists(accepted), pk__in=sub_points_of_year(reporting_year))
    return points.exclude(Exists(assessed)).order_by("section__number", "number").values_list("number")

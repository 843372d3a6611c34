"""What waits for a coordinator in a year: what agencies have sent, asked or answered, and what nobody has done yet."""

from dataclasses import dataclass

from django.db.models import BooleanField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from plans.enums import REQUIRED_ROLES, EditorialState, EntryState, ExtensionState
from plans.models import (
    Agency,
    Assessment,
    Assignment,
    Comment,
    EditorialVersion,
    Entry,
    Extension,
    ReportingYear,
    SubPoint,
)
from plans.queries.editorial import LONG
from plans.queries.reach import unreachable_in
from plans.queries.reviewers import in_list_of
from plans.queries.waiting import Waiting, first_of
from plans.queries.years import names_prefetch

MOST = 20  # of one kind are named; the rest is counted


@dataclass(frozen=True, slots=True)
class Submitted:
    """The texts that wait for a decision: all, those in the coordinator's own list, those that come a second time."""

    all: int
    mine: int
    again: int


@dataclass(frozen=True, slots=True)
class Worklist:
    """All that waits for a coordinator in a year."""

    submitted: Submitted
    extensions: Waiting[Extension]
    refusals: Waiting[EditorialVersion]
    threads: Waiting[Comment]
    unassessed: Waiting[SubPoint]
    unreachable: Waiting[Agency]

    @property
    def is_empty(self) -> bool:
        waits = (self.extensions, self.refusals, self.threads, self.unassessed, self.unreachable)
        return not self.submitted.all and not any(waiting.number for waiting in waits)


def worklist_of(user: User, reporting_year: ReportingYear) -> Worklist:
    """What waits for the coordinator in the year; nothing in a closed one. Six queries, and one for the names of the agencies
    of each kind, however much it is.
    """
    if not reporting_year.is_open:
        return Worklist(Submitted(0, 0, 0), Waiting(), Waiting(), Waiting(), Waiting(), Waiting())
    return Worklist(
        submitted=_submitted(user, reporting_year),
        extensions=first_of(_extensions_asked(reporting_year), MOST),
        refusals=first_of(editorials_of(reporting_year).filter(state=EditorialState.REFUSED), MOST),
        threads=first_of(_threads_answered(reporting_year), MOST),
        unassessed=first_of(_unassessed(reporting_year), MOST),
        unreachable=first_of(unreachable_in(reporting_year), MOST),
    )


def editorials_of(reporting_year: ReportingYear) -> QuerySet[EditorialVersion]:
    """The current editorial versions of the year, in the order of the plan, without their texts."""
    return (
        EditorialVersion.objects.filter(
            entry__reporting_year=reporting_year, outdated_at__isnull=True, withdrawn_at__isnull=True
        )
        .select_related("entry__sub_point", "entry__agency", "written_by", "answered_by")
        .prefetch_related(names_prefetch("entry__agency__names"))
        .defer("narrative", *LONG)
        .order_by("entry__sub_point__section__number", "entry__sub_point__number", "entry__agency__protocol_order")
    )


def _submitted(user: User, reporting_year: ReportingYear) -> Submitted:
    waiting = Entry.objects.filter(reporting_year=reporting_year, state=EntryState.SUBMITTED)
    return Submitted(
        **waiting.aggregate(
            all=Count("pk"),
            mine=Count("pk", filter=in_list_of(user, reporting_year.plan_id)),
            again=Count("pk", filter=Q(submissions__gt=1)),
        )
    )


def _extensions_asked(reporting_year: ReportingYear) -> QuerySet[Extension]:
    asked = Extension.objects.filter(reporting_year=reporting_year, state=ExtensionState.ASKED)
    return asked.select_related("agency").prefetch_related(names_prefetch()).order_by("asked_at")


def _threads_answered(reporting_year: ReportingYear) -> QuerySet[Comment]:
    """Open threads in which the agency has had the last word, or has marked them as dealt with."""
    last = Comment.objects.filter(parent=OuterRef("pk")).order_by("-created_at", "-pk").values("by_coordinator")[:1]
    return (
        Comment.objects.filter(entry__reporting_year=reporting_year, parent__isnull=True, resolved_at__isnull=True)
        .annotate(is_of_coordinator=Coalesce(Subquery(last), F("by_coordinator"), output_field=BooleanField()))
        .filter(Q(is_of_coordinator=False) | Q(dealt_with_at__isnull=False))
        .select_related("entry__sub_point", "entry__agency")
        .prefetch_related(names_prefetch("entry__agency__names"))
        .defer(*LONG)
        .order_by("created_at")
    )


def _unassessed(reporting_year: ReportingYear) -> QuerySet[SubPoint]:
    """Sub-points on which every agency that must report has been approved, and nobody has assessed."""
    points = SubPoint.objects.covering(reporting_year.year).filter(section__plan=reporting_year.plan_id)
    required = Assignment.objects.filter(sub_point=OuterRef("pk"), role__in=REQUIRED_ROLES)
    accepted = Entry.objects.filter(
        reporting_year=reporting_year,
        sub_point=OuterRef("sub_point"),
        agency=OuterRef("agency"),
        state__in=(EntryState.APPROVED, EntryState.LOCKED),
    )
    return points.filter(
        Exists(required),
        ~Exists(required.filter(~Exists(accepted))),
        ~Exists(Assessment.objects.filter(reporting_year=reporting_year, sub_point=OuterRef("pk"))),
    ).order_by("section__number", "number")

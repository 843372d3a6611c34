"""What closing a year freezes, and what opening one whose deadline is over makes late."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from accounts.models import User
from plans.enums import PRINTED_EDITORIAL_STATES, REQUIRED_ROLES, ExtensionState
from plans.models import Assessment, Assignment, Comment, EditorialVersion, Extension, Plan, ReportingYear, SubPoint
from plans.queries.agency_counts import year_count
from plans.queries.reviewing import count_waiting


@dataclass(frozen=True, slots=True)
class Frozen:
    """What nobody can go on with once the year is closed, each in the number of its own page: `waiting` is the queue's."""

    not_submitted: int
    waiting: int
    wordings: int
    unassessed: int
    extensions: int
    threads: int

    @property
    def is_nothing(self) -> bool:
        return not any(
            (self.not_submitted, self.waiting, self.wordings, self.unassessed, self.extensions, self.threads)
        )


@dataclass(frozen=True, slots=True)
class LateAtOnce:
    """The entries that a year requires, of how many agencies: all are late where it opens after its deadline."""

    entries: int
    agencies: int


def frozen_by_closing(user: User, reporting_year: ReportingYear, today: datetime.date) -> Frozen:
    """What is left open in the year, as the coordinator who is to close it sees it. Ten queries."""
    count = year_count(reporting_year, today)
    wordings = EditorialVersion.objects.filter(
        entry__reporting_year=reporting_year, outdated_at__isnull=True, withdrawn_at__isnull=True
    ).exclude(state__in=PRINTED_EDITORIAL_STATES)
    required = Assignment.objects.covering(reporting_year.year).filter(
        sub_point=OuterRef("pk"), role__in=REQUIRED_ROLES
    )
    unassessed = SubPoint.objects.covering(reporting_year.year).filter(
        Exists(required.order_by()),
        ~Exists(Assessment.objects.filter(reporting_year=reporting_year, sub_point=OuterRef("pk"))),
        section__plan=reporting_year.plan_id,
    )
    threads = Comment.objects.filter(
        entry__reporting_year=reporting_year, parent__isnull=True, resolved_at__isnull=True
    )
    return Frozen(
        not_submitted=count.required - count.delivered,
        waiting=count_waiting(user, reporting_year),
        wordings=wordings.count(),
        unassessed=unassessed.order_by().count(),
        extensions=Extension.objects.filter(reporting_year=reporting_year, state=ExtensionState.ASKED).count(),
        threads=threads.order_by().count(),
    )


def late_at_once(plan: Plan, year: int) -> LateAtOnce:
    """What the plan requires in a year that is not opened yet. One query."""
    required = Assignment.objects.covering(year).filter(sub_point__section__plan=plan, role__in=REQUIRED_ROLES)
    found = required.order_by().aggregate(entries=Count("pk", distinct=True), agencies=Count("agency", distinct=True))
    return LateAtOnce(**found)

"""What the activity can be filtered by, and what typed filter values mean."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.timezone import localdate

from accounts.models import User
from plans.activity.queries.scope import kinds_for
from plans.activity.queries.sources import KINDS
from plans.azerbaijani import fold
from plans.models import Agency, Assignment, Entry, Plan, ReportingYear, SubPoint
from plans.queries.access import agency_of, reads_all_agencies
from plans.queries.years import names_prefetch


@dataclass(frozen=True, slots=True)
class ActivityChoices:
    """What the reader can choose: agencies as (key, code, name), years, kinds as (code, label).

    Where there are more agencies than one chooses from, they are not `listed`: then it is the one whose code was written.
    """

    agencies: list[tuple[int, str, str]]
    years: Sequence[ReportingYear]
    kinds: list[tuple[str, str | Promise]]
    agencies_are_listed: bool = True


AGENCIES_IN_A_LIST = 100


def activity_choices(user: User, plan: Plan, years: Sequence[ReportingYear], code: str = "") -> ActivityChoices:
    """The choices of the filters; `code` is the agency's that is asked for. Three queries, of many agencies one or three;
    none for agencies' staff.
    """
    kinds = [(kind, KINDS[kind]) for kind in kinds_for(user)]
    agencies, are_listed = _agencies(user, plan, code)
    return ActivityChoices(agencies, sorted(years, key=lambda year: -year.year), kinds, are_listed)


def _agencies(user: User, plan: Plan, code: str) -> tuple[list[tuple[int, str, str]], bool]:
    """The agencies that have or had a part in the plan, in protocol order; the own one for an agency's staff. And whether
    that is all of them.
    """
    own = agency_of(user)
    if not reads_all_agencies(user):
        return ([(own.pk, own.code, _name(own, localdate()))] if own else []), True
    assigned = Assignment.objects.filter(agency=OuterRef("pk"), sub_point__section__plan=plan.pk)
    written = Entry.objects.filter(agency=OuterRef("pk"), reporting_year__plan=plan.pk)
    agencies, today = Agency.objects.filter(Exists(assigned) | Exists(written)), localdate()
    # Of those with a part now a database stops at the first hundred; of those with either it looks at all first.
    are_many = Agency.objects.filter(Exists(assigned)).order_by()[: AGENCIES_IN_A_LIST + 1].count() > AGENCIES_IN_A_LIST
    found = [] if are_many else list(agencies[: AGENCIES_IN_A_LIST + 1])
    are_listed = not are_many and len(found) <= AGENCIES_IN_A_LIST
    if not are_listed:
        found = list(agencies.filter(code=code)) if code else []
    prefetch_related_objects(found, names_prefetch("names"))
    return [(agency.pk, agency.code, _name(agency, today)) for agency in found], are_listed


def _name(agency: Agency, day: datetime.date) -> str:
    return str(agency.name_on(day) or agency.code)


def sub_points_numbered(plan: Plan, number: str) -> tuple[int, ...]:
    """The keys of the sub-points that have the number in the plan, or had it before; () for none. One query or two."""
    in_plan = SubPoint.objects.filter(section__plan=plan.pk, number=number)
    if keys := tuple(in_plan.values_list("pk", flat=True)):
        return keys
    earlier = SubPoint.history.filter(section__plan=plan.pk, number=number).order_by()
    return tuple(earlier.values_list("id", flat=True).distinct())


def people_named(words: str, *, most: int) -> tuple[int, ...]:
    """The keys of the people whose name or user name has all the words, the first `most` of them. One query.

    Whose work a reader sees is decided by `activity_facts`; this tells nobody who there is.
    """
    wanted = fold(words, loose=True).split()
    found = []
    for pk, *names in User.objects.order_by("pk").values_list("pk", "first_name", "last_name", "username"):
        hay = fold(" ".join(names), loose=True)
        if all(word in hay for word in wanted):
            found.append(pk)
            if len(found) == most:
                break
    return tuple(found)

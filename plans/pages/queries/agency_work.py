"""What is required of agencies in a year, what they send and when, in numbers."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from django.db.models import Q
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from plans.enums import ACCEPTED_STATES, DELIVERED_STATES, NOT_STARTED, REQUIRED_ROLES, EntryState
from plans.models import Agency, Assignment, Extension, ReportingYear
from plans.queries.access import entries_visible_to, may_see_not_started
from plans.queries.returns import count_returns
from plans.rules import due_day, is_late, period_covers, submitted_late


@dataclass(slots=True)
class YearWork:
    """An agency's work in a year, as its reader may see it, in numbers of entries.

    Everything counts what is required, but `advised` (parts that are only recommended) and `advised_written`. `days` are
    those between the agency's deadline, extended or not, and each first submission: negative before, 0 on the day.
    `returns` counts how often something was returned and that was not undone, `sent` what was ever submitted.
    """

    reporting_year: ReportingYear
    extended_until: datetime.date | None = None
    required: int = 0
    delivered: int = 0
    accepted: int = 0
    late: int = 0
    late_sent: int = 0
    sent: int = 0
    returns: int = 0
    advised: int = 0
    advised_written: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def deadline(self) -> datetime.date:
        return due_day(self.reporting_year.deadline, self.extended_until)

    @property
    def is_empty(self) -> bool:
        return not (self.required or self.advised)

    @property
    def median_days(self) -> float | None:
        """The median of `days`; None where nothing was submitted."""
        return median(self.days) if self.days else None

    @property
    def punctuality(self) -> str:
        """The median in words; "" where nothing was submitted."""
        return days_words(self.median_days)

    @property
    def returns_per_entry(self) -> float | None:
        """How often an entry that was submitted was returned, on average; None where nothing was."""
        return self.returns / self.sent if self.sent else None


def days_words(days: float | None) -> str:
    """ "12 days before", "2,5 days after", "on the last day"; "" for None."""
    if days is None:
        return ""
    if days == 0:
        return _("on the last day")
    number = f"{abs(days):g}".replace(".", ",")
    if days < 0:
        return ngettext("%(days)s day before", "%(days)s days before", _plural_of(days)) % {"days": number}
    return ngettext("%(days)s day after", "%(days)s days after", _plural_of(days)) % {"days": number}


def _plural_of(days: float) -> int:
    return 1 if abs(days) == 1 else 2


def total_work(years: Iterable[YearWork]) -> YearWork:
    """All years as one; the median is that of all submissions. For an agency's last line: it has no deadline of its own."""
    years = list(years)
    total = YearWork(years[-1].reporting_year)
    for name in (
        "required",
        "delivered",
        "accepted",
        "late",
        "late_sent",
        "sent",
        "returns",
        "advised",
        "advised_written",
    ):
        setattr(total, name, sum(getattr(year, name) for year in years))
    total.days = [day for year in years for day in year.days]
    return total


def read_work(
    user: User, years: Sequence[ReportingYear], agencies: Collection[Agency] | None = None
) -> dict[tuple[int, int], YearWork]:
    """(agency, reporting year) → its work, of all agencies with a part in the year or of some. Four queries.

    `years` are of one plan. Observers' numbers are of submitted entries only, and nothing of theirs is `late`: what is
    unwritten or unfinished is not theirs to see.
    """
    of_agency = Q() if agencies is None else Q(agency__in=[agency.pk for agency in agencies])
    extended = _extensions(years, of_agency)
    entries = _entries(user, years, of_agency)
    returned = _returns(user, years, of_agency)
    found: dict[tuple[int, int], YearWork] = {}
    deadlines: dict[tuple[int, int], datetime.date] = {}
    sees_unwritten, today, baku = may_see_not_started(user), localdate(), get_current_timezone()
    for agency_key, sub_point, role, start, end in _parts(years, of_agency):
        for year in years:
            if not period_covers(year.year, start, end):
                continue
            key = (agency_key, year.pk)
            work = found.get(key)
            if work is None:
                work = found[key] = YearWork(year, extended.get(key))
                deadlines[key] = work.deadline
            state, first, resubmit_by = entries.get((agency_key, sub_point, year.pk), (NOT_STARTED, None, None))
            if role not in REQUIRED_ROLES:
                work.advised += 1
                work.advised_written += state != NOT_STARTED
                continue
            deadline = deadlines[key]
            _count(work, state, first and first.astimezone(baku).date(), deadline)
            work.returns += returned.get((agency_key, sub_point, year.pk), 0)
            if sees_unwritten:
                work.late += is_late(state, due_day(deadline, resubmit_by), today)
    return found


def _count(work: YearWork, state: str, first: datetime.date | None, deadline: datetime.date) -> None:
    is_delivered = state in DELIVERED_STATES
    work.required += 1
    work.delivered += is_delivered
    work.accepted += state in ACCEPTED_STATES
    work.sent += first is not None or is_delivered or state == EntryState.RETURNED
    if first is not None:
        work.days.append((first - deadline).days)
        work.late_sent += submitted_late(first, deadline)


def _parts(years: Sequence[ReportingYear], of_agency: Q) -> Iterable[tuple]:
    return (
        Assignment.objects.filter(of_agency, sub_point__section__plan__in={year.plan_id for year in years})
        .order_by()
        .values_list("agency_id", "sub_point_id", "role", "sub_point__start_year", "sub_point__end_year")
    )


def _extensions(years: Sequence[ReportingYear], of_agency: Q) -> dict[tuple[int, int], datetime.date]:
    """The latest granted one of each agency and year."""
    return Extension.objects.filter(of_agency, reporting_year__in=years).days_in_force()


def _entries(user: User, years: Sequence[ReportingYear], of_agency: Q) -> dict[tuple[int, int, int], tuple]:
    """(agency, sub-point, year) → (state, first submitted, due again) of what the user may read."""
    rows = (
        entries_visible_to(user)
        .filter(of_agency, reporting_year__in=years)
        .order_by()
        .values_list("agency_id", "sub_point_id", "reporting_year_id", "state", "first_submitted_at", "resubmit_by")
    )
    return {(agency, point, year): tuple(rest) for agency, point, year, *rest in rows}


def _returns(user: User, years: Sequence[ReportingYear], of_agency: Q) -> dict[tuple[int, int, int], int]:
    """(agency, sub-point, year) → how often what the user may read was returned."""
    visible = entries_visible_to(user).filter(of_agency, reporting_year__in=years)
    return count_returns(visible, "entry__agency", "entry__sub_point", "entry__reporting_year")

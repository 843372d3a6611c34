"""The days that a person's calendar shows, and the private address under which it stands."""

import datetime
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.enums import AGENCY_ROLES, Role
from accounts.models import User
from plans.enums import REQUIRED_ROLES, EntryState, YearAction
from plans.models import Agency, Assignment, Entry, Extension, PersonalSettings, ReportingYear, Transition, YearEvent
from plans.queries.access import agency_of, reads_all_agencies
from plans.queries.years import names_prefetch, open_years
from plans.rules import due_day

_SALT = "plans.calendar"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day on which something is due: in the year as a whole, for an agency that got more time, or a returned entry.

    `moves` counts how often the day has been moved, `moved_at` says when last (None: never).
    """

    kind: str  # "deadline", "extension", "returned"
    key: str  # the same as long as it is the same thing, whatever its day
    day: datetime.date
    reporting_year: ReportingYear
    agency: Agency | None = None
    number: str = ""
    is_extended: bool = False
    moves: int = 0
    moved_at: datetime.datetime | None = None


# --- The private address ---------------------------------------------------------------------------------------------


def calendar_secret(settings: PersonalSettings) -> str:
    """The part of the address that lets in: signed with the installation's key; another number makes it another."""
    return _signer().sign(f"{settings.user_id}.{settings.calendar_number}")


def find_calendar(secret: str) -> PersonalSettings | None:
    """The settings of the person whose calendar stands under the address, with `user`; None for an address that is
    wrong or was renewed, or where the account is closed. One query, none for a wrong signature.
    """
    try:
        user, number = _signer().unsign(secret).split(".")
    except (BadSignature, ValueError):
        return None
    person = User.objects.filter(pk=user, is_active=True).select_related("personal_settings").first()
    if person is None:
        return None
    settings = person.personal_settings if hasattr(person, "personal_settings") else PersonalSettings(user=person)
    return settings if str(settings.calendar_number) == number else None


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")


# --- What it shows ---------------------------------------------------------------------------------------------------


def calendar_days(user: User) -> list[CalendarDay]:
    """Deadlines of open years within what the person may see, in order: staff see their agency's, with its extension,
    and when returned entries are due again; coordinators those of the years and all extensions; observers those of the
    years; others nothing. Three queries at most.
    """
    days: list[CalendarDay] = []
    if reads_all_agencies(user):
        days = _deadlines()
        if user.role == Role.COORDINATOR:
            days += _extensions()
    elif user.role in AGENCY_ROLES and (agency := agency_of(user)) is not None:
        days = _deadlines_of(agency) + _returned(agency)
    return sorted(days, key=lambda day: (day.day, day.key))


def _deadlines() -> list[CalendarDay]:
    """Those of the open years."""
    moved = _moved(OuterRef("pk"))
    years = (
        open_years()
        .select_related("plan")
        .annotate(moves=_count(moved), moved_at=_latest(moved, "created_at"))
        .order_by("pk")
    )
    return [_deadline(year, moves=year.moves, moved_at=year.moved_at) for year in years]


def _deadlines_of(agency: Agency) -> list[CalendarDay]:
    """Those of the open years in which the agency has something to report, with what more time it was given."""
    required = Assignment.objects.covering(OuterRef("year")).filter(
        agency=agency, role__in=REQUIRED_ROLES, sub_point__section__plan=OuterRef("plan")
    )
    granted = Extension.objects.granted().filter(reporting_year=OuterRef("pk"), agency=agency)
    moved = _moved(OuterRef("pk"))
    years = (
        open_years()
        .select_related("plan")
        .filter(Exists(required))
        .annotate(moves=_count(moved), moved_at=_latest(moved, "created_at"))
        .annotate(extended_until=_until(granted), extended_at=_latest(granted, "decided_at"), extended=_count(granted))
        .order_by("pk")
    )
    return [
        _deadline(
            year,
            agency,
            extended_until=year.extended_until,
            moves=year.moves + year.extended,
            moved_at=_later(year.moved_at, year.extended_at),
        )
        for year in years
    ]


def _deadline(
    year: ReportingYear,
    agency: Agency | None = None,
    *,
    extended_until: datetime.date | None = None,
    moves: int,
    moved_at: datetime.datetime | None,
) -> CalendarDay:
    day = due_day(year.deadline, extended_until)
    return CalendarDay(
        kind="deadline",
        key=f"deadline-{year.pk}" + (f"-{agency.pk}" if agency else ""),
        day=day,
        reporting_year=year,
        agency=agency,
        is_extended=day > year.deadline,
        moves=moves,
        moved_at=moved_at,
    )


def _extensions() -> list[CalendarDay]:
    """The latest granted extension of each agency and open year, where it is later than the year's deadline."""
    latest = Extension.objects.granted().filter(reporting_year=OuterRef("reporting_year"), agency=OuterRef("agency"))
    granted: QuerySet[Extension] = Extension.objects.granted()
    rows = (
        granted.filter(reporting_year__in=open_years())
        .filter(pk=Subquery(latest.values("pk")[:1]), granted_until__gt=F("reporting_year__deadline"))
        .annotate(moves=_count(latest))
        .select_related("reporting_year__plan", "agency")
        .prefetch_related(names_prefetch())
    )
    return [
        CalendarDay(
            kind="extension",
            key=f"extension-{row.reporting_year_id}-{row.agency_id}",
            day=row.granted_until,
            reporting_year=row.reporting_year,
            agency=row.agency,
            is_extended=True,
            moves=row.moves - 1,
            moved_at=row.decided_at,
        )
        for row in rows
        if row.granted_until is not None  # the query has compared it
    ]


def _returned(agency: Agency) -> list[CalendarDay]:
    """The agency's returned entries of open years, each on the day on which it is due again."""
    returns = Transition.objects.filter(entry=OuterRef("pk"), resubmit_by__isnull=False)
    moved = _moved(OuterRef("reporting_year"))
    granted = Extension.objects.granted().filter(reporting_year=OuterRef("reporting_year"), agency=agency)
    rows = (
        Entry.objects.filter(agency=agency, state=EntryState.RETURNED, reporting_year__in=open_years())
        .select_related("reporting_year__plan", "sub_point")
        .annotate(moves=_count(moved), moved_at=_latest(moved, "created_at"))
        .annotate(extended_until=_until(granted), extended_at=_latest(granted, "decided_at"), extended=_count(granted))
        .annotate(returns=_count(returns), returned_at=_latest(returns, "created_at"))
        .defer("narrative", "narrative_folded", "internal_note", "figures")
    )
    return [
        CalendarDay(
            kind="returned",
            key=f"returned-{row.pk}",
            day=due_day(row.reporting_year.deadline, row.extended_until, row.resubmit_by),
            reporting_year=row.reporting_year,
            agency=agency,
            number=row.sub_point.number,
            moves=row.moves + row.extended + max(row.returns - 1, 0),
            moved_at=_later(row.moved_at, row.extended_at, row.returned_at),
        )
        for row in rows
    ]


def _moved(reporting_year: OuterRef) -> QuerySet[YearEvent]:
    return YearEvent.objects.filter(reporting_year=reporting_year, action=YearAction.DEADLINE)


def _until(granted: QuerySet[Extension]) -> Subquery:
    return Subquery(granted.values("granted_until")[:1])


def _count(rows: QuerySet) -> Coalesce:
    return Coalesce(
        Subquery(rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")), 0
    )


def _latest(rows: QuerySet, moment: str) -> Subquery:
    return Subquery(rows.order_by(F(moment).desc(nulls_last=True)).values(moment)[:1])


def _later(*moments: datetime.datetime | None) -> datetime.datetime | None:
    return max((moment for moment in moments if moment), default=None)

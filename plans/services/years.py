"""Opens a reporting year, moves its deadline, closes it, opens it again; each leaves a `YearEvent`."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.azerbaijani import short_date
from plans.enums import AnnouncementKind, YearAction, YearState
from plans.models import Plan, ReportingYear, YearEvent
from plans.narrative import clean_plain
from plans.queries.years import agencies_with_a_part, open_years
from plans.rules import deadline_limits, default_deadline
from plans.services.announcing import announce


class YearRefused(Exception):
    """The step with the year is not made and nothing has changed; the message says why and what to do."""


class YearOutsidePlan(YearRefused):
    """The plan does not run in the year."""


class YearExists(YearRefused):
    """The plan is reported on in this year already."""


def open_reporting_year(
    plan: Plan, year: int, deadline: datetime.date | None = None, *, by: User | None = None
) -> ReportingYear:
    """The plan's reporting year, opened with the default deadline where it does not exist.

    An existing year is returned as it is, closed or not. Raises YearOutsidePlan, and YearRefused for an impossible
    deadline.
    """
    existing = ReportingYear.objects.filter(plan=plan, year=year).first()
    if existing is not None:
        return existing
    try:
        return open_new_year(plan, year, deadline, by=by)
    except YearExists:  # somebody was faster
        return ReportingYear.objects.get(plan=plan, year=year)


def open_new_year(
    plan: Plan,
    year: int,
    deadline: datetime.date | None = None,
    *,
    by: User | None = None,
    announced: bool = False,
    words: str = "",
) -> ReportingYear:
    """Opens a year that the plan does not have yet; the deadline is 20 January of the next year unless given.

    What is required follows from assignments and execution periods. `announced`: all agencies with a part in the plan are
    told, with the `words` of the person who opens it. Raises YearOutsidePlan, YearExists, YearRefused for an impossible
    deadline.
    """
    if not plan.covers(year):
        raise YearOutsidePlan(
            _("The plan runs from %(start)s to %(end)s: choose a year of it.")
            % {"start": plan.start_year, "end": plan.end_year}
        )
    deadline = deadline or default_deadline(year)
    _check_day(year, deadline)
    opened = ReportingYear(plan=plan, year=year, deadline=deadline)
    _name_in_history(opened, by)
    try:
        with transaction.atomic():
            opened.save(force_insert=True)
            note_year_opened(opened, by=by)
            if announced and by is not None:
                agencies = agencies_with_a_part(plan.pk)
                announce(opened, agencies, by=by, words=words, kind=AnnouncementKind.YEAR_OPENED)
    except IntegrityError:
        if not ReportingYear.objects.filter(plan=plan, year=year).exists():
            raise
        raise YearExists(_("The year %(year)s exists already: choose another one.") % {"year": year}) from None
    return opened


def note_year_opened(reporting_year: ReportingYear, *, by: User | None) -> None:
    """Writes that the year was opened, in the caller's transaction; also for one that the administration has made."""
    _note(reporting_year, YearAction.OPENED, by, after=reporting_year.deadline)


def move_deadline(reporting_year: ReportingYear, day: datetime.date, *, seen: datetime.date, by: User) -> None:
    """Changes the deadline of an open year, also into the past; lateness and reminders follow at once.

    `seen` is the deadline that the coordinator looked at. Raises YearRefused: the day is the same, impossible, or the
    year was closed or its deadline changed meanwhile.
    """
    _check_day(reporting_year.year, day)
    if day == seen:
        raise YearRefused(_("The deadline is this day already: nothing was changed."))
    with transaction.atomic():
        if not open_years().filter(pk=reporting_year.pk, deadline=seen).update(deadline=day):
            raise YearRefused(_why_not_moved(reporting_year))
        _keep_history(reporting_year, "deadline", by)
        _note(reporting_year, YearAction.DEADLINE, by, before=seen, after=day)


def close_year(reporting_year: ReportingYear, *, by: User) -> None:
    """Closes the year: nothing in it moves any more. Raises YearRefused where it is closed already."""
    with transaction.atomic():
        if not open_years().filter(pk=reporting_year.pk).update(state=YearState.CLOSED):
            raise YearRefused(_("The year is closed already."))
        _keep_history(reporting_year, "state", by)
        _note(reporting_year, YearAction.CLOSED, by)


def reopen_year(reporting_year: ReportingYear, *, reason: str, by: User) -> None:
    """Opens a closed year again. Raises YearRefused without a reason, and where it is open already."""
    reason = clean_plain(reason).strip()
    if not reason:
        raise YearRefused(_("Say why the year is reopened."))
    with transaction.atomic():
        rows = ReportingYear.objects.filter(pk=reporting_year.pk, state=YearState.CLOSED)
        if not rows.update(state=YearState.OPEN):
            raise YearRefused(_("The year is open already."))
        _keep_history(reporting_year, "state", by)
        _note(reporting_year, YearAction.REOPENED, by, reason=reason)


def _check_day(year: int, day: datetime.date) -> None:
    first, last = deadline_limits(year)
    if not first <= day <= last:
        raise YearRefused(
            _("Choose a deadline from %(first)s to %(last)s.") % {"first": short_date(first), "last": short_date(last)}
        )


def _why_not_moved(reporting_year: ReportingYear) -> str:
    """What somebody else has done since the page was opened."""
    current = ReportingYear.objects.get(pk=reporting_year.pk)
    if not current.is_open:
        return _("The year has been closed: reopen it first, then change its deadline.")
    return _("Somebody has changed the deadline meanwhile, to %(day)s. Look at it and decide again.") % {
        "day": short_date(current.deadline)
    }


def _name_in_history(record: ReportingYear, by: User | None) -> None:
    """The history row that saving writes names the person; without a request only this way."""
    record._history_user = by  # type: ignore[attr-defined]  # how django-simple-history documents it


def _keep_history(reporting_year: ReportingYear, column: str, by: User) -> None:
    """Writes the history row of what is in the database already; nobody else can change that until the commit."""
    reporting_year.refresh_from_db(fields=["state", "deadline"])
    _name_in_history(reporting_year, by)
    reporting_year.save(update_fields=[column])


def _note(
    reporting_year: ReportingYear,
    action: YearAction,
    by: User | None,
    *,
    before: datetime.date | None = None,
    after: datetime.date | None = None,
    reason: str = "",
) -> None:
    YearEvent.objects.create(
        reporting_year=reporting_year,
        action=action,
        reason=reason,
        deadline_before=before,
        deadline_after=after,
        actor=by,
        created_at=timezone.now(),
    )

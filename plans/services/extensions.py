"""More time for an agency: asked for by its lead and answered, or given unasked."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from plans.azerbaijani import short_date
from plans.enums import ExtensionState, NoticeKind
from plans.models import Agency, Extension, ReportingYear
from plans.narrative import clean_plain
from plans.notifications.notices import tell
from plans.queries.years import extended_until, open_years
from plans.rules import due_day
from plans.services.holding import hold_open_year
from plans.services.years import deadline_limits


class ExtensionRefused(Exception):
    """Nothing has changed; the message says why and what to do."""


def ask_extension(
    reporting_year: ReportingYear, agency: Agency, *, until: datetime.date, reason: str, by: User
) -> Extension:
    """The lead asks for more time, until a day after the agency's present deadline; the coordinators are told.

    Raises ExtensionRefused: the year is closed, no reason, an impossible day, or a request waits for its answer already.
    """
    reason = clean_plain(reason).strip()
    if not reason:
        raise ExtensionRefused(_("Say why the agency needs more time."))
    try:
        with transaction.atomic():
            deadline = _require_open(reporting_year)
            present = due_day(deadline, extended_until(reporting_year, agency))
            _check_day(reporting_year, until, after=max(present, timezone.localdate()))
            extension = Extension.objects.create(
                reporting_year=reporting_year,
                agency=agency,
                asked_until=until,
                reason=reason,
                asked_by=by,
                asked_at=timezone.now(),
            )
            _tell_coordinators(extension, by)
    except IntegrityError:
        if not _waiting(reporting_year, agency).exists():
            raise
        raise ExtensionRefused(_("More time has been asked for already: wait for the answer.")) from None
    return extension


def decide_extension(
    extension: Extension, *, granted: bool, by: User, until: datetime.date | None = None, answer: str = ""
) -> None:
    """Answers the agency's request: granted until the day (the one asked for unless given), or refused with a word.

    The agency's leads are told. Raises ExtensionRefused: it has been answered already, the year is closed, a refusal
    says nothing, an impossible day, or more time has been given unasked since.
    """
    answer = clean_plain(answer).strip()
    if not granted and not answer:
        raise ExtensionRefused(_("Say briefly why there is no more time."))
    until = (until or extension.asked_until) if granted else None
    with transaction.atomic():
        deadline = _require_open(extension.reporting_year)
        if until is not None:
            # More time than there is already: less is given unasked, not as the answer to a request.
            present = extended_until(extension.reporting_year, extension.agency_id) or deadline
            _check_day(extension.reporting_year, until, after=max(deadline, present, _yesterday()))
            _require_latest(extension)
        now = timezone.now()
        state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
        rows = Extension.objects.filter(pk=extension.pk, state=ExtensionState.ASKED, reporting_year__in=open_years())
        if not rows.update(state=state, granted_until=until, answer=answer, decided_by=by, decided_at=now):
            raise ExtensionRefused(_("Somebody has answered this request meanwhile: look at the answer."))
        extension.refresh_from_db()
        _tell_leads(extension, by)


def grant_extension(
    reporting_year: ReportingYear,
    agency: Agency,
    *,
    until: datetime.date,
    by: User,
    seen: int | None,
    answer: str = "",
) -> Extension:
    """Gives an agency time until the day, unasked; an earlier extension holds no longer. The agency's leads are told.

    `seen` is the key of the extension that held when the coordinator looked (`queries.years_page.extensions_in_force`),
    None where there was none. Raises ExtensionRefused: the year is closed, an impossible day, the agency has time until
    this day already, it has asked for more time (that is answered, not passed over), or was given some meanwhile.
    """
    with transaction.atomic():
        deadline = _require_open(reporting_year)
        _check_day(reporting_year, until, after=max(deadline, _yesterday()))
        if _waiting(reporting_year, agency).exists():
            raise ExtensionRefused(_("This agency has asked for more time: answer its request."))
        _require_unchanged(reporting_year, agency, until, seen)
        extension = Extension.objects.create(
            reporting_year=reporting_year,
            agency=agency,
            state=ExtensionState.GRANTED,
            granted_until=until,
            answer=clean_plain(answer).strip(),
            decided_by=by,
            decided_at=timezone.now(),
        )
        _tell_leads(extension, by)
    return extension


def _waiting(reporting_year: ReportingYear, agency: Agency) -> QuerySet[Extension]:
    return Extension.objects.filter(reporting_year=reporting_year, agency=agency, state=ExtensionState.ASKED)


def _require_open(reporting_year: ReportingYear) -> datetime.date:
    """The year's deadline as it is now; the page may be older than a change.

    The year's row is held until the commit: whoever decides in the same moment waits, and then sees this decision.
    """
    if not hold_open_year(reporting_year):
        raise ExtensionRefused(_("The year is closed: nobody gets more time in it unless it is reopened."))
    return ReportingYear.objects.values_list("deadline", flat=True).get(pk=reporting_year.pk)


def _require_unchanged(reporting_year: ReportingYear, agency: Agency, until: datetime.date, seen: int | None) -> None:
    """The coordinator decides on what holds; nobody gets the same day twice."""
    holds = Extension.objects.granted().filter(reporting_year=reporting_year, agency=agency).first()
    if holds is None or (day := holds.granted_until) is None:  # a granted one has its day
        return
    if day == until:
        raise ExtensionRefused(_("The agency has time until this day already: nothing was changed."))
    if holds.pk != seen:
        raise ExtensionRefused(
            _(
                "This agency was given time until %(day)s in the meantime. If your day is to apply instead, press the "
                "button again."
            )
            % {"day": short_date(day)}
        )


def _require_latest(extension: Extension) -> None:
    """The latest record holds (`queries.extended_until`): a request granted now must not stand behind a newer one."""
    newer = Extension.objects.granted().filter(
        reporting_year=extension.reporting_year_id, agency=extension.agency_id, pk__gt=extension.pk
    )
    if newer.exists():
        raise ExtensionRefused(
            _(
                "More time was given to this agency since it asked: refuse the request, or give another day unasked then."
            )
        )


def _yesterday() -> datetime.date:
    """Time is given for days that are not over."""
    return timezone.localdate() - datetime.timedelta(days=1)


def _check_day(reporting_year: ReportingYear, day: datetime.date, *, after: datetime.date) -> None:
    _first, last = deadline_limits(reporting_year.year)
    if not after < day <= last:
        raise ExtensionRefused(
            _("Choose a day after %(day)s, and no later than %(last)s.")
            % {"day": short_date(after), "last": short_date(last)}
        )


def _tell_coordinators(extension: Extension, by: User) -> None:
    coordinators = User.objects.filter(role=Role.COORDINATOR, is_active=True).order_by("pk")
    _tell(extension, NoticeKind.EXTENSION_ASKED, coordinators, by, {"until": extension.asked_until})


def _tell_leads(extension: Extension, by: User) -> None:
    leads = User.objects.filter(role=Role.LEAD, is_active=True, membership__agency=extension.agency_id).order_by("pk")
    context = {"granted": extension.is_granted, "until": extension.granted_until}
    _tell(extension, NoticeKind.EXTENSION_DECIDED, leads, by, context)


def _tell(extension: Extension, kind: NoticeKind, people: Iterable[User], by: User, context: dict[str, Any]) -> None:
    tell(
        people, kind, reporting_year=extension.reporting_year, agency=extension.agency, actor=by, context=context
    )  # never the reason or the answer: they may speak of people

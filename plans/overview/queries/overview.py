"""Reads the year as a table: sub-points × agencies, each cell the state of an entry."""

import datetime
from collections.abc import Callable, Iterable
from functools import cache
from itertools import groupby

from django.db.models import BooleanField, Case, DateField, DateTimeField, F, When
from django.utils.timezone import get_default_timezone, localdate

from accounts.models import User
from plans.enums import EDITABLE_STATES, NOT_STARTED, REQUIRED_ROLES, EntryState
from plans.models import Agency, AgencyName, Assessment, Extension, ReportingYear, SubPoint
from plans.models.agency import name_in_force
from plans.overview.queries.overview_table import HIDDEN, AgencyColumn, MatrixCell, Overview, PointRow, SectionHead
from plans.overview.short_names import Named, short_names
from plans.queries.access import entries_visible_to, may_see_not_started
from plans.queries.reading import column_of
from plans.queries.years import assignments_of_year
from plans.rules import due_day, is_late, submitted_late


def read_overview(user: User, reporting_year: ReportingYear) -> Overview:
    """The year's table with the states that the user may see. Six queries, whatever its size.

    Read as plain values: six thousand records would take longer than the whole page may.
    """
    agencies = _agency_columns(reporting_year)
    extended = Extension.objects.filter(reporting_year=reporting_year).days_in_force()
    due = {
        agency.pk: due_day(reporting_year.deadline, extended.get((agency.pk, reporting_year.pk))) for agency in agencies
    }
    assessed = dict(
        Assessment.objects.filter(reporting_year=reporting_year).order_by().values_list("sub_point_id", "status")
    )
    rows = {
        pk: PointRow(SectionHead(section, title), number, measure, assessed.get(pk, ""), [None] * len(agencies))
        for pk, number, measure, section, title in _points(reporting_year)
    }
    column = {agency.pk: place for place, agency in enumerate(agencies)}
    cell_of = _cell_maker(may_see_not_started(user))
    entries = _entries(user, reporting_year)
    parts = assignments_of_year(reporting_year).order_by().values_list("sub_point_id", "agency_id", "role")
    for point, agency, role in parts:
        rows[point].cells[column[agency]] = cell_of(role in REQUIRED_ROLES, due[agency], entries.get((point, agency)))
    return Overview(agencies, list(rows.values()))


def _points(reporting_year: ReportingYear) -> Iterable[tuple]:
    """(key, number, measure, section's number, section's title) of the year's sub-points in the order of the plan."""
    return (
        SubPoint.objects.covering(reporting_year.year)
        .filter(section__plan=reporting_year.plan_id)
        .order_by("section__number", "number")
        .values_list("pk", "number", "measure", "section__number", "section__title")
    )


def _agency_columns(reporting_year: ReportingYear) -> list[AgencyColumn]:
    """The agencies with a part in the year, in protocol order, with their names of the year."""
    found = (
        Agency.objects.filter(pk__in=assignments_of_year(reporting_year).order_by().values("agency"))
        .order_by("protocol_order", "code")
        .values_list("pk", "code", "abbreviation", "names__nominative", "names__valid_from")
    )
    last_day = datetime.date(reporting_year.year, 12, 31)
    keys, named = [], []
    for (pk, code, abbreviation), names in groupby(found, key=lambda row: row[:3]):
        known = [AgencyName(nominative=name, valid_from=since) for *_agency, name, since in names if name]
        held = name_in_force(known, last_day)
        keys.append(pk)
        named.append(Named(code, abbreviation, held.nominative if held else code))
    shorts = short_names(named)
    return [AgencyColumn(pk, one.code, short, one.name) for pk, one, short in zip(keys, named, shorts, strict=True)]


def _entries(user: User, reporting_year: ReportingYear) -> dict[tuple[int, int], tuple]:
    """(sub-point, agency) → (state, status, is in review, due again, first submitted) of what the user may read.

    A day or moment that decides nothing here comes as None: to read six thousand of them takes as long as the rest.
    """
    day_after = reporting_year.deadline + datetime.timedelta(days=1)
    over = datetime.datetime.combine(day_after, datetime.time.min, get_default_timezone())
    found = (
        entries_visible_to(user)
        .filter(reporting_year=reporting_year)
        .order_by()
        .values_list(
            "sub_point_id",
            "agency_id",
            "state",
            column_of(user, "status"),
            Case(
                When(state=EntryState.SUBMITTED, review_started_at__isnull=False, then=True),
                output_field=BooleanField(),
            ),
            Case(When(state__in=EDITABLE_STATES, then=F("resubmit_by")), output_field=DateField()),
            Case(When(first_submitted_at__gte=over, then=F("first_submitted_at")), output_field=DateTimeField()),
        )
    )
    return {(point, agency): tuple(rest) for point, agency, *rest in found}


def _cell_maker(sees_unwritten: bool) -> Callable[..., MatrixCell]:
    """`cell_of(is_required, due, entry)`: `due` is the agency's deadline, `entry` what `_entries` holds, or None."""
    one, today = cache(MatrixCell), localdate()

    def cell_of(is_required: bool, due: datetime.date, entry: tuple | None) -> MatrixCell:
        if entry is None:
            if not sees_unwritten:
                return one(HIDDEN, "", False, is_required)
            return one(
                NOT_STARTED, "", False, is_required, is_late(NOT_STARTED, due, today, is_required=is_required), False
            )
        state, status, in_review, due_again, first = entry
        late = is_late(state, due_day(due, due_again), today, is_required=is_required)
        was_late = is_required and first is not None and submitted_late(localdate(first), due)
        return one(state, status, bool(in_review), is_required, late, was_late)

    return cell_of

"""Who did what, and when: the stream of a plan, an agency or an entry, and its files."""

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.models import User
from accounts.requests import AuthenticatedHttpRequest
from plans.activity.exports import BATCH, MOST_ROWS, activity_csv, activity_workbook
from plans.activity.forms import ActivityForm
from plans.activity.queries import (
    ActivityRow,
    activity_batches,
    activity_choices,
    activity_facts,
    activity_page,
    may_see_activity,
)
from plans.addresses import entry_url
from plans.exports.sheets import XLSX
from plans.exports.tables import CSV
from plans.models import ReportingYear
from plans.queries.access import may_read_revisions, reads_all_agencies
from plans.queries.years import VisibleYear, reporting_years_visible_to, year_to_work_on
from plans.views.scope import page_context, years_of_plan

LARGEST_PAGE_NUMBER = 6  # digits


def _plan_years(user: User, plan: str) -> tuple[ReportingYear, list[VisibleYear], list[VisibleYear]]:
    """Of the years that the reader may see the plan's one to work on, all of the plan, and all. Raises Http404."""
    if not may_see_activity(user):
        raise Http404
    years = reporting_years_visible_to(user)
    of_plan = years_of_plan(years, plan)
    current = year_to_work_on(of_plan)
    if current is None:
        raise Http404
    return current, of_plan, years


@require_safe
def activity(request: AuthenticatedHttpRequest, plan: str) -> HttpResponse:
    """A page of the stream, newest first. The filters are in the address, so that a view can be kept and sent."""
    user = request.user
    current, of_plan, years = _plan_years(user, plan)
    choices = activity_choices(user, current.plan, of_plan, request.GET.get("agency", ""))
    form = ActivityForm(request.GET, choices=choices, plan=current.plan)
    form.is_valid()
    page = activity_page(user, current.plan, of_plan, form.asked, _page_number(request))
    linked = [(row, _address(user, plan, row)) for row in page.rows]
    context = page_context(request, active="activity", reporting_year=current, years=years)
    context |= {
        "page": page,
        "days": [(day, list(rows)) for day, rows in groupby(linked, key=lambda pair: pair[0].day)],
        "choices": choices,
        "shown": form.shown,
        "notes": form.notes,
        "is_filtered": form.is_filtered,
        "reads_all": reads_all_agencies(user),
        "query": _query(request),
        "most_rows": MOST_ROWS,
    }
    return render(request, "plans/activity/activity.html", context)


@require_safe
def activity_file(request: AuthenticatedHttpRequest, plan: str, fmt: str) -> HttpResponse:
    """The filtered stream as a table, the newest 5,000 events at most."""
    user = request.user
    current, of_plan, _years = _plan_years(user, plan)
    of = current.plan
    form = ActivityForm(
        request.GET, choices=activity_choices(user, of, of_plan, request.GET.get("agency", "")), plan=of
    )
    form.is_valid()
    facts = activity_facts(user, of, of_plan, form.asked, most=MOST_ROWS + 1)
    is_cut = facts is not None and len(facts[MOST_ROWS : MOST_ROWS + 1]) > 0
    batches = activity_batches(user, of, of_plan, form.asked, most=MOST_ROWS, size=BATCH)
    if fmt == "xlsx":
        content = activity_workbook(batches, title=_("Activity"), total_is_cut=is_cut)
    else:
        content = activity_csv(batches, total_is_cut=is_cut)
    return HttpResponse(
        content,
        content_type=XLSX if fmt == "xlsx" else CSV,
        headers={"Content-Disposition": f'attachment; filename="{plan}-activity.{fmt}"'},
    )


def _page_number(request: AuthenticatedHttpRequest) -> int:
    """The page of the address; the first one for what is no number."""
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= LARGEST_PAGE_NUMBER else 1


def _query(request: AuthenticatedHttpRequest) -> str:
    """The filters of the address, for the links to other pages and to the files."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _address(user: User, plan: str, row: ActivityRow) -> str:
    """The page of what the event happened to; "" where there is none, or none for the reader."""
    if row.is_gone:
        return ""
    if row.is_of_entry and row.year is not None:
        return _entry_address(user, (plan, row.year, row.agency, row.number), row.kind)
    if row.kind == "assessments":
        return reverse("plans:sub-point-assessment", args=(plan, row.year, row.number))
    if row.kind == "deadlines" and row.agency:
        return reverse("plans:agency-year", args=(plan, row.year, row.agency))
    if row.number:
        return reverse("plans:sub-point", args=(plan, row.number))
    if row.agency:
        return reverse("plans:agency", args=(plan, row.agency))
    if row.year and user.role == Role.COORDINATOR:
        return reverse("plans:year-settings", args=(plan, row.year))
    return ""


def _entry_address(user: User, place: tuple[str, int, str, str], kind: str) -> str:
    match kind:
        case "texts" if may_read_revisions(user):
            return entry_url("entry-history", *place)
        case "comments":
            return f"{entry_url('entry', *place)}#comments-title"
        case "editorial":
            return entry_url("editorial", *place)
    return entry_url("entry", *place)

"""The coordinator's desk: what waits, and the editorial versions of a year."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedHttpRequest
from plans.enums import EditorialState
from plans.models import Agency, Comment, EditorialVersion, Extension, SubPoint
from plans.queries.editorial import Editorial, prints
from plans.queries.waiting import Waiting
from plans.views.frame import frame_of, render_page
from plans.views.scope import get_year_to_manage
from plans.worklist.queries import Submitted, editorials_of, worklist_of

VERSIONS_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistPage:
    """What waits for the coordinator; `is_empty`: nothing does."""

    submitted: Submitted
    extensions: Waiting[Extension]
    refusals: Waiting[EditorialVersion]
    threads: Waiting[Comment]
    unassessed: Waiting[SubPoint]
    unreachable: Waiting[Agency]
    is_empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorialsPage:
    """The current editorial versions of the year; `state` is the one that the address asks for, "" for all."""

    page: Page[EditorialVersion]
    versions: Sequence[Editorial]
    states: Sequence[tuple[str, str | Promise]]
    state: str
    query: str


@require_safe
def worklist(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    reporting_year, years = get_year_to_manage(request, plan, year)
    found = worklist_of(request.user, reporting_year)
    page = WorklistPage(
        submitted=found.submitted,
        extensions=found.extensions,
        refusals=found.refusals,
        threads=found.threads,
        unassessed=found.unassessed,
        unreachable=found.unreachable,
        is_empty=found.is_empty,
    )
    frame = frame_of(active="worklist", reporting_year=reporting_year, years=years)
    return render_page(request, "plans/worklist/worklist.html", frame, page)


@require_safe
def editorials(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """`?state=refused` shows those of one state; what is not known is left out, so that an old link still opens."""
    reporting_year, years = get_year_to_manage(request, plan, year)
    found, state = editorials_of(reporting_year), request.GET.get("state", "")
    if state not in EditorialState.values:
        state = ""
    if state:
        found = found.filter(state=state)
    page = Paginator(found, VERSIONS_A_PAGE).get_page(request.GET.get("page"))
    versions = [Editorial(version, prints(version.entry, version)) for version in page.object_list]
    own = EditorialsPage(
        page=page,
        versions=versions,
        states=EditorialState.choices,
        state=state,
        query=f"state={state}" if state else "",
    )
    frame = frame_of(active="worklist", reporting_year=reporting_year, years=years)
    return render_page(request, "plans/worklist/editorials.html", frame, own)

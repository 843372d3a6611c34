"""The search: words in, passages out, each with its place."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedHttpRequest
from plans.azerbaijani.matching import Query
from plans.models import Plan
from plans.queries.lists import sections_of
from plans.queries.years import VisibleYear, reporting_years_visible_to, year_to_work_on
from plans.search.forms import SearchForm
from plans.search.queries.named import MOST_NAMED, Named, find_agencies, find_people
from plans.search.queries.results import EntryResult, entry_results, measure_results
from plans.search.queries.search import (
    AGENCY,
    COUNTED,
    MEASURE,
    PERSON,
    TEXT,
    Matches,
    agencies_to_choose_from,
    find_matches,
    kinds_searched,
    may_search,
)
from plans.views.scope import page_context, take_words_of

RESULTS_A_PAGE = 20
MEASURES_ABOVE = 3
NAMED_ABOVE = 5


@require_safe
def search(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Found measures stand above the found entries, or on pages of their own where they are asked for or all there is."""
    if not may_search(request.user):
        raise Http404
    years = reporting_years_visible_to(request.user)
    plan = _chosen_plan(request, years)
    take_words_of([year for year in years if plan is None or year.plan_id == plan.pk])
    form = SearchForm(
        request.GET,
        kinds=kinds_searched(request.user),
        years=years,
        sections=sections_of(plan.pk) if plan else (),
        agencies=agencies_to_choose_from(request.user),
    )
    query = Query() if form.problem else form.search
    narrowing = form.narrowing
    matches = find_matches(request.user, years, query, narrowing, number=form.number)
    agencies, people = _named(request, query, form)
    context = _frame(request, plan, years) | {
        "form": form,
        "terms": query.terms,
        "left_out": query.left_out,
        "matches": matches,
        "counted": str(COUNTED),
        "entry_count": min(len(matches.entries), COUNTED),
        "measure_count": min(len(matches.measures), COUNTED),
        "query": form.address(),
        "measures_query": form.address(kind=MEASURE),
        "agencies": agencies,
        "agencies_query": form.address(kind=AGENCY),
        "people": people,
        "people_query": form.address(kind=PERSON),
        "reads_texts": TEXT in kinds_searched(request.user),
        "without_filters": form.address(**dict.fromkeys(form.chosen, "")),
    }
    return render(request, "plans/search/search.html", context | _results(request, form, query, matches))


def _chosen_plan(request: AuthenticatedHttpRequest, years: list[VisibleYear]) -> Plan | None:
    """The plan of the address, or the only one there is."""
    plans = list(dict.fromkeys(year.plan for year in years))
    return plans[0] if len(plans) == 1 else next((p for p in plans if p.code == request.GET.get("plan")), None)


def _frame(request: AuthenticatedHttpRequest, plan: Plan | None, years: list[VisibleYear]) -> dict[str, Any]:
    """The frame of the page: of the year to work on, in the chosen plan; of none where there is no year yet."""
    reporting_year = year_to_work_on([year for year in years if plan in (None, year.plan)])
    if reporting_year is None:
        return {"active": "search"}
    return page_context(request, active="search", reporting_year=reporting_year, years=years)


def _named(request: AuthenticatedHttpRequest, query: Query, form: SearchForm) -> tuple[Named, Named]:
    """Agencies and people by their names: a few above what else is found on the first page, more where they are asked for."""
    narrowing = form.narrowing
    if not query.terms or not narrowing.wants_names or request.GET.get("page", "1") != "1":
        return Named(), Named()
    most = MOST_NAMED if narrowing.kind else NAMED_ABOVE
    agencies = find_agencies(request.user, form.words, most) if narrowing.wants(AGENCY) else Named()
    people = find_people(request.user, form.words, most) if narrowing.wants(PERSON) else Named()
    return agencies, people


def _results(request: AuthenticatedHttpRequest, form: SearchForm, query: Query, matches: Matches) -> dict[str, Any]:
    """The page's results, and above the first page's entries some of the measures."""
    narrowing = form.narrowing
    lists_measures = narrowing.kind == MEASURE or not matches.entries
    page = _page(request, matches.measures if lists_measures else matches.entries)
    found = list(page.object_list)
    entries: list[EntryResult] = []
    if lists_measures:
        above = found
    else:
        above = matches.measures[: _measures_above(form)] if page.number == 1 else []
        entries = entry_results(request.user, found, query, is_loose=matches.is_loose, narrowing=narrowing)
    return {
        "page": page,
        "measures": measure_results(above, query, is_loose=matches.is_loose),
        "are_measures_listed": lists_measures,
        "entries": entries,
    }


def _measures_above(form: SearchForm) -> int:
    """Who types a number looks for what has it: all of a point's sub-points stand there."""
    return RESULTS_A_PAGE if form.number else MEASURES_ABOVE


def _page(request: AuthenticatedHttpRequest, keys: list[int]) -> Page:
    return Paginator(keys[:COUNTED], RESULTS_A_PAGE).get_page(request.GET.get("page"))

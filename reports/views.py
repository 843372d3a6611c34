"""The report on the page as it will print, and its files."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.models import Agency, ReportingYear
from plans.queries.access import may_read_consolidated
from plans.queries.years import VisibleYear, reporting_years_visible_to, year_to_work_on
from plans.views.scope import EntryPlace, get_agency, get_entry_place, get_reporting_year, page_context, years_of_plan
from reports.document import Document
from reports.editions.queries import may_publish
from reports.enums import ReportKind
from reports.models import ReportJob
from reports.options import (
    AGENCY_DEFAULT,
    AGENCY_PARTS,
    CONSOLIDATED_DEFAULT,
    CONSOLIDATED_PARTS,
    DOSSIER_PARTS,
    OVERVIEW_DEFAULT,
    OVERVIEW_PARTS,
    ReportOptions,
    options_from,
)
from reports.papers.queries import look_of, may_set_details
from reports.parts import BEGINNING, is_long, options_of, part_asked_for, part_of, parts_context
from reports.pieces import agency_parts
from reports.production.kinds import facts_of, file_address
from reports.production.views import ask_for, offer
from reports.queries import (
    DossierPlace,
    ReportChoices,
    agency_document_for,
    choices_of,
    consolidated_document_for,
    dossier_document_for,
    entry_document_for,
    find_dossier,
    overview_document_for,
    rows_without_text,
)
from reports.renderers import FORMATS, renderer_class, renderer_for
from reports.renderers.html import document_views, measures
from reports.rendering import APART

# The weight (`parts.is_long`) of a report whose file is written while one waits; beyond, a worker writes it.
MOST_LETTERS = 500_000
may_be_asked_for = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def agency(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str) -> HttpResponse:
    """An agency's Məlumat of the year."""
    reporting_year, years = get_reporting_year(request.user, plan, year)
    owner = get_agency(request.user, agency)
    options = options_from(request.GET, AGENCY_DEFAULT)
    document = agency_document_for(request.user, reporting_year, owner, options)
    context = page_context(request, active="report", reporting_year=reporting_year, years=years, agency=owner)
    context["missing"] = rows_without_text(request.user, reporting_year, owner, document) if options.is_whole else []
    choices = choices_of(reporting_year, options, AGENCY_DEFAULT, parts=AGENCY_PARTS)
    wanted = _of_agency(reporting_year, owner, options)
    context["downloads"] = _downloads(wanted, document)  # they hold all of it
    if is_long(document):
        document, of_parts = agency_parts(document, request.GET.get("show", ""), choices)
        context |= of_parts
    return _page(request, context, wanted, document, choices)


@require_safe
def consolidated(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """The consolidated Məlumat of all agencies."""
    if not may_read_consolidated(request.user):
        raise Http404
    reporting_year, years = get_reporting_year(request.user, plan, year)
    options = options_from(request.GET, CONSOLIDATED_DEFAULT)
    choices = choices_of(reporting_year, options, CONSOLIDATED_DEFAULT, parts=CONSOLIDATED_PARTS, has_agencies=True)
    shown = part_asked_for(request.GET.get("show", ""), options, [each.value for each in choices.sections])
    document = consolidated_document_for(request.user, reporting_year, options_of(shown, options))
    context = page_context(request, active="report", reporting_year=reporting_year, years=years)
    if not shown and is_long(document):
        shown = BEGINNING
    if shown:
        context |= parts_context(document, shown, options, choices)
    return _page(request, context, _of_all(reporting_year, options), part_of(document, shown), choices)


@may_be_asked_for
@never_cache
def agency_file(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, fmt: str) -> HttpResponse:
    reporting_year, _years = get_reporting_year(request.user, plan, year)
    owner = get_agency(request.user, agency)
    options = options_from(request.GET, AGENCY_DEFAULT)
    wanted = _of_agency(reporting_year, owner, options, fmt)
    return _file(request, wanted, lambda: agency_document_for(request.user, reporting_year, owner, options))


@require_safe
@never_cache
def entry(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """One entry as it prints: what the editor's preview shows, too."""
    place = get_entry_place(request, plan, year, agency, number)
    document = _entry_document(request, place)
    look = look_of(place.reporting_year.plan)
    context = place.context | {
        **document_views(document, look),
        "measures": measures(look),
        "downloads": _downloads(_of_entry(place), document),
    }
    return render(request, "reports/entry.html", context)


@may_be_asked_for
@never_cache
def entry_file(
    request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str, fmt: str
) -> HttpResponse:
    place = get_entry_place(request, plan, year, agency, number, posts_change=False)
    document = _entry_document(request, place)
    return _file(request, _of_entry(place, fmt), lambda: document)


def _entry_document(request: AuthenticatedHttpRequest, place: EntryPlace) -> Document:
    document = entry_document_for(request.user, place.written, place.sub_point.number)
    if document is None:
        raise Http404
    return document


@may_be_asked_for
@never_cache
def consolidated_file(request: AuthenticatedHttpRequest, plan: str, year: int, fmt: str) -> HttpResponse:
    if not may_read_consolidated(request.user):
        raise Http404
    reporting_year, _years = get_reporting_year(request.user, plan, year)
    wanted = _of_all(reporting_year, options_from(request.GET, CONSOLIDATED_DEFAULT), fmt)
    return _made_by_worker(request, wanted)


@require_safe
def overview(request: AuthenticatedHttpRequest, plan: str) -> HttpResponse:
    """The plan over all its years."""
    visible, years = _years_of(request, plan, of_all=True)
    options = options_from(request.GET, OVERVIEW_DEFAULT)
    document = overview_document_for(request.user, years[0].plan, years, options)
    shown = _year_shown(years)
    context = page_context(request, active="report", reporting_year=shown, years=visible)
    choices = choices_of(shown, options, OVERVIEW_DEFAULT, parts=OVERVIEW_PARTS, of_all_years=True)
    wanted = _of_years(years[0], options)
    return _page(request, context, wanted, document, choices, "reports/over_years.html")


@may_be_asked_for
@never_cache
def overview_file(request: AuthenticatedHttpRequest, plan: str, fmt: str) -> HttpResponse:
    _visible, years = _years_of(request, plan, of_all=True)
    return _made_by_worker(request, _of_years(years[0], options_from(request.GET, OVERVIEW_DEFAULT), fmt))


@require_safe
def dossier(request: AuthenticatedHttpRequest, plan: str, number: str) -> HttpResponse:
    """A sub-point over all years: of all agencies, or of the reader's own."""
    visible, place = _dossier_place(request, plan, number)
    options = options_from(request.GET, place.default)
    document = dossier_document_for(request.user, place, options)
    shown = _year_shown(place.years)
    context = page_context(request, active="report", reporting_year=shown, years=visible, agency=place.agency)
    choices = choices_of(shown, options, place.default, parts=DOSSIER_PARTS, has_sections=False)
    context["sub_point"] = place.point
    return _page(request, context, _of_point(place, options), document, choices, "reports/over_years.html")


@may_be_asked_for
@never_cache
def dossier_file(request: AuthenticatedHttpRequest, plan: str, number: str, fmt: str) -> HttpResponse:
    _visible, place = _dossier_place(request, plan, number)
    return _made_by_worker(request, _of_point(place, options_from(request.GET, place.default), fmt))


def _years_of(
    request: AuthenticatedHttpRequest, plan: str, *, of_all: bool
) -> tuple[list[VisibleYear], list[VisibleYear]]:
    """All years that the reader may switch to, and those of the plan, ascending. Raises Http404 without any, and with `of_all`
    for readers to whom all agencies' reports are not open.
    """
    if of_all and not may_read_consolidated(request.user):
        raise Http404
    visible = reporting_years_visible_to(request.user)
    years = years_of_plan(visible, plan)
    if not years:
        raise Http404
    return visible, years


def _year_shown(years: Sequence[ReportingYear]) -> ReportingYear:
    return year_to_work_on(years) or years[0]


def _dossier_place(request: AuthenticatedHttpRequest, plan: str, number: str) -> tuple[list[VisibleYear], DossierPlace]:
    visible, years = _years_of(request, plan, of_all=False)
    place = find_dossier(request.user, years[0].plan, years, number)
    if place is None:
        raise Http404
    return visible, place


def _of_agency(reporting_year: ReportingYear, agency: Agency, options: ReportOptions, fmt: str = "") -> ReportJob:
    query = options.query_from(AGENCY_DEFAULT)
    return ReportJob(kind=ReportKind.AGENCY, **_of_year(reporting_year), agency=agency, options=query, fmt=fmt)


def _of_all(reporting_year: ReportingYear, options: ReportOptions, fmt: str = "") -> ReportJob:
    query = options.query_from(CONSOLIDATED_DEFAULT)
    return ReportJob(kind=ReportKind.CONSOLIDATED, **_of_year(reporting_year), options=query, fmt=fmt)


def _of_entry(place: EntryPlace, fmt: str = "") -> ReportJob:
    of = _of_year(place.reporting_year)
    return ReportJob(kind=ReportKind.ENTRY, **of, agency=place.agency, number=place.sub_point.number, fmt=fmt)


def _of_years(year: ReportingYear, options: ReportOptions, fmt: str = "") -> ReportJob:
    query = options.query_from(OVERVIEW_DEFAULT)
    return ReportJob(kind=ReportKind.OVERVIEW, plan=year.plan, options=query, fmt=fmt)


def _of_point(place: DossierPlace, options: ReportOptions, fmt: str = "") -> ReportJob:
    return ReportJob(
        kind=ReportKind.DOSSIER,
        plan=place.years[0].plan,
        agency=place.agency,
        number=place.point.number,
        options=options.query_from(place.default),
        fmt=fmt,
    )


def _of_year(reporting_year: ReportingYear) -> dict[str, Any]:
    return {"plan": reporting_year.plan, "reporting_year": reporting_year}


def _downloads(wanted: ReportJob, document: Document) -> list[tuple[str, str, str, bool]]:
    """Each format with its name, its address, and whether a worker makes it."""
    is_small = not (facts_of(wanted).is_long or is_long(document, MOST_LETTERS))
    return [
        (fmt, renderer_class(fmt).label, file_address(wanted, fmt), fmt in APART or not is_small) for fmt in FORMATS
    ]


def _page(
    request: AuthenticatedHttpRequest,
    context: dict[str, Any],
    wanted: ReportJob,
    document: Document,
    choices: ReportChoices,
    template: str = "reports/report.html",
) -> HttpResponse:
    look = look_of(context["plan"])
    context |= {
        **document_views(document, look, context.get("places")),
        "measures": measures(look),
        "choices": choices,
        "may_set_measures": request.user.role == Role.COORDINATOR,
        "may_publish": may_publish(request.user),
        "may_set_details": may_set_details(request.user, context["agency"]),
    }
    if "downloads" not in context:
        context["downloads"] = _downloads(wanted, document)
    return render(request, template, context)


def _made_by_worker(request: AuthenticatedHttpRequest, wanted: ReportJob) -> HttpResponse:
    """What is asked for by POST is made by a worker; by GET there is the page that asks."""
    return ask_for(request, wanted) if request.method == "POST" else offer(request, wanted)


def _file(request: AuthenticatedHttpRequest, wanted: ReportJob, build: Callable[[], Document]) -> HttpResponse:
    """As above, but by GET a file that needs no process and is small comes at once."""
    if request.method == "POST" or wanted.fmt in APART:
        return _made_by_worker(request, wanted)
    document = build()
    if is_long(document, MOST_LETTERS):
        return _made_by_worker(request, wanted)
    renderer = renderer_for(wanted.fmt)
    response = HttpResponse(renderer.render(document, look_of(wanted.plan)), content_type=renderer.content_type)
    # Always a download: an HTML report opened in place would run under this site's name.
    name = f"{facts_of(wanted).name(wanted)}.{renderer.extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

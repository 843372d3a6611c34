"""The report on the page as it will print, and its files."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.models import Plan, ReportingYear
from plans.queries.access import may_read_consolidated
from plans.queries.years import VisibleYear, reporting_years_visible_to, year_to_work_on
from plans.views.scope import EntryPlace, get_agency, get_entry_place, get_reporting_year, page_context
from reports.document import Document
from reports.options import (
    AGENCY_DEFAULT,
    AGENCY_PARTS,
    CONSOLIDATED_DEFAULT,
    CONSOLIDATED_PARTS,
    DOSSIER_PARTS,
    OVERVIEW_DEFAULT,
    OVERVIEW_PARTS,
    options_from,
)
from reports.papers.queries import look_of, may_set_details
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
from reports.renderers import FORMATS, RendererUnavailable, renderer_class
from reports.renderers.html import document_views, measures
from reports.rendering import APART, Kind, RenderingEnded, RenderingFailed, Why, render_file

RETRY_AFTER_SECONDS = 30  # a file takes some seconds, and few are made at a time
logger = logging.getLogger(__name__)


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
    return _page(request, context, document, choices)


@require_safe
def consolidated(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """The consolidated Məlumat of all agencies."""
    if not may_read_consolidated(request.user):
        raise Http404
    reporting_year, years = get_reporting_year(request.user, plan, year)
    options = options_from(request.GET, CONSOLIDATED_DEFAULT)
    document = consolidated_document_for(request.user, reporting_year, options)
    context = page_context(request, active="report", reporting_year=reporting_year, years=years)
    choices = choices_of(reporting_year, options, CONSOLIDATED_DEFAULT, parts=CONSOLIDATED_PARTS, has_agencies=True)
    return _page(request, context, document, choices)


@require_safe
@never_cache
def agency_file(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, fmt: str) -> HttpResponse:
    reporting_year, _years = get_reporting_year(request.user, plan, year)
    owner = get_agency(request.user, agency)
    options = options_from(request.GET, AGENCY_DEFAULT)
    if fmt == "xlsx":
        options = options.with_figures
    build = partial(agency_document_for, request.user, reporting_year, owner, options)
    return _file(request, reporting_year.plan, build, Kind.AGENCY, fmt, f"melumat-{year}-{owner.code}")


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
        "formats": [(fmt, renderer_class(fmt).label) for fmt in FORMATS],
    }
    return render(request, "reports/entry.html", context)


@require_safe
@never_cache
def entry_file(
    request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str, fmt: str
) -> HttpResponse:
    place = get_entry_place(request, plan, year, agency, number)
    document = _entry_document(request, place)
    return _file(
        request,
        place.reporting_year.plan,
        lambda: document,
        Kind.AGENCY,
        fmt,
        f"melumat-{year}-{place.agency.code}-{number}",
    )


def _entry_document(request: AuthenticatedHttpRequest, place: EntryPlace) -> Document:
    document = entry_document_for(request.user, place.written, place.sub_point.number)
    if document is None:
        raise Http404
    return document


@require_safe
@never_cache
def consolidated_file(request: AuthenticatedHttpRequest, plan: str, year: int, fmt: str) -> HttpResponse:
    if not may_read_consolidated(request.user):
        raise Http404
    reporting_year, _years = get_reporting_year(request.user, plan, year)
    build = partial(
        consolidated_document_for, request.user, reporting_year, options_from(request.GET, CONSOLIDATED_DEFAULT)
    )
    return _file(request, reporting_year.plan, build, Kind.CONSOLIDATED, fmt, f"melumat-{year}")


@require_safe
def overview(request: AuthenticatedHttpRequest, plan: str) -> HttpResponse:
    """The plan over all its years."""
    visible, years = _years_of(request, plan, of_all=True)
    options = options_from(request.GET, OVERVIEW_DEFAULT)
    document = overview_document_for(request.user, years[0].plan, years, options)
    shown = _year_shown(years)
    context = page_context(request, active="report", reporting_year=shown, years=visible)
    choices = choices_of(shown, options, OVERVIEW_DEFAULT, parts=OVERVIEW_PARTS, of_all_years=True)
    context["files"] = _file_links(reverse("reports:overview", args=[plan]))
    return _page(request, context, document, choices, "reports/over_years.html")


@require_safe
@never_cache
def overview_file(request: AuthenticatedHttpRequest, plan: str, fmt: str) -> HttpResponse:
    _visible, years = _years_of(request, plan, of_all=True)
    options = options_from(request.GET, OVERVIEW_DEFAULT)
    build = partial(overview_document_for, request.user, years[0].plan, years, options)
    return _file(request, years[0].plan, build, Kind.CONSOLIDATED, fmt, f"icmal-{plan}")


@require_safe
def dossier(request: AuthenticatedHttpRequest, plan: str, number: str) -> HttpResponse:
    """A sub-point over all years: of all agencies, or of the reader's own."""
    visible, place = _dossier_place(request, plan, number)
    options = options_from(request.GET, place.default)
    document = dossier_document_for(request.user, place, options)
    shown = _year_shown(place.years)
    context = page_context(request, active="report", reporting_year=shown, years=visible, agency=place.agency)
    choices = choices_of(shown, options, place.default, parts=DOSSIER_PARTS, has_sections=False)
    context |= {"sub_point": place.point, "files": _file_links(reverse("reports:dossier", args=[plan, number]))}
    return _page(request, context, document, choices, "reports/over_years.html")


@require_safe
@never_cache
def dossier_file(request: AuthenticatedHttpRequest, plan: str, number: str, fmt: str) -> HttpResponse:
    _visible, place = _dossier_place(request, plan, number)
    build = partial(dossier_document_for, request.user, place, options_from(request.GET, place.default))
    kind = Kind.CONSOLIDATED if place.agency is None else Kind.AGENCY
    return _file(request, place.years[0].plan, build, kind, fmt, f"arayis-{plan}-{number}")


def _years_of(
    request: AuthenticatedHttpRequest, plan: str, *, of_all: bool
) -> tuple[list[VisibleYear], list[VisibleYear]]:
    """All years that the reader may switch to, and those of the plan, ascending. Raises Http404 without any, and with `of_all`
    for readers to whom all agencies' reports are not open.
    """
    if of_all and not may_read_consolidated(request.user):
        raise Http404
    visible = reporting_years_visible_to(request.user)
    years = [year for year in visible if year.plan.code == plan]
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


def _file_links(page: str) -> list[tuple[str, str, str]]:
    """(format, label, address) of the files of the report that stands at the address."""
    return [(fmt, renderer_class(fmt).label, f"{page}melumat.{fmt}") for fmt in FORMATS]


def _page(
    request: AuthenticatedHttpRequest,
    context: dict[str, Any],
    document: Document,
    choices: ReportChoices,
    template: str = "reports/report.html",
) -> HttpResponse:
    look = look_of(context["plan"])
    context |= {
        **document_views(document, look),
        "measures": measures(look),
        "choices": choices,
        "may_set_measures": request.user.role == Role.COORDINATOR,
        "may_set_details": may_set_details(request.user, context["agency"]),
        "formats": [(fmt, renderer_class(fmt).label) for fmt in FORMATS],
    }
    return render(request, template, context)


def _file(
    request: AuthenticatedHttpRequest, plan: Plan, build: Callable[[], Document], kind: Kind, fmt: str, name: str
) -> HttpResponse:
    renderer = renderer_class(fmt)
    try:
        made = render_file(fmt, build, kind, look_of(plan))
    except RendererUnavailable as missing:
        return render(request, "reports/unavailable.html", {"hint": missing.hint}, status=503)
    except RenderingEnded as ended:
        if ended.why != Why.BUSY:
            logger.warning("a %s file was not made: too much %s", fmt, ended.why)
        return _not_made(request, renderer.label, ended.why)
    except RenderingFailed as failed:
        logger.error("a %s file was not made: %s", fmt, failed)
        return _not_made(request, renderer.label, "failed")
    response = HttpResponse(made, content_type=renderer.content_type)
    # Always a download: an HTML report opened in place would run under this site's name.
    response["Content-Disposition"] = f'attachment; filename="{name}.{renderer.extension}"'
    return response


def _not_made(request: AuthenticatedHttpRequest, label: str, why: str) -> HttpResponse:
    """503 with a sentence and the formats that are made without a process of their own."""
    others = [(other, renderer_class(other).label) for other in FORMATS if other not in APART]
    response = render(request, "reports/not_made.html", {"why": why, "label": label, "others": others}, status=503)
    if why == Why.BUSY:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response

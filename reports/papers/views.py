"""The pages on which leads and coordinators set what is about the papers themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import AuthenticatedHttpRequest
from plans.models import Agency, ReportingYear
from plans.queries.access import may_read_consolidated
from plans.views.frame import frame_of, render_page
from plans.views.scope import get_agency, get_reporting_year, get_year_to_manage
from reports.models import PrintSettings
from reports.models.print_settings import MEASURES
from reports.papers.forms import DetailsForm, PrintSettingsForm
from reports.papers.queries import details_of, may_set_details, print_settings_of
from reports.papers.services import set_details, set_print_settings

NOT_UNDERSTOOD = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsPage:
    """The form of a report's details; `report` is the report's own address."""

    form: DetailsForm
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSettingsPage:
    """The form of a plan's measures, its fields in the order of the page, and the consolidated report's address."""

    form: PrintSettingsForm
    measures: Sequence[BoundField]
    report: str


@require_http_methods(["GET", "HEAD", "POST"])
def agency_details(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str) -> HttpResponse:
    """Who signs an agency's report."""
    return _details(request, plan, year, get_agency(request.user, agency))


@require_http_methods(["GET", "HEAD", "POST"])
def consolidated_details(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """Who signs the consolidated report."""
    if not may_read_consolidated(request.user):
        raise Http404
    return _details(request, plan, year, None)


def _details(request: AuthenticatedHttpRequest, plan: str, year: int, agency: Agency | None) -> HttpResponse:
    reporting_year, years = get_reporting_year(request.user, plan, year)
    if not may_set_details(request.user, agency):
        raise PermissionDenied
    report = _report(reporting_year, agency)
    form = DetailsForm.of(details_of(reporting_year, agency))
    if request.method == "POST":
        form = DetailsForm(request.POST, year=reporting_year.year)
        if form.is_valid():
            set_details(reporting_year, agency, form.cleaned_data, by=request.user)
            messages.success(request, _("The details are saved. They stand under the text of the report."))
            return redirect(report)
    frame = frame_of(active="report", reporting_year=reporting_year, years=years, agency=agency)
    status = NOT_UNDERSTOOD if form.errors else 200
    return render_page(request, "reports/details.html", frame, DetailsPage(form=form, report=report), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def print_settings(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """By which measures the plan's reports are printed: for coordinators. `usual` sets the usual ones again."""
    reporting_year, years = get_year_to_manage(request, plan, year)
    form = PrintSettingsForm.of(print_settings_of(reporting_year.plan))
    if request.method == "POST":
        usual = PrintSettingsForm.of(PrintSettings())
        form = PrintSettingsForm(usual.initial if "usual" in request.POST else request.POST)
        if form.is_valid():
            set_print_settings(reporting_year.plan, form.cleaned_data, by=request.user)
            messages.success(request, _("The measures are saved. They hold for every report of the plan."))
            return redirect("reports:print-settings", plan, year)
    frame = frame_of(active="settings", reporting_year=reporting_year, years=years)
    page = PrintSettingsPage(
        form=form, measures=[form[name] for name in MEASURES], report=_report(reporting_year, None)
    )
    return render_page(
        request, "reports/print_settings.html", frame, page, status=NOT_UNDERSTOOD if form.errors else 200
    )


def _report(reporting_year: ReportingYear, agency: Agency | None) -> str:
    parts = [reporting_year.plan.code, reporting_year.year]
    return (
        reverse("reports:agency", args=[*parts, agency.code]) if agency else reverse("reports:consolidated", args=parts)
    )

"""The pages on which leads and coordinators set what is about the papers themselves."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import AuthenticatedHttpRequest
from plans.models import Agency, ReportingYear
from plans.queries.access import may_read_consolidated
from plans.views.frame import frame_of, render_page
from plans.views.scope import get_agency, get_reporting_year
from reports.papers.forms import DetailsForm
from reports.papers.queries import details_of, may_set_details
from reports.papers.services import set_details

NOT_UNDERSTOOD = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsPage:
    """The form of a report's details; `report` is the report's own address."""

    form: DetailsForm
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


def _report(reporting_year: ReportingYear, agency: Agency | None) -> str:
    parts = [reporting_year.plan.code, reporting_year.year]
    return (
        reverse("reports:agency", args=[*parts, agency.code]) if agency else reverse("reports:consolidated", args=parts)
    )

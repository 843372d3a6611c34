"""The front door, the health page, and the pages for what is not there."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.models import Entry, Heartbeat, ReportingYear
from plans.pages.queries.years import plans_without_years
from plans.queries.access import agency_of
from plans.queries.years import reporting_years_visible_to, year_to_work_on

# What /healthz says of each background process, and the name under which that shows that it lives.
WORKERS = {"worker_age_seconds": "worker", "report_worker_age_seconds": "reports"}


@require_safe
def home(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Sends each role to its work: the agency's year, what waits, the overview."""
    if request.user.role == Role.ADMINISTRATOR:
        return redirect("plans:waiting")
    year = year_to_work_on(reporting_years_visible_to(request.user))
    agency = agency_of(request.user)
    if year is None or (request.user.writes_for_agency and agency is None):
        opens_years = request.user.role == Role.COORDINATOR
        context = {
            "plans_to_open": plans_without_years() if opens_years else [],
            "has_no_part": agency is not None and ReportingYear.objects.exists(),
        }
        return render(request, "plans/pages/nothing_yet.html", context)
    if agency is not None:
        return redirect("plans:agency-year", plan=year.plan.code, year=year.year, agency=agency.code)
    page = "plans:worklist" if request.user.role == Role.COORDINATOR else "plans:overview"
    return redirect(page, plan=year.plan.code, year=year.year)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the entries can be read and both workers are alive, 503 otherwise; ages in whole seconds."""
    ages: dict[str, int | None] = dict.fromkeys(WORKERS)
    try:
        Entry.objects.order_by("-pk").values_list("version").first()  # a broken file answers what asks for no table
        beats = dict(Heartbeat.objects.filter(name__in=WORKERS.values()).values_list("name", "seen_at"))
    except DatabaseError:
        return JsonResponse({"database": "down", **ages}, status=503)
    for word, name in WORKERS.items():
        if name in beats:
            ages[word] = max(0, int((timezone.now() - beats[name]).total_seconds()))
    alive = all(age is not None and age <= settings.WORKER_MAX_AGE_SECONDS for age in ages.values())
    return JsonResponse({"database": "up", **ages}, status=200 if alive else 503)

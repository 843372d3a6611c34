"""A sub-point in a year over all agencies: read, and decided on by a coordinator."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.assessment.forms.assessment import AssessmentForm
from plans.assessment.queries import assessment_of, find_sub_point, sub_point_in_year
from plans.assessment.services.assessments import AssessmentChanged, AssessmentRefused, ReasonMissing, assess
from plans.enums import STATUS_LABELS
from plans.models import ReportingYear, SubPoint
from plans.queries.access import reads_all_agencies
from plans.views.scope import get_reporting_year, page_context


@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: AuthenticatedHttpRequest, plan: str, year: int, number: str) -> HttpResponse:
    """Shows how the sub-point stands in the year; takes a coordinator's decision."""
    if not reads_all_agencies(request.user):
        raise Http404
    reporting_year, years = get_reporting_year(request.user, plan, year)
    sub_point = find_sub_point(reporting_year, number)
    if sub_point is None:
        raise Http404
    context = page_context(request, active="overview", reporting_year=reporting_year, years=years)
    if request.method != "POST":
        return _page(request, context, reporting_year, sub_point)
    if request.user.role != Role.COORDINATOR:
        raise PermissionDenied
    form = AssessmentForm(request.POST)
    if not form.is_valid():
        return _page(request, context, reporting_year, sub_point, form, status=422)
    try:
        assess(sub_point, reporting_year, request.user, **form.cleaned_data)
    except ReasonMissing as refused:
        form.add_error("note", str(refused))
        return _page(request, context, reporting_year, sub_point, form, status=422)
    except AssessmentRefused as refused:
        status = 409 if isinstance(refused, AssessmentChanged) else 422
        reporting_year.refresh_from_db(fields=["state"])  # it may have been closed just now
        return _page(request, context, reporting_year, sub_point, form, status=status, problem=str(refused))
    messages.success(request, _("The decision is recorded."))
    return redirect(request.path)


def _page(
    request: AuthenticatedHttpRequest,
    context: dict,
    reporting_year: ReportingYear,
    sub_point: SubPoint,
    form: AssessmentForm | None = None,
    *,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    """The page as the record stands, with what was typed where a decision was refused."""
    found = sub_point_in_year(request.user, reporting_year, sub_point)
    current = assessment_of(request.user, reporting_year, sub_point)
    decisions = list(current.decisions.all()) if current else []
    may_decide = request.user.role == Role.COORDINATOR and reporting_year.is_open
    typed = form.data if form is not None else None
    if typed is not None and problem:
        # Somebody was faster: what was typed stays, and the next press is about what the page shows now.
        form = AssessmentForm(initial={"status": typed.get("status"), "note": typed.get("note")})
    if form is None:
        form = AssessmentForm(initial={"status": current.status, "note": current.note} if current else None)
    return render(
        request,
        "plans/assessment/assessment.html",
        context
        | {
            "sub_point": sub_point,
            "found": found,
            "assessment": current,
            "decisions": [(decision, STATUS_LABELS[decision.proposed]) for decision in decisions],
            "status_label": STATUS_LABELS[current.status] if current else "",
            "proposed_then": STATUS_LABELS[decisions[0].proposed] if decisions else "",
            "has_moved_on": bool(decisions) and decisions[0].proposed != found.proposal.status,
            "form": form,
            "version": current.version if current else 0,
            "may_decide": may_decide,
            "is_coordinator": request.user.role == Role.COORDINATOR,
            "problem": problem,
            # Read-only now: what was typed is shown to be copied.
            "unsaved": typed.get("note", "").replace("\0", "") if typed is not None and not may_decide else "",
        },
        status=status,
    )

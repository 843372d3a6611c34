"""Who reviews what: coordinators share sections and agencies among themselves."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedHttpRequest
from plans.models import ReportingYear
from plans.queries.reviewers import coordinators, reviewers_of
from plans.queries.years import VisibleYear, agencies_with_a_part
from plans.reviewers.forms import ReviewersForm
from plans.services.reviewing import NotAssigned, assign_reviewers
from plans.views.frame import frame_of, render_page
from plans.views.scope import get_year_to_manage
from plans.views.steps import OF_YEAR, step_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewersPage:
    """The choices, and why nothing was changed, if so."""

    form: ReviewersForm
    problem: str = ""


@require_safe
def reviewers(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    reporting_year, years = get_year_to_manage(request, plan, year)
    return _page(request, reporting_year, years, _form(reporting_year))


@step_of("plans:reviewers", *OF_YEAR)
def change(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """Changes who reviews what; 422 for what cannot be chosen, 409 where somebody else has changed the same meanwhile."""
    reporting_year, years = get_year_to_manage(request, plan, year)
    form = _form(reporting_year, request)
    if not form.is_valid():
        return _page(request, reporting_year, years, form, problem=_("Nothing was changed. See below."), status=422)
    try:
        changed = assign_reviewers(reporting_year.plan, form.changes)
    except NotAssigned as error:
        return _page(request, reporting_year, years, form, problem=str(error), status=409)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed: everything stands as you chose it."))
    return redirect("plans:reviewers", plan, year)


def _form(reporting_year: ReportingYear, request: AuthenticatedHttpRequest | None = None) -> ReviewersForm:
    agencies = agencies_with_a_part(reporting_year.plan_id)
    return ReviewersForm(
        request.POST if request else None,
        sections=list(reporting_year.plan.sections.order_by("number")),
        agencies=[(agency, str(agency.name_in(reporting_year.year) or agency.code)) for agency in agencies],
        coordinators=coordinators(),
        reviewers=reviewers_of(reporting_year.plan_id),
    )


def _page(
    request: AuthenticatedHttpRequest,
    reporting_year: ReportingYear,
    years: list[VisibleYear],
    form: ReviewersForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    frame = frame_of(active="review", reporting_year=reporting_year, years=years)
    shown = ReviewersPage(form=form, problem=problem)
    return render_page(request, "plans/reviewers/reviewers.html", frame, shown, status=status)

"""A coordinator's page of a reporting year: deadline, more time, closing and opening; and the lead's request for more."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans import rules
from plans.azerbaijani import short_date
from plans.enums import ExtensionState
from plans.models import Extension, ReportingYear
from plans.pages.forms.years import AskForm, DeadlineForm, DecideForm, GrantForm, OpenYearForm, ReopenForm
from plans.pages.queries.years import (
    agencies_to_extend,
    effect_of_deadline,
    events_of_year,
    extensions_in_force,
    extensions_of,
    extensions_of_agency,
    plans_without_years,
    year_standing,
)
from plans.pages.views.year_questions import (
    ask_about_closing,
    ask_about_deadline,
    ask_about_opening,
    is_over_before_it_opens,
)
from plans.queries.access import agency_of
from plans.queries.lists import plan_by_code
from plans.queries.reviewing import count_waiting
from plans.queries.years import VisibleYear, extended_until, open_years
from plans.services.extensions import ExtensionRefused, ask_extension, decide_extension, grant_extension
from plans.services.years import YearRefused, close_year, deadline_limits, move_deadline, open_new_year, reopen_year
from plans.views.scope import get_reporting_year, get_year_to_manage, page_context
from plans.views.steps import OF_YEAR, step_of

NOT_UNDERSTOOD, TOO_LATE = 422, 409


@require_safe
def settings_page(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """How the year stands, and everything that can be done with it."""
    return _settings(request, *get_year_to_manage(request, plan, year))


# --- The year itself -------------------------------------------------------------------------------------------------


@step_of("plans:year-settings", *OF_YEAR)
def change(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """`action`: deadline, close or reopen. A deadline that makes entries late, or late no longer, asks first."""
    reporting_year, years = get_year_to_manage(request, plan, year)
    steps = {"deadline": _deadline, "close": _close, "reopen": _reopen}
    step = steps.get(request.POST.get("action", ""))
    if step is None:
        messages.error(request, _("Nothing was changed: the step was not understood. Choose it again on this page."))
        return _back(reporting_year)
    try:
        return step(request, reporting_year, years)
    except YearRefused as refused:
        messages.error(request, str(refused))
        return _back(reporting_year)


def _deadline(
    request: AuthenticatedHttpRequest, reporting_year: ReportingYear, years: list[VisibleYear]
) -> HttpResponse:
    form = DeadlineForm(request.POST)
    if not form.is_valid():
        _require(reporting_year.is_open, _("The year has been closed: reopen it first, then change its deadline."))
        return _settings(request, reporting_year, years, status=NOT_UNDERSTOOD, deadline_form=form)
    day, seen, today = form.cleaned_data["deadline"], form.cleaned_data["seen"], localdate()
    first, last = deadline_limits(reporting_year.year)
    may_ask = reporting_year.is_open and seen == reporting_year.deadline and day != seen and first <= day <= last
    if may_ask and not form.cleaned_data["confirmed"]:
        effect = effect_of_deadline(reporting_year, day, today)
        if effect.changes_lateness or day < today:
            return ask_about_deadline(request, reporting_year, years, day, effect)
    move_deadline(reporting_year, day, seen=seen, by=request.user)
    messages.success(request, _("The deadline is now %(day)s.") % {"day": short_date(day)})
    return _back(reporting_year)


def _close(request: AuthenticatedHttpRequest, reporting_year: ReportingYear, years: list[VisibleYear]) -> HttpResponse:
    if reporting_year.is_open and not request.POST.get("confirmed"):
        return ask_about_closing(request, reporting_year, years)
    close_year(reporting_year, by=request.user)
    messages.success(request, _("The year %(year)s is closed.") % {"year": reporting_year.year})
    return _back(reporting_year)


def _reopen(request: AuthenticatedHttpRequest, reporting_year: ReportingYear, years: list[VisibleYear]) -> HttpResponse:
    form = ReopenForm(request.POST)
    if not form.is_valid():
        _require(not reporting_year.is_open, _("The year is open already."))
        return _settings(request, reporting_year, years, status=NOT_UNDERSTOOD, reopen_form=form)
    reason = form.cleaned_data["reason"]
    try:
        reopen_year(reporting_year, reason=reason, by=request.user)
    except YearRefused as refused:
        return _without_its_form(request, plan_year=reporting_year, problem=str(refused), words=reason)
    messages.success(request, _("The year %(year)s is open again.") % {"year": reporting_year.year})
    return _back(reporting_year)


def _require(fits: bool, otherwise: str) -> None:
    """What was typed is shown again only where the page still has the form for it."""
    if not fits:
        raise YearRefused(otherwise)


@step_of("plans:plan-years", "plan")
def open_year(request: AuthenticatedHttpRequest, plan: str) -> HttpResponse:
    """Opens another year of the plan; refusals are told on the page of the plan's latest year, or at home."""
    if request.user.role != Role.COORDINATOR:
        raise Http404
    found = plan_by_code(plan)
    if found is None:
        raise Http404
    form = OpenYearForm(request.POST)
    try:
        if not form.is_valid():
            raise YearRefused(form.problem)
        year, deadline = form.cleaned_data["year"], form.cleaned_data["deadline"]
        if not form.cleaned_data["confirmed"] and is_over_before_it_opens(found, year, deadline):
            return ask_about_opening(request, found, form)
        announced, words = form.cleaned_data["announced"], form.cleaned_data["words"]
        opened = open_new_year(found, year, deadline, by=request.user, announced=announced, words=words)
    except YearRefused as refused:
        messages.error(request, _("No year was opened. %(why)s") % {"why": refused})
        latest = found.reporting_years.order_by("-year").first()
        return _back(latest) if latest else redirect("home")
    facts = {"year": opened.year, "day": short_date(opened.deadline)}
    messages.success(request, _("The year %(year)s is open; its deadline is %(day)s.") % facts)
    return _back(opened)


# --- More time -------------------------------------------------------------------------------------------------------


@step_of("plans:year-settings", *OF_YEAR)
def extension_grant(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """Gives an agency more time that has not asked for it."""
    reporting_year, years = get_year_to_manage(request, plan, year)
    agencies, _is_whole = agencies_to_extend(reporting_year, request.POST.get("agency", "").strip())
    form = GrantForm(request.POST, agencies=agencies)
    if not form.is_valid():
        return _settings(request, reporting_year, years, status=NOT_UNDERSTOOD, grant_form=form)
    until, agency = form.cleaned_data["until"], form.chosen_agency
    try:
        grant_extension(
            reporting_year,
            agency,
            until=until,
            by=request.user,
            seen=form.seen,
            answer=form.cleaned_data["answer"],
        )
    except ExtensionRefused as refused:
        if not open_years().filter(pk=reporting_year.pk).exists():
            words = form.cleaned_data["answer"]
            return _without_its_form(request, plan_year=reporting_year, problem=str(refused), words=words)
        form.add_error("until", str(refused))
        return _settings(request, reporting_year, years, status=TOO_LATE, grant_form=form)
    words = {"agency": agency.abbreviation or agency.code, "day": short_date(until)}
    messages.success(request, _("%(agency)s has time until %(day)s. Its lead is told.") % words)
    return _back(reporting_year)


@step_of("plans:year-settings", *OF_YEAR)
def extension_decide(request: AuthenticatedHttpRequest, plan: str, year: int, extension: int) -> HttpResponse:
    """Answers an agency's request for more time."""
    reporting_year, years = get_year_to_manage(request, plan, year)
    extension_request = get_object_or_404(
        Extension.objects.filter(reporting_year=reporting_year, asked_at__isnull=False)
        .select_related("reporting_year", "agency")
        .prefetch_related("agency__names"),
        pk=extension,
    )
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _settings(
            request, reporting_year, years, status=NOT_UNDERSTOOD, decide_form=form, decided=extension_request.pk
        )
    try:
        decide_extension(
            extension_request,
            granted=form.is_granted,
            until=form.cleaned_data.get("until"),
            answer=form.cleaned_data["answer"],
            by=request.user,
        )
    except ExtensionRefused as refused:
        if not Extension.objects.filter(
            pk=extension_request.pk, state=ExtensionState.ASKED, reporting_year__in=open_years()
        ).exists():
            words = form.cleaned_data["answer"]
            return _without_its_form(request, plan_year=reporting_year, problem=str(refused), words=words)
        form.add_error("until" if form.is_granted else "answer", str(refused))
        return _settings(
            request, reporting_year, years, status=TOO_LATE, decide_form=form, decided=extension_request.pk
        )
    words = {"agency": extension_request.agency.abbreviation or extension_request.agency.code}
    until = extension_request.granted_until
    if form.is_granted and until is not None:
        words["day"] = short_date(until)
        messages.success(request, _("%(agency)s has time until %(day)s. Its lead is told.") % words)
    else:
        messages.success(request, _("The request of %(agency)s is refused. Its lead is told.") % words)
    return _back(reporting_year)


@require_http_methods(["GET", "HEAD", "POST"])
def extension_ask(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str) -> HttpResponse:
    """The agency's page about more time: its lead asks, its contributors read; 404 for everybody else."""
    reporting_year, years = get_reporting_year(request.user, plan, year)
    owner = agency_of(request.user)
    if owner is None or owner.code != agency:
        raise Http404
    is_lead = request.user.role == Role.LEAD
    form, status = AskForm(), 200
    if request.method == "POST":
        if not is_lead:
            raise PermissionDenied
        form = AskForm(request.POST)
        status = NOT_UNDERSTOOD
        if form.is_valid():
            until, reason = form.cleaned_data["until"], form.cleaned_data["reason"]
            try:
                ask_extension(reporting_year, owner, until=until, reason=reason, by=request.user)
            except ExtensionRefused as refused:
                form.add_error(None, str(refused))
                status = TOO_LATE
            else:
                messages.success(request, _("The coordinator is asked for more time. The answer will appear here."))
                return redirect("plans:extension-ask", plan, year, agency)
    extension_requests = extensions_of_agency(reporting_year, owner)
    deadline = rules.due_day(reporting_year.deadline, extended_until(reporting_year, owner))
    context = page_context(request, active="home", reporting_year=reporting_year, years=years, agency=owner)
    context |= {
        "form": form,
        "deadline": deadline,
        "is_extended": deadline != reporting_year.deadline,
        "earliest": max(deadline, localdate()),
        "latest": deadline_limits(reporting_year.year)[1],
        "extension_requests": extension_requests,
        "is_lead": is_lead,
        "may_ask": is_lead
        and reporting_year.is_open
        and not any(extension_request.state == ExtensionState.ASKED for extension_request in extension_requests),
    }
    return render(request, "plans/pages/extension.html", context, status=status)


# --- The page --------------------------------------------------------------------------------------------------------


def _back(reporting_year: ReportingYear) -> HttpResponse:
    return redirect("plans:year-settings", reporting_year.plan.code, reporting_year.year)


def _without_its_form(
    request: AuthenticatedHttpRequest, *, plan_year: ReportingYear, problem: str, words: str
) -> HttpResponse:
    """Somebody was faster and the page has no form for the step any more: it gives back what was typed, to be copied."""
    reporting_year, years = get_year_to_manage(request, plan_year.plan.code, plan_year.year)
    if not words.strip():
        messages.error(request, problem)
        return _back(reporting_year)
    return _settings(request, reporting_year, years, status=TOO_LATE, problem=problem, kept_words=words)


def _settings(
    request: AuthenticatedHttpRequest,
    reporting_year: ReportingYear,
    years: list[VisibleYear],
    *,
    status: int = 200,
    decided: int | None = None,
    problem: str = "",
    kept_words: str = "",
    **forms: Form,
) -> HttpResponse:
    """The page of the year; `kept_words` were typed into a form that it has no more, `problem` says why."""
    today = localdate()
    extensions = list(extensions_of(reporting_year))
    names = {row.pk: row.agency.name_in(reporting_year.year) or row.agency.code for row in extensions}
    latest = extensions_in_force(extensions)
    known = {choice.year for choice in years if choice.plan_id == reporting_year.plan_id}
    plan = reporting_year.plan
    agencies, is_whole = agencies_to_extend(reporting_year) if reporting_year.is_open else ([], True)
    left = rules.days_left(reporting_year.deadline, today)
    first, last = deadline_limits(reporting_year.year)
    context = page_context(request, active="settings", reporting_year=reporting_year, years=years)
    context |= {
        "standing": year_standing(reporting_year, today),
        "waiting": count_waiting(request.user, reporting_year),
        "days_left": left,
        "days_late": -left,
        "first_day": first,
        "last_day": last,
        "extension_requests": [(row, names[row.pk]) for row in extensions if row.state == ExtensionState.ASKED],
        "answered": [
            (row, names[row.pk], latest.get(row.agency_id) == row)
            for row in extensions
            if row.state != ExtensionState.ASKED
        ],
        "decided": decided,
        "problem": problem,
        "kept_words": kept_words,
        "in_force": [(row.agency.code, row.pk) for row in latest.values()],
        "agencies_are_listed": is_whole,
        "plans_to_open": plans_without_years(),
        "events": list(events_of_year(reporting_year)),
        "years_to_open": [year for year in range(plan.start_year, plan.end_year + 1) if year not in known],
        "deadline_form": forms.get("deadline_form") or DeadlineForm(initial={"deadline": reporting_year.deadline}),
        "reopen_form": forms.get("reopen_form") or ReopenForm(),
        "grant_form": forms.get("grant_form") or GrantForm(agencies=agencies),
        "decide_form": forms.get("decide_form"),
    }
    return render(request, "plans/pages/year_settings.html", context, status=status)

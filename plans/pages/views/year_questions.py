"""What a coordinator is asked before a step with a year that concerns everybody: what it does, in numbers."""

import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from accounts.requests import AuthenticatedHttpRequest
from plans.models import Plan, ReportingYear
from plans.pages.forms.years import OpenYearForm
from plans.pages.queries.closing import frozen_by_closing, late_at_once
from plans.pages.queries.years import DeadlineEffect
from plans.queries.years import VisibleYear, reporting_years_visible_to
from plans.reminders.queries import reminder_cases
from plans.rules import deadline_limits, default_deadline
from plans.views.scope import page_context, years_of_plan


def ask_about_deadline(
    request: AuthenticatedHttpRequest,
    reporting_year: ReportingYear,
    years: list[VisibleYear],
    day: datetime.date,
    effect: DeadlineEffect,
) -> HttpResponse:
    """Asks whether the deadline is moved to the day, with what becomes late by it and who is reminded of it when."""
    # Steps that lie behind are not made up for: what goes out is the next one of the new deadline.
    to_come = [
        case.next_step.day
        for case in reminder_cases(reporting_year, localdate(), deadline=day)
        if not case.silence and case.next_step and case.next_step.due == day
    ]
    next_day = min(to_come, default=None)
    context = page_context(request, active="settings", reporting_year=reporting_year, years=years)
    context |= {
        "day": day,
        "is_over": day < localdate(),
        "effect": effect,
        "reminded_on": next_day,
        "reminded": to_come.count(next_day) if next_day else 0,
    }
    return render(request, "plans/pages/year_deadline.html", context)


def ask_about_closing(
    request: AuthenticatedHttpRequest, reporting_year: ReportingYear, years: list[VisibleYear]
) -> HttpResponse:
    """Asks whether the year is closed, with everything in it that nobody can go on with then."""
    context = page_context(request, active="settings", reporting_year=reporting_year, years=years)
    context["frozen"] = frozen_by_closing(request.user, reporting_year, localdate())
    return render(request, "plans/pages/year_close.html", context)


def is_over_before_it_opens(plan: Plan, year: int, deadline: datetime.date | None) -> bool:
    """Whether the year can be opened, and all that it requires is late from its first moment."""
    if not plan.covers(year) or plan.reporting_years.filter(year=year).exists():
        return False
    first, last = deadline_limits(year)
    day = deadline or default_deadline(year)
    return first <= day <= last and day < localdate()


def ask_about_opening(request: AuthenticatedHttpRequest, plan: Plan, form: OpenYearForm) -> HttpResponse:
    """Asks whether a year (of a form that is valid) is opened whose deadline is over: everybody is late at once."""
    year = form.cleaned_data["year"]
    years = years_of_plan(reporting_years_visible_to(request.user), plan.code)
    context = (
        page_context(request, active="settings", reporting_year=years[-1], years=years) if years else {"plan": plan}
    )
    context |= {
        "opens": plan,
        "year_to_open": year,
        "day": form.cleaned_data["deadline"] or default_deadline(year),
        "announced": form.cleaned_data["announced"],
        "words": form.cleaned_data["words"],
        "late": late_at_once(plan, year),
        "latest": deadline_limits(year)[1],
    }
    return render(request, "plans/pages/year_open.html", context)

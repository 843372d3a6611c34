"""What each person sets for oneself, and the calendar that stands under a private address."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.personal.exports import CONTENT_TYPE, calendar_file
from plans.personal.forms import PersonalForm
from plans.personal.queries import calendar_days, calendar_secret, find_calendar
from plans.personal.services import renew_calendar_address, save_settings
from plans.queries.notices import settings_of
from plans.views.steps import step_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def personal_settings(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Mails, their language, single keys, the browser's spelling, and where the calendar stands."""
    own = settings_of(request.user)
    form = PersonalForm(request.POST if request.method == "POST" else None, settings=own)
    if form.is_valid():
        save_settings(request.user, **form.cleaned_data)
        messages.success(request, _("Your settings are saved."))
        return redirect("plans:personal-settings")
    context = {
        "active": "personal",
        "form": form,
        "calendar": settings.SITE_URL + reverse("plans:calendar", args=[calendar_secret(own)]),
        "has_calendar": request.user.role != Role.ADMINISTRATOR,
    }
    return render(request, "plans/personal/personal.html", context, status=422 if form.is_bound else 200)


@never_cache
@step_of("plans:personal-settings")
def renew_calendar(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Gives the calendar another address; the old one is dead at once."""
    renew_calendar_address(request.user)
    messages.success(request, _("The calendar has a new address. The old one no longer works."))
    return redirect("plans:personal-settings")


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Deadlines for a calendar program, which cannot sign in: the address lets in. 404 for every other one."""
    found = find_calendar(secret)
    if found is None:
        raise Http404
    with translation.override(found.mail_language):
        content = calendar_file(calendar_days(found.user), found.user)
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'inline; filename="nap-tracker.ics"'
    return response

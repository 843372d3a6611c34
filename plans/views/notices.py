"""What the person has been told: the page, how much of it is unread, and marking it as read."""

import datetime
from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedHttpRequest
from plans.models import Notice
from plans.notifications import place_of
from plans.notifications.files import FileLine, lines_of
from plans.queries.notices import count_unread, has_place, notices_of, notices_with_places
from plans.queries.years import reporting_years_visible_to, year_to_work_on
from plans.services.notices import read_all_notices, read_notice
from plans.views.scope import page_context, take_words_of
from plans.views.steps import step_of

PAGE_SIZE = 50
LARGEST_KEY = 2**63 - 1


@never_cache
@require_safe
def notices(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The person's notices, newest first, by days. Looking at them changes nothing."""
    now = timezone.now()
    page = Paginator(notices_with_places(notices_of(request.user, now)), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page)
    lines = lines_of(shown)
    context = _frame(request) | {
        "page": page,
        "days": [
            (day, [_row(notice, lines.get(notice.pk)) for notice in told])
            for day, told in groupby(shown, key=lambda notice: timezone.localdate(notice.visible_at))
        ],
        "today": timezone.localdate(),
        "unread_notices": count_unread(request.user),
        "until": now.isoformat(),
        "here": request.get_full_path(),
    }
    return render(request, "plans/notices/notices.html", context)


@never_cache
@step_of("plans:notices")
def read(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Marks one notice (`notice`), or all that the page showed (`all`, until the moment `until`), as read.

    A script gets the number of those left; others come back to `next`, or to the page of notices.
    """
    if "all" in request.POST:
        read_all_notices(request.user, _moment(request.POST.get("until", "")))
    elif not read_notice(request.user, _key(request.POST.get("notice", ""))):
        raise Http404
    if request.headers.get("X-Requested-With") == "fetch":
        return _unread(request)
    address = request.POST.get("next", "")
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return HttpResponseRedirect(address if is_ours else reverse("plans:notices"))


@never_cache
@require_safe
def count(request: AuthenticatedHttpRequest) -> JsonResponse:
    """How many notices are unread: {"unread": 3}. Pages ask for it once a minute."""
    return _unread(request)


def _unread(request: AuthenticatedHttpRequest) -> JsonResponse:
    return JsonResponse({"unread": count_unread(request.user)})


def _frame(request: AuthenticatedHttpRequest) -> dict:
    """The tabs lead to the year that is worked on; there is none to switch to, for the page is about all of them."""
    years = reporting_years_visible_to(request.user)
    take_words_of(years)
    current = year_to_work_on(years)
    if current is None:
        return {"active": "notices"}
    return page_context(request, active="notices", reporting_year=current, years=years) | {"years": []}


def _row(notice: Notice, line: FileLine | None) -> dict:
    year, agency = notice.reporting_year, notice.agency
    if year is None or agency is None:
        return {"notice": notice, "line": line, "address": line.address if line else ""}
    outside = not notice.recipient.writes_for_agency
    return {
        "notice": notice,
        "address": place_of(notice) if has_place(notice) else "",
        "agency_name": (agency.name_in(year.year) or agency) if outside else "",
    }


def _key(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise Http404
    return min(int(text), LARGEST_KEY)


def _moment(text: str) -> datetime.datetime:
    """What the page says about when it was made; now, where somebody has written something else there."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    return moment if moment is not None and timezone.is_aware(moment) else timezone.now()

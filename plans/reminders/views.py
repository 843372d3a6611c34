"""Reminders of a year: who will get what and when, what was sent, and sending now."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedHttpRequest
from plans.models import Agency, ReportingYear
from plans.notifications import mail_server_is_set, send_again
from plans.queries.agency_names import has_words
from plans.queries.years import agencies_with_a_part
from plans.reminders.forms import OwnWordsForm, RemindersFilter
from plans.reminders.letters import reminder_text
from plans.reminders.queries import (
    SILENCES,
    ReminderCase,
    Step,
    chosen_cases,
    find_reminder_mail,
    reminder_cases,
    reminders_sent,
)
from plans.reminders.services import remind_chosen
from plans.reminders.standings import Standing, read_standings
from plans.views.scope import get_year_to_manage, page_context
from plans.views.steps import OF_YEAR, step_of

PAGE_SIZE = 25
AGENCIES_A_PAGE = 100


@require_safe
def preview(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """Who gets the next reminder and when, who gets none and why, and what was sent with the state of each mail.

    `?agency=CODE` (as often as one likes) chooses agencies beforehand, `?late=1` shows those only that are late, `?q=`
    those with the words in their names, `?agencies=2` the second hundred. The counts are of all pages.
    """
    reporting_year, years = get_year_to_manage(request, plan, year)
    today = localdate()
    asked = _codes_asked(request.GET)
    form = RemindersFilter(request.GET)
    is_understood = form.is_valid()
    only_late = is_understood and form.only_late
    standings = read_standings(reporting_year, today) if reporting_year.is_open else {}
    is_long = len(standings) > AGENCIES_A_PAGE
    standings, listed = _agencies_listed(request, reporting_year, standings, form)
    cases = reminder_cases(reporting_year, today, agencies=list(listed.object_list)) if reporting_year.is_open else []
    open_cases = [case for case in cases if case.points]
    shown = [case for case in open_cases if not case.silence and (case.late or not only_late)]
    chosen = {case.agency.code for case in shown if case.may_be_sent} & set(asked)
    page = Paginator(reminders_sent(reporting_year), PAGE_SIZE).get_page(request.GET.get("page"))
    context = page_context(request, active="settings", reporting_year=reporting_year, years=years)
    reachable = [standing for standing in standings.values() if not standing.silence]
    words = form.words
    context |= {
        "today": today,
        "cases": [(case, reminder_text(reporting_year, case, case.people[0], today)) for case in shown],
        "chosen": chosen,
        "is_understood": is_understood,
        "not_found": len(set(asked) - chosen),
        "only_late": only_late,
        "words": words,
        "words_query": urlencode({"q": words}) if words else "",
        "has_search": bool(is_long or words),
        "late": sum(standing.is_late for standing in reachable),
        "reachable": len(reachable),
        "may_send": any(case.may_be_sent for case in shown),
        "silent": _by_silence(cases, standings, members_only=bool(asked)),
        "mail_server_is_set": mail_server_is_set(),
        "listed": listed,
        "page": page,
        "sent": [
            (
                reminder,
                reminder.agency.name_in(reporting_year.year) or reminder.agency.code,
                [Step(step.due, step.offset) for step in reminder.steps.all()],
            )
            for reminder in page.object_list
        ],
    }
    return render(request, "plans/reminders/reminders.html", context)


def _agencies_listed(
    request: AuthenticatedHttpRequest,
    reporting_year: ReportingYear,
    standings: dict[int, Standing],
    form: RemindersFilter,
) -> tuple[dict[int, Standing], Page[Agency]]:
    """Of the standings those with the words that are asked for, and the page of agencies.

    Where there are several pages, those that the address chooses beforehand stand on one, and those that are late on the
    first; few agencies stand on one page whatever is asked, so that who gets none is seen with the others.
    """
    agencies, asked = agencies_with_a_part(reporting_year.plan_id), _codes_asked(request.GET)
    is_long = len(standings) > AGENCIES_A_PAGE
    if form.words:
        keys = {agency.pk for agency in agencies if has_words(agency, reporting_year.year, form.words)}
        standings = {key: standing for key, standing in standings.items() if key in keys}
    if is_long and asked:
        agencies = agencies.filter(code__in=asked[:AGENCIES_A_PAGE])
        return standings, Paginator(agencies, AGENCIES_A_PAGE).get_page(1)
    late = is_long and form.only_late
    keys_listed = [key for key, known in standings.items() if not late or (known.is_late and not known.silence)]
    page: Page[Any] = Paginator(keys_listed, AGENCIES_A_PAGE).get_page(request.GET.get("agencies"))
    page.object_list = list(agencies.filter(pk__in=page.object_list))
    return standings, page


def _by_silence(
    cases: list[ReminderCase], standings: dict[int, Standing], *, members_only: bool
) -> list[tuple[str, str, list[ReminderCase], int]]:
    """(key, why, cases on the page, how many on all pages) of the agencies that get nothing, those first for whom somebody
    must do something. `members_only`: kinds of which nobody is on the page are left out.
    """
    totals = Counter(standing.silence for standing in standings.values())
    found = []
    for key, label in SILENCES.items():
        silent = [case for case in cases if case.silence == key]
        if silent or (totals[key] and not members_only):
            found.append((key, str(label), silent, max(totals[key], len(silent))))
    return found


def _codes_asked(asked: QueryDict) -> list[str]:
    """The codes of agencies; without those that no database looks for."""
    return [code for code in asked.getlist("agency") if "\0" not in code]


@step_of("plans:reminders", *OF_YEAR)
def send(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """Reminds the chosen agencies (`agency`, as often as there are) now; asks first, with the addresses."""
    reporting_year, years = get_year_to_manage(request, plan, year)
    if not reporting_year.is_open:
        messages.error(request, _("The year is closed: nobody is reminded in it unless it is reopened."))
        return _back(reporting_year)
    codes, today = set(_codes_asked(request.POST)), localdate()
    if not codes:
        messages.error(request, _("Nobody was reminded: choose at least one agency."))
        return _back(reporting_year)
    form = OwnWordsForm(request.POST)
    if not request.POST.get("confirmed") or not form.is_valid():
        chosen = chosen_cases(reporting_year, codes, today)
        ready = [case for case in chosen if case.may_be_sent]
        if not ready:
            _tell_left(request, chosen, len(codes) - len(chosen))
            return _back(reporting_year)
        context = page_context(request, active="settings", reporting_year=reporting_year, years=years)
        context |= {
            "ready": ready,
            "left": [(case, why_left(case)) for case in chosen if not case.may_be_sent],
            "mails": sum(len(case.people) for case in ready),
            "mail_server_is_set": mail_server_is_set(),
            "form": form,
        }
        return render(request, "plans/reminders/confirm.html", context, status=422 if form.errors else 200)
    words = form.cleaned_data["words"]
    sent, left = remind_chosen(reporting_year, codes, today=today, by=request.user, words=words)
    if sent:
        count = len(sent)
        numbers = {"count": count, "mails": sum(reminded.mails for reminded in sent)}
        sentence = ngettext(
            "%(count)s agency is reminded; e-mails in the outbox: %(mails)s.",
            "%(count)s agencies are reminded; e-mails in the outbox: %(mails)s.",
            count,
        )
        messages.success(request, sentence % numbers)
    _tell_left(request, left, len(codes) - len(sent) - len(left))
    return _back(reporting_year)


@step_of("plans:reminders", *OF_YEAR)
def again(request: AuthenticatedHttpRequest, plan: str, year: int, mail: int) -> HttpResponse:
    """Sends a reminder's mail once more that failed, or of which nobody knows whether it arrived."""
    reporting_year, _years = get_year_to_manage(request, plan, year)
    found = find_reminder_mail(reporting_year, mail)
    if found is None:
        raise Http404
    if not reporting_year.is_open:
        messages.error(request, _("The year is closed: nobody is reminded in it unless it is reopened."))
    elif send_again([found.pk]):
        messages.success(request, _("The e-mail to %(address)s will be sent again.") % {"address": found.to})
    else:
        messages.warning(
            request,
            _("The e-mail to %(address)s was left as it is: it is sent, or waits to be sent.") % {"address": found.to},
        )
    return _back(reporting_year)


def why_left(case: ReminderCase) -> str:
    """Why the agency cannot be reminded now."""
    return str(SILENCES[case.silence]) if case.silence else _("Reminded today already: once a day is enough")


def _tell_left(request: AuthenticatedHttpRequest, left: list[ReminderCase], unknown: int) -> None:
    for case in left:
        words = {"agency": case.agency.abbreviation or case.agency.code, "why": why_left(case)}
        messages.warning(request, _("Not reminded: %(agency)s. %(why)s.") % words)
    if unknown:
        messages.warning(
            request, _("Agencies that have no part in this plan were left out: %(count)s.") % {"count": unknown}
        )


def _back(reporting_year: ReportingYear) -> HttpResponse:
    return redirect("plans:reminders", reporting_year.plan.code, reporting_year.year)

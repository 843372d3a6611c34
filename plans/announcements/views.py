"""Messages of a year: the coordinator writes and sees whom they went to, agencies read their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.requests import AuthenticatedHttpRequest
from plans.announcements.forms import MessageForm
from plans.announcements.queries import agencies_to_tell, announcements_of, announcements_to
from plans.models import AgencyName, Announcement
from plans.queries.access import agency_of
from plans.services.announcing import announce
from plans.views.frame import frame_of, render_page
from plans.views.scope import get_reporting_year, get_year_to_manage
from plans.views.steps import OF_YEAR, step_of

MESSAGES_A_PAGE = 25
NOT_UNDERSTOOD = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementsPage:
    """The year's messages; for the coordinator `form` with its `choices` (code and name of each agency), and with each
    message the names of its agencies in the year.
    """

    page: Page[Announcement]
    rows: Sequence[tuple[Announcement, Sequence[AgencyName | str]]]
    form: MessageForm | None
    choices: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage:
    """The message and whom it goes to, to be confirmed."""

    form: MessageForm
    names: Sequence[str]
    text: str


@require_safe
def announcements(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    return _page(request, plan, year)


@step_of("plans:announcements", *OF_YEAR)
def send(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """Tells the chosen agencies; asks first, with their names."""
    reporting_year, years = get_year_to_manage(request, plan, year)
    agencies = agencies_to_tell(reporting_year)
    form = MessageForm(request.POST, agencies=agencies)
    if not form.is_valid() or (not request.POST.get("confirmed") and request.POST.get("back")):
        return _page(request, plan, year, form=form, status=200 if request.POST.get("back") else NOT_UNDERSTOOD)
    chosen, text = form.chosen, form.cleaned_data["text"]
    if not request.POST.get("confirmed"):
        names = {agency.pk: name for agency, name in agencies}
        frame = frame_of(active="settings", reporting_year=reporting_year, years=years)
        confirm = ConfirmPage(form=form, names=[names[agency.pk] for agency in chosen], text=text)
        return render_page(request, "plans/announcements/confirm.html", frame, confirm)
    announce(reporting_year, chosen, by=request.user, words=text)
    sentence = ngettext("The message goes to %(count)s agency.", "The message goes to %(count)s agencies.", len(chosen))
    messages.success(request, sentence % {"count": len(chosen)})
    return redirect("plans:announcements", plan, year)


def _page(
    request: AuthenticatedHttpRequest, plan: str, year: int, *, form: MessageForm | None = None, status: int = 200
) -> HttpResponse:
    """The messages as their reader sees them. Raises Http404 for whoever neither writes nor gets any."""
    reporting_year, years = get_reporting_year(request.user, plan, year)
    own = agency_of(request.user)
    manages = request.user.role == Role.COORDINATOR
    if not manages and own is None:
        raise Http404
    agencies = agencies_to_tell(reporting_year) if manages else []
    if own is not None:
        found = announcements_to(reporting_year, own)
    else:
        found = announcements_of(reporting_year)
    page = Paginator(found, MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    if manages:
        rows = [
            (row, [agency.name_in(reporting_year.year) or agency.code for agency in row.agencies.all()])
            for row in page.object_list
        ]
    else:
        rows = [(row, []) for row in page.object_list]
    frame = frame_of(active="settings" if manages else "home", reporting_year=reporting_year, years=years, agency=own)
    shown = AnnouncementsPage(
        page=page,
        rows=rows,
        form=(form or MessageForm(agencies=agencies)) if manages else None,
        choices=[(agency.code, name) for agency, name in agencies],
    )
    return render_page(request, "plans/announcements/announcements.html", frame, shown, status=status)

"""The page that leads to an edition."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.requests import AuthenticatedHttpRequest
from plans.models import Agency, ReportingYear
from plans.queries.years import VisibleYear
from plans.views.frame import frame_of, render_page
from plans.views.scope import get_agency, get_year_to_manage
from reports.editions.forms import PublishForm
from reports.editions.freezing import content_hash, content_of_edition
from reports.editions.kind import ask_to_publish
from reports.editions.publishing import latest_edition
from reports.editions.queries import editions_of
from reports.editions.readiness import Check, readiness, stops
from reports.editions.sealing import seal_state
from reports.editions.words import SEAL_STATES
from reports.enums import Audience, Hindrance
from reports.models import Edition
from reports.papers.queries import details_of
from reports.production.asking import TooManyAsked

NOT_UNDERSTOOD, GONE, CONFLICT, BUSY = 422, 410, 409, 503


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPage:
    """What stands in the way, the form, and the editions so far. `problem` is one sentence above the form; `report` the
    address of the report as it stands; `seal` says whether the PDF will be sealed.
    """

    checks: Sequence[Check]
    is_stopped: bool
    unapproved: int
    form: PublishForm
    next_ordinal: int
    editions: Sequence[Edition]
    report: str
    seal: str
    problem: str


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def publish(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """What leads to an edition of the consolidated report."""
    reporting_year, years = get_year_to_manage(request, plan, year)
    return _publish(request, reporting_year, years, None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def publish_agency(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str) -> HttpResponse:
    """What leads to an edition of an agency's report."""
    reporting_year, years = get_year_to_manage(request, plan, year)
    return _publish(request, reporting_year, years, get_agency(request.user, agency))


def _publish(
    request: AuthenticatedHttpRequest, year: ReportingYear, years: Sequence[VisibleYear], agency: Agency | None
) -> HttpResponse:
    latest = latest_edition(year, agency, Audience.INTERNAL)
    checks, problem, status = readiness(year, agency), "", 200
    if request.method == "POST":
        form = PublishForm(request.POST, year=year.year)
        if not form.is_valid():
            status = NOT_UNDERSTOOD
        elif stops(checks):
            problem, status = _("Something has to be settled first: see what is marked in red."), CONFLICT
        else:
            with_submitted = bool(form.details.reason)
            content = content_hash(content_of_edition(year, agency, with_submitted=with_submitted))
            seen = form.cleaned_data["content"] == _seen(year, agency)
            if not seen or form.cleaned_data["follows"] != (latest.pk if latest else None):
                problem = _("Something was changed since you opened this page. Look at it again, then publish.")
                status = CONFLICT
                form = _fresh(form, year, agency, latest)
            else:
                try:
                    job = ask_to_publish(request.user, year, agency, form.details, expected=content, follows=latest)
                except TooManyAsked:
                    problem = _("Several of your files are being made. Wait until one is ready, then publish.")
                    status = BUSY
                else:
                    return redirect("reports:job", job=job.pk)
    else:
        details = details_of(year, agency)
        kept = {name: getattr(details, name) for name in ("position", "name", "signed_on", "number")}
        if latest is not None:  # its number and date are taken
            kept |= {"number": "", "signed_on": None, "position": latest.position, "name": latest.name}
        form = PublishForm(year=year.year, initial=kept | _marks(year, agency, latest))
    page = PublishPage(
        checks=checks,
        is_stopped=stops(checks),
        unapproved=next((check.count for check in checks if check.kind == Hindrance.UNAPPROVED), 0),
        form=form,
        next_ordinal=latest.ordinal + 1 if latest else 1,
        editions=editions_of(request.user, year, agency),
        report=_report(year, agency),
        seal=str(SEAL_STATES[seal_state().state]),
        problem=problem,
    )
    frame = frame_of(active="report", reporting_year=year, years=years, agency=agency)
    return render_page(request, "reports/editions/publish.html", frame, page, status=status)


def _seen(year: ReportingYear, agency: Agency | None) -> str:
    """All that may be published, as it stands now: with the submitted texts."""
    return content_hash(content_of_edition(year, agency, with_submitted=True))


def _marks(year: ReportingYear, agency: Agency | None, latest: Edition | None) -> dict[str, object]:
    return {"content": _seen(year, agency), "follows": latest.pk if latest else ""}


def _fresh(form: PublishForm, year: ReportingYear, agency: Agency | None, latest: Edition | None) -> PublishForm:
    """The form with what was typed, for what the page shows now."""
    typed = QueryDict(mutable=True)
    typed.update({name: str(value) for name, value in form.data.items()})
    for name, value in _marks(year, agency, latest).items():
        typed[name] = str(value)
    fresh = PublishForm(typed, year=year.year)
    fresh.is_valid()
    return fresh


def _report(year: ReportingYear, agency: Agency | None) -> str:
    parts = [year.plan.code, year.year, *([agency.code] if agency else [])]
    return reverse("reports:agency" if agency else "reports:consolidated", args=parts)

"""Files that are made in the background: asking for one, how far it is, and the file."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedHttpRequest
from plans.queries.notices import count_unread
from plans.queries.years import reporting_years_visible_to, year_to_work_on
from plans.turns import TooMany, Turns
from plans.views.frame import frame_of, names_of
from plans.views.scope import take_words_of
from plans.views.steps import step_of
from reports.enums import Ended, JobState
from reports.models import ReportJob
from reports.production.asking import TooManyAsked, ask, cancel
from reports.production.kinds import facts_of, file_address
from reports.production.queries import Progress, is_kept, job_of, kept_of, latest_jobs, progress_of
from reports.production.store import store
from reports.production.tasks import is_served
from reports.production.telling import has_seen_end
from reports.renderers import FORMATS, renderer_class
from reports.renderers.pdf import HINT
from reports.rendering import APART

RETRY_AFTER_SECONDS = 30
REFRESH_SECONDS = 3  # of the page of a job without a script
LOOK_SECONDS = 0.04
_waits = Turns(settings.REPORT_WAITS_AT_ONCE, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPage:
    """What the page of a job shows. `progress` is set while it is unfinished; `is_served`: there is a worker for it;
    `is_kept`: its file is there. `again` asks for the same anew, `others` for other formats, each with its address; `hint`
    says what to install; without a script the page asks for itself anew after `refresh_seconds`.
    """

    job: ReportJob
    label: str
    progress: Progress | None
    is_served: bool
    is_kept: bool
    page: str
    again: str
    others: Sequence[tuple[str, str]]
    hint: str
    refresh_seconds: int = REFRESH_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """One of the person's jobs in the list."""

    job: ReportJob
    label: str
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsPage:
    """The person's files of the last days."""

    lines: Sequence[JobLine]
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPage:
    """A file that is made when it is asked for: the page that asks for it."""

    label: str
    address: str
    page: str
    is_busy: bool


def ask_for(request: AuthenticatedHttpRequest, wanted: ReportJob) -> HttpResponse:
    """Begins or joins the job, waits a moment for it, and leads to the file or to the page that shows how far it is."""
    try:
        job = ask(request.user, wanted)
    except TooManyAsked:
        response = _offer(request, wanted, is_busy=True)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    if _has_come(job):
        return redirect("reports:job-file", job=job.pk)
    return redirect("reports:job", job=job.pk)


def offer(request: AuthenticatedHttpRequest, wanted: ReportJob) -> HttpResponse:
    """The page for whoever opens the address of a file that is made in the background."""
    return _offer(request, wanted, is_busy=False)


def _offer(request: AuthenticatedHttpRequest, wanted: ReportJob, *, is_busy: bool) -> HttpResponse:
    page = OfferPage(
        label=renderer_class(wanted.fmt).label,
        address=file_address(wanted, wanted.fmt),
        page=facts_of(wanted).page(wanted),
        is_busy=is_busy,
    )
    return render(
        request, "reports/jobs/offer.html", _frame(request, wanted) | names_of(page), status=503 if is_busy else 200
    )


def _has_come(job: ReportJob) -> bool:
    """Whether the job is done within the time that a request waits; few wait at once, for each of them holds a thread."""
    if not is_served(job):
        return False
    try:
        with _waits.turn(0):
            until = time.monotonic() + settings.REPORT_WAIT_SECONDS
            while True:
                state = ReportJob.objects.filter(pk=job.pk).values_list("state", flat=True).first()
                if state not in (JobState.WAITING, JobState.RUNNING) or time.monotonic() >= until:
                    return state == JobState.DONE
                time.sleep(LOOK_SECONDS)
    except TooMany:
        return False


@require_safe
@never_cache
def job(request: AuthenticatedHttpRequest, job: int) -> HttpResponse:
    """How far a file is, or that it is there, or why it was not made."""
    found = _job(request, job)
    page = JobPage(
        job=found,
        label=renderer_class(found.fmt).label,
        progress=None if found.is_finished else progress_of(found),
        is_served=found.is_finished or is_served(found),
        is_kept=is_kept(found),
        page=facts_of(found).page(found),
        again=file_address(found, found.fmt),
        others=[(renderer_class(fmt).label, file_address(found, fmt)) for fmt in FORMATS if fmt not in APART],
        hint=HINT if found.ended == Ended.MISSING else "",
    )
    context = _frame(request) | names_of(page)
    if has_seen_end(request.user, found):
        context["unread_notices"] = count_unread(request.user)  # the bell has not heard of it yet
    return render(request, facts_of(found).template, context)


@require_safe
@never_cache
def progress(request: AuthenticatedHttpRequest, job: int) -> JsonResponse:
    """How far it is, for the page's script: {"isFinished", "isServed", "done", "steps", "doing", "left"}."""
    found = _job(request, job)
    at = progress_of(found)
    finished = found.is_finished
    return JsonResponse(
        {
            "isFinished": finished,
            "isServed": finished or is_served(found),
            "done": at.done,
            "steps": at.steps,
            "doing": "" if finished else at.doing,
            "left": at.left,
        }
    )


@step_of("reports:job", "job")
def give_up(request: AuthenticatedHttpRequest, job: int) -> HttpResponse:
    """The person needs the file no longer."""
    found = _job(request, job)
    page = facts_of(found).page(found)
    cancel(request.user, found)
    return redirect("reports:job", job=job) if job_of(request.user, job) else redirect(page)


@require_safe
@never_cache
def file(request: AuthenticatedHttpRequest, job: int) -> HttpResponseBase:
    """The file, as a download. Where it is not there any more, the job's page says so and makes it again."""
    found = _job(request, job)
    kept = kept_of(found)
    opened = store().open(kept) if kept else None
    if opened is None:
        return redirect("reports:job", job=job)
    has_seen_end(request.user, found)
    content_type = renderer_class(found.fmt).content_type
    # Always a download: an HTML report opened in place would run under this site's name.
    response = FileResponse(opened, as_attachment=True, filename=found.file_name, content_type=content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_safe
@never_cache
def jobs(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The person's own files of the last days."""
    lines = [
        JobLine(job=each, label=renderer_class(each.fmt).label, is_kept=is_kept(each))
        for each in latest_jobs(request.user)
    ]
    page = JobsPage(lines=lines, days=settings.REPORTS_KEPT_DAYS)
    return render(request, "reports/jobs/jobs.html", _frame(request) | names_of(page))


def _job(request: AuthenticatedHttpRequest, pk: int) -> ReportJob:
    found = job_of(request.user, pk)
    if found is None:
        raise Http404
    return found


def _frame(request: AuthenticatedHttpRequest, wanted: ReportJob | None = None) -> dict[str, object]:
    """The tabs lead to the year that is worked on, and there is none to switch to; of what is wanted, to its own year."""
    years = reporting_years_visible_to(request.user)
    take_words_of(years)
    if wanted is not None:
        of_plan = [year for year in years if year.plan_id == wanted.plan_id]
        take_words_of(of_plan)
        same = [year for year in of_plan if year.pk == wanted.reporting_year_id]
        shown = year_to_work_on(same or of_plan)
        if shown is not None:
            return names_of(frame_of(active="report", reporting_year=shown, years=years))
    current = year_to_work_on(years)
    if current is None:
        return {"active": "report-jobs"}
    return names_of(frame_of(active="report-jobs", reporting_year=current, years=years)) | {"years": []}

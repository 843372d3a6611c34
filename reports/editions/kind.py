"""The job that publishes: a kind of report in the background, with the progress, the page and the taking over of the others."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from plans.models import Agency, ReportingYear
from plans.queries.years import reporting_years_visible_to
from reports.document import Document
from reports.editions import store as editions
from reports.editions.freezing import Details, content_of_edition
from reports.editions.publishing import Overtaken, publish
from reports.editions.queries import may_publish
from reports.enums import ReportKind
from reports.look import Look
from reports.models import Edition, Publication, ReportJob
from reports.production import making
from reports.production.asking import ask
from reports.production.keys import hash_of
from reports.production.kinds import KINDS, AtWork, KindFacts, NotThere, place_of
from reports.production.store import Kept, store
from reports.production.work import Cancelled
from reports.renderers import FORMATS
from reports.rendering import Kind, render_file


def ask_to_publish(
    user: User,
    reporting_year: ReportingYear,
    agency: Agency | None,
    details: Details,
    *,
    expected: str,
    follows: Edition | None,
) -> ReportJob:
    """Begins the publication, or joins the one that publishes the same already. `expected` is the hash of the content that was
    on the page, `follows` the latest edition there. Raises TooManyAsked.
    """
    said = [
        details.audience,
        details.number,
        details.signed_on.isoformat(),
        details.position,
        details.name,
        details.reason,
        expected,
        str(follows.pk if follows else ""),
    ]
    wanted = ReportJob(
        kind=ReportKind.PUBLICATION,
        plan=reporting_year.plan,
        reporting_year=reporting_year,
        agency=agency,
        options=urlencode({"said": hash_of(said)}),
        fmt="pdf",
    )
    with transaction.atomic():  # no worker sees the job before it says what to publish
        job = ask(user, wanted)
        Publication.objects.get_or_create(
            job=job,
            defaults={
                "audience": details.audience,
                "number": details.number,
                "signed_on": details.signed_on,
                "position": details.position,
                "name": details.name,
                "reason": details.reason,
                "expected": expected,
                "follows": follows,
            },
        )
    return job


def _make(job: ReportJob, by: User, progress: AtWork) -> Kept:
    publication = Publication.objects.select_related("edition", "follows").filter(job=job).first()
    if publication is None:
        raise NotThere
    publication.job = job
    try:
        edition = publish(publication, by, _renderer(job, progress), progress.is_own)
    except Overtaken as overtaken:
        raise Cancelled from overtaken  # whoever has taken the job over says how it ends
    pdf = edition.files.get(fmt=job.fmt)
    return store().put(hash_of(["edition", edition.pk, pdf.sha256]), editions.read_whole(pdf.sha256))


def _renderer(job: ReportJob, progress: AtWork) -> Callable[[str, Document, Look], bytes]:
    """Makes one file after the other, and says how many there are."""

    def render(fmt: str, document: Document, look: Look) -> bytes:
        progress.tell(FORMATS.index(fmt), len(FORMATS))
        progress.check()
        if fmt == "pdf" and document.begins_pages:
            return making.make_pdf(document, look, chapters=store(), is_cancelled=progress.is_cancelled)
        limits = Kind.AGENCY if job.agency_id else Kind.CONSOLIDATED
        return render_file(fmt, lambda: document, limits, look, is_cancelled=progress.is_cancelled)

    return render


def _may_ask(user: User, job: ReportJob) -> bool:
    sees_year = any(year.pk == job.reporting_year_id for year in reporting_years_visible_to(user))
    return may_publish(user) and sees_year


def _build(_user: User, job: ReportJob) -> Document:
    if job.reporting_year is None:
        raise NotThere
    return content_of_edition(job.reporting_year, job.agency, with_submitted=False)


def _name(job: ReportJob) -> str:
    year = job.reporting_year.year if job.reporting_year else ""
    return "-".join(filter(None, ["nesr", str(year), job.agency.code if job.agency else ""]))


def _page(job: ReportJob) -> str:
    return reverse("reports:publish-agency" if job.agency else "reports:publish", args=place_of(job))


def register() -> None:
    """Adds the kind to those that workers know."""
    KINDS[ReportKind.PUBLICATION] = KindFacts(
        _may_ask, _build, _name, _page, is_long=True, make=_make, template="reports/jobs/publication.html"
    )

"""What belongs to each kind of report: who may ask for it, how it is built, what its file is called.

A new kind is a member of `ReportKind` and a row of `KINDS`; views hand an unsaved `ReportJob` to `asking.ask`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from plans.models import Entry
from plans.queries.access import (
    agencies_visible_to,
    agency_of,
    entries_visible_to,
    may_read_consolidated,
    reads_all_agencies,
)
from plans.queries.years import VisibleYear, reporting_years_visible_to
from reports.document import Document
from reports.enums import Ended, ReportKind
from reports.models import ReportJob
from reports.options import AGENCY_DEFAULT, CONSOLIDATED_DEFAULT, OVERVIEW_DEFAULT, options_from
from reports.production.store import Kept
from reports.queries import (
    DossierPlace,
    agency_document_for,
    consolidated_document_for,
    dossier_document_for,
    entry_document_for,
    find_dossier,
    overview_document_for,
)


class NotThere(Exception):
    """What was asked for is not there, or not for this reader."""


class NotMade(Exception):
    """A kind that makes its files itself has made none; `ended` says why."""

    def __init__(self, ended: Ended) -> None:
        super().__init__(ended)
        self.ended = ended


class AtWork(Protocol):
    """What a kind that makes its files itself says while it does: how far it is; and asks: whether it is to go on, and whether
    the job is still this worker's.
    """

    def tell(self, step: int, steps: int) -> None: ...

    def check(self) -> None: ...

    def is_cancelled(self) -> bool: ...

    def is_own(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class KindFacts:
    """`may_ask` says whether the person may have this report now; `build` gives its Document as the reader reads it, in a
    fixed number of queries, or raises NotThere; `name` is that of the file, without its suffix; `page` the address of the
    page that it is asked for on. `is_long`: it has more time, and a queue in which it delays no other. A kind with `make` makes
    what it is asked for itself, and gives the file that its job shows; it raises NotMade. `template` is that of its job's page.
    """

    may_ask: Callable[[User, ReportJob], bool]
    build: Callable[[User, ReportJob], Document]
    name: Callable[[ReportJob], str]
    page: Callable[[ReportJob], str]
    is_long: bool = False
    make: Callable[[ReportJob, User, AtWork], Kept] | None = None
    template: str = "reports/jobs/job.html"


def facts_of(job: ReportJob) -> KindFacts:
    """What belongs to the job's kind."""
    return KINDS[job.kind]


def file_address(job: ReportJob, fmt: str) -> str:
    """Where the report of the job is asked for as another file: below its page."""
    page, mark, query = facts_of(job).page(job).partition("?")
    return f"{page}melumat.{fmt}{mark}{query}"


def scope_of(user: User) -> str:
    """What the person reads, as a word: whoever has the same gets the same report. "" for nothing. One query at most."""
    if reads_all_agencies(user):
        return str(user.role)
    agency = agency_of(user)
    return f"agency {agency.pk}" if agency else ""


def may_have(user: User, job: ReportJob) -> bool:
    """Whether the person may still ask for what the job makes, and would read the same in it."""
    return user.is_active and scope_of(user) == job.scope != "" and facts_of(job).may_ask(user, job)


def _sees_year(user: User, job: ReportJob) -> bool:
    return any(year.pk == job.reporting_year_id for year in reporting_years_visible_to(user))


def _may_ask_of_agency(user: User, job: ReportJob) -> bool:
    return agencies_visible_to(user).filter(pk=job.agency_id or 0).exists() and _sees_year(user, job)


def _build_agency(user: User, job: ReportJob) -> Document:
    if job.reporting_year is None or job.agency is None:
        raise NotThere
    options = options_from(QueryDict(job.options), AGENCY_DEFAULT)
    # A workbook without its figures would be an empty one.
    options = options.with_figures if job.fmt == "xlsx" else options
    return agency_document_for(user, job.reporting_year, job.agency, options)


def _agency_page(job: ReportJob) -> str:
    return reverse("reports:agency", args=place_of(job)) + _query(job)


def _may_ask_consolidated(user: User, job: ReportJob) -> bool:
    return may_read_consolidated(user) and _sees_year(user, job)


def _build_consolidated(user: User, job: ReportJob) -> Document:
    if job.reporting_year is None:
        raise NotThere
    options = options_from(QueryDict(job.options), CONSOLIDATED_DEFAULT)
    return consolidated_document_for(user, job.reporting_year, options)


def _consolidated_page(job: ReportJob) -> str:
    return reverse("reports:consolidated", args=place_of(job)) + _query(job)


def _may_ask_of_entry(user: User, job: ReportJob) -> bool:
    return _may_ask_of_agency(user, job) and _entries(user, job).exists()


def _build_entry(user: User, job: ReportJob) -> Document:
    entry = _entries(user, job).select_related("reporting_year__plan", "agency").first()
    document = entry_document_for(user, entry, job.number) if entry else None
    if document is None:
        raise NotThere
    return document


def _entries(user: User, job: ReportJob) -> QuerySet[Entry]:
    place = {"reporting_year": job.reporting_year_id, "agency": job.agency_id, "sub_point__number": job.number}
    return entries_visible_to(user).filter(**place)


def _entry_page(job: ReportJob) -> str:
    return reverse("reports:entry", args=(*place_of(job), job.number))


def _years(user: User, job: ReportJob) -> list[VisibleYear]:
    return [year for year in reporting_years_visible_to(user) if year.plan_id == job.plan_id]


def _may_ask_over_years(user: User, job: ReportJob) -> bool:
    return may_read_consolidated(user) and bool(_years(user, job))


def _build_overview(user: User, job: ReportJob) -> Document:
    options = options_from(QueryDict(job.options), OVERVIEW_DEFAULT)
    return overview_document_for(user, job.plan, _years(user, job), options)


def _overview_page(job: ReportJob) -> str:
    return reverse("reports:overview", args=[job.plan.code]) + _query(job)


def _dossier_of(user: User, job: ReportJob) -> DossierPlace | None:
    """The dossier that is meant, if it is still of the same agency, or of all."""
    years = _years(user, job)
    place = find_dossier(user, job.plan, years, job.number) if years else None
    return place if place and (place.agency.pk if place.agency else None) == job.agency_id else None


def _may_ask_of_point(user: User, job: ReportJob) -> bool:
    return _dossier_of(user, job) is not None


def _build_dossier(user: User, job: ReportJob) -> Document:
    place = _dossier_of(user, job)
    if place is None:
        raise NotThere
    return dossier_document_for(user, place, options_from(QueryDict(job.options), place.default))


def _dossier_page(job: ReportJob) -> str:
    return reverse("reports:dossier", args=[job.plan.code, job.number]) + _query(job)


def _name_over_years(job: ReportJob) -> str:
    return "-".join(filter(None, ["arayis" if job.number else "icmal", job.plan.code, job.number]))


def place_of(job: ReportJob) -> tuple[str | int, ...]:
    """Plan, year and agency of the job, as addresses name them; what it has not is left out."""
    year = [job.reporting_year.year] if job.reporting_year else []
    return (job.plan.code, *year, *([job.agency.code] if job.agency else []))


def _query(job: ReportJob) -> str:
    return f"?{job.options}" if job.options else ""


def _usual_name(job: ReportJob) -> str:
    year = job.reporting_year.year if job.reporting_year else f"{job.plan.start_year}-{job.plan.end_year}"
    return "-".join(filter(None, ["melumat", str(year), job.agency.code if job.agency else "", job.number]))


# Rooms above this one add their own rows when the application is ready.
KINDS: dict[str, KindFacts] = {
    ReportKind.AGENCY: KindFacts(_may_ask_of_agency, _build_agency, _usual_name, _agency_page),
    ReportKind.CONSOLIDATED: KindFacts(
        _may_ask_consolidated, _build_consolidated, _usual_name, _consolidated_page, is_long=True
    ),
    ReportKind.ENTRY: KindFacts(_may_ask_of_entry, _build_entry, _usual_name, _entry_page),
    ReportKind.OVERVIEW: KindFacts(
        _may_ask_over_years, _build_overview, _name_over_years, _overview_page, is_long=True
    ),
    ReportKind.DOSSIER: KindFacts(_may_ask_of_point, _build_dossier, _name_over_years, _dossier_page, is_long=True),
}

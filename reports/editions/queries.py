"""Who publishes, who reads which editions, and the editions of a report."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import User
from plans.enums import EntryState
from plans.models import Agency, Entry, ReportingYear
from plans.queries.access import agency_of, reads_all_agencies
from plans.queries.years import names_prefetch
from reports.models import Edition


def may_publish(user: User) -> bool:
    """Whether the user publishes, corrects and takes back: coordinators do."""
    return user.is_active and user.role == Role.COORDINATOR


def editions_visible_to(user: User) -> QuerySet[Edition]:
    """The editions that the user may open, those that were taken back among them, which show no text: all for coordinators
    and observers, for an agency its own.
    """
    if not user.is_authenticated or not user.is_active:
        return Edition.objects.none()
    if reads_all_agencies(user):
        return Edition.objects.all()
    agency = agency_of(user)
    return Edition.objects.filter(agency=agency) if agency else Edition.objects.none()


def edition_of(user: User, pk: int) -> Edition | None:
    """The edition with what its page says, if the user may open it. Some seven queries."""
    found = editions_visible_to(user).filter(pk=pk).defer("document")
    return (
        found.select_related("reporting_year__plan", "agency", "corrects", "published_by")
        .prefetch_related("files", "changes", "withdrawals__asked_by", "withdrawals__confirmed_by", names_prefetch())
        .first()
    )


def editions_of(user: User, reporting_year: ReportingYear, agency: Agency | None) -> Sequence[Edition]:
    """The editions of the report that the user may open, the newest first. Three queries."""
    of_report = Q(reporting_year=reporting_year) & (Q(agency=agency) if agency else Q(agency__isnull=True))
    found = editions_visible_to(user).filter(of_report).defer("document", "made_by")
    found = found.select_related("published_by").prefetch_related(
        "files", "withdrawals__asked_by", "withdrawals__confirmed_by"
    )
    return list(found.order_by("-published_at", "-pk"))


def locked_entries(edition: Edition) -> Sequence[Entry]:
    """The entries that stand in the edition's report and are locked, in the plan's order, each with its sub-point and its
    agency's names. Two queries.
    """
    found = Entry.objects.filter(reporting_year=edition.reporting_year, state=EntryState.LOCKED)
    if edition.agency_id:
        found = found.filter(agency=edition.agency_id)
    found = found.select_related("sub_point", "agency").defer(
        "narrative", "narrative_folded", "figures", "internal_note", "sub_point__measure", "sub_point__measure_folded"
    )
    ordered = found.order_by(
        "sub_point__section__number", "sub_point__number", "agency__protocol_order", "agency__code"
    )
    return list(ordered.prefetch_related(names_prefetch()))

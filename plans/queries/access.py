"""Who sees what: the one scope, and its predicates (product.md)."""

from django.db.models import QuerySet

from accounts.enums import Role
from accounts.models import User
from plans.enums import OBSERVABLE_STATES
from plans.models import Agency, AgencyName, Entry, ReportingYear


def agency_of(user: User) -> Agency | None:
    """The agency the user writes for, or None. Asked once for each user object; its names are at hand."""
    if not user.is_active or not user.writes_for_agency:  # nobody signed in is not active either
        return None
    if "_agency" not in user.__dict__:
        user.__dict__["_agency"] = agency_with_names(Agency.objects.filter(memberships__user=user))
    return user.__dict__["_agency"]


def agency_with_names(agencies: QuerySet[Agency]) -> Agency | None:
    """The one agency of the query with its names at hand, or None. One query; an agency without a name takes two."""
    names = list(AgencyName.objects.filter(agency__in=agencies).select_related("agency").order_by("valid_from"))
    if not names:
        return agencies.first()
    agency = names[0].agency
    agency.names_at_hand = names
    return agency


def entries_visible_to(user: User) -> QuerySet[Entry]:
    """The entries whose text the user may read; serves lists, pages, reports and exports alike.

    Which of its texts that is, `plans.queries.reading` says: observers read what was submitted.
    """
    if not user.is_authenticated or not user.is_active:
        return Entry.objects.none()
    if user.role == Role.COORDINATOR:
        return Entry.objects.all()
    if user.role == Role.OBSERVER:
        return Entry.objects.filter(state__in=OBSERVABLE_STATES, submitted__isnull=False)
    agency = agency_of(user)
    return Entry.objects.filter(agency=agency) if agency else Entry.objects.none()


def may_read_entry(user: User, entry: Entry) -> bool:
    """The same rule for one entry at hand; a test proves it equals `entries_visible_to`."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.role == Role.COORDINATOR:
        return True
    if user.role == Role.OBSERVER:
        return entry.state in OBSERVABLE_STATES and entry.submitted_id is not None
    agency = agency_of(user)
    return agency is not None and entry.agency_id == agency.pk


def reads_all_agencies(user: User) -> bool:
    """Whether the user's work is with the plan as a whole: coordinators and observers."""
    return user.is_active and user.role in (Role.COORDINATOR, Role.OBSERVER)


def agencies_visible_to(user: User) -> QuerySet[Agency]:
    """The agencies whose yearly work the user may open: the own one, or all for coordinator and observer."""
    if reads_all_agencies(user):
        return Agency.objects.all()
    agency = agency_of(user)
    return Agency.objects.filter(pk=agency.pk) if agency else Agency.objects.none()


def may_see_not_started(user: User) -> bool:
    """Whether an unwritten entry may be shown: to those who write it and to coordinators, not to observers."""
    return user.role == Role.COORDINATOR or user.writes_for_agency


def may_read_revisions(user: User) -> bool:
    """Earlier forms of a text, drafts among them: the agency's and the coordinator's, not the observer's."""
    return may_see_not_started(user)


def may_read_internal(user: User) -> bool:
    """Internal notes, comments, internal evidence: the agency's and the coordinator's, not the observer's."""
    return may_see_not_started(user)


def may_read_reasons(user: User) -> bool:
    """Why something was returned, reopened, worded otherwise, granted or decided: the agency's and the coordinator's."""
    return may_see_not_started(user)


def may_read_consolidated(user: User) -> bool:
    """The consolidated report before its publication: coordinators, and observers for what they may read."""
    return reads_all_agencies(user)


def may_edit_entry(user: User, agency: Agency, reporting_year: ReportingYear, entry: Entry | None) -> bool:
    """Staff of the agency may write while the year is open and the entry is with them."""
    own = agency_of(user)
    return own is not None and own.pk == agency.pk and reporting_year.is_open and (entry is None or entry.is_editable)


def may_see_presence(user: User, other: User) -> bool:
    """Whether the user may see that the other has an entry open: colleagues see each other, coordinators all."""
    return user.role == Role.COORDINATOR or other.writes_for_agency

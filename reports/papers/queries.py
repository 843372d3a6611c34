"""Who may set what about the papers, and what is set."""

from accounts.enums import Role
from accounts.models import User
from plans.models import Agency, Plan, ReportingYear
from plans.queries.access import agency_of
from reports.look import USUAL, Look
from reports.models import PrintSettings, ReportDetails


def may_set_details(user: User, agency: Agency | None) -> bool:
    """Whether the user says who signs the agency's report, or without an agency the consolidated one: the agency's lead, who
    answers for what it sends, and coordinators. Also in a closed year: a paper is signed and registered afterwards.
    """
    if not user.is_active:
        return False
    if user.role == Role.COORDINATOR:
        return True
    own = agency_of(user) if user.role == Role.LEAD else None
    return own is not None and agency is not None and own.pk == agency.pk


def details_of(reporting_year: ReportingYear, agency: Agency | None) -> ReportDetails:
    """The details of a report; an empty record, not saved, where none are kept. One query."""
    found = ReportDetails.objects.filter(reporting_year=reporting_year, agency=agency).first()
    return found or ReportDetails(reporting_year=reporting_year, agency=agency)


def print_settings_of(plan: Plan) -> PrintSettings:
    """The measures of a plan; a record with the usual ones, not saved, where none are kept. One query."""
    return PrintSettings.objects.filter(plan=plan).first() or PrintSettings(plan=plan)


def look_of(plan: Plan) -> Look:
    """How the plan's reports look on paper. One query."""
    found = PrintSettings.objects.filter(plan=plan).first()
    return found.look if found else USUAL

"""What a report page asks of the record, within what its reader may see."""

from accounts.models import User
from plans.models import Agency, ReportingYear
from plans.queries.access import may_see_not_started
from plans.queries.agency_year import EntryRow, agency_year_rows
from reports.builder import build_agency_document, build_consolidated_document
from reports.document import Document


def agency_document_for(user: User, reporting_year: ReportingYear, agency: Agency) -> Document:
    """The agency's Məlumat with the entries that the user may read."""
    return build_agency_document(reporting_year, agency, user)


def consolidated_document_for(user: User, reporting_year: ReportingYear) -> Document:
    """The consolidated Məlumat with the entries that the user may read."""
    return build_consolidated_document(reporting_year, user)


def rows_without_text(user: User, reporting_year: ReportingYear, agency: Agency, document: Document) -> list[EntryRow]:
    """What is required of the agency and the document does not say; nothing for readers who may not see what is missing."""
    if not may_see_not_started(user):
        return []
    written = {section.number for section in document.sections}
    rows = agency_year_rows(user, reporting_year, agency)
    return [row for row in rows if row.is_required and row.sub_point.number not in written]

"""What a report page asks of the record, within what its reader may see."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from plans.models import Agency, Entry, Indicator, ReportingYear
from plans.narrative import Block, Cell, Paragraph, Run, Table
from plans.queries.access import may_see_not_started
from plans.queries.agency_year import EntryRow, agency_year_rows
from plans.services.figures import figure_text
from reports.builder import LANGUAGE, build_agency_document, build_consolidated_document
from reports.document import Document


def agency_document_for(user: User, reporting_year: ReportingYear, agency: Agency) -> Document:
    """The agency's Məlumat with the entries that the user may read."""
    return build_agency_document(reporting_year, agency, user)


def consolidated_document_for(user: User, reporting_year: ReportingYear) -> Document:
    """The consolidated Məlumat with the entries that the user may read."""
    return build_consolidated_document(reporting_year, user)


def entry_document_for(user: User, entry: Entry, number: str, indicators: Iterable[Indicator]) -> Document | None:
    """The section of the agency's Məlumat that is about one entry, as the user reads it, with its facts before the text;
    None where the Məlumat says nothing of it to this reader. The queries of the agency's Məlumat.
    """
    whole = agency_document_for(user, entry.reporting_year, entry.agency)
    section = next((each for each in whole.sections if each.number == number), None)
    if section is None:
        return None
    with override(LANGUAGE):
        facts = tuple(_facts(entry, indicators))
    return replace(whole, sections=(replace(section, blocks=(*facts, *section.blocks)),))


def _facts(entry: Entry, indicators: Iterable[Indicator]) -> Iterable[Block]:
    if entry.nothing_to_report:
        return
    if entry.status:
        yield Paragraph((Run(_("Implementation status") + ": "), Run(str(entry.get_status_display()), bold=True)))
    values = [(each, entry.figures.get(str(each.pk))) for each in indicators]
    rows = [
        (_cell(f"{each.name}, {each.unit}"), _cell(figure_text(value))) for each, value in values if value is not None
    ]
    if rows:
        head = (_cell(_("Indicator"), header=True), _cell(str(entry.reporting_year.year), header=True))
        yield Table((head, *rows))


def _cell(text: str, *, header: bool = False) -> Cell:
    return Cell((Paragraph((Run(text),)),), header=header)


def rows_without_text(user: User, reporting_year: ReportingYear, agency: Agency, document: Document) -> list[EntryRow]:
    """What is required of the agency and the document does not say; nothing for readers who may not see what is missing."""
    if not may_see_not_started(user):
        return []
    written = {section.number for section in document.sections}
    rows = agency_year_rows(user, reporting_year, agency)
    return [row for row in rows if row.is_required and row.sub_point.number not in written]

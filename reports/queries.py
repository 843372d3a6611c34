"""What a report page asks of the record, within what its reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User
from plans.models import Agency, Entry, ReportingYear, Section
from plans.queries.access import may_see_not_started
from plans.queries.agency_year import EntryRow, agency_year_rows
from plans.queries.years import agencies_with_a_part
from reports.building import build_agency_document, build_consolidated_document
from reports.document import Document
from reports.options import AGENCY_DEFAULT, CONSOLIDATED_DEFAULT, Content, Part, ReportOptions


def agency_document_for(
    user: User, reporting_year: ReportingYear, agency: Agency, options: ReportOptions = AGENCY_DEFAULT
) -> Document:
    """The agency's Məlumat with the entries that the user may read and asks for."""
    return build_agency_document(reporting_year, agency, user, options)


def consolidated_document_for(
    user: User, reporting_year: ReportingYear, options: ReportOptions = CONSOLIDATED_DEFAULT
) -> Document:
    """The consolidated Məlumat with the entries that the user may read and asks for."""
    return build_consolidated_document(reporting_year, user, options)


def entry_document_for(user: User, entry: Entry, number: str) -> Document | None:
    """The section of the agency's Məlumat that is about one entry, as the user reads it, with its facts before the text;
    None where the Məlumat says nothing of it to this reader. The queries of the agency's Məlumat.
    """
    options = ReportOptions(Content.ALL, frozenset({Part.STATUS, Part.FIGURES}), points=frozenset({number}))
    whole = agency_document_for(user, entry.reporting_year, entry.agency, options)
    return whole if whole.sections else None


def rows_without_text(user: User, reporting_year: ReportingYear, agency: Agency, document: Document) -> list[EntryRow]:
    """What is required of the agency and the document does not say; nothing for readers who may not see what is missing."""
    if not may_see_not_started(user):
        return []
    written = {section.number for section in document.sections}
    rows = agency_year_rows(user, reporting_year, agency)
    return [row for row in rows if row.is_required and row.sub_point.number not in written]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may stand in the report: how the address names it, its name, whether it is chosen. `is_name`: it is a
    name of the record, in Azerbaijani whatever the page's language.
    """

    value: str
    label: str | Promise
    is_chosen: bool
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class ReportChoices:
    """What the page offers to put into the report. `query` asks for what is chosen, "" for what is usual."""

    contents: Sequence[Choice]
    parts: Sequence[Choice]
    sections: Sequence[Choice]
    agencies: Sequence[Choice]
    points: Sequence[str]
    query: str
    narrowed: int  # how many agencies, sections and sub-points were chosen


def choices_of(
    reporting_year: ReportingYear, options: ReportOptions, default: ReportOptions, *, of_all: bool
) -> ReportChoices:
    """The choices of a report page; `of_all`: of the consolidated report, which has more parts and all agencies. One query,
    two more for all agencies.
    """
    sections = Section.objects.filter(plan=reporting_year.plan_id).order_by("number").only("number", "title")
    agencies = agencies_with_a_part(reporting_year.plan_id) if of_all else []
    parts = [part for part in Part if of_all or part != Part.SUMMARY]
    return ReportChoices(
        [Choice(each.value, each.label, each == options.content) for each in Content],
        [Choice(each.value, each.label, each in options.parts) for each in parts],
        [
            Choice(each.number, f"{each.number} {each.title}".strip(), each.number in options.sections, is_name=True)
            for each in sections
        ],
        [
            Choice(
                each.code,
                str(each.name_in(reporting_year.year) or each.code),
                each.code in options.agencies,
                is_name=True,
            )
            for each in agencies
        ],
        sorted(options.points),
        options.query_from(default),
        len(options.agencies) + len(options.sections) + len(options.points),
    )

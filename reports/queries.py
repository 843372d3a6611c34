"""What a report page asks of the record, within what its reader may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.text import Truncator

from accounts.models import User
from plans.models import Agency, Assignment, Entry, Plan, ReportingYear, Section, SubPoint
from plans.queries.access import agency_of, entries_visible_to, may_read_consolidated, may_see_not_started
from plans.queries.agency_year import EntryRow, agency_year_rows
from plans.queries.years import agencies_with_a_part
from reports.building import (
    build_agency_document,
    build_consolidated_document,
    build_dossier_document,
    build_overview_document,
)
from reports.document import Document
from reports.options import (
    AGENCY_DEFAULT,
    CONSOLIDATED_DEFAULT,
    DOSSIER_DEFAULT,
    OVERVIEW_DEFAULT,
    OWN_DOSSIER_DEFAULT,
    Content,
    Part,
    ReportOptions,
)


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


@dataclass(frozen=True, slots=True)
class DossierPlace:
    """A sub-point with its section and plan at hand, the plan's reporting years in ascending order, and the agency whose
    dossier alone the reader may have: None for all agencies'.
    """

    point: SubPoint
    years: Sequence[ReportingYear]
    agency: Agency | None

    @property
    def default(self) -> ReportOptions:
        """What it usually holds: of an agency everything that it has written, as in its yearly report."""
        return DOSSIER_DEFAULT if self.agency is None else OWN_DOSSIER_DEFAULT


def find_dossier(user: User, plan: Plan, years: Sequence[ReportingYear], number: str) -> DossierPlace | None:
    """The dossier of the plan's sub-point of the number that the user may read: of all agencies who may read the consolidated
    report, of their agency those who write for one that has a part in it or has written on it. None for all others. One
    query (and the agency's).
    """
    points = SubPoint.objects.filter(section__plan=plan, number=number).select_related("section__plan")
    agency = None
    if not may_read_consolidated(user):
        agency = agency_of(user)
        if agency is None:
            return None
        of_agency = {"sub_point": OuterRef("pk"), "agency": agency}
        written = entries_visible_to(user).filter(sub_point=OuterRef("pk"))
        points = points.filter(Exists(Assignment.objects.filter(**of_agency)) | Exists(written))
    point = points.defer("measure_folded", "guidance").first()
    return None if point is None else DossierPlace(point, years, agency)


def dossier_document_for(user: User, place: DossierPlace, options: ReportOptions) -> Document:
    """The dossier with the texts that the user may read and asks for."""
    return build_dossier_document(place.point, place.years, user, options, place.agency)


def overview_document_for(
    user: User, plan: Plan, years: Sequence[ReportingYear], options: ReportOptions = OVERVIEW_DEFAULT
) -> Document:
    """The overview of the plan's years with the figures that the user may read and asks for."""
    return build_overview_document(plan, years, user, options)


def rows_without_text(user: User, reporting_year: ReportingYear, agency: Agency, document: Document) -> list[EntryRow]:
    """What is required of the agency and the document does not say; nothing for readers who may not see what is missing."""
    if not may_see_not_started(user):
        return []
    written = {section.number for section in document.sections}
    rows = agency_year_rows(user, reporting_year, agency)
    return [row for row in rows if row.is_required and row.sub_point.number not in written]


SHORT_MEASURE = 9  # words: what tells a sub-point from its neighbours


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
    """What the page offers to put into the report: `points` by section, with the section's name. `query` asks for what is
    chosen, "" for what is usual.
    """

    contents: Sequence[Choice]
    parts: Sequence[Choice]
    sections: Sequence[Choice]
    agencies: Sequence[Choice]
    points: Sequence[tuple[str, Sequence[Choice]]]
    query: str
    narrowed: int  # how many agencies, sections and sub-points were chosen


def choices_of(
    reporting_year: ReportingYear,
    options: ReportOptions,
    default: ReportOptions,
    *,
    parts: Sequence[Part],
    has_agencies: bool = False,
    has_sections: bool = True,
    of_all_years: bool = False,
) -> ReportChoices:
    """The choices of a report page: these parts, and the plan's agencies, sections and sub-points where they may be chosen:
    those of the year, or with `of_all_years` all of them. Two queries for sections and sub-points, two for agencies.
    """
    sections = Section.objects.filter(plan=reporting_year.plan_id).order_by("number").only("number", "title")
    covered = SubPoint.objects.all() if of_all_years else SubPoint.objects.covering(reporting_year.year)
    covered = covered.filter(section__plan=reporting_year.plan_id).order_by("section__number", "number")
    points = covered.values_list("section__number", "number", "measure") if has_sections else ()
    agencies = agencies_with_a_part(reporting_year.plan_id) if has_agencies else []
    return ReportChoices(
        [Choice(each.value, each.label, each == options.content) for each in Content],
        [Choice(each.value, each.label, each in options.parts) for each in parts],
        [
            Choice(each.number, f"{each.number} {each.title}".strip(), each.number in options.sections, is_name=True)
            for each in (sections if has_sections else ())
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
        _points_by_section(points, {each.number: each.title for each in sections}, options),
        options.query_from(default),
        len(options.agencies) + len(options.sections) + len(options.points),
    )


def _points_by_section(
    points: Iterable[tuple[str, str, str]], titles: Mapping[str, str], options: ReportOptions
) -> list[tuple[str, list[Choice]]]:
    """The sub-points (section, number, measure) as choices, under the name of their section."""
    return [
        (
            f"{section} {titles.get(section, '')}".strip(),
            [
                Choice(
                    number,
                    Truncator(measure).words(SHORT_MEASURE, truncate="…"),
                    number in options.points,
                    is_name=True,
                )
                for _section, number, measure in of_section
            ],
        )
        for section, of_section in groupby(points, key=lambda point: point[0])
    ]

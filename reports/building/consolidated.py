"""The consolidated Məlumat of a year: all agencies, by section of the plan and by sub-point."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation

from accounts.models import User
from plans.enums import ACCEPTED_STATES, AssignmentRole, assessed_label
from plans.models import Agency, Assignment, Entry, Indicator, ReportingYear
from plans.models import Section as PlanSection
from plans.narrative import Block, parse
from plans.queries.editorial import may_print, printed_narrative
from plans.queries.years import assignments_of_year, names_prefetch, sample_data_is_loaded
from reports.building import reading
from reports.building.annexes import annexes_of
from reports.building.details import signature_of
from reports.building.matrix import matrix_of
from reports.building.missing import missing_of_all, nothing_chosen
from reports.building.summary import assessed, year_in_figures
from reports.building.trends import read_figures, trends_of
from reports.document import OVERALL_STATUS, WATERMARK, Document, Section
from reports.options import CONSOLIDATED_DEFAULT, Part, ReportOptions
from reports.titles import consolidated_title, section_heading, sub_point_heading
from reports.trend import Trend

SECTION_LEVEL, SUB_POINT_LEVEL, AGENCY_LEVEL = 2, 3, 4


def build_consolidated_document(
    reporting_year: ReportingYear, reader: User | None, options: ReportOptions = CONSOLIDATED_DEFAULT
) -> Document:
    """All agencies' texts of the year, grouped by section and sub-point, each under the agency's name in protocol order.

    Where an entry's editorial version may print, it stands here instead of the agency's own wording, which the agency's
    Məlumat keeps. A text on a sub-point that is not the agency's any more stands here only where it was approved.
    Figures that were given in several years of the plan up to this one stand at the head of their sub-point, drawn.
    `reader` as in `build_agency_document`. Three queries; two more for what is missing, three for the year in figures, one for
    statuses, five for figures at most, one for the signature, three for the matrix.
    """
    parts = assignments_of_year(reporting_year).filter(sub_point=OuterRef("sub_point"), agency=OuterRef("agency"))
    entries = (
        reading.written(reader, reporting_year, options)
        .annotate(editorial=printed_narrative(), is_recommended=Exists(_recommended(parts)))
        .filter(Q(Exists(parts.order_by())) | Q(state__in=ACCEPTED_STATES))
        .select_related("agency")
        .prefetch_related(names_prefetch())
    )
    held = reading.as_read(reader, entries)
    indicators = reading.indicators_by_point(reporting_year, options)
    statuses = assessed(reporting_year) if options.parts & {Part.STATUS, Part.SUMMARY, Part.MATRIX} else {}
    trends = _trends(reporting_year, reader, options, indicators)
    front = () if held else nothing_chosen(options)
    front += missing_of_all(reporting_year, options, held) if Part.MISSING in options.parts else ()
    summary = (
        year_in_figures(reporting_year, options, held, indicators, statuses) if Part.SUMMARY in options.parts else ()
    )

    def of_agency(entry: Entry) -> Section:
        return Section(
            heading=_agency_heading(entry.agency, reporting_year.year),
            level=AGENCY_LEVEL,
            code=entry.agency.code,
            blocks=_blocks(entry, entry.editorial, reporting_year),  # type: ignore[attr-defined]  # annotated
            mark=reading.mark_of(reader, entry),
            status=reading.status_of(entry, options),
            figures=reading.figures_of(entry, indicators.get(entry.sub_point_id, ()), options),
        )

    def of_points(texts: Sequence[Entry]) -> Iterator[Section]:
        for point, of_point in groupby(texts, key=lambda entry: entry.sub_point):
            yield Section(
                heading=sub_point_heading(point.number, point.measure),
                level=SUB_POINT_LEVEL,
                number=point.number,
                status=_assessed_status(statuses.get(point.pk, "")) if Part.STATUS in options.parts else "",
                status_title=OVERALL_STATUS,
                trends=trends.get(point.pk, ()),
                sections=tuple(map(of_agency, of_point)),
            )

    def of_section(section: PlanSection, texts: Sequence[Entry]) -> Section:
        heading = section_heading(section.number, section.title)
        return Section(heading, SECTION_LEVEL, section.number, sections=tuple(of_points(texts)))

    is_draft = any(entry.state not in ACCEPTED_STATES for entry in held)
    return Document(
        title=consolidated_title(
            reporting_year.plan.title,
            reporting_year.year,
            has_recommended=any(entry.is_recommended for entry in held),  # type: ignore[attr-defined]  # annotated
        ),
        word=reading.WORD,
        language=reading.LANGUAGE,
        plan=reporting_year.plan.title,
        agency="",
        year=reporting_year.year,
        notice=reading.SAMPLE_NOTICE if sample_data_is_loaded() else "",
        watermark=WATERMARK if is_draft else "",
        as_of=reading.moment(),
        content=options.content,
        signature=signature_of(reporting_year, None) if Part.SIGNATURE in options.parts else None,
        front=front,
        summary=summary,
        matrix=matrix_of(reporting_year, options, held, statuses) if Part.MATRIX in options.parts else (),
        has_cover=Part.COVER in options.parts,
        has_contents=Part.CONTENTS in options.parts,
        annexes=annexes_of(held, reader, named_in=reporting_year.year) if Part.ANNEXES in options.parts else (),
        sections=tuple(
            of_section(section, list(texts))
            for section, texts in groupby(held, key=lambda entry: entry.sub_point.section)
        ),
    )


def _trends(
    reporting_year: ReportingYear,
    reader: User | None,
    options: ReportOptions,
    indicators: Mapping[int, Sequence[Indicator]],
) -> dict[int, tuple[Trend, ...]]:
    """The indicators of each sub-point over the years until this one, where two of them at least have a value."""
    if Part.FIGURES not in options.parts or not indicators:
        return {}
    until = ReportingYear.objects.filter(plan=reporting_year.plan_id, year__lte=reporting_year.year).order_by("year")
    years = list(until.values_list("year", flat=True))
    figures = read_figures(reader, indicators, years, options)
    return {point: trends_of(found, figures, least=2) for point, found in indicators.items()}


def _recommended(parts: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return parts.filter(role=AssignmentRole.RECOMMENDED).order_by()


def _assessed_status(status: str) -> str:
    with translation.override(reading.LANGUAGE):
        return assessed_label(status) if status else ""


def _agency_heading(agency: Agency, year: int) -> str:
    name = agency.name_in(year)
    return name.nominative if name else agency.code


def _blocks(entry: Entry, editorial: str | None, reporting_year: ReportingYear) -> tuple[Block, ...]:
    """What the consolidated report prints of an entry: the editorial version where it may, otherwise as the agency's."""
    if editorial is not None and may_print(entry):
        return parse(editorial)
    return reading.printed_blocks(entry, reporting_year)

"""The dossier of one sub-point: who carries it out, how it was assessed, what was counted, what was written, year by year."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from plans.azerbaijani import ordinal
from plans.enums import ACCEPTED_STATES, NOT_ASSESSED, AssignmentRole
from plans.models import Agency, Assessment, Assignment, Entry, Indicator, ReportingYear, SubPoint
from plans.narrative import Block, ListBlock, Paragraph, Run, parse
from plans.queries.editorial import may_print, printed_narrative
from plans.queries.years import names_prefetch, sample_data_is_loaded
from plans.rules import period_covers
from reports.building import reading
from reports.building.annexes import annexes_of
from reports.building.changes import course_of
from reports.building.overview import marked_status, status_labels, table_of
from reports.building.trends import read_figures, trends_of
from reports.document import DOSSIER, MISSING, OVERALL_STATUS, WATERMARK, Document, Section
from reports.options import DOSSIER_DEFAULT, Part, ReportOptions
from reports.titles import dossier_title, years_range

WORD = "ARAYIŞ"
LEVEL, AGENCY_LEVEL = 2, 3
MEASURE, STATUSES, FIGURES = "Tədbir", "İcra vəziyyəti illər üzrə", "Göstəricilər"
PERIOD = "İcra müddəti"
_ROLES = {
    AssignmentRole.LEAD_EXECUTOR: "Əsas icraçı",
    AssignmentRole.EXECUTOR: "İcraçı",
    AssignmentRole.RECOMMENDED: "Tövsiyə edilən qurum",
}
_NOTHING_WRITTEN = "Bu il üzrə daxil edilmiş məlumat yoxdur."


@dataclass(frozen=True, slots=True)
class _Asked:
    """What it is about: the sub-point, its years that are reported on, for whom, `agency` where it is of one alone."""

    point: SubPoint
    years: tuple[ReportingYear, ...]
    reader: User | None
    agency: Agency | None
    options: ReportOptions
    indicators: tuple[Indicator, ...]

    @property
    def last(self) -> int:
        return self.years[-1].year


def build_dossier_document(
    point: SubPoint,
    opened: Sequence[ReportingYear],
    reader: User | None,
    options: ReportOptions = DOSSIER_DEFAULT,
    agency: Agency | None = None,
) -> Document:
    """What is known of a sub-point (with its section and plan at hand) in the years given, which are the plan's in ascending
    order; those outside of its execution period stand here where something was written in them.

    With an `agency` it holds that agency's texts alone, as it wrote them, and no assessment, which is not the agency's;
    without one, editorial versions stand for the agencies' words as in the consolidated report. `reader` None: everything as it
    stands. Five queries; one more for assessments, two for annexes at most, four for figures.
    """
    plan = point.section.plan
    if agency is not None:
        options = replace(options, agencies=frozenset({agency.code}))
    covered = {year.pk for year in opened if period_covers(year.year, point.start_year, point.end_year)}
    held = reading.as_read(reader, _entries(point, opened, reader, options, is_of_all=agency is None))
    written = {entry.reporting_year_id for entry in held}
    asked = _Asked(
        point,
        tuple(year for year in opened if year.pk in covered | written),
        reader,
        agency,
        options,
        tuple(reading.indicators_of_point(point)) if Part.FIGURES in options.parts else (),
    )
    parts = _parts(asked)
    statuses = _assessed(asked) if agency is None and options.parts & {Part.STATUS, Part.CHANGES} else {}
    first, last = (asked.years[0].year, asked.last) if asked.years else (plan.start_year, plan.end_year)
    is_draft = any(entry.state not in ACCEPTED_STATES for entry in held)
    official = _official(agency, last) if agency is not None else ""
    return Document(
        title=dossier_title(plan.title, point.number, first, last, official),
        word=WORD,
        language=reading.LANGUAGE,
        plan=plan.title,
        agency=official,
        year=last,
        kind=DOSSIER,
        period=years_range(first, last),
        notice=reading.SAMPLE_NOTICE if sample_data_is_loaded() else "",
        watermark=WATERMARK if is_draft else "",
        as_of=reading.moment(),
        content=options.content,
        has_contents=Part.CONTENTS in options.parts,
        front=_missing(asked, parts, held) if Part.MISSING in options.parts else (),
        summary=tuple(_summary(asked, parts, statuses)),
        sections=tuple(_years(asked, held, statuses)),
        annexes=annexes_of(held, reader, named_in=last) if Part.ANNEXES in options.parts else (),
    )


def _official(agency: Agency, year: int) -> str:
    name = agency.name_in(year)
    return name.official if name else agency.code


def _entries(
    point: SubPoint, years: Sequence[ReportingYear], reader: User | None, options: ReportOptions, *, is_of_all: bool
) -> Sequence[Entry]:
    """The entries that say something, with names at hand; of all agencies: also the editorial versions that print, and texts on
    a part that was taken away where they were approved. Two queries.
    """
    entries = reading.written_on(reader, point, years, options).select_related("agency")
    if is_of_all:
        parts = Assignment.objects.covering(OuterRef("reporting_year__year")).filter(
            sub_point=OuterRef("sub_point"), agency=OuterRef("agency")
        )
        entries = entries.annotate(editorial=printed_narrative()).filter(
            Q(Exists(parts)) | Q(state__in=ACCEPTED_STATES)
        )
    return list(entries.prefetch_related(names_prefetch()))


def _parts(asked: _Asked) -> list[Assignment]:
    """Who carries it out, lead executors first, in protocol order, with names at hand. Two queries."""
    parts = Assignment.objects.filter(sub_point=asked.point).select_related("agency").prefetch_related(names_prefetch())
    order = list(_ROLES)
    found = sorted(
        parts, key=lambda part: (order.index(AssignmentRole(part.role)), part.agency.protocol_order, part.agency.code)
    )
    return [part for part in found if asked.agency is None or part.agency_id == asked.agency.pk]


def _assessed(asked: _Asked) -> dict[int, str]:
    """The assessed statuses by year. One query."""
    found = Assessment.objects.filter(sub_point=asked.point, reporting_year__in=asked.years).order_by(
        "reporting_year__year"
    )
    return dict(found.values_list("reporting_year__year", "status"))


def _name(agency: Agency, year: int) -> str:
    name = agency.name_in(year)
    return name.nominative if name else agency.code


def _missing(asked: _Asked, parts: Sequence[Assignment], held: Sequence[Entry]) -> tuple[Section, ...]:
    """Year by year, which of those who must report say nothing here, in protocol order. No query."""
    listed = sorted(parts, key=lambda part: (part.agency.protocol_order, part.agency.code))
    there = {(entry.reporting_year_id, entry.agency_id) for entry in held}
    chosen = asked.options.agencies
    blocks: list[Block] = []
    for year in asked.years:
        if not period_covers(year.year, asked.point.start_year, asked.point.end_year):
            continue
        absent = [
            _name(part.agency, year.year)
            for part in listed
            if part.is_required
            and (year.pk, part.agency_id) not in there
            and (not chosen or part.agency.code in chosen)
        ]
        if absent:
            blocks.append(_paragraph(f"{ordinal(year.year)} il:"))
            blocks.append(ListBlock(tuple((_paragraph(name),) for name in absent), False, 1))
    return (Section(MISSING, LEVEL, blocks=tuple(blocks)),) if blocks else ()


def _summary(asked: _Asked, parts: Sequence[Assignment], statuses: Mapping[int, str]) -> Iterator[Section]:
    point, options = asked.point, asked.options
    plan = point.section.plan
    period = years_range(point.start_year or plan.start_year, point.end_year or plan.end_year)
    rows = [(PERIOD, period)]
    for role, label in _ROLES.items():
        names = [_name(part.agency, asked.last) for part in parts if part.role == role] if asked.years else []
        if names:
            rows.append((label, "; ".join(names)))
    yield Section(MEASURE, LEVEL, blocks=(_paragraph(point.measure), table_of((), rows)))
    if asked.agency is None and asked.years and Part.STATUS in options.parts:
        yield _standing(asked, statuses)
    if asked.indicators:
        years = [year.year for year in asked.years]
        figures = read_figures(asked.reader, {point.pk: asked.indicators}, years, options)
        if trends := trends_of(asked.indicators, figures, has_agencies=True):
            yield Section(FIGURES, LEVEL, trends=trends)


def _standing(asked: _Asked, statuses: Mapping[int, str]) -> Section:
    """How it was assessed year by year: a table, and what changed in words."""
    labels = status_labels()
    rows = [(str(year.year), marked_status(statuses.get(year.year) or NOT_ASSESSED, labels)) for year in asked.years]
    blocks: list[Block] = [table_of(("Hesabat ili", OVERALL_STATUS), rows)]
    if Part.CHANGES in asked.options.parts and statuses:
        blocks.append(_paragraph(f"{STATUSES}: {course_of(statuses, labels)}."))
    return Section(STATUSES, LEVEL, blocks=tuple(blocks))


def _years(asked: _Asked, held: Sequence[Entry], statuses: Mapping[int, str]) -> Iterator[Section]:
    """A section for each year with the agencies' texts in it, in protocol order."""
    labels = status_labels()
    by_year = {year: list(entries) for year, entries in groupby(held, key=lambda entry: entry.reporting_year_id)}
    says_status = asked.agency is None and Part.STATUS in asked.options.parts

    def of_agency(entry: Entry) -> Section:
        return Section(
            heading=_name(entry.agency, entry.reporting_year.year),
            level=AGENCY_LEVEL,
            blocks=_blocks(entry, asked.agency),
            mark=reading.mark_of(asked.reader, entry),
            status=reading.status_of(entry, asked.options),
            figures=reading.figures_of(entry, asked.indicators, asked.options),
        )

    for year in asked.years:
        texts = tuple(map(of_agency, by_year.get(year.pk, ())))
        yield Section(
            heading=f"{ordinal(year.year)} il",
            level=LEVEL,
            number=str(year.year),
            blocks=() if texts else (_paragraph(_NOTHING_WRITTEN),),
            status=labels[statuses.get(year.year) or NOT_ASSESSED] if says_status else "",
            status_title=OVERALL_STATUS,
            sections=texts,
        )


def _blocks(entry: Entry, agency: Agency | None) -> tuple[Block, ...]:
    """The agency's own words; in the dossier of all agencies the editorial version where it prints."""
    editorial = entry.editorial if agency is None else None  # type: ignore[attr-defined]  # annotated
    if editorial is not None and may_print(entry):
        return parse(editorial)
    return reading.printed_blocks(entry, entry.reporting_year)


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text),))

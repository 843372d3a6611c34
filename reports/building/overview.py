"""The overview of a plan over its years: how each sub-point was assessed, what moved, what was counted."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import translation

from accounts.models import User
from plans.azerbaijani import capitalize_first, ordinal
from plans.enums import NOT_ASSESSED, NOT_OPENED, OUTSIDE_PERIOD, STATUSES, ImplementationStatus, assessed_label
from plans.models import Assessment, Plan, ReportingYear, SubPoint
from plans.narrative import Cell, ListBlock, Paragraph, Run, Table
from plans.queries.years import sample_data_is_loaded
from plans.rules import period_covers
from reports.building import reading
from reports.building.changes import Move, course_of, move_of
from reports.building.missing import nothing_chosen
from reports.building.trends import not_approved_by_year, read_figures, trends_of
from reports.document import OVERVIEW, WATERMARK, Bar, Chart, Document, Section
from reports.options import OVERVIEW_DEFAULT, Part, ReportOptions
from reports.titles import deepest, opening_of, overview_title, point_term, section_heading, years_range
from reports.trend import Trend

WORD = "İCMAL"
LEVEL, POINT_LEVEL = 2, 3
BY_YEAR, MOVES, TABLE = "İllər rəqəmlərdə", "Dəyişikliklər", "İcra vəziyyəti illər üzrə"
NOT_APPROVED = "Təsdiq edilməmiş göstəricilər"
NOTHING = "–"
FEW_WORDS = 8  # of a measure, beside its statuses
_MOVES = {
    Move.UP: "Yüksəlib",
    Move.DOWN: "Enib",
    Move.NONE: "Dəyişməyib",
    Move.UNKNOWN: "Müqayisə edilə bilmir",
}
_COMPARED = (
    "Hər {term}in icra vəziyyəti qiymətləndirildiyi birinci və sonuncu illər üzrə müqayisə edilmişdir. “Hesabat dövründə"
    " hal qeydə alınmayıb” və “İcra müddəti çatmayıb” müqayisəyə daxil deyil."
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A sub-point and what stands for each year of the plan: a status, or one of the three that stand in its place."""

    point: SubPoint
    statuses: tuple[str, ...]


def build_overview_document(
    plan: Plan, opened: Sequence[ReportingYear], reader: User | None, options: ReportOptions = OVERVIEW_DEFAULT
) -> Document:
    """The plan over all its years; `opened` are those that are reported on, in ascending order, one at least.

    Statuses are those that coordinators decided on. Figures are of the entries that the `reader` may read (None: all) in the
    states that are asked for; while one of them is not approved it is a draft, and says on its first page how many there are
    in which year. Three queries; with figures four more.
    """
    years = range(plan.start_year, plan.end_year + 1)
    rows = _rows(plan, years, opened, options)
    labels = status_labels()
    indicators = reading.indicators_of_plan(plan.pk) if Part.FIGURES in options.parts else {}
    figures = read_figures(reader, indicators, [year.year for year in opened], options)
    trends = {point: trends_of(found, figures) for point, found in indicators.items()}
    waiting = not_approved_by_year(figures)
    return Document(
        title=overview_title(plan.title, years[0], years[-1]),
        word=WORD,
        language=reading.LANGUAGE,
        plan=plan.title,
        agency="",
        year=years[-1],
        kind=OVERVIEW,
        period=years_range(years[0], years[-1]),
        notice=reading.SAMPLE_NOTICE if sample_data_is_loaded() else "",
        watermark=WATERMARK if waiting else "",
        as_of=reading.moment(),
        content=options.content,
        has_contents=Part.CONTENTS in options.parts,
        front=_waiting(waiting) if rows else nothing_chosen(options),
        summary=tuple(_summary(rows, years, opened, labels, options)) if rows else (),
        sections=tuple(_sections(rows, years, labels, trends, options)),
    )


def _waiting(by_year: Mapping[int, int]) -> tuple[Section, ...]:
    """How many of the values in it are not approved, year by year."""
    items = tuple((Paragraph((Run(f"{ordinal(year)} il: {number}"),)),) for year, number in by_year.items())
    return (Section(NOT_APPROVED, LEVEL, blocks=(ListBlock(items, False, 1),)),) if items else ()


def _rows(plan: Plan, years: Sequence[int], opened: Sequence[ReportingYear], options: ReportOptions) -> list[_Row]:
    """The sub-points that are asked for with their statuses. Two queries."""
    assessed = {
        (point, year): status
        for point, year, status in Assessment.objects.filter(reporting_year__plan=plan)
        .order_by()
        .values_list("sub_point_id", "reporting_year__year", "status")
    }
    open_for = {year.year for year in opened}
    points = (
        SubPoint.objects.filter(section__plan=plan)
        .filter(reading.chosen(options, point="", agency=""))
        .select_related("section")
        .defer("measure_folded", "guidance")
        .order_by("section__number", "number")
    )

    def status_of(point: SubPoint, year: int) -> str:
        if status := assessed.get((point.pk, year)):
            return status  # decided before the period was changed: it still stands
        if not period_covers(year, point.start_year, point.end_year):
            return OUTSIDE_PERIOD
        return NOT_ASSESSED if year in open_for else NOT_OPENED

    return [_Row(point, tuple(status_of(point, year) for year in years)) for point in points]


def _term(rows: Sequence[_Row]) -> str:
    return point_term(deepest(row.point.number for row in rows))


def status_labels() -> Mapping[str, str]:
    """What each status, and what stands in its place, is called in the papers' language."""
    with translation.override(reading.LANGUAGE):
        return {status: assessed_label(status) for status in STATUSES}


def marked_status(status: str, labels: Mapping[str, str]) -> str:
    """A status as a table has it: its mark and its words; a dash and why where none can be."""
    sign = NOTHING if status == OUTSIDE_PERIOD else STATUSES[status].sign
    return f"{sign} {labels[status]}".strip()


def _assessed(statuses: Sequence[str], years: Sequence[int]) -> dict[int, str]:
    known = frozenset(ImplementationStatus.values)
    return {year: status for year, status in zip(years, statuses, strict=True) if status in known}


def _summary(
    rows: Sequence[_Row],
    years: Sequence[int],
    opened: Sequence[ReportingYear],
    labels: Mapping[str, str],
    options: ReportOptions,
) -> Iterator[Section]:
    if Part.CHANGES in options.parts:
        yield _by_year(rows, years, opened, labels)
        yield _moves(rows, years)
    yield _table_of_statuses(rows, years, labels)


def _by_year(
    rows: Sequence[_Row], years: Sequence[int], opened: Sequence[ReportingYear], labels: Mapping[str, str]
) -> Section:
    """How many sub-points stood how in each year that is reported on: a chart, and the table that has its numbers."""
    counts = {
        year.year: Counter(row.statuses[years.index(year.year)] for row in rows)
        for year in opened
        if year.year in years
    }
    shown = [
        str(status) for status in (*ImplementationStatus, NOT_ASSESSED) if any(of[status] for of in counts.values())
    ]
    kinds = tuple((status, labels[status]) for status in shown)
    bars = tuple(Bar(str(year), tuple(of[status] for status in shown)) for year, of in counts.items())
    head = ("Hesabat ili", *(label for _status, label in kinds), "Cəmi")
    lines = [(bar.label, *map(str, bar.counts), str(sum(bar.counts))) for bar in bars]
    terms = f"{capitalize_first(_term(rows))}lərin icra vəziyyəti illər üzrə"
    return Section(BY_YEAR, LEVEL, blocks=(table_of(head, lines),), chart=Chart(terms, kinds, bars))


def _moves(rows: Sequence[_Row], years: Sequence[int]) -> Section:
    """Which sub-points moved up, down, or stayed."""
    moved: dict[Move, list[str]] = {move: [] for move in Move}
    for row in rows:
        moved[move_of(tuple(_assessed(row.statuses, years).values()))].append(row.point.number)
    term = _term(rows)
    head = ("İcra vəziyyəti (say)", f"{capitalize_first(term)}lər")
    lines = [(f"{_MOVES[move]} ({len(numbers)})", ", ".join(numbers) or NOTHING) for move, numbers in moved.items()]
    compared = Paragraph((Run(_COMPARED.format(term=term)),))
    return Section(MOVES, LEVEL, blocks=(compared, table_of(head, lines)))


def _table_of_statuses(rows: Sequence[_Row], years: Sequence[int], labels: Mapping[str, str]) -> Section:
    """Sub-points × years, under the sections of the plan."""
    head = (capitalize_first(_term(rows)), *map(str, years))
    lines = [tuple(cell(text, is_head=True) for text in head)]
    for section, of_section in groupby(rows, key=lambda row: row.point.section):
        heading = section_heading(section.number, section.title)
        # No header: it would be taken for a part of the head, and stand on every page.
        lines.append((Cell((Paragraph((Run(heading, bold=True),)),), colspan=len(head)),))
        for row in of_section:
            named = f"{row.point.number} {opening_of(row.point.measure, FEW_WORDS)}"
            statuses = (cell(marked_status(status, labels)) for status in row.statuses)
            lines.append((cell(named, is_head=True), *statuses))
    return Section(TABLE, LEVEL, blocks=(Table(tuple(lines)),))


def _sections(
    rows: Sequence[_Row],
    years: Sequence[int],
    labels: Mapping[str, str],
    trends: Mapping[int, tuple[Trend, ...]],
    options: ReportOptions,
) -> Iterator[Section]:
    """The sections of the plan of which there is more to say: how statuses changed, in words; the figures of sub-points."""
    for section, of_section in groupby(rows, key=lambda row: row.point.section):
        courses, points = [], []
        for row in of_section:
            course = course_of(_assessed(row.statuses, years), labels) if Part.CHANGES in options.parts else ""
            if course:
                courses.append((Paragraph((Run(f"{row.point.number}: {course};"),)),))
            if counted := trends.get(row.point.pk, ()):
                heading = f"{row.point.number} {opening_of(row.point.measure)}"
                points.append(Section(heading, POINT_LEVEL, row.point.number, trends=counted))
        if courses or points:
            heading = section_heading(section.number, section.title)
            blocks = (ListBlock((*courses[:-1], _last(courses[-1])), False, 1),) if courses else ()
            yield Section(heading, LEVEL, section.number, blocks=blocks, sections=tuple(points))


def _last(item: tuple[Paragraph]) -> tuple[Paragraph]:
    """The last item of a list ends in a full stop, those before it in semicolons."""
    return (Paragraph((Run(item[0].text.removesuffix(";") + "."),)),)


def table_of(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table whose first column has the heads of its rows."""
    lines = [tuple(cell(text, is_head=True) for text in head)] if head else []
    lines += [tuple(cell(text, is_head=not place) for place, text in enumerate(row)) for row in rows]
    return Table(tuple(lines))


def cell(text: str, *, is_head: bool = False) -> Cell:
    """A cell with one paragraph."""
    return Cell((Paragraph((Run(text),)),), header=is_head)

"""The year in figures: how much was reported, how the sub-points of each section stand, what was counted in all."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils import translation

from plans.azerbaijani import fold
from plans.charts import number_text
from plans.enums import ACCEPTED_STATES, NOT_ASSESSED, ImplementationStatus, IndicatorKind, assessed_label
from plans.models import Assessment, Entry, Indicator, ReportingYear, Section, SubPoint
from plans.narrative import Block, Cell, Paragraph, Run, Table
from plans.queries.years import assignments_required
from reports.building.reading import LANGUAGE, chosen
from reports.document import MISSING, Bar, Chart
from reports.document import Section as Part
from reports.options import ReportOptions
from reports.titles import deepest, point_word, section_heading

LEVEL = 2
TITLE = "Hesabat ili rəqəmlərdə"
OF_RECOMMENDED = "Tövsiyə edilən qurumların məlumatları"
OF_FORMER = "Artıq icraçı olmayan qurumların məlumatları"
CHART = "{term}lərin icra vəziyyəti bölmələr üzrə"
# Units that are shares or averages: what several agencies give does not add up.
_NOT_ADDED = frozenset({"faiz", "%", "gün", "dərəcə", "bal", "nisbət"})


def assessed(reporting_year: ReportingYear) -> dict[int, str]:
    """The assessed status of the year by sub-point. One query."""
    of_year = Assessment.objects.filter(reporting_year=reporting_year).order_by()
    return dict(of_year.values_list("sub_point", "status"))


def year_in_figures(
    reporting_year: ReportingYear,
    options: ReportOptions,
    held: Sequence[Entry],
    indicators: Mapping[int, Sequence[Indicator]],
    statuses: Mapping[int, str],
) -> tuple[Part, ...]:
    """The sections that say it: totals, a chart of the statuses with its table, sums of what agencies counted. Two queries."""
    points = list(
        SubPoint.objects.covering(reporting_year.year)
        .filter(section__plan=reporting_year.plan_id)
        .filter(chosen(options, point="", agency=""))
        .select_related("section")
        .only("number", "section__number", "section__title")
        .order_by("section__number", "number")
    )
    if not (points or held):
        return ()
    required = frozenset(
        assignments_required(reporting_year).filter(chosen(options)).order_by().values_list("agency", "sub_point")
    )
    term = point_word(deepest(point.number for point in points or (entry.sub_point for entry in held)))
    blocks: list[Block] = [_totals(term, len(points), required, held)]
    summed = list(_sums(held, indicators))
    if summed:
        head = (term, "Göstərici", "Ölçü vahidi", "Qurumların sayı", "Cəmi")
        blocks += [Paragraph((Run("Qurumların verdiyi göstəricilərin cəmi:"),)), _table(head, summed, heads=3)]
    found = [Part(TITLE, LEVEL, blocks=tuple(blocks))]
    if points:
        found.append(_standing(term, points, statuses))
    return tuple(found)


def _totals(term: str, points: int, required: Collection[tuple[int, int]], held: Sequence[Entry]) -> Table:
    """What is asked for, there and missing, so that the first two differ by the third, which the first page lists. `required`
    are (agency, sub-point); texts that nobody is obliged to write are counted apart.
    """
    asked = [entry for entry in held if (entry.agency_id, entry.sub_point_id) in required]
    others = [entry for entry in held if (entry.agency_id, entry.sub_point_id) not in required]
    recommended = sum(entry.is_recommended for entry in others)  # type: ignore[attr-defined]  # annotated
    approved = sum(entry.state in ACCEPTED_STATES for entry in asked)
    rows = [
        (f"{term}lər", str(points)),
        ("Məlumat verilməli olan hallar", str(len(required))),
        ("Daxil edilmiş məlumatlar", str(len(asked))),
        ("onlardan təsdiq edilmiş", str(approved)),
        (MISSING, str(len(required) - len(asked))),
    ]
    apart = ((OF_RECOMMENDED, recommended), (OF_FORMER, len(others) - recommended))
    rows += [(label, str(number)) for label, number in apart if number]
    rows.append(("Məlumat vermiş qurumlar", str(len({entry.agency_id for entry in held}))))
    return _table((), rows)


def _standing(term: str, points: Sequence[SubPoint], statuses: Mapping[int, str]) -> Part:
    """The statuses of the sub-points by section of the plan: a chart, and the table that has its numbers."""
    by_section: dict[int, tuple[Section, Counter[str]]] = {}
    for point in points:
        _section, counts = by_section.setdefault(point.section_id, (point.section, Counter()))
        counts[statuses.get(point.pk) or NOT_ASSESSED] += 1
    met = {code for _section, counts in by_section.values() for code in counts}
    there = [code for code in (*ImplementationStatus, NOT_ASSESSED) if code in met]
    with translation.override(LANGUAGE):
        kinds = tuple((str(code), assessed_label(code)) for code in there)
    bars = tuple(
        Bar(section_heading(section.number, section.title), tuple(counts[code] for code in there))
        for section, counts in by_section.values()
    )
    head = ("Bölmə", *(label for _code, label in kinds), "Cəmi")
    rows = [(bar.label, *map(str, bar.counts), str(sum(bar.counts))) for bar in bars]
    if len(bars) > 1:
        columns = [sum(bar.counts[place] for bar in bars) for place in range(len(kinds))]
        rows.append(("Cəmi", *map(str, columns), str(sum(columns))))
    title = CHART.format(term=term)
    return Part(title, LEVEL, blocks=(_table(head, rows),), chart=Chart(title, kinds, bars))


def _sums(held: Iterable[Entry], indicators: Mapping[int, Sequence[Indicator]]) -> Iterable[tuple[str, ...]]:
    """A row for each indicator whose values add up: number, name, unit, how many gave one, their sum."""
    given: dict[int, list[Decimal]] = {}
    numbers: dict[int, str] = {}
    for entry in held:
        numbers[entry.sub_point_id] = entry.sub_point.number
        if entry.nothing_to_report:
            continue
        for indicator in indicators.get(entry.sub_point_id, ()):
            if value := entry.figures.get(str(indicator.pk)):
                given.setdefault(indicator.pk, []).append(Decimal(value))
    for point, number in numbers.items():
        for indicator in indicators.get(point, ()):
            values = given.get(indicator.pk)
            if values and adds_up(indicator):
                yield number, indicator.name, indicator.unit, str(len(values)), number_text(sum(values, Decimal()))


def adds_up(indicator: Indicator) -> bool:
    """Whether the values of several agencies may be added: whole numbers of something that is counted."""
    return indicator.kind == IndicatorKind.WHOLE and fold(indicator.unit) not in _NOT_ADDED


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, heads: int = 1) -> Table:
    """The first `heads` cells of each row are its heads, the others numbers."""
    lines = [tuple(_cell(text, header=True) for text in head)] if head else []
    lines += [tuple(_cell(text, header=place < heads) for place, text in enumerate(row)) for row in rows]
    return Table(tuple(lines))


def _cell(text: str, *, header: bool) -> Cell:
    return Cell((Paragraph((Run(text),)),), header=header)

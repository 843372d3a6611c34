"""The indicators over the years: what agencies gave, added up where that means something."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from plans.enums import ACCEPTED_STATES, IndicatorKind
from plans.models import Agency, Assignment, Entry, Indicator
from plans.queries.access import entries_visible_to
from plans.queries.reading import column_of
from plans.queries.years import names_prefetch
from reports.building.changes import directions_of, figure_change
from reports.building.reading import chosen
from reports.building.summary import adds_up
from reports.options import ReportOptions
from reports.trend import GIVERS, TOTAL, Amount, Trend, TrendLine

MOST_TOLD = 3  # agencies whose figures are told one by one
Given = dict[int, dict[int, dict[int, Amount]]]  # by indicator, by agency, by year


@dataclass(frozen=True, slots=True)
class Figures:
    """What was given on a plan's indicators; `names` are those of the agencies, as of the last of `years`."""

    years: tuple[int, ...]
    given: Given = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)


def read_figures(
    reader: User | None,
    indicators: Mapping[int, Sequence[Indicator]],
    years: Sequence[int],
    options: ReportOptions,
) -> Figures:
    """What the reader may read of the values that agencies gave on these indicators (by sub-point) in these years, in the
    states and of the agencies that are asked for. `reader` None: all. Three queries; none without indicators.

    As in the consolidated report a value on a sub-point that is not the agency's any more counts only where it was approved.
    """
    of_year = tuple(years)
    if not indicators or not years:
        return Figures(of_year)
    visible = Entry.objects.all() if reader is None else entries_visible_to(reader)
    figures, is_nothing = (
        name if reader is None else column_of(reader, name) for name in ("figures", "nothing_to_report")
    )
    parts = Assignment.objects.covering(OuterRef("reporting_year__year")).filter(
        sub_point=OuterRef("sub_point"), agency=OuterRef("agency")
    )
    rows = (
        visible.filter(state__in=options.states, sub_point__in=list(indicators), reporting_year__year__in=of_year)
        .filter(chosen(options))
        .filter(Q((is_nothing, False)), Q(Exists(parts)) | Q(state__in=ACCEPTED_STATES))
        .exclude(**{figures: {}})
        .order_by("agency__protocol_order", "agency__code", "reporting_year__year")
        .values_list("sub_point", "agency", "reporting_year__year", "state", figures)
    )
    given: Given = defaultdict(lambda: defaultdict(dict))
    for point, agency, year, state, values in rows:
        for indicator in indicators[point]:
            if value := values.get(str(indicator.pk)):
                given[indicator.pk][agency][year] = Amount(Decimal(value), state in ACCEPTED_STATES)
    speaking = {agency for by_agency in given.values() for agency in by_agency}
    agencies = Agency.objects.filter(pk__in=speaking).prefetch_related(names_prefetch("names"))
    return Figures(of_year, given, {agency.pk: str(agency.name_in(of_year[-1]) or agency.code) for agency in agencies})


def not_approved_by_year(figures: Figures) -> dict[int, int]:
    """How many values that agencies gave are not approved, by year in ascending order; no year without one."""
    counted = Counter(
        year
        for by_agency in figures.given.values()
        for amounts in by_agency.values()
        for year, amount in amounts.items()
        if not amount.is_settled
    )
    return dict(sorted(counted.items()))


def trends_of(
    indicators: Iterable[Indicator], figures: Figures, *, least: int = 1, has_agencies: bool = False
) -> tuple[Trend, ...]:
    """A trend for each indicator that has values in `least` years or more. Where the values of several agencies add up there is
    their sum; each agency's stand beside it with `has_agencies`, and alone where they do not. No query.
    """
    found = (_trend(indicator, figures, least, has_agencies=has_agencies) for indicator in indicators)
    return tuple(trend for trend in found if trend is not None)


def _trend(indicator: Indicator, figures: Figures, least: int, *, has_agencies: bool) -> Trend | None:
    by_agency = figures.given.get(indicator.pk, {})
    if len({year for amounts in by_agency.values() for year in amounts}) < least or not by_agency:
        return None
    sums = len(by_agency) > 1 and adds_up(indicator)
    lines: list[TrendLine] = []
    if not sums or has_agencies:
        lines += [
            TrendLine(figures.names[agency], tuple(map(amounts.get, figures.years)))
            for agency, amounts in by_agency.items()
        ]
    givers: tuple[int, ...] = ()
    if sums:
        of_years = [[amounts[year] for amounts in by_agency.values() if year in amounts] for year in figures.years]
        lines.append(TrendLine(TOTAL, tuple(map(_sum, of_years))))
        givers = tuple(map(len, of_years))
    return Trend(
        name=indicator.name,
        unit=indicator.unit,
        years=figures.years,
        lines=tuple(lines),
        baseline=_trimmed(indicator.baseline),
        target=_trimmed(indicator.target),
        is_whole=indicator.kind == IndicatorKind.WHOLE,
        givers=givers,
        changes=tuple(_changes(lines, figures.years, indicator.unit, givers)),
    )


def _sum(amounts: Sequence[Amount]) -> Amount | None:
    if not amounts:
        return None
    return Amount(sum((each.value for each in amounts), Decimal()), all(each.is_settled for each in amounts))


def _trimmed(value: Decimal | None) -> Decimal | None:
    """Without the noughts that the column keeps behind the comma: 50, not 50.0000."""
    return None if value is None else Decimal(f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}")


def _changes(lines: Sequence[TrendLine], years: Sequence[int], unit: str, givers: Sequence[int]) -> Iterator[str]:
    """What became of the sum, or else of each agency's figure; of many agencies, how many went up and down. A sum of more or
    fewer agencies than before says so.
    """
    if givers:
        if change := figure_change(years, lines[-1].amounts, unit):
            counted = [number for number in givers if number]
            yield change if counted[0] == counted[-1] else f"{change} {GIVERS}: {counted[0]} və {counted[-1]}."
    elif len(lines) > MOST_TOLD:
        if directions := directions_of([line.amounts for line in lines]):
            yield directions
    else:
        for line in lines:
            if change := figure_change(years, line.amounts, unit):
                yield change if len(lines) == 1 else f"{line.label}: {change}"

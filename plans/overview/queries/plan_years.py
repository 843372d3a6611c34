"""The years of a plan as a table: sub-points × years, each cell the status that was decided."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from plans.enums import NOT_ASSESSED, NOT_OPENED
from plans.models import Assessment, Plan, ReportingYear, SubPoint
from plans.overview.queries.overview_table import SectionHead, has_words
from plans.rules import period_covers


@dataclass(slots=True)
class YearsRow:
    """A sub-point; `statuses` stand one for each year: an implementation status, `NOT_ASSESSED`, `NOT_OPENED`, or ""
    outside its execution period.
    """

    section: SectionHead
    number: str
    measure: str
    statuses: list[str]


@dataclass(frozen=True, slots=True)
class PlanYears:
    """`status`: what is looked for ("": nothing is, everything is shown); rows without it are left out."""

    years: list[int]
    rows: list[YearsRow]
    status: str = ""

    @property
    def sections(self) -> list[tuple[SectionHead, list[YearsRow]]]:
        return [(section, list(rows)) for section, rows in groupby(self.rows, key=lambda row: row.section)]

    @property
    def assessed(self) -> list[tuple[int, int]]:
        """(assessed, to be assessed) year by year, of the rows that are shown."""
        found = []
        for place in range(len(self.years)):
            counted = Counter(row.statuses[place] for row in self.rows)
            due = counted.total() - counted[NOT_OPENED] - counted[""]
            found.append((due - counted[NOT_ASSESSED], due))
        return found

    def narrowed(self, *, section: str = "", text: str = "", status: str = "") -> "PlanYears":
        """The rows of a section's number, with the words in their measure, with the status in any year. No query."""
        rows = [
            row
            for row in self.rows
            if (not section or row.section.number == section)
            and has_words(text, row.number, row.measure)
            and (not status or status in row.statuses)
        ]
        return PlanYears(self.years, rows, status)


def read_plan_years(plan: Plan, opened: Iterable[ReportingYear]) -> PlanYears:
    """All sub-points of the plan over all its years; `opened` are the years that are reported on. Two queries."""
    assessed = {
        (point, year): status
        for point, year, status in Assessment.objects.filter(reporting_year__plan=plan)
        .order_by()
        .values_list("sub_point_id", "reporting_year__year", "status")
    }
    points = (
        SubPoint.objects.filter(section__plan=plan)
        .order_by("section__number", "number")
        .values_list("pk", "number", "measure", "section__number", "section__title", "start_year", "end_year")
    )
    years, open_for = list(range(plan.start_year, plan.end_year + 1)), {year.year for year in opened}

    def status_of(point: int, year: int, start: int | None, end: int | None) -> str:
        if status := assessed.get((point, year)):
            return status  # decided before the period was changed: it still stands
        if not period_covers(year, start, end):
            return ""
        return NOT_ASSESSED if year in open_for else NOT_OPENED

    return PlanYears(
        years,
        [
            YearsRow(SectionHead(section, title), number, measure, [status_of(pk, year, start, end) for year in years])
            for pk, number, measure, section, title, start, end in points
        ],
    )

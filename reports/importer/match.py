"""From what a document says to what the record holds: which plan, agency and year, which sub-points."""

import difflib
import re
from dataclasses import dataclass, field

from plans.azerbaijani import fold
from plans.models import Agency, Plan, ReportingYear, SubPoint
from plans.queries.lists import plan_by_code, plans_covering
from plans.queries.years import assignments_of_year, names_prefetch
from reports.importer.parse.report import Item, ParsedReport
from reports.importer.refusal import ImportRefused, Refusal

# Two spellings of one plan's title differ by a dash or a letter; two plans differ in their years.
SAME_TITLE = 0.9
LONGEST_TITLE = 400  # characters; beyond it, no two different titles are one


@dataclass(slots=True)
class Match:
    """The place in the record that a document belongs to. `skipped` are (number, "unknown" | "unassigned")."""

    plan: Plan
    agency: Agency
    year: int
    reporting_year: ReportingYear | None
    items: list[tuple[SubPoint, Item]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def match_report(
    report: ParsedReport,
    *,
    plan_code: str | None = None,
    agency_code: str | None = None,
    year: int | None = None,
    skip_unknown: bool = False,
    open_year: bool = False,
) -> Match:
    """Finds everything that the document names; options win over the document. Raises ImportRefused."""
    if not report.items:
        raise ImportRefused(Refusal.NO_HEADINGS)
    year = year if year is not None else report.year
    if year is None:
        raise ImportRefused(Refusal.NO_YEAR)
    plan = _find_plan(report.plan, plan_code, year)
    if not plan.covers(year):
        raise ImportRefused(Refusal.YEAR_OUTSIDE_PLAN, year=year, start=plan.start_year, end=plan.end_year)
    agency = _find_agency(report.agency, agency_code)
    reporting_year = ReportingYear.objects.filter(plan=plan, year=year).first()
    if reporting_year is None and not open_year:
        raise ImportRefused(Refusal.YEAR_NOT_OPENED, plan=plan.code, year=year)
    if reporting_year is not None and not reporting_year.is_open:
        raise ImportRefused(Refusal.YEAR_CLOSED, plan=plan.code, year=year)
    match = Match(plan, agency, year, reporting_year)
    _match_items(match, report, skip_unknown)
    return match


def _find_plan(title: str | None, code: str | None, year: int) -> Plan:
    plans = list(Plan.objects.all())
    if code:
        plan = plan_by_code(code)
        if plan is None:
            raise ImportRefused(Refusal.UNKNOWN_PLAN, name=code, choices=_codes(plans))
        if title and not same_title(plan.title, title):
            raise ImportRefused(Refusal.OTHER_PLAN, name=title, choices=_codes(plans))
        return plan
    if title:
        exact = [plan for plan in plans if fold(plan.title) == fold(title)]
        named = exact or [plan for plan in plans if same_title(plan.title, title)]
        if not named:
            raise ImportRefused(Refusal.OTHER_PLAN, name=title, choices=_codes(plans))
    else:
        named = plans_covering(year)
    if len(named) != 1:
        raise ImportRefused(Refusal.PLAN_UNCLEAR, year=year, choices=_codes(named))
    return named[0]


def same_title(left: str, right: str) -> bool:
    """Whether two titles mean one plan: dashes and quotes folded, the same numbers, nearly the same letters."""
    left, right = fold(left), fold(right)
    if re.findall(r"\d+", left) != re.findall(r"\d+", right):
        return False
    if left == right:
        return True
    if max(len(left), len(right)) > LONGEST_TITLE:
        return False
    return difflib.SequenceMatcher(None, left, right, autojunk=False).ratio() >= SAME_TITLE


def _codes(plans: list[Plan]) -> str:
    return ", ".join(plan.code for plan in plans) or "–"


def _find_agency(name: str | None, code: str | None) -> Agency:
    agencies = Agency.objects.prefetch_related(names_prefetch("names"), "aliases")
    if code:
        agency = agencies.filter(code=code).first()
        if agency is None:
            raise ImportRefused(Refusal.UNKNOWN_AGENCY, name=code)
        return agency
    if not name:
        raise ImportRefused(Refusal.NO_AGENCY)
    for loose in (False, True):
        wanted = fold(name, loose=loose)
        found = {agency.pk: agency for agency in agencies if wanted in _spellings(agency, loose)}
        if len(found) == 1:
            return next(iter(found.values()))
    raise ImportRefused(Refusal.UNKNOWN_AGENCY, name=name)


def _spellings(agency: Agency, loose: bool) -> set[str]:
    texts = [agency.code, *(alias.text for alias in agency.aliases.all())]
    for name in agency.all_names():
        texts += [name.nominative, name.official]
    return {fold(text, loose=loose) for text in texts}


def _match_items(match: Match, report: ParsedReport, skip_unknown: bool) -> None:
    numbers = [number for item in report.items for number in item.numbers]
    repeated = sorted({number for number in numbers if numbers.count(number) > 1}, key=_numerically)
    if repeated:
        raise ImportRefused(Refusal.DUPLICATE_ITEMS, names=", ".join(repeated))
    known = {
        sub_point.number: sub_point
        for sub_point in SubPoint.objects.filter(section__plan=match.plan).select_related("section")
    }
    year = match.reporting_year or ReportingYear(plan=match.plan, year=match.year)
    required = set(assignments_of_year(year).filter(agency=match.agency).values_list("sub_point_id", flat=True))
    unknown = [number for number in numbers if number not in known]
    unassigned = [number for number in numbers if number in known and known[number].pk not in required]
    if not skip_unknown:
        if unknown and unassigned:
            raise ImportRefused(
                Refusal.UNKNOWN_AND_UNASSIGNED,
                unknown=", ".join(unknown),
                agency=match.agency.code,
                unassigned=", ".join(unassigned),
            )
        if unknown:
            raise ImportRefused(Refusal.UNKNOWN_SUB_POINTS, names=", ".join(unknown))
        if unassigned:
            raise ImportRefused(Refusal.UNASSIGNED_SUB_POINTS, agency=match.agency.code, names=", ".join(unassigned))
    match.skipped = [(number, "unknown") for number in unknown] + [(number, "unassigned") for number in unassigned]
    left_out = {number for number, _reason in match.skipped}
    if left_out.issuperset(numbers):
        raise ImportRefused(Refusal.NOTHING_LEFT, names=", ".join(numbers))
    match.items = [(known[number], item) for item in report.items for number in item.numbers if number not in left_out]


def _numerically(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]

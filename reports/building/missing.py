"""What a report does not hold although the year asks for it: listed on its first page, not hidden."""

from collections.abc import Iterable, Sequence

from plans.models import Agency, Assignment, Entry, ReportingYear
from plans.narrative import Block, ListBlock, Paragraph, Run
from plans.queries.years import assignments_required, names_prefetch
from reports.building.reading import chosen
from reports.document import MISSING, WITHOUT_TEXT, Section
from reports.options import Content, ReportOptions
from reports.titles import deepest, point_term

LEVEL = 2
CHOICE = "Seçimin nəticəsi"
_NOTHING_CHOSEN = "Seçilmiş {chosen} üzrə {state}məlumat yoxdur."
_STATES = {Content.APPROVED: "təsdiq edilmiş ", Content.SUBMITTED: "təqdim edilmiş ", Content.ALL: ""}
_NO_AGENCY = "Heç bir məlumatı daxil edilməmiş qurumlar:"
_NO_TEXT = "Heç bir qurumun məlumatı daxil edilməmiş {term}lər:"
_OTHERS = "Məlumatların bir hissəsi daxil edilməmiş qurumlar:"


def nothing_chosen(options: ReportOptions) -> tuple[Section, ...]:
    """The sentence of a report whose choice holds no text; () where nothing was chosen. No query."""
    if options.is_whole:
        return ()
    term = point_term(deepest(options.points or ("",)))
    named = ((options.agencies, "qurum"), (options.sections, "bölmə"), (options.points, term))
    words = [word if len(chosen) == 1 else f"{word}{_plural(word)}" for chosen, word in named if chosen]
    chosen = " və ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
    text = _NOTHING_CHOSEN.format(chosen=chosen, state=_STATES[Content(options.content)])
    return (Section(CHOICE, LEVEL, blocks=(_paragraph(text),)),)


def _plural(word: str) -> str:
    return "lar" if word == "qurum" else "lər"


def missing_of_agency(reporting_year: ReportingYear, agency: Agency, held: Iterable[Entry]) -> tuple[Section, ...]:
    """The numbers that are required of the agency and stand in the report with no text; () where none is. One query."""
    points = {entry.sub_point_id for entry in held}
    required = assignments_required(reporting_year).filter(agency=agency).exclude(sub_point__in=points)
    numbers = list(required.values_list("sub_point__number", flat=True))
    if not numbers:
        return ()
    text = f"{WITHOUT_TEXT} {point_term(deepest(numbers))}lər: {', '.join(numbers)}."
    return (Section(MISSING, LEVEL, blocks=(_paragraph(text),)),)


def missing_of_all(reporting_year: ReportingYear, options: ReportOptions, held: Iterable[Entry]) -> tuple[Section, ...]:
    """Agencies and sub-points that say nothing in the report, and what else of the required texts is not in it; () where all
    is. Two queries.
    """
    there = {(entry.agency_id, entry.sub_point_id) for entry in held}
    required = list(
        assignments_required(reporting_year)
        .filter(chosen(options))
        .select_related("agency", "sub_point__section")
        .defer("sub_point__measure", "sub_point__measure_folded", "sub_point__guidance")
        .prefetch_related(names_prefetch())
    )
    absent = [each for each in required if (each.agency_id, each.sub_point_id) not in there]
    if not absent:
        return ()
    speaking = {agency for agency, _point in there}
    written = {point for _agency, point in there}
    silent = [each for each in absent if each.agency_id not in speaking]
    others = [each for each in absent if each.agency_id in speaking]
    blocks: list[Block] = []
    if silent:
        names = dict.fromkeys(_name(each.agency, reporting_year.year) for each in _in_protocol_order(silent))
        blocks += [_paragraph(_NO_AGENCY), _list(names)]
    numbers = list(dict.fromkeys(each.sub_point.number for each in absent if each.sub_point_id not in written))
    if numbers:
        blocks += [_paragraph(_NO_TEXT.format(term=point_term(deepest(numbers)))), _paragraph(", ".join(numbers) + ".")]
    if others:
        by_agency: dict[str, list[str]] = {}
        for each in _in_protocol_order(others):
            by_agency.setdefault(_name(each.agency, reporting_year.year), []).append(each.sub_point.number)
        blocks += [_paragraph(_OTHERS), _list(f"{name}: {', '.join(points)}" for name, points in by_agency.items())]
    return (Section(MISSING, LEVEL, blocks=tuple(blocks)),)


def _in_protocol_order(assignments: Sequence[Assignment]) -> list[Assignment]:
    """By agency; within one as they came, which is the plan's order."""
    return sorted(assignments, key=lambda each: (each.agency.protocol_order, each.agency.code))


def _name(agency: Agency, year: int) -> str:
    name = agency.name_in(year)
    return name.nominative if name else agency.code


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def _list(lines: Iterable[str]) -> ListBlock:
    return ListBlock(tuple((_paragraph(line),) for line in lines), False, 1)

"""What both reports take from the record: entries that say something, and what is printed of each."""

from collections.abc import Iterable
from functools import cache

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.timezone import localtime, now

from accounts.models import User
from plans.enums import STATUS_LABELS, EntryState
from plans.models import Entry, Indicator, ReportingYear, SubPoint
from plans.narrative import Block, Paragraph, Run, parse
from plans.queries.reading import as_read_by, column_of, entries_read_by, reads_submitted
from plans.rules import NOTHING_TO_REPORT_SENTENCE
from plans.services.figures import figure_text
from reports.document import DRAFT, Figure
from reports.options import Part, ReportOptions
from reports.titles import point_term

LANGUAGE = "az"  # the language of the papers themselves, whatever language the reader's page is in
WORD = "MƏLUMAT"
SAMPLE_NOTICE = "Nümunə məlumatlar"
# What stands over a text that is not approved, in the papers' language.
MARKS = {
    EntryState.DRAFT: f"{DRAFT}: qaralama",
    EntryState.RETURNED: f"{DRAFT}: düzəliş üçün geri qaytarılıb",
    EntryState.SUBMITTED: f"{DRAFT}: təqdim edilib, hələ təsdiq edilməyib",
    EntryState.APPROVED: "",
    EntryState.LOCKED: "",
}
NOT_APPROVED = f"{DRAFT}: hələ təsdiq edilməyib"  # for readers who are not told more
_NEVER_PRINTED = ("nothing_reason", "internal_note")


def written(reader: User | None, reporting_year: ReportingYear, options: ReportOptions) -> QuerySet[Entry]:
    """The entries of the year that say something to the reader and are asked for, in the plan's order; what no report may
    print is not even read. `reader` None: all as they stand, for a command. Hand them to `as_read`.
    """
    return _written(reader, options).filter(reporting_year=reporting_year)


def written_on(
    reader: User | None, sub_point: SubPoint, years: Iterable[ReportingYear], options: ReportOptions
) -> QuerySet[Entry]:
    """As `written`, of one sub-point in all these years, the earliest first; each entry has its year at hand."""
    entries = _written(reader, options).filter(sub_point=sub_point, reporting_year__in=years)
    return entries.select_related("reporting_year__plan").order_by(
        "reporting_year__year", "agency__protocol_order", "agency__code"
    )


def _written(reader: User | None, options: ReportOptions) -> QuerySet[Entry]:
    hidden = _NEVER_PRINTED if Part.FIGURES in options.parts else (*_NEVER_PRINTED, "figures")
    if reader is None:
        entries, says = Entry.objects.defer("narrative_folded", *hidden), ("narrative", "nothing_to_report")
    else:
        entries = entries_read_by(reader, without=hidden)
        says = (column_of(reader, "narrative"), column_of(reader, "nothing_to_report"))
    return (
        entries.filter(~Q((says[0], "")) | Q((says[1], True)))
        .filter(state__in=options.states)
        .filter(chosen(options))
        .select_related("sub_point__section")
        .defer("sub_point__measure_folded")
        .order_by("sub_point__section__number", "sub_point__number", "agency__protocol_order", "agency__code")
    )


def chosen(options: ReportOptions, *, point: str = "sub_point__", agency: str = "agency__") -> Q:
    """The condition that a row is of the agencies, sections and sub-points that are asked for, by the paths to both; a row
    without an agency: `agency` "".
    """
    where = Q()
    if options.agencies and agency:
        where &= Q((f"{agency}code__in", options.agencies))
    if options.sections:
        where &= Q((f"{point}section__number__in", options.sections))
    if options.points:
        where &= Q((f"{point}number__in", options.points))
    return where


def as_read(reader: User | None, entries: Iterable[Entry]) -> list[Entry]:
    """The entries as the reader reads them, in their order."""
    return list(entries) if reader is None else as_read_by(reader, entries)


def printed_blocks(entry: Entry, reporting_year: ReportingYear) -> tuple[Block, ...]:
    """What the report prints of an entry: its text, or the plan's sentence alone where there is nothing to report.

    A text that was written before “nothing to report” was chosen is kept in the record and printed nowhere.
    """
    if entry.nothing_to_report:
        return (Paragraph((Run(_nothing_to_report(entry, reporting_year)),)),)
    return parse(entry.narrative)


def _nothing_to_report(entry: Entry, reporting_year: ReportingYear) -> str:
    """The plan's sentence; the usual one calls the sub-point what it is: yarımbənd, or bənd with two levels."""
    sentence = reporting_year.plan.nothing_to_report_sentence
    if sentence != NOTHING_TO_REPORT_SENTENCE:
        return sentence
    return sentence.replace("yarımbənd", point_term(entry.sub_point.number))


def mark_of(reader: User | None, entry: Entry) -> str:
    """What stands over the text: why it is not final; "" over an approved one."""
    mark = MARKS[EntryState(entry.state)]
    return NOT_APPROVED if mark and reader is not None and reads_submitted(reader) else mark


def status_of(entry: Entry, options: ReportOptions) -> str:
    """The implementation status in the papers' words, where it is asked for; "" where there is none."""
    if Part.STATUS not in options.parts or entry.nothing_to_report or not entry.status:
        return ""
    return _status_words()[entry.status]


@cache
def _status_words() -> dict[str, str]:
    """The words of all statuses: a report of all agencies asks for thousands of them."""
    with translation.override(LANGUAGE):
        return {status: str(label) for status, label in STATUS_LABELS.items()}


def figures_of(entry: Entry, indicators: Iterable[Indicator], options: ReportOptions) -> tuple[Figure, ...]:
    """The values of the entry's indicators that have one, where they are asked for."""
    if Part.FIGURES not in options.parts or entry.nothing_to_report:
        return ()
    values = [(each, entry.figures.get(str(each.pk))) for each in indicators]
    return tuple(Figure(each.name, each.unit, figure_text(value)) for each, value in values if value is not None)


def indicators_by_point(reporting_year: ReportingYear, options: ReportOptions) -> dict[int, list[Indicator]]:
    """The indicators of the plan by their sub-point's key, in their order. One query, or none where nobody asks for figures."""
    if not options.parts & {Part.FIGURES, Part.SUMMARY}:
        return {}
    return indicators_of_plan(reporting_year.plan_id)


def indicators_of_plan(plan: int) -> dict[int, list[Indicator]]:
    """The indicators of a plan (by its key) by their sub-point's key, in their order. One query."""
    found: dict[int, list[Indicator]] = {}
    of_plan = Indicator.objects.filter(sub_point__section__plan=plan)
    for indicator in of_plan.order_by("sub_point", "position", "pk"):
        found.setdefault(indicator.sub_point_id, []).append(indicator)
    return found


def indicators_of_point(point: SubPoint) -> list[Indicator]:
    """The indicators of a sub-point, in their order. One query."""
    return list(Indicator.objects.filter(sub_point=point).order_by("position", "pk"))


def moment() -> str:
    """The moment as of which a report that is built now stands, to the minute."""
    return localtime(now()).isoformat(timespec="minutes")

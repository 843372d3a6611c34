"""From records to a Document, in a fixed number of queries whatever the size of the plan."""

from itertools import groupby

from django.db.models import Q, QuerySet

from plans.azerbaijani import ordinal, with_case
from plans.models import Agency, Entry, ReportingYear
from plans.narrative import Block, Paragraph, Run, parse
from plans.queries.editorial import may_print, printed_narrative
from plans.queries.years import names_prefetch, sample_data_is_loaded
from reports.document import Document, Section

LANGUAGE = "az"  # the language of the papers themselves, whatever language the reader's page is in
WORD = "MƏLUMAT"
SAMPLE_NOTICE = "Nümunə məlumatlar"

SUB_POINT_LEVEL, AGENCY_LEVEL = 2, 3


def build_agency_document(reporting_year: ReportingYear, agency: Agency, entries: QuerySet[Entry]) -> Document:
    """The agency's Məlumat of the year: a section for each of `entries` that says something, in the plan's order.

    `entries` is the caller's scope (`entries_visible_to`, or all of them for a command); it is narrowed to the year
    and the agency here. Three queries, the names included.
    """
    name = agency.name_in(reporting_year.year)
    official = name.official if name else agency.code
    chosen = _written(entries).filter(reporting_year=reporting_year, agency=agency)
    return Document(
        title=agency_title(reporting_year.plan.title, official, reporting_year.year),
        word=WORD,
        language=LANGUAGE,
        plan=reporting_year.plan.title,
        agency=official,
        year=reporting_year.year,
        notice=SAMPLE_NOTICE if sample_data_is_loaded() else "",
        sections=tuple(
            Section(
                heading=sub_point_heading(entry.sub_point.number, entry.sub_point.measure),
                level=SUB_POINT_LEVEL,
                number=entry.sub_point.number,
                blocks=_blocks(entry, reporting_year),
            )
            for entry in chosen
        ),
    )


def build_consolidated_document(reporting_year: ReportingYear, entries: QuerySet[Entry]) -> Document:
    """All agencies' texts of the year, grouped by sub-point, each under the agency's name in protocol order.

    Where an entry's editorial version may print, it stands here instead of the agency's own wording, which the agency's
    Məlumat keeps. Three queries.
    """
    chosen = (
        _written(entries)
        .annotate(editorial=printed_narrative())
        .filter(reporting_year=reporting_year)
        .select_related("agency")
        .prefetch_related(names_prefetch())
    )
    sections = []
    for sub_point, group in groupby(chosen, key=lambda entry: entry.sub_point):
        texts = tuple(
            Section(
                heading=_agency_heading(entry.agency, reporting_year.year),
                level=AGENCY_LEVEL,
                blocks=_consolidated_blocks(entry, entry.editorial, reporting_year),
            )
            for entry in group
        )
        heading = sub_point_heading(sub_point.number, sub_point.measure)
        sections.append(Section(heading, SUB_POINT_LEVEL, sub_point.number, sections=texts))
    return Document(
        title=consolidated_title(reporting_year.plan.title, reporting_year.year),
        word=WORD,
        language=LANGUAGE,
        plan=reporting_year.plan.title,
        agency="",
        year=reporting_year.year,
        notice=SAMPLE_NOTICE if sample_data_is_loaded() else "",
        sections=tuple(sections),
    )


def agency_title(plan_title: str, agency: str, year: int) -> str:
    """The title of an agency's Məlumat, after the source document's (domain.md 3.1)."""
    return f"{_in_plan(plan_title)} nəzərdə tutulan tədbirlərin {agency} tərəfindən {ordinal(year)} il ərzində icrası barədə"


def consolidated_title(plan_title: str, year: int) -> str:
    """The title of the consolidated report; the word MƏLUMAT follows it and ends the phrase."""
    return (
        f"{_in_plan(plan_title)} nəzərdə tutulan tədbirlərin icraçı orqanlar tərəfindən {ordinal(year)} il ərzində"
        " icrası barədə ümumiləşdirilmiş"
    )


def _in_plan(title: str) -> str:
    """ "“…Planı”nda"; a title whose last word has no suffix of its own (“MFP”) leaves it to the word plan."""
    try:
        return with_case(f"“{title}”", "locative")
    except ValueError:
        return f"“{title}” planında"


def sub_point_heading(number: str, measure: str) -> str:
    """ "4.2.10-cu yarımbənd üzrə (…):"; a number of two levels is a bənd (domain.md 4.1)."""
    term = "yarımbənd" if number.count(".") >= 2 else "bənd"
    return f"{ordinal(number)} {term} üzrə ({measure}):"


def _agency_heading(agency: Agency, year: int) -> str:
    name = agency.name_in(year)
    return name.nominative if name else agency.code


def _blocks(entry: Entry, reporting_year: ReportingYear) -> tuple[Block, ...]:
    """What the report prints of an entry: its text, or the plan's sentence alone where there is nothing to report.

    A text that was written before “nothing to report” was chosen is kept in the record and printed nowhere.
    """
    if entry.nothing_to_report:
        return (Paragraph((Run(reporting_year.plan.nothing_to_report_sentence),)),)
    return parse(entry.narrative)


def _consolidated_blocks(entry: Entry, editorial: str | None, reporting_year: ReportingYear) -> tuple[Block, ...]:
    """What the consolidated report prints of an entry: the editorial version where it may, otherwise as `_blocks`."""
    if editorial is not None and may_print(entry):
        return parse(editorial)
    return _blocks(entry, reporting_year)


def _written(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Those that say something, in the plan's order; what no report may print is not even read."""
    return (
        entries.filter(~Q(narrative="") | Q(nothing_to_report=True))
        .select_related("sub_point__section")
        .defer("narrative_folded", "nothing_reason", "internal_note", "figures", "sub_point__measure_folded")
        .order_by("sub_point__section__number", "sub_point__number", "agency__protocol_order", "agency__code")
    )

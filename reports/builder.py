"""From records to a Document, in a fixed number of queries whatever the size of the plan."""

import re
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from plans.azerbaijani import ordinal, with_case
from plans.enums import ACCEPTED_STATES
from plans.models import Agency, Entry, ReportingYear
from plans.narrative import Block, Paragraph, Run, parse
from plans.queries.editorial import may_print, printed_narrative
from plans.queries.reading import as_read_by, column_of, entries_read_by
from plans.queries.years import assignments_of_year, names_prefetch, sample_data_is_loaded
from reports.document import Document, Section

LANGUAGE = "az"  # the language of the papers themselves, whatever language the reader's page is in
WORD = "MƏLUMAT"
SAMPLE_NOTICE = "Nümunə məlumatlar"

SUB_POINT_LEVEL, AGENCY_LEVEL = 2, 3
# A title that is one quotation and nothing else.
_WHOLE_QUOTATION = re.compile(r"\A[“«\"]([^“”«»\"]+)[”»\"]\Z")
# The act's table ends measures with a stop; “və s.” keeps its own.
_END_OF_MEASURE = re.compile(r"(?<!\bs)(?<!\bb)[.;]\Z")


def build_agency_document(reporting_year: ReportingYear, agency: Agency, reader: User | None) -> Document:
    """The agency's Məlumat of the year: a section for each entry that says something, in the plan's order.

    It holds what the `reader` may read, as the reader reads it; None: everything as it stands, for a command. Three
    queries, the names included.
    """
    name = agency.name_in(reporting_year.year)
    official = name.official if name else agency.code
    chosen = _as_read_by(reader, _written(reader).filter(reporting_year=reporting_year, agency=agency))
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


def build_consolidated_document(reporting_year: ReportingYear, reader: User | None) -> Document:
    """All agencies' texts of the year, grouped by sub-point, each under the agency's name in protocol order.

    Where an entry's editorial version may print, it stands here instead of the agency's own wording, which the agency's
    Məlumat keeps. A text on a sub-point that is not the agency's any more stands here only where it was approved.
    `reader` as in `build_agency_document`. Three queries.
    """
    parts = assignments_of_year(reporting_year).filter(sub_point=OuterRef("sub_point"), agency=OuterRef("agency"))
    written = (
        _written(reader)
        .annotate(editorial=printed_narrative())
        .filter(Q(Exists(parts.order_by())) | Q(state__in=ACCEPTED_STATES), reporting_year=reporting_year)
        .select_related("agency")
        .prefetch_related(names_prefetch())
    )
    sections = []
    for sub_point, group in groupby(_as_read_by(reader, written), key=lambda entry: entry.sub_point):
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
        f"{_in_plan(plan_title)} nəzərdə tutulan tədbirlərin icraçı orqanlar (qurumlar) tərəfindən {ordinal(year)} il ərzində"
        " icrası barədə ümumiləşdirilmiş"
    )


def _in_plan(title: str) -> str:
    """ "“…Planı”nda"; a title whose last word has no suffix of its own (“MFP”) leaves it to the word plan.

    A quotation at the beginning or end of the title shares the outer mark with it, as official papers have it (domain.md
    4.2); outer marks and a full stop that were typed with the title are not printed twice.
    """
    bare = _WHOLE_QUOTATION.sub(r"\1", title.strip().removesuffix("."))
    bare = bare.removesuffix(".")
    quoted = f"{'' if bare.startswith('“') else '“'}{bare}{'' if bare.endswith('”') else '”'}"
    try:
        return with_case(quoted, "locative")
    except ValueError:
        return f"{quoted} planında"


def sub_point_heading(number: str, measure: str) -> str:
    """ "4.2.10-cu yarımbənd üzrə (…):"; a number of two levels is a bənd (domain.md 4.1)."""
    term = "yarımbənd" if number.count(".") >= 2 else "bənd"
    return f"{ordinal(number)} {term} üzrə ({_END_OF_MEASURE.sub('', measure.rstrip()).rstrip()}):"


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


def _written(reader: User | None) -> QuerySet[Entry]:
    """Those that say something to the reader, in the plan's order; what no report may print is not even read."""
    hidden = ("nothing_reason", "internal_note", "figures")
    if reader is None:
        entries, says = Entry.objects.defer("narrative_folded", *hidden), ("narrative", "nothing_to_report")
    else:
        entries = entries_read_by(reader, without=hidden)
        says = (column_of(reader, "narrative"), column_of(reader, "nothing_to_report"))
    return (
        entries.filter(~Q((says[0], "")) | Q((says[1], True)))
        .select_related("sub_point__section")
        .defer("sub_point__measure_folded")
        .order_by("sub_point__section__number", "sub_point__number", "agency__protocol_order", "agency__code")
    )


def _as_read_by(reader: User | None, entries: QuerySet[Entry]) -> list:
    return list(entries) if reader is None else as_read_by(reader, entries)

"""An agency's Məlumat of a year."""

from accounts.models import User
from plans.models import Agency, Entry, ReportingYear
from plans.queries.years import sample_data_is_loaded
from reports.building import reading
from reports.building.annexes import annexes_of
from reports.building.details import signature_of
from reports.building.missing import missing_of_agency, nothing_chosen
from reports.document import WATERMARK, Document, Section
from reports.options import AGENCY_DEFAULT, Content, Part, ReportOptions
from reports.titles import agency_title, sub_point_heading

LEVEL = 2


def build_agency_document(
    reporting_year: ReportingYear, agency: Agency, reader: User | None, options: ReportOptions = AGENCY_DEFAULT
) -> Document:
    """The agency's Məlumat of the year: a section for each entry that says something, in the plan's order.

    It holds what the `reader` may read, as the reader reads it; None: everything as it stands, for a command. While a text
    in it is not approved it is a draft; then, and where texts are left out by their state, its first page says what is missing.
    Three queries, the names included; one more for what is missing, one for figures, one for the signature.
    """
    name = agency.name_in(reporting_year.year)
    official = name.official if name else agency.code
    found = reading.as_read(reader, reading.written(reader, reporting_year, options).filter(agency=agency))
    indicators = reading.indicators_by_point(reporting_year, options)

    def section(entry: Entry) -> Section:
        point = entry.sub_point
        return Section(
            heading=sub_point_heading(point.number, point.measure),
            level=LEVEL,
            number=point.number,
            blocks=reading.printed_blocks(entry, reporting_year),
            mark=reading.mark_of(reader, entry),
            status=reading.status_of(entry, options),
            figures=reading.figures_of(entry, indicators.get(point.pk, ()), options),
        )

    sections = tuple(map(section, found))
    is_draft = any(each.mark for each in sections)
    front = () if found else nothing_chosen(options)
    leaves_out = (
        options.content != Content.ALL
    )  # a final report of all texts lists nothing: it is as the source document was
    if Part.MISSING in options.parts and (is_draft or leaves_out) and options.is_whole:
        front = missing_of_agency(reporting_year, agency, found)
    return Document(
        title=agency_title(reporting_year.plan.title, official, reporting_year.year),
        word=reading.WORD,
        language=reading.LANGUAGE,
        plan=reporting_year.plan.title,
        agency=official,
        year=reporting_year.year,
        notice=reading.SAMPLE_NOTICE if sample_data_is_loaded() else "",
        watermark=WATERMARK if is_draft else "",
        as_of=reading.moment(),
        content=options.content,
        signature=signature_of(reporting_year, agency) if Part.SIGNATURE in options.parts else None,
        front=front,
        has_cover=Part.COVER in options.parts,
        has_contents=Part.CONTENTS in options.parts,
        sections=sections,
        annexes=annexes_of(found, reader) if Part.ANNEXES in options.parts else (),
    )

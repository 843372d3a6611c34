"""How a list of contents names a section, alike in all formats."""

from reports.document import Section
from reports.titles import opening_of

_MEASURE, _END = " üzrə (", "):"  # of a sub-point's heading
LONGEST_LINE = 13  # words of a measure in the list of contents: a line and a half


def contents_line(section: Section) -> str:
    """How the list of contents names it: a sub-point by its number and the beginning of its measure."""
    _ordinal, found, measure = section.heading.partition(_MEASURE)
    if not (section.number and found and measure.endswith(_END)):
        return section.heading
    return f"{section.number} {opening_of(measure.removesuffix(_END), LONGEST_LINE)}"

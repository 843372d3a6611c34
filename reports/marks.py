"""The letters that stand for a status in the table of sub-points and agencies. A leaf: no Django.

Letters and not colours alone: the paper is copied, and read by people who do not see colours.
"""

from textwrap import wrap

# By the code of an implementation status; the first letter that tells it from the others.
MARKS = {
    "implemented": "İ",
    "being_implemented": "O",
    "partly_implemented": "Q",
    "not_implemented": "E",
    "no_cases": "H",
    "not_due": "V",
}
NOTHING, WITHOUT_STATUS, ABSENT = "B", "M", "–"
RECOMMENDED = "T"  # the measure is recommended to the agency, which gave nothing
NOT_ASSESSED = "☐"  # the sub-point as a whole, as in the overview
OPEN = "({})"  # not approved
STATUS_OF = {letter: status for status, letter in MARKS.items()}
LONGEST_LINE = 22  # letters of a name that stands upright over its column


def head_lines(name: str) -> list[str]:
    """The name as lines over its column; [] where a word of it is longer than a line."""
    lines = wrap(name, LONGEST_LINE, break_long_words=False, break_on_hyphens=False)
    return [] if any(len(line) > LONGEST_LINE for line in lines) else lines

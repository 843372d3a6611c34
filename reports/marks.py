"""The letters that stand for a status in the table of sub-points and agencies. A leaf: no Django.

Letters and not colours alone: the paper is copied, and read by people who do not see colours.
"""

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
OPEN = "({})"  # not approved
STATUS_OF = {letter: status for status, letter in MARKS.items()}

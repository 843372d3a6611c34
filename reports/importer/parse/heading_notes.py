"""Remarks on how a heading is written: suffixes, spelling, several numbers."""

import re

from plans.azerbaijani import lower, ordinal_suffix
from reports.importer.notes import Note, Remark
from reports.importer.parse.heading_grammar import HeadingStart
from reports.importer.parse.spelling import correct_text

# “yarım bənd”, “yarım-bənd” for yarımbənd; every kind of dash occurs.
_GAP = re.compile("[\\s\u00ad\u2010-\u2015\u2212\u2500-]+")


def ordinal_notes(text: str, start: HeadingStart) -> list[Note]:
    """The notes on the beginning of the heading `text`; each correction is that beginning put right in its own respect."""
    notes = []
    begin, end = start.ordinals[0].start, start.end
    head = text[begin:end].strip()
    if len(start.numbers) > 1:
        notes.append(Note(Remark.SEVERAL_NUMBERS, text=head, detail=", ".join(start.numbers)))
    for ordinal in start.ordinals:
        expected = ordinal_suffix(ordinal.number)
        written = lower(correct_text(ordinal.suffix))
        # Only the last number of a row must carry a suffix: “2, 43 və 44-cü bəndlər”.
        is_missing = not written and ordinal is start.ordinals[-1]
        if is_missing or (written and f"-{written}" != expected):
            corrected = f"{text[begin : ordinal.start]}{ordinal.number}{expected}{text[ordinal.end : end]}"
            notes.append(
                Note(
                    Remark.MISSING_SUFFIX if is_missing else Remark.WRONG_SUFFIX,
                    text=head,
                    correction=corrected.strip(),
                )
            )
    term = text[slice(*start.term)]
    corrected_term = _GAP.sub("", term)
    if corrected_term != term:
        notes.append(Note(Remark.SPELLING, text=term, correction=corrected_term))
    return notes

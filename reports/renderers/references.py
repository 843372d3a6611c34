"""Where a text names a sub-point that stands in the same report: there it becomes a link. The text stays as it was written.

"4.2.10-cu yarımbənd", "bax: 4.2.1", "4.2-ci bölmə"; not a date, not the number of an act, not "4.2 milyon", and nothing in a
link that somebody has set. A leaf: no Django.
"""

import re
from collections.abc import Iterator, Mapping

from plans.narrative import Paragraph, Run

# Of bounded length, and it begins where no number goes on: the search takes time in proportion to the text.
_NUMBER = re.compile(
    r"(?<![\w.,/№§‐-―-])(?<![№§][ \u00a0])(?P<number>[1-9]\d{0,2}(?:\.[1-9]\d{0,2}){1,3})(?!\d|[.,/]\d|[^\W\d_])"
    r"(?P<suffix>-[a-zçəğıöşü]{1,6}(?!\w))?"
    r"(?=(?P<term>[ \u00a0](?:yarım[ \u00a0]?bənd|bənd|bölmə))?)"
)
_POINTED = re.compile(r"\b[Bb]ax:? ?\Z")
_BEFORE = 8  # letters that are looked at


def linked(paragraph: Paragraph, anchors: Mapping[str, str], own: str = "") -> Paragraph:
    """The paragraph with a link at each number that `anchors` has the address of a place for, but its `own`."""
    if not anchors or not any(_NUMBER.search(run.text) for run in paragraph.runs if not run.href):
        return paragraph
    return Paragraph(tuple(part for run in paragraph.runs for part in _parts(run, anchors, own)))


def _parts(run: Run, anchors: Mapping[str, str], own: str) -> Iterator[Run]:
    done = 0
    for found in () if run.href else _NUMBER.finditer(run.text):
        anchor = anchors.get(found["number"])
        if anchor is None or found["number"] == own or not _is_meant(found, run.text):
            continue
        if found.start() > done:
            yield Run(run.text[done : found.start()], run.bold, run.italic)
        yield Run(found[0], run.bold, run.italic, anchor)
        done = found.end()
    if done < len(run.text):
        yield Run(run.text[done:], run.bold, run.italic, run.href)


def _is_meant(found: re.Match[str], text: str) -> bool:
    """A number of two levels may count something: it must be called by its term, or be pointed at."""
    if found["number"].count(".") > 1 or found["term"]:
        return True
    return bool(_POINTED.search(text[max(0, found.start() - _BEFORE) : found.start()]))

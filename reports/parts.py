"""A long consolidated report on its page: part by part, so that no request writes all of it. An agency's: `pieces`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from reports.document import Document, Section
from reports.options import Part, ReportOptions
from reports.queries import ReportChoices
from reports.renderers.headings import contents_line

MOST_LETTERS = 400_000  # on one page; a longer report is shown in parts
PARAGRAPH = 100  # what a paragraph costs beside its letters, in letters
BEGINNING, END = "begin", "end"  # what `show` asks for besides a section's number
_AT_THE_END = frozenset({Part.ANNEXES, Part.SIGNATURE, Part.MATRIX})
_OF_TEXT = frozenset({Part.STATUS, Part.FIGURES})


@dataclass(frozen=True, slots=True)
class PagePart:
    """A part with its address; `number` is that of the plan's section, whose name is of the record (`is_name`)."""

    number: str
    label: str
    address: str
    is_shown: bool
    is_name: bool = False


def is_long(document: Document, most: int | None = None) -> bool:
    """Whether its texts weigh more than `most` letters (None: than one page shows). It stops counting there."""
    most = MOST_LETTERS if most is None else most
    weight = 0
    for text in document.paragraphs():
        weight += len(text) + PARAGRAPH
        if weight > most:
            return True
    return False


def part_asked_for(asked: str, options: ReportOptions, numbers: Sequence[str]) -> str:
    """What `show` of an address means: a section's number, the end, the beginning; "" where it names nothing that is there."""
    known = {BEGINNING, END, *(number for number in numbers if not options.sections or number in options.sections)}
    return asked if asked in known else ""


def options_of(shown: str, options: ReportOptions) -> ReportOptions:
    """What is read for a part: of a section its texts alone."""
    if shown in ("", BEGINNING, END):
        return options
    return replace(options, sections=frozenset({shown}), parts=options.parts & _OF_TEXT)


def part_of(document: Document, shown: str) -> Document:
    """What of a document stands in the part; of a section it has been read alone."""
    if shown == BEGINNING:
        return replace(document, sections=(), annexes=(), matrix=(), signature=None)
    if shown == END:
        return replace(document, sections=(), front=(), summary=())
    return document


def _parts(shown: str, options: ReportOptions, choices: ReportChoices) -> list[PagePart]:
    """All parts of the report, in order."""
    parts = [(BEGINNING, _("Beginning"), False)]
    parts += [
        (each.value, str(each.label), True)
        for each in choices.sections
        if not options.sections or each.value in options.sections
    ]
    if options.parts & _AT_THE_END:
        parts.append((END, _("Annexes and tables"), False))
    return [
        PagePart(number, label, address_of(choices, number), number == shown, is_name)
        for number, label, is_name in parts
    ]


def parts_context(document: Document, shown: str, options: ReportOptions, choices: ReportChoices) -> dict[str, object]:
    """What the page needs beside the part's own text: all parts, the next one, the contents, the places on other pages."""
    parts = _parts(shown, options, choices)
    following = [part for before, part in pairwise(parts) if before.is_shown]
    return {
        "parts": parts,
        "next_part": following[0] if following else None,
        "listed": _contents(document, choices) if shown == BEGINNING else (),
        "places": _places(choices),
    }


def _places(choices: ReportChoices) -> dict[str, str]:
    """The address of every sub-point that may be in the report, by its number."""
    places: dict[str, str] = {}
    # Sub-points are offered under the name of their section.
    sections = {each.label: each.value for each in choices.sections}
    for name, points in choices.points:
        if name in sections:
            address = address_of(choices, sections[name])
            places |= {each.value: f"{address}#{Section('', 0, each.value).anchor}" for each in points}
    return places


def _contents(document: Document, choices: ReportChoices) -> list[Mapping[str, object]]:
    """The list of contents: each section, and the sub-points that have a text, with their addresses."""
    listed: list[Mapping[str, object]] = []
    for section in document.sections:
        address = address_of(choices, section.number)
        points = [
            {"contents": contents_line(point), "address": f"{address}#{point.anchor}"} for point in section.sections
        ]
        listed.append(
            {"contents": section.heading, "address": f"{address}#{section.anchor}", "points": points},
        )
    listed += [
        {"contents": sheet.heading, "address": f"{address_of(choices, END)}#matrix-{number}"}
        for number, sheet in enumerate(document.matrix, 1)
    ]
    return listed


def address_of(choices: ReportChoices, number: str) -> str:
    """The address of a part of the report that these choices are of."""
    return f"?{f'{choices.query}&' if choices.query else ''}{urlencode({'show': number})}"

"""What an edition says otherwise than the one that it corrects: place by place, and word by word where that may be shown."""

from collections.abc import Iterator
from dataclasses import dataclass

from plans.narrative import differences_html, to_html
from reports.document import Document, Section
from reports.enums import Became

Place = tuple[str, str]  # the sub-point's number, and the agency's code in a report of all agencies


@dataclass(frozen=True, slots=True)
class ChangedPlace:
    """A text that stands otherwise in the later edition; `words` is safe HTML with what came and went, "" where nobody is to be
    shown which words went, or only status or figures are others.
    """

    number: str
    code: str
    became: Became
    words: str


def changed_places(
    before: Document, after: Document, *, protected: frozenset[Place] = frozenset()
) -> list[ChangedPlace]:
    """The places of both editions whose text, status or figures differ, in the order of the later one, those that are gone
    last. No words are shown of the `protected` ones. Takes time in proportion to both texts where they are alike.
    """
    old, new = dict(_texts(before)), dict(_texts(after))
    found = []
    for place, section in new.items():
        former = old.get(place)
        if former is None:
            found.append(_changed(place, Became.ADDED, "", protected))
        elif _said(former) != _said(section):
            found.append(_changed(place, Became.CHANGED, _words(former, section), protected))
    found += [_changed(place, Became.GONE, "", protected) for place in old if place not in new]
    return found


def _changed(place: Place, became: Became, words: str, protected: frozenset[Place]) -> ChangedPlace:
    return ChangedPlace(*place, became, "" if place in protected else words)


def _texts(document: Document) -> Iterator[tuple[Place, Section]]:
    """The sections that hold somebody's text, by their place."""
    for section in document.walk():
        if not section.sections and document.agency:
            yield (section.number, ""), section
        for child in section.sections:
            if child.code:
                yield (section.number, child.code), child


def _said(section: Section) -> tuple:
    return section.blocks, section.status, section.figures, section.mark


def _words(former: Section, section: Section) -> str:
    if former.blocks == section.blocks:
        return ""
    return differences_html(to_html(former.blocks), to_html(section.blocks))

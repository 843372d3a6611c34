"""Personal data in a text: what stands in the way of publishing it."""

from collections.abc import Iterable

from plans.checks.contacts import PUBLIC_HOTLINES, find_contacts
from plans.checks.findings import Finding, Kind, apart
from plans.checks.identifiers import find_identifiers
from plans.checks.labels import kinds_expected
from plans.checks.names import find_victim_names, names_a_victim
from plans.checks.reading import Passage, Placed, placed
from plans.checks.words import Words
from plans.narrative import Block


def find_personal_data(
    text: str, *, expected: frozenset[Kind] = frozenset(), hotlines: frozenset[str] = PUBLIC_HOTLINES
) -> tuple[Finding, ...]:
    """FIN, identity card, passport, telephone, e-mail, car plate, bank account and names of victims, in their order.

    None lies over another. `expected` says what the place of a text lets expect, as a cell under "Telefon" does.
    `hotlines` are numbers that everybody may know, as digits. Time grows with the text.
    """
    words = Words(text)
    return apart(
        (
            *find_identifiers(text, words, expected),
            *find_contacts(text, words, expected, hotlines),
            *find_victim_names(text, words, expected),
        )
    )


def find_personal_data_in(blocks: Iterable[Block], *, hotlines: frozenset[str] = PUBLIC_HOTLINES) -> tuple[Placed, ...]:
    """The same in a narrative, paragraph by paragraph; a number under or beside a cell that names it is found, too."""
    return placed(
        blocks, lambda passage: find_personal_data(passage.text, expected=_expected(passage), hotlines=hotlines)
    )


def _expected(passage: Passage) -> frozenset[Kind]:
    kinds = frozenset().union(*(kinds_expected(label) for label in passage.labels))
    if any(names_a_victim(label) for label in passage.labels):
        kinds |= {Kind.VICTIM_NAME}
    return kinds

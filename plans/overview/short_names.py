"""What agencies are called where there is room for a word or two: over a column, on a chip."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

LONGEST = 14  # characters of a short name, unless it takes more to say whose it is
MEANT = 5  # so many characters tell something: "Baş" does not
BELONGS = ("yanında", "tabeliyində")  # what stands before them names the agency that it belongs to


class Named(NamedTuple):
    """An agency's code, its abbreviation ("" without one) and its name of the year."""

    code: str
    abbreviation: str
    name: str


def short_names(agencies: Sequence[Named]) -> list[str]:
    """A short name for each agency, all of them distinct: the abbreviation where it is no other's, else as many words of
    the name as there is room for. Nothing is made up: no letters are put together to an abbreviation that nobody uses.
    What belongs to another body is told by the end of its name, which is its own; all others by the beginning. Where names
    are equal too, the code stands behind them.
    """
    belonging = _belonging(agency.name for agency in agencies)
    held = Counter(agency.abbreviation for agency in agencies)
    # What is shortened: the abbreviation, or the name of those that have none of their own.
    told = [
        agency.abbreviation if agency.abbreviation and held[agency.abbreviation] == 1 else agency.name
        for agency in agencies
    ]
    from_end = [text in belonging for text in told]
    words = [1] * len(agencies)
    while True:
        labels = [_words_of(*one) for one in zip(told, words, from_end, strict=True)]
        clashes = _clashing(labels)
        grown = [place for place in clashes if words[place] < len(told[place].split())]
        if not grown:
            return [f"{label} ({agencies[at].code})" if at in clashes else label for at, label in enumerate(labels)]
        for place in grown:  # one word more of those that are alike
            words[place] += 1


def _words_of(name: str, at_least: int, from_end: bool) -> str:
    """So many words of the name, and more as long as they are short or tell nothing."""
    words = name.split()[::-1] if from_end else name.split()
    taken = words[:at_least]
    for word in words[at_least:]:
        if len(" ".join(taken)) >= MEANT and len(" ".join([*taken, word])) > LONGEST:
            break
        taken.append(word)
    while at_least < len(taken) < len(words) and len(taken[-1]) < MEANT:
        taken.pop()  # an "and" at the end
    return " ".join(taken[::-1] if from_end else taken)


def _belonging(names: Iterable[str]) -> set[str]:
    """The names of agencies that are part of another: they say so, or begin with the other's name."""
    found: set[str] = set()
    before: list[str] = []
    for name in sorted(set(names)):  # what a name begins with stands before it
        while before and not name.startswith(before[-1]):
            before.pop()
        if any(word in BELONGS for word in name.split()) or (before and " " in name.removeprefix(before[-1])):
            found.add(name)
        before.append(name)
    return found


def _clashing(labels: Sequence[str]) -> set[int]:
    """The places of those that are alike."""
    counted = Counter(labels)
    return {place for place, label in enumerate(labels) if counted[label] > 1}

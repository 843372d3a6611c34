"""What pages and mails call a measure of the plan they are about: yarımbənd, or bənd where its numbers have two levels.

The catalogue has one translation, “yarımbənd”. “bənd” is the tail of that word and takes the same suffixes, so for a plan of
two levels it is enough to leave “yarım” out of a translation – before anything is filled in: names, measures and texts of
people never come here. `nap_tracker.library_words` lets Django's translations pass through `in_words_of_plan`.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# The numbers that hints give as an example are of the plan's kind, too.
_EXAMPLES = (("4.2.10-cu yarımbənd", "4.2-ci bənd"), ("(4.2.10, 4.2)", "(4.2)"), ("4.2.10", "4.2"))
_TERM = re.compile("([Yy])arımbənd")
_LEVELS_OF_SUB_POINT = 3

_says_point: ContextVar[bool] = ContextVar("says_point", default=False)


def has_two_levels(numbers: Iterable[str]) -> bool:
    """Whether a plan (or what is told of it) numbers its measures "4.2": none is "4.2.10", and there is one at all."""
    levels = {min(number.count(".") + 1, _LEVELS_OF_SUB_POINT) for number in numbers}
    return bool(levels) and _LEVELS_OF_SUB_POINT not in levels


@contextmanager
def words_of_plan(*, two_levels: bool) -> Iterator[None]:
    """Within it translations say “bənd” (`two_levels`) or the general “yarımbənd”; afterwards what they said before."""
    token = _says_point.set(two_levels)
    try:
        yield
    finally:
        _says_point.reset(token)


def take_words_of_plan(*, two_levels: bool) -> None:
    """The same from here to the end of the `words_of_plan` around it: of the request, when its address was read."""
    _says_point.set(two_levels)


def in_words_of_plan(translated: str) -> str:
    """A translation, nothing filled in yet, in the words of the plan that is spoken of."""
    if not _says_point.get():
        return translated
    for example, shorter in _EXAMPLES:
        translated = translated.replace(example, shorter)
    return _TERM.sub(lambda found: "Bənd" if found[1] == "Y" else "bənd", translated)

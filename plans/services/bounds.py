"""Refuses a text that is larger than an entry may be, in a sentence; an older one that is larger may be shortened."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from plans.narrative import MOST, NOTHING, nesting_of, size_of

SENTENCES = {
    "bytes": gettext_noop(
        "The text is too long: it has %(has)s kB, and an entry holds %(most)s kB. Shorten the text, then save again."
    ),
    "paragraphs": gettext_noop(
        "The text has too many paragraphs and list items: %(has)s, and an entry holds %(most)s."
        " Shorten the text, then save again."
    ),
    "cells": gettext_noop(
        "The tables of the text have too many cells: %(has)s, and an entry holds %(most)s. Make them smaller, then save again."
    ),
    "nesting": gettext_noop(
        "Lists and tables are nested too deeply: %(has)s levels, and an entry holds %(most)s."
        " Make the text flatter, then save again."
    ),
}

TOGETHER = {
    "bytes": gettext_noop(
        "Together with what was saved in the entry meanwhile, the text is too long: %(has)s kB, and an entry holds %(most)s kB."
    ),
    "paragraphs": gettext_noop(
        "Together with what was saved in the entry meanwhile, the text has too many paragraphs and list items: %(has)s, and"
        " an entry holds %(most)s."
    ),
    "cells": gettext_noop(
        "Together with what was saved in the entry meanwhile, the tables of the text have too many cells: %(has)s, and an"
        " entry holds %(most)s."
    ),
    "nesting": gettext_noop(
        "Together with what was saved in the entry in the meantime, lists and tables are nested too deeply: %(has)s levels,"
        " and an entry holds %(most)s."
    ),
}


class TextTooLarge(Exception):
    """The text is larger than an entry may be, and than what stands there. It reads as a sentence that says so."""

    sentences = SENTENCES

    def __init__(self, measure: str, has: int) -> None:
        super().__init__(measure, has)
        self.measure, self.has = measure, has

    def __str__(self) -> str:
        most = getattr(MOST, self.measure)
        shown = (-(-self.has // 1000), most // 1000) if self.measure == "bytes" else (self.has, most)
        return _(self.sentences[self.measure]) % dict(zip(("has", "most"), shown, strict=True))


class TogetherTooLarge(TextTooLarge):
    """Each of two texts has its place in an entry, both together have not: neither writer has written too much. The entry
    holds the one; `content` is the other, `side` its key where it has been kept beside the entry.
    """

    sentences = TOGETHER
    side: int | None = None

    def __init__(self, measure: str, has: int, content: dict):
        super().__init__(measure, has)
        self.content = content

    def __str__(self) -> str:
        both = _("Both are kept: that one in the entry, yours beside it. Shorten one of them, then save again.")
        return f"{super().__str__()} {both}"


def require_bounds(narrative: str, *, before: str = "", typed: str = "") -> None:
    """Raises TextTooLarge. `narrative` is clean; `before` is what stands in the entry, `typed` what `narrative` was made of.

    What stands in an entry already may stay: an older, larger text can be corrected and shortened, and does not grow.
    """
    size = size_of(narrative, nesting_of(typed))
    if narrative == before and size.nesting <= MOST.nesting:
        return
    if measure := size.beyond(MOST, size_of(before) if before else NOTHING):
        raise TextTooLarge(measure, getattr(size, measure))

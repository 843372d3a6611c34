"""Refuses a text that is larger than an entry may be, in a sentence; an older one that is larger may be shortened."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from plans.narrative import (
    MOST,
    NOTHING,
    Count,
    Paragraph,
    Run,
    TooMany,
    clean_plain,
    clean_up_to,
    nesting_of,
    size_of,
    to_html,
)

# So much of a text is read to tell by how much it is too large; of what is larger still, that it is.
# Markup that the editor sends has hardly more bytes than what is kept of it. What has many more is not read at all: at the
# 1 MB that a form takes, reading the worst of it would take a web worker more than a second.
MOST_BYTES_READ = MOST.bytes * 13 // 10
READ = Count(2 * MOST.paragraphs, 2 * MOST.cells)

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

    def __init__(self, measure: str, has: int, *, has_more: bool = False) -> None:
        super().__init__(measure, has)
        self.measure, self.has, self.has_more = measure, has, has_more

    def __str__(self) -> str:
        has, most = self.has, getattr(MOST, self.measure)
        if self.measure == "bytes":
            has, most = -(-has // 1000), most // 1000
        shown = f"{has}+" if self.has_more else has
        return _(self.sentences[self.measure]) % {"has": shown, "most": most}


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


def clean_within_bounds(html: str, before: Callable[[], str]) -> str:
    """Any HTML as it is stored. Raises TextTooLarge at once for what is nested too deep, and for what has far more than an
    entry may hold, before all of it has been read: nobody holds a process by sending what is refused anyway.

    `before` tells what stands in the entry, whose text may be larger; it is asked only where that matters. What remains,
    `require_bounds` decides.
    """
    nesting = nesting_of(html)  # as it was typed: `clean` flattens what is deeper than it keeps
    if nesting > MOST.nesting:
        raise TextTooLarge("nesting", nesting)
    if is_hardly_read(html) and len(html.encode()) * 10 > size_of(before()).bytes * 13:
        raise TextTooLarge("bytes", len(html.encode()))
    try:
        return clean_up_to(READ, html)
    except TooMany as found:
        size = size_of(before())
        if getattr(size, found.measure) <= found.read:
            raise TextTooLarge(found.measure, found.read, has_more=True) from found
    most = Count(max(READ.paragraphs, size.paragraphs), max(READ.cells, size.cells))
    try:
        return clean_up_to(most, html)
    except TooMany as found:
        raise TextTooLarge(found.measure, found.read, has_more=True) from found


def is_hardly_read(html: str) -> bool:
    """Whether the markup has more bytes than are read of a text that is not larger already."""
    return len(html) > MOST_BYTES_READ or len(html.encode()) > MOST_BYTES_READ


def clean_to_be_shown(html: str) -> str:
    """Any HTML as it is shown to whoever sent it, to be copied: what is far too large to be read, word for word as it came."""
    cleaned = clean_if_read(html)
    return to_html((Paragraph((Run(clean_plain(html)),)),)) if cleaned is None else cleaned


def clean_if_read(html: str) -> str | None:
    """Any HTML as it would be stored; None for what is far too large for that."""
    try:
        return None if is_hardly_read(html) else clean_up_to(READ, html)
    except TooMany:
        return None


def require_bounds(narrative: str, *, before: str = "") -> None:
    """Raises TextTooLarge. `narrative` has come through `clean_within_bounds`; `before` is what stands in the entry.

    What stands in an entry already may stay: an older, larger text can be corrected and shortened, and does not grow.
    """
    if narrative == before:
        return
    size = size_of(narrative)
    if measure := size.beyond(MOST, size_of(before) if before else NOTHING):
        raise TextTooLarge(measure, getattr(size, measure))

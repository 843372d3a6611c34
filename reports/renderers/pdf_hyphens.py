"""Breaks the words of a PDF where Azerbaijani does, and makes it read as if they were whole.

WeasyPrint hyphenates by pyphen's dictionaries, and none is of Azerbaijani. It is given this module for pyphen and for two of
its functions: that which finds the next word of a line sees the word but not what it stands in, and that which fills a line
knows nothing of the lines above. Its version has an upper bound; the tests notice when these change.
"""

import sys
from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

from weasyprint.layout import inline
from weasyprint.text import line_break

from plans.azerbaijani import break_points, breakable_words
from reports.renderers.hyphens import HYPHEN, NO_BREAK_HYPHEN, SOFT_HYPHEN, has_own_hyphens

MOST_IN_A_ROW = 2  # lines that end with a hyphen, one below the other
LEAST_FILLED = 0.8  # of a line's width
_BEGINNING = 40  # letters
_BOUND = ("\u00a0", "\u2060")  # by which a line does not end: `pdf.kept_together`


def language_fallback(lang: str) -> str | None:
    """The language by whose rules a text in `lang` is broken, if there is one: what WeasyPrint asks pyphen."""
    return "az" if lang.replace("_", "-").partition("-")[0].lower() == "az" else None


class Pyphen:
    """What WeasyPrint takes for a dictionary; the rule itself says how many letters stay on either line."""

    def __init__(self, lang: str = "az", left: int = 2, right: int = 2) -> None:
        pass

    def iterate(self, word: str) -> Iterator[tuple[str, str]]:
        """The word in two parts, at each place where it may be broken, the longest first part first."""
        for point in reversed(break_points(word)):
            yield word[:point], word[point:]


def next_word(text: str, _lang: str) -> tuple[int, int] | None:
    """Where the first word that may be broken stands in a text that goes on to the next end of a line."""
    if _rests or any(sign in text for sign in _BOUND):
        return None
    return next(breakable_words(text), None)


def readable(mapping: list[bytes], html: str) -> list[bytes]:
    """A font's table of what its glyphs mean, for a page that `hyphens.hyphenated` has made.

    The hyphen at the end of a broken line is a soft one. One that was written has another glyph of the same look.
    """
    read = [(HYPHEN, SOFT_HYPHEN)]
    if has_own_hyphens(html):
        read.append((NO_BREAK_HYPHEN, HYPHEN))
    for drawn, meant in read:
        mapping = [line.replace(f" <{ord(drawn):04x}>".encode(), f" <{ord(meant):04x}>".encode()) for line in mapping]
    return mapping


# Of each document that is laid out: what follows a hyphenated line, by its length and beginning → how many stand in a row.
_rows: WeakKeyDictionary[Any, dict[tuple[int, str], int]] = WeakKeyDictionary()
_rests = False  # a line is filled with whole words
_fill_line = inline.split_first_line


def fill_line(text: str, style: Any, context: Any, max_width: float | None, *args: Any, **options: Any) -> Any:
    """Fills a line with the beginning of a text, as WeasyPrint does.

    After two lines in a row whose last words are broken, the words of the third stay whole, unless it were very empty.
    """
    global _rests
    rows = _rows.setdefault(context, {})
    row = rows.get((len(text), text[:_BEGINNING]), 0)
    _rests = row >= MOST_IN_A_ROW
    try:
        filled = _fill_line(text, style, context, max_width, *args, **options)
    finally:
        was_filled_with_whole_words, _rests = _rests, False
    goes_on, width = filled[2:4]
    if was_filled_with_whole_words and goes_on and max_width and width < LEAST_FILLED * max_width:
        filled = _fill_line(text, style, context, max_width, *args, **options)
    layout, _length, goes_on = filled[:3]
    if goes_on and layout.text.endswith(HYPHEN):
        end = len(layout.text) - len(HYPHEN)
        rows[len(text) - end, text[end : end + _BEGINNING]] = row + 1
    return filled


line_break.pyphen = sys.modules[__name__]
line_break.get_next_word_boundaries = next_word
inline.split_first_line = fill_line

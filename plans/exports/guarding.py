"""Keeps texts from being taken for formulas by table programs, in every language of theirs; and takes that back."""

import re

# A cell begins at the start, and where a program of another language parts cells inside of the text: after a semicolon,
# a tab, a new line, quoted or not. What follows would begin a formula, perhaps behind apostrophes of our own.
_CELL = r"(?:\A|(?<=[;\t\r\n]))"
# White space of any width, and marks that show nothing: programs trim them before they look.
_BLANK = r"[^\S\t\r\n]|[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
_FORMULA = rf"(?:(?:{_BLANK}|\")*[=+\-@＝＋－＠]|(?<![;\t\r\n])[\t\r\n])"
_TO_GUARD = re.compile(rf"{_CELL}(?='*{_FORMULA})")
_GUARDED = re.compile(rf"{_CELL}'(?='*{_FORMULA})")


def guard(text: str) -> str:
    """The text with an apostrophe before whatever would begin a formula."""
    return _TO_GUARD.sub("'", text)


def unguard(text: str) -> str:
    """What was given to `guard`, to the letter."""
    return _GUARDED.sub("", text)

"""List markers typed as text: "- ", "– ", "• ", "* ", "1. ", "1) ", "a) "."""

import re
from dataclasses import dataclass

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500"
BULLETS = "•·●○◦▪▫■□‣\uf0b7\uf0a7"

_MARKER = re.compile(
    rf"""\s*
    (?: (?P<dash>[-{DASHES}*])\s+
      | (?P<bullet>[{BULLETS}])\s*
      | (?P<number>\d{{1,3}})[.)]\s+ (?! \d{{1,2}}\s?\.\s?\d{{2,4}} )   # 04. 11. 2021 is a date
      | (?P<letter>[a-z])\)\s+
    )(?=\S)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class ListMarker:
    """A marker at the beginning of a text; `length` counts the white space around it."""

    length: int
    marker: str
    ordered: bool = False
    number: int | None = None


def find_list_marker(text: str) -> ListMarker | None:
    """The marker `text` begins with, or None. A year, a date or “16 dekabr” is no marker, nor is a lone marker."""
    match = _MARKER.match(text)
    if match is None:
        return None
    marker = match[0].strip()
    if match["number"]:
        return ListMarker(match.end(), marker, ordered=True, number=int(match["number"]))
    if match["letter"]:
        return ListMarker(match.end(), marker, ordered=True, number=ord(match["letter"]) - ord("a") + 1)
    return ListMarker(match.end(), marker)

"""What stands beside a form after the page has been led on: kept in the session until that page is shown, once."""

from collections.abc import Sequence
from typing import TypedDict

from django.http import HttpRequest

_KEY = "told"


class Line(TypedDict):
    """One sentence; `tone` is "success", "info" or "error"."""

    tone: str
    text: str


def done(text: str) -> Line:
    return {"tone": "success", "text": text}


def nothing_new(text: str) -> Line:
    return {"tone": "info", "text": text}


def refused(text: str) -> Line:
    return {"tone": "error", "text": text}


def tell_beside(request: HttpRequest, path: str, lines: Sequence[Line]) -> None:
    """Says the lines on the page of the path when it is shown next."""
    request.session[_KEY] = {"path": path, "lines": list(lines)}


def take_told(request: HttpRequest, path: str) -> list[Line]:
    """The lines for the page of the path, which are not said again. No query where there are none: the session is read
    for every page.
    """
    kept = request.session.get(_KEY)
    if kept is None or kept.get("path") != path:
        return []
    del request.session[_KEY]
    return kept["lines"]

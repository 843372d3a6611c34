"""Where a line may not end: within a range ("2020–2024"), before the suffix of a number ("4.2.10-cu"), and between an
ordinal and its year ("2024-cü il").

Nothing is said by the two characters that keep a line together, and `broken` takes them out again.
"""

import re

JOINER = "\u2060"  # no width, no line ends at it
FIXED_SPACE = "\u00a0"

_DASH = "\\-‐‑‒–—"
# Each alternative begins where no number goes on, and is of bounded length: the search takes time in proportion to the text.
_TOGETHER = re.compile(
    rf"""
    (?<![\w.,/{_DASH}{JOINER}])
    \d[\d.]{{0,11}}
    (?:(?P<before>[ {FIXED_SPACE}]?)(?P<dash>[{_DASH}])(?P<after>[ {FIXED_SPACE}]?)(?P<end>\d[\d.]{{0,11}}))?
    (?:-(?P<suffix>[a-zçəğıöşü]{{1,6}})(?:[ {FIXED_SPACE}](?P<year>il(?!k)[a-zçəğıöşü]{{0,8}}))?)?
    (?![\w/{JOINER}])
    """,
    re.VERBOSE,
)
_JOINED = re.compile(f"{JOINER}+")


def unbroken(text: str) -> str:
    """The text with what keeps its ranges and ordinals on one line; unchanged where it is there already.

    Addresses ("mfp-2020-2024"), dates and numbers that stand alone stay as they are.
    """
    return _TOGETHER.sub(_kept, text)


def broken(text: str) -> str:
    """The text as it was before `unbroken`, with ordinary spaces: for what is copied, compared and looked for."""
    return _JOINED.sub("", text).replace(FIXED_SPACE, " ")


def _kept(match: re.Match[str]) -> str:
    if not (match["dash"] or match["suffix"]):
        return match[0]
    kept = match[0].replace(" ", FIXED_SPACE)
    return re.sub(rf"([{_DASH}])(?=[\w])", rf"\1{JOINER}", kept)

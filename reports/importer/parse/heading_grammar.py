"""How a heading begins: numbers, the word bənd or yarımbənd, and what links them to the measure."""

import re
from dataclasses import dataclass

from reports.importer.parse.folding import fold_text

# All patterns are matched against the key of `folding`: ASCII small letters, one kind of quote and dash.
_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,4}"
_SUFFIX = r"(?:\s?-\s?[a-z]{1,5}|(?:inc|unc|c)[iu]|\s[c][iu])(?![a-z])"
_ORDINAL = rf"{_NUMBER}\.?(?:{_SUFFIX})?"
_SEPARATOR = r"\s*+(?:,\s*+(?:ve\s+)?|;\s*|(?<=\s)ve\s+|-\s*)"
_TERM = r"(?P<term>(?:yarim\s?-?\s?)?bend)(?P<ending>(?:ler)?(?:i|in|inin)?)(?![a-z])"
_TAIL = (
    r"(?P<tail>uzre|icrasi(?:na\s+dair|\s+(?:barede|haqqinda|uzre|ile\s+bagli|ile\s+elaqedar)))(?:\s+melumat(?![a-z]))?"
)
_START = re.compile(
    rf"""[\s*_\#]*+                       # what is left of broken Markdown, or of Markdown saved as text
    (?:\d{{1,3}}[.)]\s++)?
    (?:[^:;()]{{0,300}}?plan[a-z]*+(?:"[a-z]*+)?\s+|mfp(?:\s?-\s?[a-z]{{1,3}})?\s+)?
    (?P<numbers>{_ORDINAL}(?:{_SEPARATOR}{_ORDINAL})*)
    [\s-]*{_TERM}
    (?:\s+{_TAIL}(?![a-z])|(?=\s*[(:])|(?=\s*$))
    \s*(?:-\s*(?=\())?""",
    re.VERBOSE,
)
_DIGIT = re.compile(r"\d")
_EACH = re.compile(rf"(?P<number>{_NUMBER})\.?(?P<suffix>{_SUFFIX})?")
_LOOKED_AT = 800
_LONGEST_RANGE = 50


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A number of a heading with its place in the text; `suffix` as written, without hyphen, "" where there is none."""

    number: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class HeadingStart:
    """The beginning of a heading. All positions are those of the original text; `end` is where the measure follows."""

    numbers: tuple[str, ...]
    ordinals: tuple[Ordinal, ...]
    term: tuple[int, int]
    has_tail: bool
    end: int

    @property
    def suffix(self) -> str:
        """The suffix of the first number as written, with a hyphen; "" where it has none."""
        written = self.ordinals[0].suffix
        return f"-{written}" if written else ""


def read_heading_start(text: str) -> HeadingStart | None:
    """The beginning of a heading in `text`, or None. A date is none, nor is “4.7.2-ci yarımbənddə …”."""
    if not _DIGIT.search(text, 0, _LOOKED_AT):
        return None
    folded = fold_text(text, _LOOKED_AT)
    match = _START.match(folded.key)
    if match is None:
        return None
    at = folded.positions
    ordinals = []
    for found in _EACH.finditer(folded.key, match.start("numbers"), match.end("numbers")):
        start, end = at[found.start()], at[found.end()]
        written = text[at[found.start("suffix")] : end] if found["suffix"] else ""
        letters = "".join(character for character in written if character.isalpha())
        ordinals.append(Ordinal(found["number"], letters, start, end))
    return HeadingStart(
        numbers=_expand(ordinals, text),
        ordinals=tuple(ordinals),
        term=(at[match.start("term")], at[match.end("term")]),
        has_tail=match["tail"] is not None,
        end=at[match.end()],
    )


def _expand(ordinals: list[Ordinal], text: str) -> tuple[str, ...]:
    """The numbers named; “4.2.1–4.2.3” names those between as well."""
    numbers: list[str] = []
    previous_end: int | None = None
    for ordinal in ordinals:
        between = fold_text(text[previous_end : ordinal.start]).key if previous_end is not None else ""
        if between.strip() == "-":
            numbers += _between(numbers[-1], ordinal.number)
        numbers.append(ordinal.number)
        previous_end = ordinal.end
    return tuple(dict.fromkeys(numbers))


def _between(first: str, last: str) -> list[str]:
    prefix, _, low = first.rpartition(".")
    same_prefix, _, high = last.rpartition(".")
    if prefix != same_prefix or not 1 < int(high) - int(low) <= _LONGEST_RANGE:
        return []
    dotted = f"{prefix}." if prefix else ""
    return [f"{dotted}{number}" for number in range(int(low) + 1, int(high))]

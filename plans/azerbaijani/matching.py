"""Search as people type it: a query as words and phrases, where a text holds them, and the passage to show.

Both sides are compared by `fold`, which changes the length of a text; what is found is given back as places in the text
as it was written. The looser comparison is for those who type without an Azerbaijani keyboard: "teskilat" holds for
"təşkilat". It knows the alphabet's own seven letters, as the databases' search does, not foreign accents.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile

from plans.azerbaijani.letters import fold

LETTERS = "əıöüğşç"
LOOSER = "eiougsc"
"""`LETTERS` and, in the same order, what they are in the looser comparison; the search's indexes are made so too."""

SHORTEST_TERM = 2
PASSAGE_LENGTH = 200
_BEFORE_HIT = 60  # of a passage: what leads to the first hit
_WEIGHED_HITS = 200  # of one text; a passage further down is no better

_TO_LOOSER = str.maketrans(LETTERS, LOOSER)
_ALIKE = {letter: plain + own for own, plain in zip(LETTERS, LOOSER, strict=True) for letter in (own, plain)}
# `fold` leaves two kinds of quote. A single one is an apostrophe (Qur'an) unless it stands outside of words.
_PARTS = re.compile(r"\"([^\"]+)\"|(?<!\S)'([^']+)'(?!\S)|([^\s\"]+)")
_AROUND_WORDS = ",;:!?()[]{}.…'"
_TOKEN = re.compile(r"\S+|\s+")
_LONGEST_KEPT = 40  # of words whose keys are remembered
_LONGEST_LETTER = 16  # a letter with its marks; nobody writes more, and every further one costs more than the last


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: `terms` are words and phrases by their keys, `left_out` words of one letter."""

    terms: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def is_looser_possible(self) -> bool:
        """Whether the looser comparison could find more than the exact one."""
        return any(letter in _ALIKE for term in self.terms for letter in term)


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters `start` to `end` (exclusive) of a text; `term` is the term's place in the query."""

    start: int
    end: int
    term: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text in parts, (characters, whether they are a hit); `shown` counts the hits in it."""

    parts: tuple[tuple[str, bool], ...]
    is_cut_before: bool
    is_cut_after: bool
    shown: int

    @property
    def text(self) -> str:
        return "".join(part for part, _is_hit in self.parts)


def parse_query(text: str) -> Query:
    """The words and phrases of what was typed, each once.

    A phrase stands in quotation marks of any kind and is looked for as it stands; one that does not close is words.
    Marks around words and by themselves do not count. What has one letter is left out: it stands in nearly every text.
    """
    found: dict[str, None] = {}  # in their order, each once
    for match in _PARTS.finditer(fold(text)):
        quoted = match[1] or match[2]
        term = quoted.strip() if quoted else match[3].strip(_AROUND_WORDS)
        if any(character.isalnum() for character in term):
            found[term] = None
    terms = tuple(term for term in found if len(term) >= SHORTEST_TERM)
    return Query(terms, tuple(term for term in found if len(term) < SHORTEST_TERM))


def loosen(key: str) -> str:
    """The looser form of a key, letter by letter: "təşkilat" → "teskilat"."""
    return key.translate(_TO_LOOSER)


def letters_alike(letter: str) -> str:
    """The letters that the looser comparison takes for the one given, itself among them: "e" → "eə", "k" → "k"."""
    return _ALIKE.get(letter, letter)


def find_hits(text: str, terms: Iterable[str], *, loose: bool = False) -> list[Hit]:
    """Where `text` holds the terms of a query, by their beginnings; [] unless it holds every one of them."""
    key, segments = _key_of(text)
    hits: list[Hit] = []
    for number, term in enumerate(terms):
        found = [_in_text(segments, *match.span(), number) for match in _pattern(term, loose).finditer(key)]
        if not found:
            return []
        hits += found
    return sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.term))


def merge_hits(hits: Iterable[Hit]) -> list[tuple[int, int]]:
    """The hits, ordered by their beginnings, as stretches of the text that do not overlap."""
    merged: list[tuple[int, int]] = []
    for hit in hits:
        if merged and hit.start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], hit.end))
        else:
            merged.append((hit.start, hit.end))
    return merged


def passage_of(text: str, hits: list[Hit], *, length: int = PASSAGE_LENGTH) -> Passage:
    """About `length` characters of the text around the place where most different terms stand together.

    It is cut between words. Without hits it is the beginning of the text.
    """
    best = _best_hit(hits, length)
    start, end = _window(text, best, length)
    parts: list[tuple[str, bool]] = []
    place, shown = start, 0
    for first, last in merge_hits(hits):
        if last <= start or first >= end:
            continue
        first, last = max(first, start), min(last, end)
        parts += [(text[place:first], False), (text[first:last], True)]
        place, shown = last, shown + 1
    parts.append((text[place:end], False))
    return Passage(
        tuple((part, is_hit) for part, is_hit in parts if part),
        is_cut_before=bool(text[:start].strip()),
        is_cut_after=bool(text[end:].strip()),
        shown=shown,
    )


def _best_hit(hits: list[Hit], length: int) -> Hit | None:
    """The first of the hits after which most different terms stand in one passage."""
    terms = len({hit.term for hit in hits})
    best, most = None, 0
    for place, hit in enumerate(hits[:_WEIGHED_HITS]):
        reach = hit.start + length - _BEFORE_HIT
        near = _terms_within(islice(hits, place, None), reach)
        if best is None or len(near) > most:
            best, most = hit, len(near)
        if most == terms:
            break
    return best


def _terms_within(hits: Iterable[Hit], reach: int) -> set[int]:
    """The terms of those hits that end by the place `reach`."""
    return {hit.term for hit in takewhile(lambda hit: hit.start < reach, hits) if hit.end <= reach}


def _window(text: str, hit: Hit | None, length: int) -> tuple[int, int]:
    """Where the passage around the hit begins and ends: between words, where there are any."""
    first, last = (hit.start, hit.end) if hit else (0, 0)
    end = min(len(text), max(last, first - _BEFORE_HIT + length, length))
    start = max(0, min(first - _BEFORE_HIT, end - length))
    if start > 0 and not text[start - 1].isspace():
        gap = re.compile(r"\s+").search(text, start, first)
        start = gap.end() if gap else start
    if end < len(text) and not text[end].isspace():
        gaps = [match.start() for match in re.compile(r"\s+").finditer(text, max(last, start), end)]
        end = gaps[-1] if gaps else end
    return start, end


@lru_cache(maxsize=256)
def _pattern(term: str, loose: bool) -> re.Pattern[str]:
    """What finds the term in a key whose white space is that of the text."""
    return re.compile("".join(_letter_pattern(letter, loose) for letter in term))


def _letter_pattern(letter: str, loose: bool) -> str:
    if letter == " ":
        return r"\s+"
    return f"[{_ALIKE[letter]}]" if loose and letter in _ALIKE else re.escape(letter)


# --- From places in the key to places in the text ---------------------------------------------------------------------

# (place in the key, place in the text, and where a word's key is not of its length: the bounds of each of its letters).
_Segment = tuple[int, int, tuple[tuple[int, int], ...] | None]


def _key_of(text: str) -> tuple[str, list[_Segment]]:
    """The search key of the text with the text's own white space, and how its places lead to those of the text."""
    parts: list[str] = []
    segments: list[_Segment] = [(0, 0, None)]
    in_key = in_text = 0
    for token in _TOKEN.findall(text):
        key, bounds = (token, None) if token.isspace() else _key_of_word(token)
        parts.append(key)
        if bounds is not None:
            segments += [(in_key, in_text, bounds), (in_key + len(key), in_text + len(token), None)]
        in_key, in_text = in_key + len(key), in_text + len(token)
    return "".join(parts), segments


def _key_of_word(word: str) -> tuple[str, tuple[tuple[int, int], ...] | None]:
    """The key of a word, and for one whose length changes the bounds in it of each character of the key."""
    return _kept_key_of_word(word) if len(word) <= _LONGEST_KEPT else _made_key_of_word(word)


def _made_key_of_word(word: str) -> tuple[str, tuple[tuple[int, int], ...] | None]:
    key = fold(word)
    if len(key) == len(word) and key == "".join(map(_key_of_letter, word)):
        return key, None
    pieces: list[str] = []
    bounds: list[tuple[int, int]] = []
    start = 0
    while start < len(word):
        end = start + 1
        while end < len(word) and end - start < _LONGEST_LETTER and _continues(word[start:end], word[end]):
            end += 1
        piece = fold(word[start:end])
        pieces.append(piece)
        bounds += [(start, end)] * len(piece)
        start = end
    return "".join(pieces), tuple(bounds)


_kept_key_of_word = lru_cache(maxsize=20_000)(_made_key_of_word)
_key_of_letter = lru_cache(maxsize=2_000)(fold)


def _continues(letter: str, character: str) -> bool:
    """Whether the character belongs to the letter before it: a mark of it, invisible, or composed with it (Hangul)."""
    alone = _key_of_letter(character)
    return not alone or unicodedata.combining(character) > 0 or fold(letter + character) != fold(letter) + alone


def _in_text(segments: list[_Segment], start: int, end: int, term: int) -> Hit:
    """A stretch of the key as a hit in the text. It is never empty."""
    return Hit(_bounds(segments, start)[0], _bounds(segments, end - 1)[1], term)


def _bounds(segments: list[_Segment], place: int) -> tuple[int, int]:
    in_key, in_text, bounds = segments[bisect_right(segments, place, key=lambda segment: segment[0]) - 1]
    if bounds is None:
        return in_text + place - in_key, in_text + place - in_key + 1
    first, last = bounds[place - in_key]
    return in_text + first, in_text + last

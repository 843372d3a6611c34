"""Merges changes within paragraphs, word by word.

A paragraph is a mark for its beginning and its words, each with the white space before it and with its look; so whoever
splits a paragraph puts a mark in, and whoever makes two of them one takes it out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from plans.narrative.blocks import Block, Paragraph, Run, to_html
from plans.narrative.parsing import parse
from plans.narrative.units import Edit, Unit, Units, applied, edits_of

APART = 3  # unchanged words between my change and theirs from which both are taken
_TOKEN = re.compile(r"\s*\S+|\s+\Z")
_WORD_CHARACTER = re.compile(r"\w")  # a lone dash is no word, as `word_count` has it

# A word with the space before it: text alone where it has no look of its own. A unit without content begins a paragraph.
Token = str | tuple[Run, ...] | Unit
_Sided = tuple[Edit[Token], bool, bool]  # an edit, and whether it is mine, and whether it is theirs


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of whole paragraphs. Where nothing is to be chosen all three say the same; otherwise each has all that
    needs no choice already.
    """

    is_clean: bool
    base: Units
    mine: Units
    theirs: Units


def merge_words(base: Units, mine: Units, theirs: Units, most: int) -> list[Segment] | None:
    """The three texts joined by words, or None for what has more in it than words and for what is too much.

    My change and theirs conflict where fewer than `APART` unchanged words stand between them in `base`, so with two words
    between and not with three. The beginning of a paragraph that both have left counts as `APART` words. The same change
    on both sides is none. Two insertions in one place are a conflict even where one begins like the other.

    `most` bounds the comparisons of words; each side's may take so many.
    """
    tokens = [_tokens(units) for units in (base, mine, theirs)]
    before, my_own, their_own = tokens
    if before is None or my_own is None or their_own is None:
        return None
    if _comparisons(before, my_own) > most or _comparisons(before, their_own) > most:
        return None
    return _segments(_regions(tuple(before), edits_of(before, my_own), edits_of(before, their_own)))


def _tokens(units: Units) -> list[Token] | None:
    """Paragraphs and items of one paragraph as tokens; None where there is anything else."""
    tokens: list[Token] = []
    for unit in units:
        if unit.kind == "list":
            tokens.append(unit)
            continue
        match unit.content:
            case (Paragraph() as paragraph,):
                tokens.append(Unit(unit.kind, ordered=unit.ordered))
                tokens += _words(paragraph)
            case _:
                return None
    return tokens


def _words(paragraph: Paragraph) -> Iterator[str | tuple[Run, ...]]:
    """The first word gets a space, too: it is the same word when another comes before it."""
    text, runs = paragraph.text, paragraph.runs
    if len(runs) == 1 and _is_plain(runs[0]):
        yield from _TOKEN.findall(text if text[0].isspace() else f" {text}")
        return
    number, begin = 0, 0  # the run that the place is in, and where that begins
    for match in _TOKEN.finditer(text):
        place, pieces = match.start(), []
        while place < match.end():
            run = runs[number]
            end = min(match.end(), begin + len(run.text))
            if end > place:
                pieces.append(Run(text[place:end], run.bold, run.italic, run.href))
            place = end
            if place == begin + len(run.text):
                begin, number = place, number + 1
        if match.start() == 0 and not text[0].isspace():
            pieces.insert(0, Run(" "))
        yield "".join(run.text for run in pieces) if all(map(_is_plain, pieces)) else tuple(pieces)


def _is_plain(run: Run) -> bool:
    return not (run.bold or run.italic or run.href)


def _weight(token: Token) -> int:
    match token:
        case Unit():
            return APART
        case str():
            return 1 if _WORD_CHARACTER.search(token) else 0
        case _:
            return 1 if any(_WORD_CHARACTER.search(run.text) for run in token) else 0


def _comparisons(old: Sequence[Token], new: Sequence[Token]) -> int:
    """How many pairs of words have to be compared: none of those with which both begin or end."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    return (len(old) - head - tail) * (len(new) - head - tail)


# --- Which changes meet -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Region:
    """Tokens of the merged text; where `is_clean` all three are what is taken."""

    is_clean: bool
    base: tuple[Token, ...]
    mine: tuple[Token, ...]
    theirs: tuple[Token, ...]


def _regions(base: tuple[Token, ...], mine: list[Edit[Token]], theirs: list[Edit[Token]]) -> Iterator[_Region]:
    done = 0
    for meeting in _meetings(base, mine, theirs):
        start, end = meeting[0][0].start, max(edit.end for edit, _is_mine, _is_theirs in meeting)
        if done < start:
            yield _settled(base[done:start])
        done = end
        my_own = applied(base, start, end, [edit for edit, is_mine, _is_theirs in meeting if is_mine])
        their_own = applied(base, start, end, [edit for edit, _is_mine, is_theirs in meeting if is_theirs])
        if len(meeting) == 1 or my_own == their_own:
            yield _settled(my_own if meeting[0][1] else their_own)
        else:
            yield _Region(False, base[start:end], my_own, their_own)
    if done < len(base):
        yield _settled(base[done:])


def _settled(tokens: tuple[Token, ...]) -> _Region:
    return _Region(True, tokens, tokens, tokens)


def _meetings(base: tuple[Token, ...], mine: list[Edit[Token]], theirs: list[Edit[Token]]) -> Iterator[list[_Sided]]:
    """The edits in the order of the text; those that meet, and what is between them, together."""
    words = [0, *accumulate(map(_weight, base))]  # before each token
    both = set(mine) & set(theirs)
    sided: list[_Sided] = [(edit, True, edit in both) for edit in mine]
    sided += [(edit, False, True) for edit in theirs if edit not in both]
    sided.sort(key=lambda item: (item[0].start, item[0].end))
    # For each edit the first one before it that it meets: the other side's edits pass by once.
    first = list(range(len(sided)))
    for side in (1, 2):
        others = [place for place, item in enumerate(sided) if not item[side]]  # of the other side alone
        passed = 0
        for place, item in enumerate(sided):
            if item[3 - side]:
                continue
            while passed < len(others) and words[item[0].start] - words[sided[others[passed]][0].end] >= APART:
                passed += 1
            if passed < len(others) and others[passed] < place:
                first[place] = others[passed]
    begins = len(sided)
    end = len(sided)
    found: list[list[_Sided]] = []
    for place in range(len(sided) - 1, -1, -1):
        begins = min(begins, first[place])
        if begins == place:
            found.append(sided[place:end])
            end = begins = place
    yield from reversed(found)


# --- Back to paragraphs -----------------------------------------------------------------------------------------------


def _segments(regions: Iterable[_Region]) -> list[Segment] | None:
    """Whole paragraphs of the three; None where words would stand in no paragraph."""
    segments: list[Segment] = []
    sides: tuple[list[Token], list[Token], list[Token]] = ([], [], [])
    is_clean = True

    def close() -> bool:
        nonlocal sides, is_clean
        units = [_units(side) for side in sides]
        before, my_own, their_own = units
        if before is None or my_own is None or their_own is None:
            return False
        if any(units):
            segments.append(Segment(is_clean, before, my_own, their_own))
        sides, is_clean = ([], [], []), True
        return True

    for region in regions:
        if not region.is_clean:
            is_clean = False
            for side, tokens in zip(sides, (region.base, region.mine, region.theirs), strict=True):
                side += tokens
            continue
        for token in region.base:
            if isinstance(token, Unit) and not _ends_with_mark(sides) and not close():
                return None
            for side in sides:
                side.append(token)
    return segments if close() else None


def _ends_with_mark(sides: tuple[list[Token], list[Token], list[Token]]) -> bool:
    """Whether a list has just begun on any side: its first item is not parted from it."""
    return any(bool(side) and isinstance(side[-1], Unit) and side[-1].kind == "list" for side in sides)


def _units(tokens: list[Token]) -> Units | None:
    units: list[Unit] = []
    paragraph: Unit | None = None
    words: list[str | tuple[Run, ...]] = []
    for token in [*tokens, None]:
        if token is not None and not isinstance(token, Unit):
            if paragraph is None:
                return None
            words.append(token)
            continue
        if paragraph is not None and (content := _paragraph(words)):
            units.append(Unit(paragraph.kind, content, paragraph.ordered))
        words = []
        paragraph = token
        if token is not None and token.kind == "list":
            units.append(token)
            paragraph = None
    return tuple(units)


def _paragraph(words: list[str | tuple[Run, ...]]) -> tuple[Block, ...]:
    """The paragraph in canonical form; none where no word is left."""
    runs: list[Run] = []
    for is_text, group in groupby(words, key=lambda word: isinstance(word, str)):
        if is_text:
            runs.append(Run("".join(word for word in group if isinstance(word, str))))
        else:
            runs += [run for word in group for run in word if isinstance(run, Run)]
    return parse(to_html((Paragraph(tuple(runs)),)))

"""Counts of few persons in running text: what a reader could make out somebody by.

A narrative is never rewritten; what is found here needs a decision before it is published.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plans.azerbaijani.letters import DASHES
from plans.checks.count_words import (
    AGES,
    LARGER_AFTER,
    MODIFIERS,
    NATIONALITIES,
    NO_COUNT_AFTER,
    NO_COUNT_BEFORE,
    NO_NATIONALITY,
    NUMBERS,
    PARTS,
    PERSON_ENDINGS,
    PERSONS,
    PLACE_NOUNS,
    TENS,
    THINGS_AFTER,
)
from plans.checks.findings import Finding, Kind, Reason, apart, found_in
from plans.checks.name_words import COUNTRIES, PLACES
from plans.checks.reading import Passage, Placed, placed
from plans.checks.suppression import SMALL
from plans.checks.words import Word, Words
from plans.narrative import Block

_FEW = range(1, 10)
"""Counts that need a decision beside a nationality, an age or a place."""

_DASH = rf"[{re.escape(DASHES)}]"
_PERSON = re.compile(rf"(?:{'|'.join(PERSONS)}){PERSON_ENDINGS}\Z")
_PLURAL_PERSON = re.compile(rf"(?:{'|'.join(PERSONS)})l[aə]r")
_PART_ENDING = re.compile(r"(?:s?[ıiuü])(?:n?[ıiuü]n?|n[aə]|nd[aə]n?)?\Z")
_OF_PERSONS = re.compile(rf"(?:^(?:{'|'.join(PERSONS)})(?:l[aə]r)?|^onlar|^bunlar|l[aə]r[ıi]n)d[aə]n\Z")
_LOCATIVE = re.compile(r"d[aə]n?\Z")
_ORDINAL = re.compile(r"c[ıiuü]")
_GAP = re.compile(r"[^\S\n]{1,3}\Z")
_REPEATED = re.compile(r"[^\S\n]?\(\w{1,20}(?: \w{1,20})?\)[^\S\n]{1,3}\Z")
_RANGE = re.compile(rf"[^\S\n]?{_DASH}[^\S\n]?\Z")
_OF_A_NUMBER = re.compile(rf"(?:[.,:/×№+*=]|{_DASH})\Z|№[^\S\n]\Z|[0-9][^\S\n]\Z")
_CAPACITY = re.compile(r"nəfərlik|nəfərliy")
_BARE = re.compile(r"[1-4](?:[^\S\n]?\([^\W\d_]{1,12}\))?\Z")

_MOST_MODIFIERS = 7
_NEAR = 6  # words between a count and a place, an age or a nationality


@dataclass(frozen=True, slots=True)
class _Count:
    """A count of persons: words `first` to `last` (inclusive)."""

    value: int
    first: int
    last: int


def find_small_counts(text: str) -> tuple[Finding, ...]:
    """Counts of persons from 1 to 4, and under 10 beside a nationality, an age or a place; with the reason.

    In digits and in words: 3 nəfər, iki qurban, 12 nəfərdən 3-ü qadın. Ordinals, dates, ages alone, things and idioms
    (bir sıra şəxs, hər bir şəxs) are none. People in an office who are counted by it (3 mütəxəssis) are none either.
    Time grows with the text.
    """
    words = Words(text)
    return apart(
        found_in(text, Kind.SMALL_COUNT, words.all[count.first].start, words.all[count.last].end, reason)
        for count in _counts(words)
        if (reason := _reason(words, count)) is not None
    )


def find_small_counts_in(blocks: Iterable[Block]) -> tuple[Placed, ...]:
    """The same in a narrative; a cell that is a bare 1 to 4 under or beside a cell that names persons is found, too."""
    return placed(blocks, _in_passage)


def _in_passage(passage: Passage) -> tuple[Finding, ...]:
    found = find_small_counts(passage.text)
    bare = passage.text.strip()
    if not found and _BARE.match(bare) and any(_names_persons(label) for label in passage.labels):
        start = passage.text.index(bare)
        return (found_in(passage.text, Kind.SMALL_COUNT, start, start + 1, Reason.UNDER_FIVE),)
    return found


def _names_persons(label: str) -> bool:
    return any(_PERSON.match(word.small) or _PLURAL_PERSON.match(word.small) for word in Words(label).all)


def _reason(words: Words, count: _Count) -> Reason | None:
    if count.value in SMALL:
        return Reason.UNDER_FIVE
    around = [*_near(words, count, 1), *_near(words, count, -1)]
    inside = words.all[count.first : count.last + 1]
    near = [*inside, *around]
    if any(NATIONALITIES.fit(word) and not NO_NATIONALITY.fit(word) for word in near) or any(
        COUNTRIES.fit(word) and word.is_capital for word in inside
    ):
        return Reason.NATIONALITY
    if any(AGES.fit(word) for word in near):
        return Reason.AGE
    if any(_is_place(word) for word in near):
        return Reason.PLACE
    return None


def _near(words: Words, count: _Count, step: int) -> Iterator[Word]:
    """The words before or after a count, up to the end of the sentence or another number of persons."""
    number = count.last + 1 if step > 0 else count.first - 1
    for _distance in range(_NEAR):
        if not 0 <= number < len(words) or words.begins_sentence(number if step > 0 else number + 1):
            return
        yield words.all[number]
        number += step


def _is_place(word: Word) -> bool:
    return PLACE_NOUNS.fit(word) or (word.is_capital and PLACES.fit(word) and bool(_LOCATIVE.search(word.small)))


def _counts(words: Words) -> Iterator[_Count]:
    number = 0
    while number < len(words):
        count = _count_at(words, number)
        yield from [count] if count else []
        number = count.last + 1 if count else number + 1


def _count_at(words: Words, first: int) -> _Count | None:
    word = words.all[first]
    value = _value_of(word)
    is_part = word.small in PARTS
    if value is None or _is_of_another_number(words, first) or _is_idiom(words, first):
        return None
    number = first + 1
    gap = words.gap(number)
    if word.is_number and gap in DASHES and number < len(words):
        ending = words.all[number].small
        if _PART_ENDING.match(ending) and not _ORDINAL.match(ending):  # 3-ü qadın
            is_part, number = True, number + 1
        elif words.all[number].is_number:
            return None  # the other end of a range is looked at by itself
        else:
            return None
    elif word.is_number and _REPEATED.match(words.text[word.end : word.end + 45].partition(") ")[0] + ") "):
        while number < len(words) and not words.gap(number).startswith(")"):
            number += 1
            if number > first + 4:
                return None
    last = _end_of_persons(words, number, is_part)
    is_share = any(before.small == "hər" for before in words.all[max(0, first - 4) : first])  # hər üç nəfərdən biri
    if last is None and is_part and first and not is_share and _OF_PERSONS.search(words.all[first - 1].small):
        last = number - 1  # 12 nəfərdən 3-ü
    if last is None or (value == 1 and _is_anybody(words, last + 1)):
        return None
    return _Count(value, first, last)


def _is_anybody(words: Words, number: int) -> bool:
    """Whether nobody is counted: bir insan kimi, bir nəfər də olsun."""
    following = [word.small for word in words.all[number : number + 2]]
    return following[:1] == ["kimi"] or following in (["də", "olsun"], ["da", "olsun"], ["belə", "olsun"])


def _value_of(word: Word) -> int | None:
    if word.is_number:
        return int(word.text) if len(word.text) == 1 and word.text != "0" else None
    return NUMBERS.get(word.small) or PARTS.get(word.small)


def _is_of_another_number(words: Words, first: int) -> bool:
    """Whether digits or a word for a number are a part of a longer number, of a date, a share, a sub-point."""
    start, end = words.all[first].start, words.all[first].end
    before, after = words.text[max(0, start - 2) : start], words.text[end : end + 2]
    if words.all[first].is_number:
        range_before = first and _RANGE.fullmatch(words.gap(first)) and words.all[first - 1].is_number
        if _OF_A_NUMBER.search(before) and not (range_before and len(words.all[first - 1].text) == 1):
            return True
        if after[:1] in (".", ",", ":", "/", "%", "×") and after[1:].isdigit():
            return True
        return after.strip()[:1] == "%"
    return first > 0 and (words.all[first - 1].small in TENS) and bool(_GAP.fullmatch(words.gap(first)))


def _is_idiom(words: Words, first: int) -> bool:
    after = words.all[first + 1] if first + 1 < len(words) else None
    if after is not None and (LARGER_AFTER.fit(after) or NO_COUNT_AFTER.fit(after)):
        return True
    return first > 0 and NO_COUNT_BEFORE.fit(words.all[first - 1]) and _GAP.fullmatch(words.gap(first)) is not None


def _end_of_persons(words: Words, number: int, is_part: bool) -> int | None:
    """The last word of the persons counted, behind words that only describe them; None where a thing is counted."""
    for place in range(number, min(number + _MOST_MODIFIERS + 1, len(words))):
        word = words.all[place]
        gap = words.gap(place)
        if place > number and not _GAP.fullmatch(gap) and gap.strip() not in ("", "-", "–", ",", "“", "”"):
            return None
        if place == number and gap.strip(" \u00a0)“") != "":
            return None
        following = words.all[place + 1] if place + 1 < len(words) and _GAP.fullmatch(words.gap(place + 1)) else None
        if _CAPACITY.match(word.small):
            return None
        if _PERSON.match(word.small):
            # 3 nəfər qadın, 1 insan alveri qurbanı; but 3 uşaq bağçası
            if following is None or word.small not in PERSONS:
                return place
            if _PERSON.match(following.small) or following.small.startswith("alver"):
                continue
            return None if THINGS_AFTER.fit(following) else place
        if not (
            MODIFIERS.fit(word) or COUNTRIES.fit(word) or PLACES.fit(word) or (word.is_number and len(word.text) < 3)
        ):
            return None
    return None

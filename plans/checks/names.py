"""A person's name beside a word for a victim."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from plans.checks.findings import Finding, Kind, Reason, found_in
from plans.checks.name_words import (
    AFTER_FEAST,
    CASE_ENDINGS,
    COUNTRIES,
    GIVEN_NAMES,
    NAMED,
    NAMED_AFTER,
    NO_PERSON,
    NOT_VICTIM,
    OFFICES,
    PATRONYMICS,
    PLACES,
    SURNAME_ENDINGS,
    VICTIM_PAIRS,
    VICTIM_STEMS,
    WEAK_ENDINGS,
)
from plans.checks.words import Stems, Word, Words, is_initial

_SURNAME = re.compile(rf"\w\w+(?:{SURNAME_ENDINGS}){CASE_ENDINGS}\Z")
_WEAK_SURNAME = re.compile(rf"\w\w+{WEAK_ENDINGS}{CASE_ENDINGS}\Z")
_ENDING = re.compile(rf"{CASE_ENDINGS}\Z")
_AS_TITLE = re.compile(r"(?:l[aə]r)?(?:s?[ıiuü])?")
_LIST = re.compile(r"\s{0,3}(?:[,;]|,?\s?\(?[0-9]{0,2}[.)]?)\s{0,3}\Z")

_BETWEEN = Stems("şəxs$", "olan$")

_LONGEST_WORD = 40
_LONGEST_NAME = 5  # words: surname, name, name of the father, oğlu
_NEAR_STRONG, _NEAR_WEAK = 12, 3  # words between a name and the word for a victim
_NEAR_OFFICE = 3
_LONGEST_GIVEN = 12


class _Sure(IntEnum):
    """How sure it is that words in capitals are a name."""

    PERHAPS = 0  # they are none that is known to be something else
    KNOWN = 1  # a given name, or called a name
    STRONG = 2  # nothing else is written so


@dataclass(frozen=True, slots=True)
class _Name:
    """Words `first` to `last` (inclusive) that name a person."""

    first: int
    last: int
    sure: _Sure


def find_victim_names(text: str, words: Words, expected: frozenset[Kind]) -> Iterator[Finding]:
    """Names in the neighbourhood of a word for a victim, and names that follow such a name in a row."""
    victims = _victims(words)
    if not victims and Kind.VICTIM_NAME not in expected:
        return
    marked = sorted(victims)
    before = -1  # the last word for a victim so far
    place = 0
    flagged: _Name | None = None
    official: _Name | None = None
    for name in _names(words, victims):
        while place < len(marked) and marked[place] < name.first:
            before = marked[place]
            place += 1
        after = marked[place] if place < len(marked) else -1
        if _has_office(words, name) or (official is not None and _follows(words, official, name)):
            official = name
            continue
        in_row = flagged is not None and _follows(words, flagged, name)
        is_listed = Kind.VICTIM_NAME in expected and (name.sure is _Sure.STRONG or name.first == 0)
        if in_row or is_listed or _is_beside(words, name, before, after):
            yield found_in(text, Kind.VICTIM_NAME, words.all[name.first].start, _end(words, name), Reason.VICTIM)
            flagged = name


def names_a_victim(text: str) -> bool:
    """Whether a short text – a cell, the line before a list – speaks of a victim."""
    return bool(_victims(Words(text)))


def _end(words: Words, name: _Name) -> int:
    last = words.all[name.last]
    return last.end + int(is_initial(last) and words.text[last.end : last.end + 1] == ".")


def _victims(words: Words) -> set[int]:
    found = set()
    for number, word in enumerate(words.all):
        following = words.all[number + 1].small if number + 1 < len(words) else ""
        if word.small.startswith(VICTIM_STEMS):
            is_name = NOT_VICTIM.fit(word) or (
                word.text[0] == "Q" and not words.begins_sentence(number) and word.small == "qurban"
            )
            if not is_name and not following.startswith(AFTER_FEAST):
                found.add(number)
        elif word.small in VICTIM_PAIRS and following.startswith(VICTIM_PAIRS[word.small]):
            found |= {number, number + 1}
    return found


def _names(words: Words, victims: set[int]) -> Iterator[_Name]:
    number = 0
    while number < len(words):
        name = _name_at(words, number, victims)
        if name is None:
            number += 1
        else:
            yield name
            number = name.last + 1


def _name_at(words: Words, first: int, victims: set[int]) -> _Name | None:
    """The name that begins at a word: capitals in a row, a father's name, initials before or after a surname."""
    if first in victims or not _may_name(words, first):
        return None
    last = first
    while last + 1 < len(words) and last + 1 - first < _LONGEST_NAME and last + 1 not in victims:
        gap = words.gap(last + 1)
        follower = words.all[last + 1]
        joined = gap.isspace() or (gap.strip() == "." and is_initial(words.all[last]) and len(gap) < 4)
        is_patronymic = follower.small.startswith(PATRONYMICS)
        if not joined or not (_may_name(words, last + 1) or is_patronymic):
            break
        if words.all[last].small.startswith(PATRONYMICS) and not _is_surname(follower):
            break
        last += 1
        if words.all[last - 1].small.startswith(PATRONYMICS):
            break  # with the surname after a father's name
    parts = words.all[first : last + 1]
    after = words.all[last + 1] if last + 1 < len(words) and words.gap(last + 1).isspace() else None
    if after is not None and NAMED_AFTER.fit(after):
        return None
    # A place, or a word that is a name in an institution's, too: İslam Əməkdaşlıq Təşkilatı.
    if len(parts) == 1 and (
        _is_place(parts[0]) or (after is not None and after.is_capital and last + 1 not in victims)
    ):
        return None
    if _is_strong(words, parts):
        return _Name(first, last, _Sure.STRONG)
    if any(_is_place(part) for part in parts):
        return None
    if any(_is_given(part) for part in parts) or (after is not None and NAMED.fit(after)):
        return _Name(first, last, _Sure.KNOWN)
    return None if is_initial(parts[0]) else _Name(first, last, _Sure.PERHAPS)


def _may_name(words: Words, number: int) -> bool:
    word = words.all[number]
    if not word.is_capital or len(word.text) > _LONGEST_WORD or not word.text.isalpha():
        return False
    if is_initial(word) or _is_surname(word) or _is_given(word):
        return True  # Nazirov and Yaşar, too
    is_abbreviation = word.text.isupper()
    return not (is_abbreviation or NO_PERSON.fit(word) or _is_office(word))


def _is_strong(words: Words, parts: list[Word]) -> bool:
    """A father's name, a surname beside a name or an initial, or two initials."""
    if len(parts) > 1 and any(part.small.startswith(PATRONYMICS) for part in parts[1:]):
        return True
    surnames = [part for part in parts if _is_surname(part)]
    initials = [part for part in parts if is_initial(part)]
    if surnames and not any(_is_place(part) for part in surnames):
        return True
    if len(parts) > 1 and (initials or any(_is_given(part) for part in parts)):
        weak = [part for part in parts if _WEAK_SURNAME.match(part.small) and not _is_place(part)]
        if weak or sum(_is_given(part) for part in parts) > 1:
            return True
    return len(initials) > 1 and len(initials) == len(parts) and _has_stops(words, parts)


def _has_stops(words: Words, parts: list[Word]) -> bool:
    return all(words.text[part.end : part.end + 1] == "." for part in parts)


def _is_surname(word: Word) -> bool:
    return bool(_SURNAME.match(word.small)) and not COUNTRIES.fit(word)


def _is_given(word: Word) -> bool:
    """Whether a word is a given name in any case: Nümunənin, Aysələ."""
    small = word.small
    return any(
        small[:length] in GIVEN_NAMES and _ENDING.match(small, length)
        for length in range(3, min(len(small), _LONGEST_GIVEN) + 1)
    )


def _is_place(word: Word) -> bool:
    return PLACES.fit(word) or COUNTRIES.fit(word)


def _has_office(words: Words, name: _Name) -> bool:
    """Whether a word for an office stands right before a name (rəisi N. Nümunəyev), or after it and a comma."""
    number = name.first - 1
    if number >= 0 and words.all[number].small == "olan":
        number -= 1
    if number >= 0 and not words.begins_sentence(number + 1) and _is_office(words.all[number]):
        return True
    after = words.text[_end(words, name) : _end(words, name) + 3].strip()[:1]
    if not after or after not in ",(–-":
        return False
    for number in range(name.last + 1, min(len(words), name.last + 1 + _NEAR_OFFICE)):
        if words.begins_sentence(number):
            break
        if _is_office(words.all[number]):
            return True
    return False


def _is_office(word: Word) -> bool:
    """Whether a word is an office as it stands beside a name: rəis, rəisi, əməkdaşları, but not rəisə."""
    return OFFICES.fit(word) and any(
        word.small.startswith(stem) and _AS_TITLE.fullmatch(word.small, len(stem)) for stem in OFFICES.all
    )


def _follows(words: Words, flagged: _Name, name: _Name) -> bool:
    """Whether a name stands in a row with one before it: Nümunəyev N., Sınaqova S. və Misalov M."""
    if name.first == flagged.last + 1:
        return bool(_LIST.search(words.text[_end(words, flagged) : words.all[name.first].start]))
    return name.first == flagged.last + 2 and words.all[flagged.last + 1].small in ("və", "ilə", "həmçinin")


def _is_beside(words: Words, name: _Name, before: int, after: int) -> bool:
    """Whether the last word for a victim before a name, or the next after it, is near enough to mean it."""
    if name.sure is _Sure.PERHAPS:
        # Only right behind a word for one victim: zərərçəkmiş Nümunəyə, qurban Nümunə.
        is_one = 0 <= before >= name.first - 2 and not any(
            plural in words.all[before].small for plural in ("lar", "lər")
        )
        between = words.all[before + 1 : name.first] if is_one else []
        return is_one and words.gap(name.first).isspace() and all(_BETWEEN.fit(word) for word in between)
    strong = name.sure is _Sure.STRONG
    near = _NEAR_STRONG if strong else _NEAR_WEAK
    if before >= 0 and name.first - before <= near and _is_linked(words, before + 1, name.first, strong):
        return True
    return after >= 0 and after - name.last <= near and _is_linked(words, name.last + 1, after, strong)


def _is_linked(words: Words, first: int, last: int, strong: bool) -> bool:
    """Whether no sentence ends between; one may where nothing but a name is written as the name is."""
    ends = sum(words.begins_sentence(number) for number in range(first, last + 1))
    return ends <= int(strong)

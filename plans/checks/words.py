"""The words of a text with their places, and what stands around a place."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from plans.azerbaijani import lower

_WORD = re.compile(r"[^\W_]++(?:[’'][^\W_]++)*+")
_SENTENCE_END = re.compile(r"[.!?…;]|\n[^\S\n]{0,4}\n")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters and digits: `text` is characters `start` to `end` (exclusive), `small` the same in small letters."""

    text: str
    small: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_number(self) -> bool:
        return self.text[0] in "0123456789"


def words_of(text: str) -> list[Word]:
    small = lower(text)
    if len(small) != len(text):  # an i whose dot stands by itself
        return [Word(match[0], lower(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]
    spans = (match.span() for match in _WORD.finditer(text))
    return [Word(text[start:end], small[start:end], start, end) for start, end in spans]


class Words:
    """The words of one text, and questions about what stands between them."""

    def __init__(self, text: str):
        self.text = text
        self.all = words_of(text)
        self._starts = [word.start for word in self.all]

    def __len__(self) -> int:
        return len(self.all)

    def number_at(self, place: int) -> int:
        """The number of the first word that begins at the place or after it; as many as there are where none does."""
        return bisect_left(self._starts, place)

    def gap(self, number: int) -> str:
        """What stands between a word and the one before it."""
        if not 0 < number < len(self.all):
            return "\n\n"
        return self.text[self.all[number - 1].end : self.all[number].start]

    def begins_sentence(self, number: int) -> bool:
        """Whether a sentence ends right before a word. The full stop of an initial (N. Nümunəyev) ends none."""
        if number <= 0:
            return True
        gap = self.gap(number)
        if not _SENTENCE_END.search(gap):
            return False
        return not (is_initial(self.all[number - 1]) and gap.strip() == ".")


def is_initial(word: Word) -> bool:
    """One capital letter: N of N. Nümunəyev."""
    return len(word.text) == 1 and word.text.isalpha() and word.is_capital


class Stems:
    """A list of words as they begin; those that end in "$" are whole words."""

    def __init__(self, *stems: str):
        self._whole = frozenset(stem[:-1] for stem in stems if stem.endswith("$"))
        self._beginnings = tuple(stem for stem in stems if not stem.endswith("$"))
        self.all = tuple(stem.rstrip("$") for stem in stems)

    def fit(self, word: Word) -> bool:
        return word.small.startswith(self._beginnings) or word.small in self._whole

"""Texts as the reader compares them: one small ASCII form, with the way back to the text as it stands."""

from dataclasses import dataclass
from functools import lru_cache

from plans.azerbaijani import fold
from reports.importer.parse.spelling import LOOKALIKES, SCHWAS


@dataclass(frozen=True, slots=True)
class FoldedText:
    """`key`: small letters without marks (ə as e, ı as i …), one kind of quote, dash and space, nothing invisible.

    `positions[i]` is where the i-th character of the key stands in the original; one more entry marks its end.
    """

    key: str
    positions: tuple[int, ...]


def fold_text(text: str, limit: int | None = None) -> FoldedText:
    """Fold `text` (or its first `limit` characters) for recognition; runs of white space keep their length."""
    characters: list[str] = []
    positions: list[int] = []
    part = text if limit is None else text[:limit]
    for position, character in enumerate(part):
        for folded in _fold_character(character):
            characters.append(folded)
            positions.append(position)
    return FoldedText("".join(characters), (*positions, len(part)))


def fold_key(text: str, limit: int | None = None) -> str:
    """Only the key of `fold_text`."""
    part = text if limit is None else text[:limit]
    return "".join(map(_fold_character, part))


def fold_letters(text: str) -> str:
    """The key of `text` without any white space: “M Ə L U M A T” → "melumat"."""
    return fold_key(text).replace(" ", "")


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    # Character by character, and loosely: a combining mark folds to nothing, as the letter that carries it loses it.
    if character.isspace():
        return " "
    character = LOOKALIKES.get(character) or SCHWAS.get(character) or character
    return fold(character, loose=True)

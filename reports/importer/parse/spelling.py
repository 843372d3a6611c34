"""Letters that look right and are not: found, and the corrected form offered. Texts themselves are never changed."""

import re

from plans.azerbaijani import normalized
from reports.importer.notes import Note, Remark

# Capital and small Cyrillic letters drawn like Latin ones; ministries' own pages mix them into Azerbaijani words.
LOOKALIKES: dict[str, str] = dict(zip("АВЕКМНОРСТУХІЈЅҺӘаекорсухіјѕһә", "ABEKMHOPCTYXIJSHƏaekopcyxijshə", strict=True))
# The reversed e of other alphabets, drawn like the schwa.
SCHWAS = {"\u018e": "Ə", "\u01dd": "ə"}
NO_BREAK_SPACES = "\u00a0\u202f\u2007"
_NO_BREAK = frozenset(NO_BREAK_SPACES)
# Soft hyphen, zero-width characters, word joiner, byte-order mark.
INVISIBLES = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

_SUSPICIOUS = re.compile(f"[{NO_BREAK_SPACES}{INVISIBLES}\u0300-\u036f\u0400-\u04ff\u018e\u01dd]")
_WORD = re.compile(f"[\\w\u0300-\u036f{INVISIBLES}]+")
_SPACED = re.compile(f"[\\S{NO_BREAK_SPACES}]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u0259]")
_TO_LATIN = str.maketrans(LOOKALIKES)
_TO_SCHWA = str.maketrans(SCHWAS)
_VISIBLE = str.maketrans(dict.fromkeys(INVISIBLES, ""))
_TO_SPACE = str.maketrans(dict.fromkeys(NO_BREAK_SPACES, " "))


def correct_text(text: str) -> str:
    """`text` with everything put right that `spelling_notes` remarks about it."""
    if not _SUSPICIOUS.search(text):
        return text
    is_latin = _is_latin(text)
    corrected = _WORD.sub(lambda match: _correct_word(match[0], is_latin), text.translate(_TO_SPACE))
    return normalized("NFC", corrected)


def spelling_notes(text: str) -> list[Note]:
    """A note for each different fragment of `text` that holds a wrong character, with the fragment corrected.

    The corrected form of a fragment has all its faults removed, so notes about one fragment agree.
    """
    if not _SUSPICIOUS.search(text):
        return []
    is_latin = _is_latin(text)
    found: dict[Note, None] = {}
    for match in _SPACED.finditer(text):
        if not _NO_BREAK.isdisjoint(match[0]):
            found[Note(Remark.NBSP, match[0], correct_text(match[0]))] = None
    for match in _WORD.finditer(text):
        word = match[0]
        if _SUSPICIOUS.search(word):
            corrected = normalized("NFC", _correct_word(word, is_latin))
            for code in _faults(word, is_latin):
                found[Note(code, word, corrected)] = None
    return list(found)


def _faults(word: str, is_latin: bool) -> list[Remark]:
    faults = []
    if _has_lookalikes(word, is_latin):
        faults.append(Remark.CYRILLIC)
    if any(schwa in word for schwa in SCHWAS):
        faults.append(Remark.SCHWA)
    if normalized("NFC", word) != word:
        faults.append(Remark.DECOMPOSED)
    if any(character in word for character in INVISIBLES):
        faults.append(Remark.INVISIBLE)
    return faults


def _correct_word(word: str, is_latin: bool) -> str:
    word = word.translate(_VISIBLE).translate(_TO_SCHWA)
    return word.translate(_TO_LATIN) if _has_lookalikes(word, is_latin) else word


def _has_lookalikes(word: str, is_latin: bool) -> bool:
    """Whether Cyrillic letters stand in for Latin ones: next to Latin letters, or alone in a Latin text (“о cümlədən”)."""
    cyrillic = _CYRILLIC.findall(word)
    if not cyrillic:
        return False
    if _LATIN.search(word):
        return any(letter in LOOKALIKES for letter in cyrillic)
    return is_latin and all(letter in LOOKALIKES for letter in cyrillic)


def _is_latin(text: str) -> bool:
    return len(_LATIN.findall(text)) > len(_CYRILLIC.findall(text))

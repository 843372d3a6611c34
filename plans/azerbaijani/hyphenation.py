"""Where a word may break at the end of a line: by its syllables, as the school teaches them.

A syllable has one vowel and begins with the last consonant before it; roots and suffixes play no part. One letter alone is
neither left behind nor taken over. Where the rule knows nothing – another language or alphabet, capitals inside, addresses,
figures – a word stays whole.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from plans.azerbaijani.letters import ALPHABET, CLOSING_QUOTES, DASHES, VOWELS, lower, upper

SHORTEST, LONGEST = 5, 40  # letters of a word that may break; what is longer is none, or is broken anywhere
FEWEST = 2  # letters on either line

_CAPITALS = upper(ALPHABET)
_WORD = re.compile(f"[{_CAPITALS}{ALPHABET}][{ALPHABET}]{{{SHORTEST - 1},{LONGEST - 1}}}")
# Of many consonants the last two begin a syllable: sen-tyabr, ak-tyor, eks-press, kons-truksiya.
_OF_THREE = re.compile("ty")
_OF_FOUR = re.compile("[bdfkpqt][lr]|ty")
# Compounds whose second part begins with a vowel part at the joint, which is the end of the group.
_JOINTS = re.compile(
    "(lar|lər|rayon|şəhər|region|sektor|xalq)arası"
    "|^(yer|gün|baş)(?:altı|üstü|orta)"
    "|^(bir|üç|dörd|beş|on|yüz|çox|yarım)(?:il|uşaq|aylıq)"
    "|^(azər)(?:enerji|işıq)"
    "|^(ümum)(?:işlək|ölkə)"
    "|^(özünü)idarə|^(super)istifadə"
    "|^(video|audio|radio)çarx"
    "|^(arzu|bəyan|bərpa|davam|daxil|əldə|həll|hesab|hiss|icra|idarə|ifadə|inkar|istehsal|istifadə|izah|ləğv|müəyyən|müraciət"
    "|nəzarət|qeyd|qəbul|təhsil|təkrar|təmin|təqdim|təsdiq|təşkil|tətbiq|təyin|xidmət)(?:et|ed|ol)"
)
# Letters that do not meet in Azerbaijani: words of other languages stay whole.
_FOREIGN = re.compile("ck|ee|gh|ou|ph|sh|th|oo[dgkm]|(?:at|s)ion$|ing$|[^aeəıioöuü]e$")

_TOKEN = re.compile(r"\S+")
_LETTERS = re.compile(r"[^\W\d_]+")
# An address, a path, a number with letters: nothing of it is a word.
_NO_WORDS = re.compile(r"[\d@/\\_=]|www\.")
_ABBREVIATED = re.compile(f"[{_CAPITALS}]{{2}}[{DASHES}]")
_BEFORE = frozenset("“”„‟«»‹›‘’\"'([{…" + DASHES)
_AFTER = frozenset(CLOSING_QUOTES + ")]}.,;:!?…" + DASHES)


@lru_cache(maxsize=8_192)
def break_points(word: str) -> tuple[int, ...]:
    """The places in a word before which it may be broken, in order: “tədbirlər” → (3, 6), təd-bir-lər.

    None in what is no word of small Azerbaijani letters, or of one capital and small ones, of 5 to 40 letters.
    """
    if not _WORD.fullmatch(word):
        return ()
    small = lower(word)
    if _FOREIGN.search(small):
        return ()
    vowels = [place for place, letter in enumerate(small) if letter in VOWELS]
    points = {_begin_of_syllable(small, before, vowel) for before, vowel in pairwise(vowels)}
    for match in _JOINTS.finditer(small):
        joint = match.end(match.lastindex or 0)
        points = {point for point in points if abs(point - joint) > 1} | {joint}
    return tuple(sorted(point for point in points if FEWEST <= point <= len(word) - FEWEST))


def _begin_of_syllable(small: str, before: int, vowel: int) -> int:
    """Where the syllable of a vowel begins; `before` is the place of the vowel before it. 0 where nobody knows."""
    consonants = vowel - before - 1
    if consonants > 4:
        return 0
    together = {3: _OF_THREE, 4: _OF_FOUR}.get(consonants)
    if together and together.match(small, vowel - 2):
        return vowel - 2
    return vowel - min(consonants, 1)


def is_kept_whole(token: str) -> bool:
    """Whether nothing of a token, which has no white space, is a word: an address, a number, an abbreviation with suffix."""
    return bool(_NO_WORDS.search(token) or _ABBREVIATED.search(token))


def breakable_words(text: str) -> Iterator[tuple[int, int]]:
    """The words of a text that have break points, as (beginning, end), in order.

    The suffix after a closing quote is none, nor what stands beside an apostrophe or a full stop within.
    """
    for token in _TOKEN.finditer(text):
        if is_kept_whole(token[0]):
            continue
        for letters in _LETTERS.finditer(text, token.start(), token.end()):
            start, end = letters.span()
            if (
                (start == token.start() or _begins(text, start, token.start()))
                and (end == token.end() or _ends(text, end, token.end()))
                and break_points(letters[0])
            ):
                yield start, end


def _begins(text: str, start: int, first: int) -> bool:
    """Whether a word can begin after the sign before it; a quote that follows a letter has closed something."""
    sign = text[start - 1]
    return sign in _BEFORE and not (sign in CLOSING_QUOTES and start - 1 > first and text[start - 2].isalnum())


def _ends(text: str, end: int, last: int) -> bool:
    """Whether a word can end before the sign after it: a full stop or an apostrophe with letters after it is inside."""
    sign = text[end]
    return sign in _AFTER and not (sign in ".'’‘" and end + 1 < last and text[end + 1].isalpha())

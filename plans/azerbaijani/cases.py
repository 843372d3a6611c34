"""Case suffixes of names, titles and numbers.

The rules cover regular words. What no rule can know is stored with the record by a coordinator and passed as
``stored``: abbreviations (DİN-in, DMX-nin: how an abbreviation is read aloud varies) and irregular nouns (su → suyun).
"""

import re
from collections.abc import Mapping
from typing import Literal, get_args

from plans.azerbaijani.letters import (
    CLOSING_QUOTES,
    VOWELS,
    high_vowel_after,
    last_vowel,
    low_vowel_after,
    lower,
    upper,
)
from plans.azerbaijani.ordinals import last_number, last_spoken_word

Case = Literal["nominative", "genitive", "dative", "accusative", "locative", "ablative"]
CASES: tuple[Case, ...] = get_args(Case)

# The 3rd-person possessive is -ı/-i/-u/-ü (-sı … after a vowel), so no other ending can be one.
_POSSESSIVE_ENDINGS = "ıiuü"
_SOFTENED = {"k": "y", "q": "ğ", "K": "Y", "Q": "Ğ"}
# Loan words of two or more syllables that keep their k or q before a vowel (hüququn, əmlakın).
# fmt: off
_NOT_SOFTENED = frozenset({
    "hüquq", "ittifaq", "təsdiq", "tətbiq", "tədqiq", "təhqiq", "təşviq", "əxlaq", "istintaq", "üfüq", "müttəfiq",
    "əmlak", "iştirak", "idrak",
})
# Words whose last ı, i, u or ü belongs to them: towns and districts, and nouns in which plans are called.
_NEVER_POSSESSIVE = frozenset({
    "bakı", "şəki", "şamaxı", "xızı", "ismayıllı", "qubadlı", "yardımlı", "masallı", "saatlı", "füzuli", "xankəndi",
    "xocalı", "kəngərli", "ağsu", "əhali", "seçki", "vergi", "sərgi", "bilgi", "körpü", "ordu", "su", "qayğı", "çağrı",
})
# fmt: on
_ROMAN = re.compile(r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_BRACKET_AT_END = re.compile(r"(?<!\s)\s+\([^()]*\)\Z")
_LAST_WORD = re.compile(r"(?:(?<![0-9])[0-9]++|(?<![^\W\d_])[^\W\d_]++)(?=[\W_]*\Z)")
# The longest abbreviation of a state agency has six letters (AQUPDK); a longer word makes the capitals a title's, and so do
# words that titles of plans have.
_LONGEST_ABBREVIATION = 6
# fmt: off
_OF_TITLES = frozenset({
    "plan", "planı", "paket", "paketi", "yol", "milli", "dövlət", "yeni", "yaşıl", "təmiz", "sağlam", "gənc", "ailə", "uşaq",
    "bakı", "şəki",
})
# fmt: on


def with_case(name: str, case: Case, *, possessive: bool = True, stored: Mapping[str, str] | None = None) -> str:
    """Return ``name`` in ``case``: “…Planı”nda, Dövlət Miqrasiya Xidmətinin, Bakıda, 21-dən.

    ``stored`` maps cases to forms a coordinator has written; a non-empty one is returned as it stands.
    The nominative returns ``name`` unchanged.

    ``possessive=True`` (the default: names of agencies and acts nearly always end so) reads a last ı, i, u or ü as
    the 3rd-person possessive, which puts n before the suffix: Xidməti → Xidmətinə, Şurası → Şurasında. A name
    with another ending (Əsasnamə, Nazirlik) cannot be possessive and is inflected as a plain noun whatever the
    flag says; so are towns and some nouns that are known to end so (Bakı → Bakıda). Other plain nouns in ı, i, u, ü need
    ``possessive=False``. A Roman numeral at the end is read as its number: “Proqram II”də, “Proqram VI”da.

    Plain nouns of two or more syllables soften a last k to y and q to ğ before a vowel: Agentlik → Agentliyin.
    A quoted name is never changed inside: the suffix follows the closing quotes, joined (“Agentlik”in), and so does
    that of a number (“Məktəb-3”ün); an unquoted number takes a hyphen (6-nın). A bracket at the end does not count:
    Xidmətinin (DMX), “Qaydaları (indikatorları)”nda. A title all in capitals (at least one word of more than six
    letters or one that titles have, or it is taken for an abbreviation) gets its suffix in capitals, but not outside of
    quotes, where the sentence goes on in small letters.

    Raises ValueError for an unknown case, a name without letter or digit, and an abbreviation, whose forms have to
    be stored.
    """
    if case not in CASES:
        raise ValueError(f"“{case}” is not a case; use one of {', '.join(CASES)}.")
    if stored and stored.get(case):
        return stored[case]
    if case == "nominative":
        return name

    trimmed = name.strip()
    head = _BRACKET_AT_END.sub("", trimmed)
    bracket = trimmed[len(head) :]
    inside = head.rstrip(CLOSING_QUOTES)
    quoted = inside != head
    match = _LAST_WORD.search(_BRACKET_AT_END.sub("", inside) if quoted else inside)
    if match is None:
        raise ValueError(f"“{name}” has no last word to put into the {case}; give a name with letters or digits.")
    word = match[0]

    is_number = word[0] in "0123456789"
    number = last_number(head[: match.end()]) if is_number else _roman(word) if match.start() else 0
    if number or is_number:
        suffix = _suffix(last_spoken_word(number), case, possessive=False)
        if not quoted:
            suffix = "-" + suffix
    else:
        in_capitals = _is_set_in_capitals(trimmed)
        if last_vowel(word) is None or (_is_abbreviation(word) and not in_capitals):
            raise ValueError(f"“{word}” is an abbreviation; store its {case} with the record, it cannot be computed.")
        suffix = _suffix(word, case, possessive=possessive)
        if in_capitals and not quoted:
            suffix = upper(suffix)

    if quoted:
        return head + suffix + bracket
    if lower(suffix[0]) in VOWELS:
        word = _softened(word)
    return head[: match.start()] + word + suffix + head[match.end() :] + bracket


def _suffix(word: str, case: Case, *, possessive: bool) -> str:
    """Return the suffix of ``word`` (letters with at least one vowel) for any case but the nominative."""
    high, low = high_vowel_after(word), low_vowel_after(word)
    last = lower(word[-1])
    # The buffer consonants before the genitive and accusative, the dative, the locative and ablative.
    if possessive and last in _POSSESSIVE_ENDINGS and lower(word) not in _NEVER_POSSESSIVE:
        buffer, dative_buffer, locative_buffer = "n", "n", "n"
    elif last in VOWELS:
        buffer, dative_buffer, locative_buffer = "n", "y", ""
    else:
        buffer, dative_buffer, locative_buffer = "", "", ""
    return {
        "genitive": f"{buffer}{high}n",
        "dative": f"{dative_buffer}{low}",
        "accusative": f"{buffer}{high}",
        "locative": f"{locative_buffer}d{low}",
        "ablative": f"{locative_buffer}d{low}n",
    }[case]


def _softened(word: str) -> str:
    """Return ``word`` as it stands before a vowel: Nazirlik → Nazirliy, Prokurorluq → Prokurorluğ, Bank → Bank."""
    small = lower(word)
    polysyllabic = sum(letter in VOWELS for letter in small) > 1
    if polysyllabic and small[-1] in "kq" and small[-2] in VOWELS and small not in _NOT_SOFTENED:
        return word[:-1] + _SOFTENED[word[-1]]
    return word


def _roman(word: str) -> int:
    """The number that a Roman numeral below 400 means; 0 for any other word."""
    if not _ROMAN.match(word):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in word]
    return sum(
        value if place + 1 == len(values) or value >= values[place + 1] else -value
        for place, value in enumerate(values)
    )


def _is_abbreviation(word: str) -> bool:
    return len(word) > 1 and word[-1].isupper()


def _is_set_in_capitals(name: str) -> bool:
    """True for a title all in capitals (DÖVLƏT MİQRASİYA XİDMƏTİ), False for an abbreviation (DİN İAMBİ)."""
    words = re.findall(r"[^\W\d_]+", name)
    return all(word.isupper() for word in words) and any(
        len(word) > _LONGEST_ABBREVIATION or lower(word) in _OF_TITLES for word in words
    )

"""Words that say what the number after them is: telefon, FİN, vəsiqə, pasport, hesab."""

import re
from collections.abc import Iterator

from plans.azerbaijani.letters import DASHES
from plans.checks.findings import Kind
from plans.checks.words import Stems, Word, Words

# Stems, as words begin; those that end in "$" are whole words.
_STEMS = (
    (
        Kind.TELEPHONE,
        Stems("telefon", "tel$", "mob$", "mobil", "faks", "whatsapp", "vatsap", "votsap", "viber", "phone"),
    ),
    (Kind.FIN, Stems("fin$", "fini$", "finkod", "fincod", "pin$", "fərdi")),
    (Kind.IDENTITY_CARD, Stems("vəsiqə", "şv$", "id$")),
    (Kind.PASSPORT, Stems("pasport", "passport")),
    (Kind.CAR_PLATE, Stems("dqn", "avtomobil", "nişan")),
    (Kind.BANK_ACCOUNT, Stems("iban", "hesab", "kart$", "kartı", "kartın")),
    (Kind.EMAIL, Stems("email", "poçt")),
)
_ANY = Stems(*(f"{stem}" for _kind, stems in _STEMS for stem in stems.all))
# What may stand between a label and its number.
_BETWEEN = Stems(
    "nömrə", "n$", "no$", "nr$", "kod", "seriya", "əlaqə", "mobil", "mob$", "tel$", "telefon", "ev$", "iş$", "şəxsi",
    "identifikasiya", "bank", "valyuta", "manat$", "cari$", "müştəri", "və$", "onun$", "üçün$", "isə$", "aze$", "aa$",
    "dövlət", "qeydiyyat", "daxili$", "ümumvətəndaş", "xarici$", "fin$", "fərdi", "vəsiqəsi", "vətəndaş", "kart",
    "whatsapp", "verilmiş", "sıra$", "rəqəm", "məlumat",
)  # fmt: skip
_MOST_BETWEEN = 4
# What may stand between a number and a label behind it: AB 1234567 nömrəli pasport.
_BEFORE = Stems(
    "nömrəli$",
    "seriyalı$",
    "saylı$",
    "biometrik",
    "xidməti$",
    "diplomatik",
    "şəxsiyyət",
    "ümumvətəndaş",
    "mobil",
)
_MOST_BEFORE = 6
_NO_LINK = re.compile(r"[.!?…]\s|\n\s{0,4}\n|[|/\\]{2}")
_LABEL_IN_SHORT = 60  # characters of a cell that may name what the cell beside it holds

# Right before a number: that it numbers a thing or a paper, and no person.
_CODE_BEFORE = re.compile(
    r"(?:[№#§]|\b(?:kod|vöen|voen|isbn|issn|inventar|model|marka|artikul|büdcə|maddə|bənd|layihə|standart|qost|gost"
    r"|iso|iec|en|akt|sifariş|faktura|müqavilə|lisenziya|partiya|versiya|printer|skaner|noutbuk|kompüter|monitor|server|kamera|cihaz|avadanlı)\w{0,8}"
    r"(?: (?:nömrə|kod|seriya|№|n|no)\w{0,5})?)[ :.,№(\u00a0-]{0,4}\Z",
    re.IGNORECASE,
)
_CODE_AFTER = re.compile(
    r"[ \u00a0]?(?:-?[a-zəıöüğçş]{1,4} )?(?:nömrəli(?! (?:telefon|mobil))|saylı|№-li|model|markalı|tipli|kod|standart"
    r"|seriyalı (?:avadanlıq|cihaz|printer))",
    re.IGNORECASE,
)
# After a number: that it counts.
_COUNTED = re.compile(
    r"[ \u00a0](?:nəfər|manat|ədəd|müraciət|zəng|vətəndaş|əcnəbi|miqrant|şəxs|uşaq|qadın|dəfə|nüsxə|min\b|milyon|faiz"
    r"|hal\b|halda\b|dollar|avro|kvadrat|kilometr|metr|ton\b|litr|sənəd|vəsiqə|pasport|il\b|ildə\b|abunəçi|sms|mesaj|istifadəçi)",
    re.IGNORECASE,
)
_WIDTH = 40


def kinds_named(word: Word) -> tuple[Kind, ...]:
    return tuple(kind for kind, stems in _STEMS if stems.fit(word)) if _ANY.fit(word) else ()


def kinds_expected(label: str) -> frozenset[Kind]:
    """What a cell of a few words says that the cell beside or below it holds."""
    if len(label) > _LABEL_IN_SHORT:
        return frozenset()
    return frozenset().union(*(kinds_named(word) for word in Words(label).all))


def labelled_places(words: Words, expected: frozenset[Kind]) -> Iterator[tuple[int, Kind]]:
    """Where what a label names may begin: right after it, or up to four words of its own kind further on.

    A label names more than one number where only "və" or a comma stands between them; the caller goes on from there.
    """
    for kind in sorted(expected):
        yield 0, kind
    for number, word in enumerate(words.all):
        for kind in kinds_named(word):
            yield from ((place, kind) for place in _places_before(words, number))
            for after in range(number + 1, min(number + 2 + _MOST_BETWEEN, len(words))):
                if _NO_LINK.search(_without_abbreviation(words, after)):
                    break
                yield words.all[after].start, kind
                if not _BETWEEN.fit(words.all[after]) and not _is_case_ending(words, after):
                    break


def _places_before(words: Words, number: int) -> Iterator[int]:
    """Where a number may begin that ends right before "nömrəli pasport"."""
    seen_link = False
    for before in range(number - 1, max(-1, number - 1 - _MOST_BEFORE), -1):
        word = words.all[before]
        if words.gap(before + 1).strip() not in ("", "№", "-"):
            return
        if _BEFORE.fit(word):
            seen_link = seen_link or word.small.endswith("lı") or word.small.endswith("li")
        elif seen_link and (word.is_number or (word.text.isupper() and len(word.text) < 4) or word.text[-1].isdigit()):
            yield word.start
        else:
            return


def _is_case_ending(words: Words, number: int) -> bool:
    """Whether a word is what a case puts behind an abbreviation: FİN-i, IBAN-ı."""
    return words.gap(number) in DASHES and len(words.all[number].text) <= 4 and words.all[number].text.isalpha()


def _without_abbreviation(words: Words, number: int) -> str:
    """The gap before a word, without the full stop that only shortens the word before it (tel. 412 34 56)."""
    gap = words.gap(number)
    return gap[1:] if gap.startswith(".") and len(words.all[number - 1].text) <= 4 else gap


def is_a_code(text: str, start: int, end: int) -> bool:
    """Whether what stands around a run of signs says that it numbers a thing or a paper."""
    return has_code_before(text, start) or bool(_CODE_AFTER.match(text, end))


def has_code_before(text: str, start: int) -> bool:
    return bool(_CODE_BEFORE.search(text[max(0, start - _WIDTH) : start]))


def is_counting(text: str, end: int) -> bool:
    """Whether the word after a number is what it counts."""
    return bool(_COUNTED.match(text, end))

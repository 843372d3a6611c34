"""The signature block at the end of a report: position and name, executor, annexes, place and date."""

import re
from collections.abc import Sequence

from plans.azerbaijani import MONTHS
from reports.importer.blocks import SourceBlock
from reports.importer.parse.folding import fold_key

_LONGEST_LINE = 140
_LONGEST_POSITION = 100
_MOST_TABLE_ROWS = 3
_MOST_POSITION_LINES = 2
_UP, _LOW = "A-ZÇƏĞIİÖŞÜ", "a-zçəğıiöşü"
_CAPS = rf"[{_UP}]{{3,}}(?:-[{_UP}]+)*"
_PROPER = rf"[{_UP}][{_LOW}]+"
_INITIALS = rf"(?:[{_UP}]\.\s*){{1,2}}"
# “A. NÜMUNƏLİ”, “Ad NÜMUNƏLİ”; after a gap also “Ad Nümunəli”, “A. Nümunəli”.
_CERTAIN_NAME = rf"(?:{_INITIALS}{_CAPS}|{_PROPER}(?:\s+{_PROPER})?\s+{_CAPS})"
_LIKELY_NAME = rf"(?:{_CERTAIN_NAME}|{_INITIALS}{_PROPER}|{_PROPER}(?:\s+{_PROPER}){{1,2}})"
_NAME_LINE = re.compile(rf"[_\s]*(?:{_CERTAIN_NAME}|{_INITIALS}{_PROPER})")
_GAPPED = re.compile(
    rf"(?P<position>\S.*?)(?:\t++|\s{{3,}}+|\s*+_{{2,}}+)[\s_]*+(?:(?P<certain>{_CERTAIN_NAME})|{_LIKELY_NAME})"
)
_SPACED = re.compile(rf"(?P<position>\S.*?)\s++{_CERTAIN_NAME}")

_MONTH = "|".join(fold_key(month) for month in MONTHS)
_DATE = rf'(?:["_ ]*\d{{0,2}}["_ ]*(?:{_MONTH}|_{{2,}})[a-z]*\s+|\d{{1,2}}\.\d{{1,2}}\.)\d{{4}}(?:\s?-?\s?c[iu])?(?:\s+il)?\.?'
_CITY = r"[a-z]+\s+(?:seheri|s\.|sh\.|rayonu|qesebesi)"
# Whole lines that occur only below a text; matched against the key of `folding`.
_FORMULAS = re.compile(
    rf"""(?:icraci|hazirladi)\s*:.*
    | (?:tel|telefon|mob|faks)\s?\.?\s?:.*
    | e-?\s?(?:mail|poct)\s?:.*
    | elave(?:ler)?\s*:.*(?:vereq|sehife|nusxe).*
    | {_CITY}\s*,?\s*(?:{_DATE})?
    | {_DATE}
    | (?:no|№)\s?[\w/.-]{{1,20}}
    | \(?\s*(?:m\.?\s?y\.?|imza|mohur|mohur\s+yeri)\s*\)?
    | hormetle\s*,?""",
    re.VERBOSE,
)
_POSITION = re.compile(
    r"\b(?:nazir|reis|sedr|mudir|direktor|rehber|katib|prokuror|basci|komandan|komandir|rektor|mufettis|muvekkil"
    r"|meslehetci|mutexessis|inspektor|muavin|general|polkovnik|mayor|idare|sobe|sektor|icraci)"
)
_SENTENCE_END = (".", "!", "?", "…", ":", ";", ",")


def find_signature(blocks: Sequence[SourceBlock]) -> int:
    """The index at which the signature block at the end of `blocks` begins; `len(blocks)` where there is none.

    Only short lines of known forms count, and a position written above its name; anything else stays narrative.
    """
    start = len(blocks)
    while start > 0 and _is_signature(blocks[start - 1]):
        start -= 1
        if _is_name_line(blocks[start]):
            name = start
            while start > 0 and name - start < _MOST_POSITION_LINES and _is_position(blocks[start - 1]):
                start -= 1
    return start


def signature_lines(blocks: Sequence[SourceBlock]) -> tuple[str, ...]:
    """The lines of the block, one a paragraph or table row."""
    return tuple(line for block in blocks for line in block.text.split("\n") if line.strip())


def _is_signature(block: SourceBlock) -> bool:
    if block.kind == "table":
        rows = [_in_one_line("\t".join(cell.text for cell in row)) for row in block.cells]
        return 0 < len(rows) <= _MOST_TABLE_ROWS and all(_is_signature_line(row) for row in rows)
    return block.kind == "paragraph" and _is_signature_line(block.text)


def _in_one_line(text: str) -> str:
    return " ".join(line for part in text.split("\n") if (line := part.strip()))


def _is_signature_line(line: str) -> bool:
    if len(line) > _LONGEST_LINE:
        return False
    if _FORMULAS.fullmatch(fold_key(line).strip()) or _NAME_LINE.fullmatch(line.strip()):
        return True
    gapped = _GAPPED.fullmatch(line.strip())
    if gapped and not gapped["position"].rstrip().endswith(_SENTENCE_END):
        return gapped["certain"] is not None or _names_position(gapped["position"])
    spaced = _SPACED.fullmatch(line.strip())
    return spaced is not None and _names_position(spaced["position"])


def _is_name_line(block: SourceBlock) -> bool:
    return block.kind == "paragraph" and _NAME_LINE.fullmatch(block.text.strip()) is not None


def _is_position(block: SourceBlock) -> bool:
    return block.kind == "paragraph" and _names_position(block.text)


def _names_position(text: str) -> bool:
    stripped = text.strip()
    if len(stripped) > _LONGEST_POSITION or stripped.endswith(_SENTENCE_END) or ". " in stripped:
        return False
    return _POSITION.search(fold_key(stripped)) is not None

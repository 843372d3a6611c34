"""Word's lists: which number stands before a paragraph, counted as Word counts."""

import re
from collections import defaultdict
from dataclasses import dataclass

from lxml import etree

from reports.importer.extract.docx.styles import W, value

_DEEPEST_LEVEL = 8
_SIMPLE = re.compile(r"%\d[.)]?")
_PLACE = re.compile(r"%(\d)")
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LARGEST_ROMAN = 3_999


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list as the numbering part defines it."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    restarts_after: int | None = None
    paragraph_style: str | None = None


@dataclass(frozen=True, slots=True)
class ListPosition:
    """What Word shows before a paragraph. `is_plain` marks a bullet, or one number with "." or ")" at most:

    an outline number (4.1.2) or one with words in it belongs to the visible text instead.
    """

    marker: str
    level: int
    ordered: bool
    number: int | None
    is_plain: bool


class Numbering:
    """The numbering part, with the counters of a document that is read from its beginning to its end."""

    def __init__(self, root: etree._Element | None = None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._abstract: dict[str, str] = {}
        self._overrides: dict[str, dict[int, tuple[int | None, Level | None]]] = {}
        self._counters: dict[str, dict[int, int]] = defaultdict(dict)
        self._seen: set[tuple[str, int]] = set()
        if root is None:
            return
        named: dict[str | None, dict[int, Level]] = {}
        borrowed: dict[str, str | None] = {}
        for element in root.iter(W + "abstractNum"):
            levels = {_index(level): _read_level(level) for level in element.iter(W + "lvl")}
            abstract_id = element.get(W + "abstractNumId", "")
            self._levels[abstract_id] = levels
            named[value(element, "styleLink")] = levels
            if not levels:
                borrowed[abstract_id] = value(element, "numStyleLink")
        for abstract_id, style in borrowed.items():
            self._levels[abstract_id] = named.get(style, {}) if style else {}
        for element in root.iter(W + "num"):
            number_id = element.get(W + "numId", "")
            self._abstract[number_id] = value(element, "abstractNumId") or ""
            self._overrides[number_id] = {
                _index(override): (_to_int(value(override, "startOverride")), _override_level(override))
                for override in element.iter(W + "lvlOverride")
            }

    def level_of_style(self, number_id: str, style_id: str | None) -> int:
        """The level of a list that belongs to a paragraph style, 0 where none is said to."""
        for index, level in self._levels.get(self._abstract.get(number_id, ""), {}).items():
            if style_id is not None and level.paragraph_style == style_id:
                return index
        return 0

    def next(self, number_id: str, index: int) -> ListPosition | None:
        """Count one paragraph of list `number_id` at level `index`; None where Word shows nothing before it."""
        index = min(max(index, 0), _DEEPEST_LEVEL)
        abstract = self._abstract.get(number_id)
        if abstract is None:
            return None
        level = self._level(number_id, index)
        number = self._count(number_id, abstract, index, level)
        if level.format == "bullet":
            glyph = level.text.strip()
            return ListPosition(_bullet(glyph), index, ordered=False, number=None, is_plain=True)
        if level.format == "none" or not level.text.strip():
            return None
        marker = _PLACE.sub(lambda match: self._shown(number_id, abstract, int(match[1]) - 1), level.text).strip()
        is_plain = _SIMPLE.fullmatch(level.text.strip()) is not None and level.format != "decimalZero"
        return ListPosition(marker, index, ordered=True, number=number, is_plain=is_plain)

    def _level(self, number_id: str, index: int) -> Level:
        _, override = self._overrides[number_id].get(index, (None, None))
        if override is not None:
            return override
        return self._levels.get(self._abstract[number_id], {}).get(index, Level())

    def _count(self, number_id: str, abstract: str, index: int, level: Level) -> int:
        numbers = self._counters[abstract]
        start, _ = self._overrides[number_id].get(index, (None, None))
        if start is not None and (number_id, index) not in self._seen:
            numbers[index] = start
        else:
            numbers[index] = numbers[index] + 1 if index in numbers else level.start
        self._seen.add((number_id, index))
        for deeper in [other for other in numbers if other > index]:
            restart = self._level(number_id, deeper).restarts_after
            # w:lvlRestart: 0 never restarts; n restarts only after level n (from 1) or higher.
            if restart is None or (restart != 0 and index < restart):
                del numbers[deeper]
        return numbers[index]

    def _shown(self, number_id: str, abstract: str, index: int) -> str:
        level = self._level(number_id, index)
        return _format(self._counters[abstract].get(index, level.start), level.format)


def _read_level(element: etree._Element) -> Level:
    restart = _to_int(value(element, "lvlRestart"))
    return Level(
        format=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText") or "",
        start=_to_int(value(element, "start")) or 0,
        restarts_after=restart,
        paragraph_style=value(element, "pStyle"),
    )


def _override_level(override: etree._Element) -> Level | None:
    element = override.find(W + "lvl")
    return None if element is None else _read_level(element)


def _index(element: etree._Element) -> int:
    return _to_int(element.get(W + "ilvl")) or 0


def _to_int(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() and len(text) < 10 else None


def _bullet(glyph: str) -> str:
    is_symbol_font = not glyph or any("\ue000" <= character <= "\uf8ff" for character in glyph)
    return "•" if is_symbol_font else glyph


def _format(number: int, name: str) -> str:
    if name in ("lowerLetter", "upperLetter") and number > 0:
        # 26 letters, then doubled: a … z, aa, bb …
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
        return letter if name == "lowerLetter" else letter.upper()
    if name in ("lowerRoman", "upperRoman") and 0 < number <= _LARGEST_ROMAN:
        roman = _roman(number)
        return roman if name == "lowerRoman" else roman.upper()
    if name == "decimalZero" and number < 10:
        return f"0{number}"
    return str(number)


def _roman(number: int) -> str:
    letters = []
    for size, letter in _ROMAN:
        letters.append(letter * (number // size))
        number %= size
    return "".join(letters)

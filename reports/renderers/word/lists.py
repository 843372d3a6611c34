"""Lists of Word: one numbering of several levels for bullets, one for numbers, and a count of its own for each list."""

from docx.document import Document as WordDocument
from lxml import etree

from reports.renderers.word.styles import (
    BULLETS,
    CELL_BULLETS,
    CELL_NUMBERS,
    HANGING,
    LEFT_MARK,
    LIST_LEVELS,
    LIST_STEP,
    NUMBERS,
    list_style,
)
from reports.renderers.word.xml import empty, put

WORD_LEVELS = 9
BULLET = "–"  # what the other formats print before an item
# Numbering, the kind of its styles ("" in cells, whose text has one style), whether it counts, where its text stands,
# each further level, how far left of it the mark stands.
_NUMBERINGS = (
    (BULLETS, "Bullet", False, LEFT_MARK, LIST_STEP, HANGING),
    (NUMBERS, "Number", True, LEFT_MARK, LIST_STEP, HANGING),
    (CELL_BULLETS, "", False, 227, 227, 227),
    (CELL_NUMBERS, "", True, 340, 340, 340),
)


class Lists:
    """The numbering part of a file that is being written."""

    def __init__(self, word: WordDocument) -> None:
        self._root: etree._Element = word.part.numbering_part.element
        empty(self._root)
        for numbering in _NUMBERINGS:
            self._define(*numbering)
        for number, *_rest in _NUMBERINGS:
            put(put(self._root, "num", numId=number), "abstractNumId", val=number)
        self._numbers = len(_NUMBERINGS)

    def begin(self, *, ordered: bool, start: int, depth: int, in_cell: bool) -> int:
        """The number of a list that begins: bullets share theirs, a list that counts begins at `start`."""
        if not ordered:
            return CELL_BULLETS if in_cell else BULLETS
        self._numbers += 1
        number = put(self._root, "num", numId=self._numbers)
        # Lists of one numbering share their counters: those of cells have another, and leave the list around the table alone.
        put(number, "abstractNumId", val=CELL_NUMBERS if in_cell else NUMBERS)
        put(put(number, "lvlOverride", ilvl=level_of(depth)), "startOverride", val=start)
        return self._numbers

    def _define(self, number: int, kind: str, counts: bool, left: int, step: int, hanging: int) -> None:
        definition = put(self._root, "abstractNum", abstractNumId=number)
        put(definition, "nsid", val=f"4E41500{number}")
        put(definition, "multiLevelType", val="multilevel")
        put(definition, "tmpl", val=f"4E41501{number}")
        for level in range(WORD_LEVELS):
            place = put(definition, "lvl", ilvl=level)
            put(place, "start", val=1)
            put(place, "numFmt", val="decimal" if counts else "bullet")
            if kind and level < LIST_LEVELS:
                put(place, "pStyle", val=list_style(kind, level + 1))
            put(place, "lvlText", val=f"%{level + 1}." if counts else BULLET)
            put(place, "lvlJc", val="left")
            put(put(place, "pPr"), "ind", left=left + level * step, hanging=hanging)


def level_of(depth: int) -> int:
    """Word's level of a list of a depth from 1."""
    return min(depth, WORD_LEVELS) - 1

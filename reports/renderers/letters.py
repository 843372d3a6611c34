"""How wide words are in the face of the papers, Times and what is cut to its measures (Tinos, Liberation Serif).

Nobody opens a font for it: the widths stand here, and are never too small. A leaf: no Django.
"""

import re
from typing import TypedDict

from plans.narrative import Paragraph

# Thousandths of the size of type → the letters that are as wide.
_UPRIGHT = {
    201: "'|",
    250: ",. \u00a0",
    278: "/:;\\ijltı",
    334: "!()-I[]`frİ‘’‐‑·²³",
    390: "Jsş",
    444: '?acezəç•“”„°"',
    500: "#$*0123456789_bdghknopquvxyöüğ–«»§€^{}",
    557: "FPSŞ~±≥≤",
    611: "ELTZ+<=>×",
    667: "BCRÇ₼",
    723: "ADGHKNOQUVXYwƏÖÜĞ",
    778: "&m½",
    834: "%",
    890: "M",
    955: "@W№",
    1000: "—…→",
}
_ITALIC = {214: "'", 275: "|", 334: ":;", 390: "[]r", 444: "J", 500: "?a", 557: "“”„", 611: "FP", 675: "+<=>×"}
_BOLD = {  # italic or not
    221: "|",
    250: ",. \u00a0",
    278: "'/\\ilı",
    334: "()-:;[]`fjt‘’‐‑·²³",
    390: "!Isİş",
    444: "cerzəç•°{}",
    500: "#$*0123456789?J_agovxyöğ–“”«»§€",
    557: 'SŞbdhknpquü"±≥≤',
    582: "+<=>×^~",
    611: "P",
    667: "BEFLTZ",
    723: "ACDNRUVXYwÜÇ",
    739: "Ə₼",
    778: "GHKOQÖĞ½",
    834: "&m",
    944: "@M",
    1005: "%W№—…→",
}
_WORD = re.compile(r"[^ \t\r\n]+")
_NO_WIDTH = "\u00ad\u200b\u2060"
# What has no place above – the Cyrillic of old papers, other scripts – counts as the widest of its kind.
_SMALL, _CAPITAL, _SIGN = 955, 1130, 1000
_MOST_KNOWN = 5_000  # letters that are remembered


class _Widths(dict[str, int]):
    """The widths of a face, of letters that it does not name, too."""

    def __missing__(self, letter: str) -> int:
        width = _SMALL if letter.islower() else _CAPITAL if letter.isupper() else _SIGN
        if len(self) < _MOST_KNOWN:
            self[letter] = width
        return width


def _by_letter(*groups: dict[int, str]) -> _Widths:
    known = _Widths({letter: width for each in groups for width, letters in each.items() for letter in letters})
    known.update(dict.fromkeys(_NO_WIDTH, 0))
    return known


_OF_UPRIGHT, _OF_ITALIC, _OF_BOLD = _by_letter(_UPRIGHT), _by_letter(_UPRIGHT, _ITALIC), _by_letter(_BOLD)


def width_of(text: str, *, is_bold: bool = False, is_italic: bool = False) -> int:
    """How wide a text is on one line, in thousandths of the size of type; never narrower than it is printed."""
    face = _OF_BOLD if is_bold else _OF_ITALIC if is_italic else _OF_UPRIGHT
    return sum(map(face.__getitem__, text))


def words_of(text: str) -> list[str]:
    """What keeps to one line by itself: a no-break space, as in 1 250, ends no word."""
    return _WORD.findall(text)


class Faces(TypedDict):
    """Which faces of type a text may be set in."""

    is_bold: bool
    is_italic: bool


def faces_in(paragraph: Paragraph, *, is_header: bool) -> Faces:
    """The widest faces that a paragraph of a cell has, for `width_of`; heads are bold."""
    return {
        "is_bold": is_header or any(run.bold for run in paragraph.runs),
        "is_italic": any(run.italic for run in paragraph.runs),
    }

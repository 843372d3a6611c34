"""How a report looks on paper: what a plan may choose about it; the Document says what it says. A leaf: no Django."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """Margins and the first line's indent in millimetres, the face in points, lines as a multiple of the face.

    The usual ones are those of official papers (domain.md 4.5). `hyphenated`: words may break at the end of a line.
    """

    top: float = 20
    right: float = 15
    bottom: float = 20
    left: float = 30
    face: float = 14
    lines: float = 1.5
    indent: float = 12.5
    hyphenated: bool = False


USUAL = Look()

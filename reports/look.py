"""How a report looks on paper: what a plan may choose about it; the Document says what it says. A leaf: no Django."""

from dataclasses import dataclass, replace

A4 = (210.0, 297.0)  # millimetres


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

    @property
    def upright_width(self) -> float:
        """Millimetres between the margins of an A4 page."""
        return A4[0] - self.left - self.right

    @property
    def upright_height(self) -> float:
        """Millimetres between head and foot of an A4 page, as wide as the text of one on its side."""
        return A4[1] - self.top - self.bottom

    @property
    def has_usual_measures(self) -> bool:
        """Whether nothing but the division of words may be another than usual."""
        return replace(self, hyphenated=USUAL.hyphenated) == USUAL


USUAL = Look()

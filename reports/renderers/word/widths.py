"""How wide the columns of a table are: by what stands in them, on an upright page or, where that is too narrow, a lying one.

Words are measured by the widths of the face's letters: no font is opened for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from plans.narrative import Cell, walk_paragraphs
from reports.renderers.grid import Grid
from reports.renderers.letters import faces_in, width_of, words_of
from reports.renderers.word.pages import USUAL_PAPER, Page, Paper
from reports.renderers.word.styles import TABLE_FACES

_MARGIN = 1.02  # a little more than the letters, so that no word is broken for want of a hair
_LONGEST_WORD = 12_000  # longer ones – addresses – are broken, and make no column wider
_TWIPS = 20  # in a point
_LINE_HEIGHT = 1.16  # of the face's size
_TALLEST_UNBROKEN = 0.5  # of a page: a row that is taller may be split
# Face → how far the text stands from the rules at its sides.
MARGINS = {12: 113, 10: 85, 8: 45, 7: 28}
# In this order: the first that holds all words unbroken, or else the last.
_WAYS = (
    *(("upright", face) for face in (12, 10)),
    *(("lying", face) for face in (12, 10, 8)),
    *(("large", face) for face in (10, 8, 7)),
)
_WAYS_UPRIGHT = tuple(("upright", face) for face in TABLE_FACES)
_FULL = 0.85  # of the room, by words alone
_SMALL = 10  # no table is kept from having this face


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table stands: the page, the size of its face in points, the widths of its columns in twips."""

    page: Page
    face: int
    columns: tuple[int, ...]
    row_heights: tuple[int, ...]

    def is_kept_whole(self, row: int) -> bool:
        """Whether the row is low enough never to be split over two pages."""
        return self.row_heights[row] <= self.page.text_height * _TALLEST_UNBROKEN

    def height(self, rows: int) -> int:
        """How high the first rows are together."""
        return sum(self.row_heights[:rows])


@dataclass(frozen=True, slots=True)
class _Size:
    """A cell's text: its longest word, and its lines if none were broken; thousandths of the face's size."""

    word: int
    lines: tuple[int, ...]

    @property
    def line(self) -> int:
        return max(self.lines, default=0)


def layout_of(grid: Grid, *, width: int | None = None, paper: Paper = USUAL_PAPER) -> Layout:
    """The layout of a table; in a place of a certain `width` (a cell) only the face and the columns are chosen. No table has a
    larger face than the text.
    """
    sizes = {
        (placed.top, placed.left): _size_of(placed.cell)
        for row in range(len(grid.rows))
        for placed in grid.beginning_in(row)
    }
    words, lines = _columns(grid, sizes)
    ways = _WAYS if width is None else _WAYS_UPRIGHT
    largest = max(paper.face, _SMALL)
    for kind, face in (way for way in ways if way[1] <= largest):
        page: Page = getattr(paper, kind)
        room = page.text_width if width is None else width
        narrowest = [_in_twips(word, face) for word in words]
        widest = [_in_twips(line, face) for line in lines]
        # A lying page that single words fill leaves long lines too little: the smaller face takes half as many pages.
        full = _FULL if (kind, face) == ("lying", TABLE_FACES[0]) and sum(widest) > room else 1
        if sum(narrowest) <= room * full:
            break
    columns = _shared(narrowest, widest, room)
    return Layout(page, face, columns, _row_heights(grid, sizes, columns, face))


def _in_twips(size: float, face: int) -> int:
    return ceil(size * face * _TWIPS / 1000) + 2 * MARGINS[face] + _TWIPS // 2


def _size_of(cell: Cell) -> _Size:
    longest, lines = 0, []
    for paragraph in walk_paragraphs(cell.blocks):
        faces = faces_in(paragraph, is_header=cell.header)
        for line in paragraph.text.split("\n"):
            longest = max(longest, *(width_of(word, **faces) for word in words_of(line)), 0)
            lines.append(ceil(width_of(line, **faces) * _MARGIN))
    return _Size(min(ceil(longest * _MARGIN), _LONGEST_WORD), tuple(lines))


def _columns(grid: Grid, sizes: dict[tuple[int, int], _Size]) -> tuple[list[float], list[float]]:
    """Of each column the longest word and the longest line; a cell over several columns asks each for its share."""
    words, lines = [0.0] * grid.width, [0.0] * grid.width
    wide = []
    for row in range(len(grid.rows)):
        for placed in grid.beginning_in(row):
            size = sizes[placed.top, placed.left]
            if placed.columns > 1:
                wide.append((placed, size))
            else:
                words[placed.left] = max(words[placed.left], size.word)
                lines[placed.left] = max(lines[placed.left], size.line)
    for placed, size in wide:
        for needed, columns in ((size.word, words), (size.line, lines)):
            missing = needed - sum(columns[placed.left : placed.right])
            if missing > 0:
                for column in range(placed.left, placed.right):
                    columns[column] += missing / placed.columns
    return words, list(map(max, words, lines))


def _shared(narrowest: Sequence[int], widest: Sequence[int], room: int) -> tuple[int, ...]:
    """The room shared among the columns: each has its longest word, those with long lines get what is left."""
    needed = sum(narrowest)
    if needed > room:
        narrowest = _lowered(narrowest, room)
        return _rounded(narrowest, room)
    wanted = [min(wide, room) for wide in widest]
    if (whole := sum(wanted)) <= room:
        return _rounded([wide * room / max(whole, 1) for wide in wanted], room)
    longings = [wide - narrow for wide, narrow in zip(wanted, narrowest, strict=True)]
    share = (room - needed) / max(sum(longings), 1)
    return _rounded([narrow + longing * share for narrow, longing in zip(narrowest, longings, strict=True)], room)


def _lowered(widths: Sequence[int], room: int) -> Sequence[int]:
    """The widths with the largest ones cut to one measure, so that all together fit."""
    left = float(room)
    for place, width in enumerate(ordered := sorted(widths)):
        share = left / (len(ordered) - place)
        if width > share:
            return [min(width, int(share)) for width in widths]
        left -= width
    return widths


def _rounded(widths: Iterable[float], room: int) -> tuple[int, ...]:
    whole = [max(int(width), 1) for width in widths]
    whole[-1] += room - sum(whole)
    return tuple(whole)


def _row_heights(grid: Grid, sizes: dict[tuple[int, int], _Size], columns: Sequence[int], face: int) -> tuple[int, ...]:
    """How high each row will be, about: by the cells that end in it."""
    line = face * _TWIPS * _LINE_HEIGHT
    heights = []
    for row in range(len(grid.rows)):
        most = 1
        for placed in grid.beginning_in(row):
            width = max(sum(columns[placed.left : placed.right]) - 2 * MARGINS[face], 1)
            broken = sum(ceil(one * face * _TWIPS / 1000 / width) or 1 for one in sizes[placed.top, placed.left].lines)
            most = max(most, ceil(broken / (placed.bottom - placed.top)))
        heights.append(ceil(most * line) + 2 * MARGINS[face])
    return tuple(heights)

"""How a table stands on paper: which rows are its head, how wide its columns are, in which face and on which page.

Columns get their widths here, from the widths of words, and not from the printing library: it measures every cell anew
for each page. Estimated widths cut nothing off: what does not fit breaks. A leaf: no Django.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from plans.narrative import Cell, ListBlock, Table, walk_paragraphs
from reports.look import USUAL, Look
from reports.renderers.binding import bound_stretches
from reports.renderers.letters import Faces, faces_in, width_of, words_of

ITEM = 18.0  # how far a list moves its items in
_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Face:
    """A size of type and what goes with it, under the name that document.css has for it."""

    name: str
    points: float
    padding: float  # millimetres, both sides of a cell together
    is_turned: bool = False


# Tried in this order; no table has a larger face than the text.
FACES = (
    Face("", 12, 4),
    Face("is-small", 9.5, 2.6),
    Face("is-small is-turned", 9.5, 2.6, is_turned=True),
    Face("is-tiny is-turned", 7, 1.4, is_turned=True),
)
_SMALLEST_UPRIGHT = Face("is-tiny", 7, 1.4)

_RULE = 0.3  # millimetres: a cell's share of the rules around it, and a hair, so that no word is broken for want of one
_LETTER = 0.47  # of the size of type, in the middle
_LONGEST_WORD = 22  # letters; what is longer may break
_LONGEST_TEXT = 60  # letters; longer texts do not make their column any wider
_TALL = 0.25  # of a page: rows and heads above that may break
_LINES_LOST = 12.0  # millimetres of a page that no row has
_MOST_HEAD = 6  # rows


@dataclass(frozen=True, slots=True)
class Form:
    """`widths` are hundredths of the table's width, `head` the number of rows that every page repeats, `tall` the rows that
    may break, `keeps_words` whether every word of usual length has the room it needs, `binds` whether what belongs together
    has it, too: else a line may end in it, lest one end within a word.
    """

    face: Face
    widths: tuple[float, ...]
    head: int
    tall: frozenset[int]
    keeps_words: bool
    binds: bool


@dataclass(slots=True)
class _Column:
    word: float = 1.0  # in sizes of type
    bound: float = 1.0  # as `word`, but with what belongs together in one
    text: float = 1.0


def form_of(table: Table, depth: int = 0, look: Look = USUAL) -> Form:
    """What is best for a table; `depth` says in how many lists it stands. Takes time in proportion to the text."""
    columns = _columns(table)
    faces, lost = faces_of(look), depth * ITEM
    if depth:
        faces = (*faces[:2], _SMALLEST_UPRIGHT)
    face, keeps_words = faces[-1], False
    for tried in faces:
        if sum(_needed(column, tried) for column in columns) <= _room(tried, lost, look):
            face, keeps_words = tried, True
            break
    room = _room(face, lost, look)
    bound = [_Column(column.bound, column.bound, max(column.text, column.bound)) for column in columns]
    binds = keeps_words and sum(_needed(column, face) for column in bound) <= room
    widths = _shared(bound if binds else columns, face, room)
    heights = _heights(table, widths, face)
    page = look.upright_height * 0.6 if face.is_turned else look.upright_height - _LINES_LOST
    head = _head(table)
    if sum(heights[:head]) > page * _TALL:
        head = 0
    whole = sum(widths)
    return Form(
        face,
        tuple(round(100 * width / whole, 3) for width in widths),
        head,
        frozenset(row for row, height in enumerate(heights) if height > page * _TALL),
        keeps_words,
        binds,
    )


@cache
def faces_of(look: Look) -> tuple[Face, ...]:
    """The faces that tables of a report may have."""
    return tuple(replace(face, points=min(face.points, look.face)) for face in FACES)


def places(table: Table) -> Iterator[tuple[int, int, Cell]]:
    """Every cell with its row and the first of its columns, after those that cells above and before it take."""
    taken: dict[int, int] = {}  # column → the first row that is free again
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while taken.get(column, 0) > row:
                column += 1
            yield row, column, cell
            for spanned in range(column, column + cell.colspan):
                taken[spanned] = row + cell.rowspan
            column += cell.colspan


def _columns(table: Table) -> list[_Column]:
    columns: list[_Column] = []
    wide = []
    for _row, place, cell in places(table):
        while len(columns) < place + cell.colspan:
            columns.append(_Column())
        word, bound, text = _measured(cell)
        if cell.colspan > 1:
            wide.append((columns[place : place + cell.colspan], word, bound))
        else:
            columns[place].word = max(columns[place].word, word)
            columns[place].bound = max(columns[place].bound, bound)
            columns[place].text = max(columns[place].text, text)
    for spanned, word, bound in wide:
        lacking = max(word - sum(column.word for column in spanned), 0) / len(spanned)
        unbound = max(bound - sum(column.bound for column in spanned), 0) / len(spanned)
        for column in spanned:
            column.word += lacking
            column.bound = max(column.bound + unbound, column.word)
            column.text = max(column.text, column.word)
    return columns


def _measured(cell: Cell) -> tuple[float, float, float]:
    """The widest word, the widest of words and what keeps to one line, the widest paragraph of a cell, in sizes of type."""
    word = bound = text = 0.0
    indent = max((_depth(block) for block in cell.blocks), default=0) * ITEM * _MM / 12
    for paragraph in walk_paragraphs(cell.blocks):
        said = paragraph.text
        faces = faces_in(paragraph, is_header=cell.header)
        longest = max((width_of(one[:_LONGEST_WORD], **faces) for one in set(words_of(said))), default=0)
        word = max(word, longest / 1000 + indent)
        together = max((_width_bound(said, *ends, faces) for ends in bound_stretches(said)), default=0)
        bound = max(bound, together / 1000 + indent)
        text = max(text, width_of(said[:_LONGEST_TEXT], **faces) / 1000 + indent)
    return max(word, 1.0), max(bound, word, 1.0), max(text, word, 1.0)


def _width_bound(text: str, first: int, last: int, faces: Faces) -> int:
    """How wide a stretch is that keeps to one line, with the signs that cling to its ends."""
    nearest, furthest = max(first - _LONGEST_WORD, 0), min(last + _LONGEST_WORD, len(text))
    while first > nearest and not text[first - 1].isspace():
        first -= 1
    while last < furthest and not text[last].isspace():
        last += 1
    return width_of(text[first:last], **faces)


def _depth(block: object) -> int:
    if not isinstance(block, ListBlock):
        return 0
    return 1 + max((_depth(child) for item in block.items for child in item), default=0)


def _needed(column: _Column, face: Face) -> float:
    return column.word * face.points / _MM + face.padding + _RULE


def _room(face: Face, lost: float, look: Look) -> float:
    return look.upright_height if face.is_turned else look.upright_width - lost


def _shared(columns: Sequence[_Column], face: Face, room: float) -> list[float]:
    """The room among the columns: each what its longest word needs, what is left by the length of texts."""
    needed = [_needed(column, face) for column in columns]
    left = room - sum(needed)
    if left <= 0:
        return [width * room / sum(needed) for width in needed]
    wanted = [(column.text - column.word) * face.points / _MM for column in columns]
    if sum(wanted) < left:
        # All fits on one line each: what is still left goes to all alike in proportion.
        natural = [width + more for width, more in zip(needed, wanted, strict=True)]
        return [width * room / sum(natural) for width in natural]
    return [width + more * left / sum(wanted) for width, more in zip(needed, wanted, strict=True)]


def _heights(table: Table, widths: Sequence[float], face: Face) -> list[float]:
    """How high each row will be, in millimetres, by the letters in it."""
    heights = [0.0] * len(table.rows)
    line = face.points * 1.3 / _MM
    for row, column, cell in places(table):
        width = max(sum(widths[column : column + cell.colspan]) - face.padding, 3.0)
        letters = width * _MM / (face.points * _LETTER)
        lines = sum(1 + len(paragraph.text) / letters for paragraph in walk_paragraphs(cell.blocks))
        heights[row] = max(heights[row], lines * line / min(cell.rowspan, len(table.rows) - row))
    return heights


def _head(table: Table) -> int:
    """How many rows at the beginning are the head: those of headers only, and those that their cells reach down into.

    None where nothing would be left beside them.
    """
    head = 0
    while head < len(table.rows) and table.rows[head] and all(cell.header for cell in table.rows[head]):
        head += 1
    row = 0
    while row < head:
        head = max(head, row + max(cell.rowspan for cell in table.rows[row] or (Cell(()),)))
        row += 1
        if head >= min(len(table.rows), _MOST_HEAD + 1):
            return 0
    return head

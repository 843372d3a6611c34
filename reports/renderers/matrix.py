"""The table of sub-points and agencies on large pages: narrow columns under names that stand upright. A leaf: no Django."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape

from plans.narrative import Cell, Paragraph, Run, Table
from reports.marks import STATUS_OF, head_lines

LEADING = 3  # columns before those of the agencies: number, measure, overall status
# Millimetres on the page; what is left is shared by the agencies' columns, up to MOST each.
NUMBER, MEASURE, OVERALL, MOST = 17.0, 84.0, 14.0, 12.0
MANY = 21  # columns beside which a measure has two lines in any case
FEW_ROWS = 24  # that stand on one page with two lines each
_LETTER, _PADDING = 1.25, 3.0  # millimetres: a letter of a measure, what a cell leaves empty
HEAD = 36.0  # how high the names stand
A3_WIDTH = 420.0


def column_widths(columns: int, room: float) -> tuple[float, ...]:
    """How wide each of the columns is, within a room, in millimetres; what few agencies leave is the measures'."""
    others = max(columns - LEADING, 1)
    width = min((room - NUMBER - MEASURE - OVERALL) / others, MOST)
    measure = room - NUMBER - OVERALL - width * others
    return (NUMBER, measure, OVERALL, *(width for _column in range(columns - LEADING)))


def measure_lines(table: Table) -> int:
    """How many lines of a measure there is room for."""
    return 2 if len(table.rows[0]) <= MANY or len(table.rows) <= FEW_ROWS else 1


def shortened(table: Table, room: float) -> Table:
    """The table with as many words of each measure as its column has room for; `room` as in `column_widths`."""
    head, *rows = table.rows
    line = (column_widths(len(head), room)[1] - _PADDING) / _LETTER
    letters = int(line * measure_lines(table))
    return replace(table, rows=(head, *((row[0], _cut(row[1], letters), *row[2:]) for row in rows)))


def _cut(cell: Cell, letters: int) -> Cell:
    """The cell with whole words only; the beginning of a word that is longer than all the room."""
    text = text_of(cell)
    if len(text) <= letters:
        return cell
    words = text[:letters].rsplit(maxsplit=1)[0].rstrip(" ,;:–-(“")
    return replace(cell, blocks=(Paragraph((Run(f"{words} …"),)),))


def text_of(cell: Cell) -> str:
    """The words of a cell."""
    return " ".join(block.text for block in cell.blocks if hasattr(block, "text"))


def status_of(text: str) -> str:
    """The status that a mark stands for, also while it is not approved; "" for other marks."""
    return STATUS_OF.get(text.strip("()"), "")


def matrix_html(table: Table, table_name: str, room: float) -> str:
    """The table as HTML; `room` is how wide a page's text is, in millimetres."""
    return "".join(_written(table, table_name, room))


def _written(table: Table, table_name: str, room: float) -> Iterator[str]:
    whole_rows = table.rows[1:]
    head, *rows = shortened(table, room).rows
    widths = column_widths(len(head), room)
    whole = sum(widths)
    yield f'<div class="document-table is-matrix" role="group" tabindex="0" aria-label="{escape(table_name)}">'
    yield "<table><colgroup>"
    yield from (f'<col width="{100 * width / whole:.3f}%">' for width in widths)
    yield "</colgroup><thead><tr>"
    for column, cell in enumerate(head):
        text = escape(text_of(cell), quote=False)
        if column < LEADING:
            yield f'<th scope="col">{text}</th>'
            continue
        lines = [escape(line, quote=False) for line in head_lines(text_of(cell))] or [text]
        two = " is-two" if len(lines) > 1 else ""
        yield f'<th scope="col" class="is-steep{two}"><span>{"<br>".join(lines)}</span></th>'
    yield "</tr></thead><tbody>"
    for whole_row, row in zip(whole_rows, rows, strict=True):
        yield "<tr>"
        for column, cell in enumerate(row):
            text = text_of(cell)
            if column == 1:
                said = text_of(whole_row[1])
                title = f' title="{escape(said)}"' if said != text else ""
                yield f"<td{title}><span>{escape(text, quote=False)}</span></td>"
                continue
            if cell.header:
                yield f'<th scope="row">{escape(text, quote=False)}</th>'
                continue
            status = status_of(text) if column >= LEADING - 1 else ""
            kind = f' class="is-{status}"' if status else ""
            yield f"<td{kind}>{escape(text, quote=False)}</td>"
        yield "</tr>"
    yield "</tbody></table></div>"

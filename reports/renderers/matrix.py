"""The table of sub-points and agencies on large pages: narrow columns under names that stand upright. A leaf: no Django."""

from collections.abc import Iterator
from html import escape

from plans.narrative import Cell, Table
from reports.marks import STATUS_OF

LEADING = 3  # columns before those of the agencies: number, measure, overall status
# Millimetres on the page; what is left is shared by the agencies' columns, up to MOST each.
NUMBER, MEASURE, OVERALL, MOST = 17.0, 84.0, 14.0, 16.0
MANY = 15  # columns that a narrow window cannot show
HEAD = 36.0  # how high the names stand
A3_WIDTH = 420.0
LONGEST_LINE = 22  # letters of a name that stands upright; a longer one takes two lines


def column_widths(columns: int, room: float) -> tuple[float, ...]:
    """How wide each of the columns is, within a room, in millimetres; what few agencies leave is the measures'."""
    others = max(columns - LEADING, 1)
    width = min((room - NUMBER - MEASURE - OVERALL) / others, MOST)
    measure = room - NUMBER - OVERALL - width * others
    return (NUMBER, measure, OVERALL, *(width for _column in range(columns - LEADING)))


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
    head, *rows = table.rows
    widths = column_widths(len(head), room)
    whole = sum(widths)
    full = " is-full" if len(widths) > MANY else ""
    yield f'<div class="document-table is-matrix{full}" role="group" tabindex="0" aria-label="{escape(table_name)}">'
    yield "<table><colgroup>"
    yield from (f'<col width="{100 * width / whole:.3f}%">' for width in widths)
    yield "</colgroup><thead><tr>"
    for column, cell in enumerate(head):
        text = escape(text_of(cell), quote=False)
        if column < LEADING:
            yield f'<th scope="col">{text}</th>'
            continue
        lines = " is-two" if len(text) > LONGEST_LINE else ""
        yield f'<th scope="col" class="is-steep{lines}"><span>{text}</span></th>'
    yield "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>"
        for column, cell in enumerate(row):
            text = text_of(cell)
            if cell.header:
                yield f'<th scope="row">{escape(text, quote=False)}</th>'
                continue
            status = status_of(text) if column >= LEADING - 1 else ""
            kind = f' class="is-{status}"' if status else ""
            yield f"<td{kind}>{escape(text, quote=False)}</td>"
        yield "</tr>"
    yield "</tbody></table></div>"

"""Blocks of a narrative as HTML for reading and printing: what belongs together keeps its line, tables have their form."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from plans.azerbaijani import bound_stretches
from plans.narrative import Block, Cell, ListBlock, Paragraph, Run, Table, run_html
from reports.look import USUAL, Look
from reports.renderers.references import linked
from reports.renderers.tables import Form, form_of, places

# What Word keeps as a place in its fonts Symbol and Wingdings, and no other font has, as the sign that it shows.
_SIGNS = str.maketrans(
    {
        "\uf0b7": "•",
        "\uf0a7": "▪",
        "\uf076": "❖",
        "\uf0d8": "➢",
        "\uf0fc": "✓",
        "\uf0fb": "✗",
        "\uf0a8": "☐",
        "\uf06f": "☐",
        "\uf0fe": "☑",
        "\uf0fd": "☒",
        "\uf0e0": "→",
        "\uf0b0": "°",
        "\uf0b1": "±",
        "\uf0b3": "≥",
        "\uf0a3": "≤",
        "\uf0b4": "×",
    }
)
_LONG = re.compile(r"\S{40}")
# From how many columns on a screen may be too narrow for a table.
_SCROLLS = 4


def blocks_html(
    blocks: Iterable[Block],
    table_name: str,
    look: Look = USUAL,
    anchors: Mapping[str, str] | None = None,
    own: str = "",
) -> str:
    """The HTML; `table_name` is what the box of a wide table is called, which may be moved sideways on a screen. `anchors` are
    the addresses of the places of sub-points, by their numbers: texts that name one link to it,
    unless it is their `own`.
    """
    return "".join(_written(blocks, _Page(table_name, look, anchors or {}, own), 0, True)).translate(_SIGNS)


def begins_turned(blocks: tuple[Block, ...], look: Look = USUAL) -> bool:
    """Whether the first block is a table for a page on its side: its heading goes there with it."""
    return bool(blocks) and isinstance(blocks[0], Table) and form_of(blocks[0], look=look).face.is_turned


@dataclass(frozen=True, slots=True)
class _Page:
    """What the HTML is written for."""

    table_name: str
    look: Look
    anchors: Mapping[str, str]
    own: str


def _written(blocks: Iterable[Block], page: _Page, depth: int, binds: bool) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                # A link takes a line of its own, and the words before it would be spread over theirs.
                ragged = ' class="is-ragged"' if _LONG.search(block.text) else ""
                yield f"<p{ragged}>{_runs_html(linked(block, page.anchors, page.own), binds)}</p>"
            case ListBlock():
                tag = "ol" if block.ordered else "ul"
                start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
                digits = len(str(block.start + len(block.items) - 1)) if block.ordered else 0
                wide = f' class="of-{min(digits, 5)}-digits"' if digits > 2 else ""
                yield f"<{tag}{start}{wide}>"
                for item in block.items:
                    yield "<li>"
                    yield from _written(item, page, depth + 1, binds)
                    yield "</li>"
                yield f"</{tag}>"
            case Table():
                yield from _table(block, page, depth)


def _runs_html(paragraph: Paragraph, binds: bool) -> str:
    stretches = bound_stretches(paragraph.text) if binds else []
    if not stretches:
        return "".join(map(run_html, paragraph.runs))
    pieces, place = [], 0
    for run in paragraph.runs:
        here = [(max(first - place, 0), min(last - place, len(run.text))) for first, last in stretches]
        pieces.append(_run_html(run, [(first, last) for first, last in here if first < last]))
        place += len(run.text)
    return "".join(pieces)


def _run_html(run: Run, stretches: list[tuple[int, int]]) -> str:
    """As `run_html`, with spans inside: a link stays one link."""
    bare, done = [], 0
    for first, last in stretches:
        bare += [
            run_html(Run(run.text[done:first])),
            f'<span class="whole">{run_html(Run(run.text[first:last]))}</span>',
        ]
        done = last
    bare.append(run_html(Run(run.text[done:])))
    around = run_html(Run("\0", run.bold, run.italic, run.href))
    return around.replace("\0", "".join(bare))


def _table(table: Table, page: _Page, depth: int) -> Iterator[str]:
    form = form_of(table, depth, page.look)
    # On a narrow screen tables of many columns keep their width, and so do those in a smaller face (document.css).
    is_wide = len(form.widths) >= _SCROLLS or bool(form.face.name)
    moves = f' role="group" tabindex="0" aria-label="{escape(page.table_name)}"' if is_wide else ""
    yield f'<div class="document-table {form.face.name}"{moves}><table><colgroup>'
    yield from (f'<col width="{width}%">' for width in form.widths)
    yield "</colgroup>"
    rows: list[list[str]] = [[] for _ in table.rows]
    for row, column, cell in places(table):
        html = "".join(_written(cell.blocks, page, depth + 1, form.binds))
        rows[row].append(_cell(cell, html, row, column, form, len(table.rows)))
    yield from _rows("thead", rows[: form.head], 0, form)
    yield from _rows("tbody", rows[form.head :], form.head, form)
    yield "</table></div>"


def _rows(group: str, rows: list[list[str]], first: int, form: Form) -> Iterator[str]:
    if rows:
        yield f"<{group}>"
        for number, cells in enumerate(rows, first):
            looks = ["is-tall"] * (number in form.tall) + ["is-group"] * (len(cells) == 1 < len(form.widths))
            yield f'<tr class="{" ".join(looks)}">' if looks else "<tr>"
            yield from cells
            yield "</tr>"
        yield f"</{group}>"


def _cell(cell: Cell, html: str, row: int, column: int, form: Form, rows: int) -> str:
    tag = "th" if cell.header else "td"
    attributes = ""
    if cell.colspan > 1:
        attributes += f' colspan="{cell.colspan}"'
    if (spanned := min(cell.rowspan, rows - row)) > 1:
        attributes += f' rowspan="{spanned}"'
    if cell.header:
        is_of_row = row >= form.head and column == 0 and cell.colspan < len(form.widths)
        scope = ("row" if is_of_row else "col") + ("group" if cell.colspan > 1 and not is_of_row else "")
        attributes += f' scope="{scope}"'
    return f"<{tag}{attributes}>{html}</{tag}>"

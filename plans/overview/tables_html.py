"""Draws the tables of the overview as HTML.

By hand: a template's loop over six thousand cells takes longer than the page may. Texts from the record are escaped
here, one by one; everything else is constant. Addresses are relative to the page, so that a cell stays short.
"""

from collections.abc import Callable

from django.utils.html import conditional_escape as esc
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from plans.enums import NOT_ASSESSED, NOT_OPENED, STATUS_LABELS, EntryState, assessed_label
from plans.overview.queries.overview_table import HIDDEN, AgencyColumn, Matrix, MatrixCell, PointRow, SectionHead, Tally
from plans.overview.queries.plan_years import PlanYears, YearsRow

FEW_COLUMNS = 20  # so many leave room for the measures on the screen
MANY_COLUMNS = 40  # more leave none for them on paper
SHORT_NAME = 12  # characters; where all are as short, the head is low
EMPTY = "<td></td>"


def matrix_html(matrix: Matrix, *, caption: str, counted: str, reviews: bool) -> SafeString:
    """The year's table. `counted` names what the counts count; with `reviews` what is submitted leads to its review."""
    columns = len(matrix.bodies)
    cell_html = _cell_drawer(matrix, reviews)
    shape = {
        "is-wide": columns > MANY_COLUMNS,
        "has-few": columns <= FEW_COLUMNS,
        "has-short": all(len(body.short) <= SHORT_NAME for body in matrix.bodies),
    }
    classes = " ".join(["matrix", *(name for name, holds in shape.items() if holds)])
    body_columns = f'<col span="{columns}">' if columns else ""
    parts = [
        f'<table class="{classes}"><caption class="spoken">{esc(caption)}</caption>',
        f'<colgroup><col class="of-point"><col class="of-assessed"><col class="of-count">{body_columns}</colgroup>',
        "<thead><tr>",
        f'<th class="point" scope="col">{esc(_("Sub-point"))}</th>'
        f'<th class="assessed is-head" scope="col"><span>{esc(_("Assessment"))}</span></th>'
        f'<th class="count" scope="col">{esc(counted)}</th>',
        *(_head(body) for body in matrix.bodies),
        "</tr></thead>",
    ]
    for section, rows in matrix.sections:
        parts += ["<tbody>", _section(section, 3, columns)]
        parts += [_row(row, matrix.bodies, cell_html) for row in rows]
        parts.append("</tbody>")
    parts.append(_foot(matrix, counted))
    return mark_safe("".join(parts))  # noqa: S308 (escaped above)


def _head(body: AgencyColumn) -> str:
    spoken = "" if body.short == body.name else f'<span class="spoken">, {esc(body.name)}</span>'
    return (
        f'<th class="body" scope="col"><a lang="az" href="../../agencies/{esc(body.code)}/" title="{esc(body.name)}">'
        f"<span>{esc(body.short)}</span>{spoken}</a></th>"
    )


def _section(section: SectionHead, left: int, right: int) -> str:
    rest = f'<td colspan="{right}"></td>' if right else ""
    title = f' <span lang="az">{esc(section.title)}</span>' if section.title else ""
    return f'<tr class="section"><th colspan="{left}" scope="rowgroup">{esc(section.number)}{title}</th>{rest}</tr>'


def _point(number: str, measure: str, address: str) -> str:
    return (
        f'<th class="point" scope="row"><a href="{address}{number}/">{number}</a>'
        f'<span class="measure" lang="az" title="{esc(measure)}">{esc(measure)}</span></th>'
    )


def _row(row: PointRow, bodies: list[AgencyColumn], cell_html: Callable[[MatrixCell, str, str], str]) -> str:
    number, label = esc(row.number), esc(STATUS_LABELS[row.assessed] or _("Not assessed"))
    cells = [
        EMPTY if cell is None else cell_html(cell, body.code, number)
        for cell, body in zip(row.cells, bodies, strict=True)
    ]
    return (
        f"<tr>{_point(number, row.measure, '../../points/')}"
        f'<td class="assessed {row.assessed or NOT_ASSESSED}"><a href="../points/{number}/">{label}</a></td>'
        f'<td class="count">{_count(row.tally)}</td>{"".join(cells)}</tr>'
    )


def _count(tally: Tally) -> str:
    """ "8/12" with its bar, and how many are late."""
    if not tally.owed:
        return '<span class="none">–</span>'
    late = f'<b>{tally.late}<span class="spoken"> {esc(_("late"))}</span></b>' if tally.late else ""
    return (
        f'<svg viewBox="0 0 {tally.owed} 1" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<path d="M0 0h{tally.accepted}v1H0z"/></svg><span>{tally.accepted}/{tally.owed}</span>{late}'
    )


def _cell_drawer(matrix: Matrix, reviews: bool) -> Callable[[MatrixCell, str, str], str]:
    """`draw(cell, code, number)`: each kind of cell is put together once, then only its address changes."""
    kinds: dict[MatrixCell, tuple[str, str]] = {}

    def kind(cell: MatrixCell) -> tuple[str, str]:
        fits = matrix.fitting is None or cell in matrix.fitting
        marks = {
            cell.state: True,
            "is-advised": not cell.is_owed,
            "is-late": cell.is_late,
            "was-late": cell.was_late,
            "is-off": not fits,
        }
        outside = _("outside the filters")
        words = esc(cell.words if fits else f"{cell.words}, {outside}")
        opening = f'<td class="{" ".join(mark for mark, holds in marks.items() if holds)}">'
        if cell.state == HIDDEN:
            return f"{opening}<span>{words}</span></td>", ""
        review = "review/" if reviews and cell.state == EntryState.SUBMITTED else ""
        return f'{opening}<a href="../', f'/{review}">{words}</a></td>'

    def draw(cell: MatrixCell, code: str, number: str) -> str:
        if cell not in kinds:
            kinds[cell] = kind(cell)
        before, after = kinds[cell]
        return f"{before}{code}/{number}{after}" if after else before

    return draw


def _foot(matrix: Matrix, counted: str) -> str:
    tallies = [body.tally for body in matrix.bodies]
    rows = [_foot_row("of-counts", counted, matrix.tally, tallies, _accepted)]
    if matrix.tally.late:
        rows.append(_foot_row("is-late", _("Late"), matrix.tally, tallies, lambda one: str(one.late or "")))
    return f"<tfoot>{''.join(rows)}</tfoot></table>"


def _accepted(tally: Tally) -> str:
    return f"{tally.accepted}/{tally.owed}" if tally.owed else "–"


def _foot_row(mark: str, label: str, total: Tally, tallies: list[Tally], shown: Callable[[Tally], str]) -> str:
    cells = "".join(f"<td>{shown(one)}</td>" for one in tallies)
    return (
        f'<tr class="{mark}"><th class="point" colspan="2" scope="row">{esc(label)}</th>'
        f'<td class="count">{shown(total)}</td>{cells}</tr>'
    )


# --- Years -------------------------------------------------------------------------------------------------------------


def years_html(table: PlanYears, *, caption: str) -> SafeString:
    """The plan's table: sub-points × years, in words and marks."""
    columns = len(table.years)
    heads = "".join(f'<th class="year" scope="col">{year}</th>' for year in table.years)
    parts = [
        f'<table class="matrix of-years"><caption class="spoken">{esc(caption)}</caption>'
        f'<colgroup><col class="of-point"><col span="{columns}"></colgroup>'
        f'<thead><tr><th class="point" scope="col">{esc(_("Sub-point"))}</th>{heads}</tr></thead>'
    ]
    for section, rows in table.sections:
        parts += ["<tbody>", _section(section, 1, columns), *(_years_row(row, table) for row in rows), "</tbody>"]
    parts.append(_years_foot(table))
    return mark_safe("".join(parts))  # noqa: S308 (escaped above)


def _years_row(row: YearsRow, table: PlanYears) -> str:
    number = esc(row.number)
    cells = (_years_cell(status, year, number, table) for status, year in zip(row.statuses, table.years, strict=True))
    return f"<tr>{_point(number, row.measure, '../points/')}{''.join(cells)}</tr>"


def _years_cell(status: str, year: int, number: str, table: PlanYears) -> str:
    label = esc(assessed_label(status))
    if status in ("", NOT_OPENED):
        return f'<td class="{status or "is-outside"}"><span>{label}</span></td>'
    off = " is-off" if table.status and status != table.status else ""
    outside = esc(_("outside the filters"))
    spoken = f'<span class="spoken">, {outside}</span>' if off else ""
    return f'<td class="{status}{off}"><a href="../{year}/points/{number}/">{label}{spoken}</a></td>'


def _years_foot(table: PlanYears) -> str:
    counts = (f"<td>{assessed}/{due}</td>" for assessed, due in table.assessed)
    label = esc(_("Assessed"))
    return f'<tfoot><tr><th class="point" scope="row">{label}</th>{"".join(counts)}</tr></tfoot></table>'

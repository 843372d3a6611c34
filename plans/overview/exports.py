"""The tables of the overview as XLSX, as the pages show them: the same filters, order, sections, marks and colours."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Literal

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from plans.azerbaijani import short_date
from plans.enums import (
    ACCEPTED_STATES,
    NOT_ASSESSED,
    STATES,
    STATUSES,
    Tone,
    assessed_label,
)
from plans.exports.sheets import GRID, new_book, print_on_a3, put, workbook_bytes
from plans.models import Plan
from plans.overview.queries.overview_table import CELL_LABELS, HIDDEN, Matrix, MatrixCell, SectionHead, Tally
from plans.overview.queries.plan_years import PlanYears

# The colours of the pages by day (tokens.css): ink and ground ("" for none).
MUTED, RED = "FF566366", "FFB3261E"
SUNKEN, FAINT = "FFEFEDE6", "FFB4BBBC"
COLOURS: dict[Tone, tuple[str, str]] = {
    Tone.MUTED: (MUTED, ""),
    Tone.SUNKEN: (MUTED, SUNKEN),
    Tone.GREEN: ("FF23703E", "FFE3F1E7"),
    Tone.BLUE: ("FF255FA6", "FFE5EEF8"),
    Tone.AMBER: ("FF8A5000", "FFFBF1DE"),
    Tone.RED: (RED, "FFFAE6E4"),
}
MARKS: dict[str, tuple[str, str, str]] = {  # sign, ink, ground
    HIDDEN: ("·", MUTED, ""),
    **{name: (facts.sign, *COLOURS[facts.tone]) for name, facts in (STATES | STATUSES).items()},
}
TITLE, BOLD, SMALL, QUIET = Font(size=16, bold=True), Font(bold=True), Font(size=9), Font(size=9, color=MUTED)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(vertical="center", wrap_text=True)
UPRIGHT = Alignment(horizontal="center", vertical="bottom", text_rotation=90, wrap_text=True)
HEAD_ROW = 6  # under the title, the plan, the day with the filters, the numbers, and a free row
POINT, MEASURE, ASSESSED, COUNT, LATE, FIRST_AGENCY = 1, 2, 3, 4, 5, 6
ROW_HEIGHT = 32  # points: two or three small lines


def matrix_workbook(
    matrix: Matrix, *, title: str, plan: Plan, counted: str, filters: Iterable[tuple[str, str]]
) -> bytes:
    """The year's table. `counted` names what the counts count, `filters` are (label, value) in words."""
    book, sheet = _book(title, plan, filters)
    put(sheet, 4, 1, "; ".join(_summary(matrix, counted)), font=SMALL)
    heads = (_("Sub-point"), _("Measure"), _("Assessment"), counted, _("Late"))
    for column, head in enumerate(heads, 1):
        put(sheet, HEAD_ROW, column, head, font=BOLD, border=GRID, alignment=LEFT)
    for column, agency in enumerate(matrix.agencies, FIRST_AGENCY):
        put(sheet, HEAD_ROW, column, agency.head, font=SMALL, border=GRID, alignment=UPRIGHT)
    sheet.row_dimensions[HEAD_ROW].height = 130
    last, row = FIRST_AGENCY + len(matrix.agencies) - 1, HEAD_ROW
    for section, members in matrix.sections:
        row = _section(sheet, row + 1, section, last)
        for member in members:
            row += 1
            sheet.row_dimensions[row].height = ROW_HEIGHT
            put(sheet, row, POINT, member.number, font=BOLD, border=GRID, alignment=LEFT)
            put(sheet, row, MEASURE, member.measure, font=SMALL, border=GRID, alignment=LEFT)
            _put_status(sheet, row, ASSESSED, member.assessed or NOT_ASSESSED)
            _put_counts(sheet, row, member.tally)
            for column, cell in enumerate(member.cells, FIRST_AGENCY):
                if cell is None:
                    put(sheet, row, column, None, border=GRID)
                else:
                    fits = matrix.fitting is None or cell in matrix.fitting
                    text, style = _drawn(cell, fits)
                    put(sheet, row, column, text, **style)
    _foot(sheet, row + 1, matrix, counted)
    widths = {POINT: 9, MEASURE: 42, ASSESSED: 15, COUNT: 12, LATE: 9}
    widths |= dict.fromkeys(range(FIRST_AGENCY, last + 1), 12)
    _finish(sheet, widths, frozen=FIRST_AGENCY)
    return workbook_bytes(book)


def _book(title: str, plan: Plan, filters: Iterable[tuple[str, str]]) -> tuple[Workbook, Worksheet]:
    """A book with one sheet and the lines over its table."""
    book, sheet = new_book(_("Overview"))
    put(sheet, 1, 1, title, font=TITLE)
    put(sheet, 2, 1, plan.title)
    said = [_("As of %(day)s") % {"day": short_date(localdate())}]
    said += [f"{label}: {value}" for label, value in filters]
    put(sheet, 3, 1, "; ".join(said), font=QUIET)
    return book, sheet


def _finish(sheet: Worksheet, widths: Mapping[int, float], *, frozen: int) -> None:
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"{get_column_letter(frozen)}{HEAD_ROW + 1}"
    sheet.sheet_view.showGridLines = False
    print_on_a3(sheet, head_row=HEAD_ROW, head_columns=f"A:{get_column_letter(frozen - 1)}")


def _section(sheet: Worksheet, row: int, section: SectionHead, last: int) -> int:
    ground = _fill(SUNKEN)
    put(sheet, row, 1, str(section), font=BOLD, fill=ground)
    for column in range(2, last + 1):
        put(sheet, row, column, None, fill=ground)
    sheet.row_dimensions[row].height = 20
    return row


def _put_status(sheet: Worksheet, row: int, column: int, status: str, *, faint: bool = False) -> None:
    mark, ink, ground = MARKS[status]
    style = {"font": _font(FAINT if faint else ink), "border": GRID, "alignment": CENTRE}
    if ground and not faint:
        style["fill"] = _fill(ground)
    put(sheet, row, column, f"{mark} {assessed_label(status)}".strip(), **style)


def _put_counts(sheet: Worksheet, row: int, counts: Tally) -> None:
    put(sheet, row, COUNT, counts.fraction, border=GRID, alignment=CENTRE)
    put(sheet, row, LATE, counts.late or None, font=_font(RED), border=GRID, alignment=CENTRE)


@cache
def _font(ink: str) -> Font:
    return Font(size=8, color=ink)


@cache
def _fill(ground: str, pattern: Literal["solid", "lightUp"] = "solid") -> PatternFill:
    return PatternFill(pattern, fgColor=ground)


_LATE_EDGE = Border(left=GRID.left, right=GRID.right, top=Side(style="thick", color=RED), bottom=GRID.bottom)


def _drawn(cell: MatrixCell, fits: bool) -> tuple[str, dict]:
    """The words of a cell with its mark, and how it looks."""
    mark, ink, ground = MARKS[cell.state]
    style = {"font": _font(ink if fits else FAINT), "border": _LATE_EDGE if cell.is_late else GRID, "alignment": CENTRE}
    if not cell.is_required:
        style["fill"] = _fill("FFE2DFD6", "lightUp")  # hatched, as on the page
    elif ground and fits:
        style["fill"] = _fill(ground)
    return f"{mark} {cell.words}", style


def _foot(sheet: Worksheet, row: int, matrix: Matrix, counted: str) -> None:
    put(sheet, row, POINT, counted, font=BOLD)
    put(sheet, row + 1, POINT, _("Late"), font=BOLD)
    for column, counts in (
        (COUNT, matrix.tally),
        *enumerate((agency.tally for agency in matrix.agencies), FIRST_AGENCY),
    ):
        put(sheet, row, column, counts.fraction, font=BOLD, border=GRID, alignment=CENTRE)
        put(sheet, row + 1, column, counts.late, font=_font(RED), border=GRID, alignment=CENTRE)


def _summary(matrix: Matrix, counted: str) -> Sequence[str]:
    whole = matrix.tally
    said = [f"{counted}: {whole.accepted}/{whole.required} ({whole.share(whole.accepted)} %)"]
    for state, number in whole.by_state.items():
        if state not in ACCEPTED_STATES and number:
            said.append(f"{CELL_LABELS[state]}: {number}")
    said.append(f"{_('Late')}: {whole.late}")
    if whole.was_late:
        said.append(f"{_('Submitted late')}: {whole.was_late}")
    return said


# --- Years -------------------------------------------------------------------------------------------------------------


def years_workbook(table: PlanYears, *, title: str, plan: Plan, filters: Iterable[tuple[str, str]]) -> bytes:
    """The plan's table: sub-points × years."""
    book, sheet = _book(title, plan, filters)
    first = MEASURE + 1
    for column, head in enumerate((_("Sub-point"), _("Measure"), *map(str, table.years)), 1):
        put(sheet, HEAD_ROW, column, head, font=BOLD, border=GRID, alignment=CENTRE if column >= first else LEFT)
    row, last = HEAD_ROW, MEASURE + len(table.years)
    for section, members in table.sections:
        row = _section(sheet, row + 1, section, last)
        for member in members:
            row += 1
            sheet.row_dimensions[row].height = ROW_HEIGHT
            put(sheet, row, POINT, member.number, font=BOLD, border=GRID, alignment=LEFT)
            put(sheet, row, MEASURE, member.measure, font=SMALL, border=GRID, alignment=LEFT)
            for column, status in enumerate(member.statuses, first):
                _put_status(sheet, row, column, status, faint=bool(table.status) and status != table.status)
    put(sheet, row + 1, POINT, _("Assessed"), font=BOLD)
    for column, (assessed, due) in enumerate(table.assessed, first):
        put(sheet, row + 1, column, f"{assessed}/{due}", font=BOLD, border=GRID, alignment=CENTRE)
    _finish(sheet, {POINT: 9, MEASURE: 70} | dict.fromkeys(range(first, last + 1), 22), frozen=first)
    return workbook_bytes(book)

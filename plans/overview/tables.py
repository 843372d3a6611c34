"""Draws the tables of the overview by the templates of `plans/overview/`.

A template's loop over six thousand cells takes longer than the page may. There are dozens of kinds of cells, though:
each is drawn once, and the cells of a row are joined here with the addresses that are their own.
Addresses are relative to the page, so that a cell stays short. A cell names its agency or year too: where the window is
narrow it stands alone, as a chip under the measure.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.template.loader import get_template, render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from plans.enums import NOT_ASSESSED, NOT_OPENED, EntryState, assessed_label
from plans.overview.queries.overview_table import HIDDEN, AgencyColumn, Matrix, MatrixCell, PointRow
from plans.overview.queries.plan_years import PlanYears, YearsRow

FEW_COLUMNS = 20  # so many leave room for the measures on the screen
MANY_COLUMNS = 40  # more leave none for them on paper
HEADS = (6, 10, 14, 16, 20, 30)  # characters that slanted heads are drawn for; longer ones are wrapped
LEANS = 4  # characters of a slanted head that stand over one column
# What stands in a kind of cell where each has its own.
ADDRESS, COLUMN, NUMBER = "{address}", "{column}", "{number}"


def matrix_table(matrix: Matrix, *, caption: str, counted: str, reviews: bool) -> SafeString:
    """The year's table. `counted` names what the counts count; with `reviews` what is submitted leads to its review."""
    template = "plans/overview/_matrix_cell.html"

    @cache
    def drawn(cell: MatrixCell | None, fits: bool) -> str:
        if cell is None:
            return _drawn(template)
        return _drawn(
            template,
            cell=cell,
            fits=fits,
            words=cell.words if fits else f"{cell.words}, {_('outside the filters')}",
            may_open=cell.state != HIDDEN,
            to_review=reviews and cell.state == EntryState.SUBMITTED,
        )

    def column_of(agency: AgencyColumn) -> Callable[[MatrixCell | None], str]:
        @cache
        def drawn_here(cell: MatrixCell | None) -> str:
            # What a cell reports decides whether it fits, and shows in nothing else.
            kind = drawn(cell and cell._replace(status=""), matrix.fitting is None or cell in matrix.fitting)
            return _of_column(kind, f"../{agency.code}/{NUMBER}/", agency.short)

        return drawn_here

    drawers = [column_of(agency) for agency in matrix.agencies]

    def row_view(row: PointRow) -> dict:
        status = row.assessed or NOT_ASSESSED
        cells = (draw(cell) for draw, cell in zip(drawers, row.cells, strict=True))
        return _row(row, cells) | {"status": status, "words": assessed_label(status), "tally": row.tally}

    columns = len(matrix.agencies)
    context = {
        "caption": caption,
        "counted": counted,
        "agencies_address": "../../agencies/",
        "points": "../../points/",
        "assessments": "../points/",
        "agencies": matrix.agencies,
        "columns": columns,
        "is_wide": columns > MANY_COLUMNS,
        "has_few": columns <= FEW_COLUMNS,
        "heads": _room(len(agency.short) for agency in matrix.agencies),
        "ends": _room(len(agency.short) - LEANS * at for at, agency in enumerate(reversed(matrix.agencies))),
        "sections": [(section, [row_view(row) for row in rows]) for section, rows in matrix.sections],
        "tally": matrix.tally,
    }
    return render_to_string("plans/overview/_matrix.html", context)


def years_table(table: PlanYears, *, caption: str) -> SafeString:
    """The plan's table: sub-points × years, in words and marks."""
    template = "plans/overview/_years_cell.html"

    @cache
    def drawn(year: int, status: str) -> str:
        fits = not table.status or status == table.status
        may_open = status not in ("", NOT_OPENED)
        kind = _drawn(template, status=status, words=assessed_label(status), fits=fits, may_open=may_open)
        return _of_column(kind, f"../{year}/points/{NUMBER}/", str(year))

    def row_view(row: YearsRow) -> dict:
        return _row(row, (drawn(*cell) for cell in zip(table.years, row.statuses, strict=True)))

    context = {
        "caption": caption,
        "points": "../points/",
        "years": table.years,
        "columns": len(table.years),
        "sections": [(section, [row_view(row) for row in rows]) for section, rows in table.sections],
        "counts": table.assessed,
    }
    return render_to_string("plans/overview/_years.html", context)


def _room(lengths: Iterable[int]) -> int:
    """For how many characters there has to be room, of the lengths that the style sheet knows."""
    longest = max(lengths, default=0)
    return next((known for known in HEADS if longest <= known), HEADS[-1])


def _drawn(template: str, **kind: Any) -> str:
    """A kind of cell, with what stands for its address and its column."""
    return get_template(template).render(kind | {"address": ADDRESS, "column": COLUMN}).strip()


def _of_column(kind: str, address: str, column: str) -> str:
    """The kind of cell in a column; the number of its row is still to come."""
    return kind.replace(ADDRESS, escape(address)).replace(COLUMN, escape(column))


def _row(row: PointRow | YearsRow, cells: Iterable[str]) -> dict:
    """A row as its template takes it."""
    joined = mark_safe("".join(cells).replace(NUMBER, escape(row.number)))  # noqa: S308 (drawn by a template, around escaped names)
    return {"number": row.number, "measure": row.measure, "cells": joined}

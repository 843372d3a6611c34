"""Draws the tables of the overview by the templates of `plans/overview/`.

A template's loop over six thousand cells takes longer than the page may. There are dozens of kinds of cells, though:
each is drawn once, and the cells of a row are joined here with the addresses that are their own.
Addresses are relative to the page, so that a cell stays short.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.template.loader import get_template, render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from plans.enums import NOT_ASSESSED, NOT_OPENED, EntryState, assessed_label
from plans.overview.queries.overview_table import HIDDEN, Matrix, MatrixCell, PointRow
from plans.overview.queries.plan_years import PlanYears, YearsRow

FEW_COLUMNS = 20  # so many leave room for the measures on the screen
MANY_COLUMNS = 40  # more leave none for them on paper
SHORT_NAME = 12  # characters; where all are as short, the head is low
ADDRESS = "{address}"  # stands in a kind of cell where each cell has an address of its own


def matrix_table(matrix: Matrix, *, caption: str, counted: str, reviews: bool) -> SafeString:
    """The year's table. `counted` names what the counts count; with `reviews` what is submitted leads to its review."""
    template = "plans/overview/_matrix_cell.html"

    @cache
    def drawn(cell: MatrixCell | None, fits: bool) -> list[str]:
        if cell is None:
            return _pieces(template)
        return _pieces(
            template,
            cell=cell,
            fits=fits,
            words=cell.words if fits else f"{cell.words}, {_('outside the filters')}",
            may_open=cell.state != HIDDEN,
            to_review=reviews and cell.state == EntryState.SUBMITTED,
        )

    @cache
    def pieces(cell: MatrixCell | None) -> list[str]:
        # What a cell reports decides whether it fits, and shows in nothing else.
        fits = matrix.fitting is None or cell in matrix.fitting
        return drawn(cell and cell._replace(status=""), fits)

    codes = [escape(agency.code) for agency in matrix.agencies]

    def row_view(row: PointRow) -> dict:
        number, status = escape(row.number), row.assessed or NOT_ASSESSED
        cells = (f"../{code}/{number}/".join(pieces(cell)) for code, cell in zip(codes, row.cells, strict=True))
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
        "has_short": all(len(agency.short) <= SHORT_NAME for agency in matrix.agencies),
        "sections": [(section, [row_view(row) for row in rows]) for section, rows in matrix.sections],
        "tally": matrix.tally,
    }
    return render_to_string("plans/overview/_matrix.html", context)


def years_table(table: PlanYears, *, caption: str) -> SafeString:
    """The plan's table: sub-points × years, in words and marks."""
    template = "plans/overview/_years_cell.html"

    @cache
    def pieces(status: str) -> list[str]:
        fits = not table.status or status == table.status
        may_open = status not in ("", NOT_OPENED)
        return _pieces(template, status=status, words=assessed_label(status), fits=fits, may_open=may_open)

    def row_view(row: YearsRow) -> dict:
        number = escape(row.number)
        cells = (
            f"../{year}/points/{number}/".join(pieces(status))
            for year, status in zip(table.years, row.statuses, strict=True)
        )
        return _row(row, cells)

    context = {
        "caption": caption,
        "points": "../points/",
        "years": table.years,
        "columns": len(table.years),
        "sections": [(section, [row_view(row) for row in rows]) for section, rows in table.sections],
        "counts": table.assessed,
    }
    return render_to_string("plans/overview/_years.html", context)


def _pieces(template: str, **kind: Any) -> list[str]:
    """A kind of cell, parted where the address of each cell goes; one piece where it leads nowhere."""
    return get_template(template).render(kind | {"address": ADDRESS}).strip().split(ADDRESS)


def _row(row: PointRow | YearsRow, cells: Iterable[str]) -> dict:
    """A row as its template takes it."""
    joined = mark_safe("".join(cells))  # noqa: S308 (drawn by a template, around an escaped address)
    return {"number": row.number, "measure": row.measure, "cells": joined}

"""The list of a year's entries as a table: XLSX and CSV, one line a sub-point and agency."""

from collections.abc import Iterable, Iterator

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from plans.azerbaijani import short_date
from plans.exports.tables import table_csv, table_workbook
from plans.queries.agency_year import EntryRow

MOST_ROWS = 10_000
WIDTHS = (9, 60, 18, 40, 16, 24, 18, 12, 14)


def heads() -> tuple[str, ...]:
    """The names of the columns."""
    return (
        _("No."),
        _("Measure"),
        _("Code of the agency"),
        _("Agency"),
        _("Part"),
        _("Implementation status"),
        _("State"),
        _("Due"),
        _("Last change"),
    )


def list_workbook(batches: Iterable[list[EntryRow]], year: int, *, title: str, is_cut: bool) -> bytes:
    """The file. `is_cut`: there are more than it holds, which a last line says."""
    return table_workbook(title, heads(), _lines(batches, year, is_cut=is_cut), widths=WIDTHS)


def list_csv(batches: Iterable[list[EntryRow]], year: int, *, is_cut: bool) -> bytes:
    """The file. `is_cut`: as `list_workbook` has it."""
    return table_csv(heads(), _lines(batches, year, is_cut=is_cut))


def _lines(batches: Iterable[list[EntryRow]], year: int, *, is_cut: bool) -> Iterator[tuple[str, ...]]:
    for batch in batches:
        yield from (_line(row, year) for row in batch)
    if is_cut:
        yield (
            _("Only the first %(most)s lines are in this file. Filter to get the others.") % {"most": MOST_ROWS},
            *[""] * (len(WIDTHS) - 1),
        )


def _line(row: EntryRow, year: int) -> tuple[str, ...]:
    agency, entry = row.assignment.agency, row.entry
    return (
        row.sub_point.number,
        row.sub_point.measure,
        agency.code,
        str(agency.name_in(year) or agency.code),
        str(row.assignment.get_role_display()),
        str(row.status_label),
        str(row.state_label),
        short_date(row.due) if row.due else "",
        short_date(localtime(entry.updated_at).date()) if entry else "",
    )

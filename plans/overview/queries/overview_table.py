"""The year's table once it is read: what its cells are, how they are counted, which part of it the filters leave."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import compress, groupby
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.azerbaijani import fold
from plans.enums import ACCEPTED_STATES, NOT_STARTED, STATE_LABELS, STATES, UNDER_REVIEW_LABEL

HIDDEN = "hidden"  # the state of a cell whose entry is not the reader's to see: unwritten, or not submitted
LATE_NOW, LATE_THEN = "now", "submitted"  # the two ways of being late, as the filter names them
CELL_LABELS: dict[str, str | Promise] = {**STATE_LABELS, HIDDEN: gettext_lazy("Nothing to read")}


class MatrixCell(NamedTuple):
    """What stands where a sub-point and an agency meet.

    `state` is an entry's state, "not_started" or `HIDDEN`. `was_late`: first submitted after the agency's deadline.
    Equal cells are one object: they are counted and drawn by the dozens of kinds there are, not by the thousand.
    """

    state: str
    status: str = ""
    in_review: bool = False
    is_required: bool = True
    is_late: bool = False
    was_late: bool = False

    @property
    def words(self) -> str:
        """All that the cell's marks say: "Draft, late"."""
        said = [str(UNDER_REVIEW_LABEL if self.in_review else CELL_LABELS[self.state])]
        if not self.is_required:
            said.append(_("recommended agency"))
        if self.is_late:
            said.append(_("late"))
        if self.was_late:
            said.append(_("submitted late"))
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of cells. Recommended agencies' are in none but `advised` (all of theirs) and `advised_written`; what the
    reader may not see is in none but `hidden`. `accepted` is approved and locked together.
    """

    required: int = 0
    accepted: int = 0
    late: int = 0
    was_late: int = 0
    hidden: int = 0
    advised: int = 0
    advised_written: int = 0
    by_state: dict[str, int] = field(default_factory=dict)

    def of(self, state: str) -> int:
        return self.by_state.get(state, 0)

    def of_all(self, state: str) -> int:
        """The number of the state together with those that are counted as it."""
        return sum(self.of(one) for one, facts in STATES.items() if state in (one, facts.counted_as))

    @property
    def fraction(self) -> str:
        """ "8/12", accepted of required; a dash where nothing is required."""
        return f"{self.accepted}/{self.required}" if self.required else "–"

    def share(self, number: int) -> int:
        """The number as whole per cent of what is required; 0 of nothing."""
        return round(100 * number / self.required) if self.required else 0


def tally(cells: Counter) -> Tally:
    """The numbers of so many cells of each kind; None stands for places without a part in the measure."""
    states: Counter[str] = Counter()
    late = was_late = hidden = advised = advised_written = 0
    for cell, number in cells.items():
        if cell is None:
            continue
        if cell.state == HIDDEN:
            hidden += number
        elif not cell.is_required:
            advised += number
            advised_written += number if cell.state != NOT_STARTED else 0
        else:
            states[cell.state] += number
            late += number if cell.is_late else 0
            was_late += number if cell.was_late else 0
    return Tally(
        required=states.total(),
        accepted=sum(states[state] for state in ACCEPTED_STATES),
        late=late,
        was_late=was_late,
        hidden=hidden,
        advised=advised,
        advised_written=advised_written,
        by_state=dict(states),
    )


class SectionHead(NamedTuple):
    """A section of the plan as the line over its rows."""

    number: str
    title: str

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


@dataclass(slots=True)
class AgencyColumn:
    """An agency as a column: `name` is that of the year (the code without one), `short` what fits over a column and is no
    other's.
    """

    pk: int
    code: str
    short: str
    name: str
    tally: Tally = field(default_factory=Tally)

    @property
    def head(self) -> str:
        """What stands where there is room for a whole name: the abbreviation, the name of those without one."""
        return self.name if self.short in self.name else self.short


@dataclass(slots=True)
class PointRow:
    """A sub-point as a row. `assessed` is the status that was decided for the year, "" without a decision; `cells` are
    as many as the table has columns, None where the agency has no part.
    """

    section: SectionHead
    number: str
    measure: str
    assessed: str
    cells: list[MatrixCell | None]
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class MatrixFilters:
    """The filters. `section`, `agency` and `text` (words of the measure, or the beginning of its number) cut out a part
    of the table, of which everything is counted; `state`, `status` and `late` look for cells in that part.
    """

    section: str = ""
    agency: str = ""
    text: str = ""
    state: str = ""
    status: str = ""
    late: str = ""

    @property
    def seeks_cells(self) -> bool:
        return bool(self.state or self.status or self.late)

    def takes(self, row: PointRow) -> bool:
        """Whether the sub-point is in the part that is cut out."""
        return (not self.section or row.section.number == self.section) and has_words(
            self.text, row.number, row.measure
        )

    def fits(self, cell: MatrixCell) -> bool:
        """Whether the cell is looked for. Locked entries are approved ones too."""
        also = STATES[cell.state].counted_as if cell.state != HIDDEN else ""
        return (
            (not self.state or self.state in (cell.state, also))
            and (not self.status or cell.status == self.status)
            and (self.late != LATE_NOW or cell.is_late)
            and (self.late != LATE_THEN or cell.was_late)
        )


def has_words(text: str, number: str, measure: str) -> bool:
    """Whether the words stand in the measure, compared by Azerbaijani letters, or begin its number."""
    return not text or number.startswith(text) or fold(text) in fold(measure)


@dataclass(frozen=True, slots=True)
class Matrix:
    """A part of the year's table, ready to be shown.

    `tally` counts the whole part. `fitting` are the cells that are looked for (None: none are, everything is shown),
    `found` of the `readable` ones; rows and columns without one of them are left out.
    """

    agencies: list[AgencyColumn]
    rows: list[PointRow]
    tally: Tally
    readable: int = 0
    fitting: frozenset[MatrixCell | None] | None = None
    found: int = 0

    @property
    def sections(self) -> list[tuple[SectionHead, list[PointRow]]]:
        return [(section, list(rows)) for section, rows in groupby(self.rows, key=lambda row: row.section)]


@dataclass(frozen=True, slots=True)
class Overview:
    """All of a year: every sub-point whose execution period covers it × every agency with a part in one."""

    agencies: list[AgencyColumn]
    rows: list[PointRow]

    @property
    def sections(self) -> list[SectionHead]:
        return list(dict.fromkeys(row.section for row in self.rows))

    def narrowed(self, by: MatrixFilters) -> Matrix:
        """The part that the filters leave, counted. No query; the overview itself stays as it is."""
        rows = [replace(row) for row in self.rows if by.takes(row)]
        agencies = [replace(agency) for agency in self.agencies]
        if by.agency:
            agencies = _only(agencies, rows, [agency.code == by.agency for agency in agencies])
            rows = [row for row in rows if any(row.cells)]
        agencies = _only(agencies, rows, [any(column) for column in _columns(rows)])
        whole: Counter[MatrixCell | None] = Counter()
        for row in rows:
            counted = Counter(row.cells)
            row.tally = tally(counted)
            whole += counted
        for agency, column in zip(agencies, _columns(rows), strict=True):
            agency.tally = tally(Counter(column))
        del whole[None]
        total = tally(whole)
        readable = whole.total() - total.hidden
        if not by.seeks_cells:
            return Matrix(agencies, rows, total, readable)
        fitting: frozenset[MatrixCell | None] = frozenset(cell for cell in whole if cell is not None and by.fits(cell))
        rows = [row for row in rows if not fitting.isdisjoint(row.cells)]
        agencies = _only(agencies, rows, [not fitting.isdisjoint(column) for column in _columns(rows)])
        found = sum(number for cell, number in whole.items() if cell in fitting)
        return Matrix(agencies, rows, total, readable, fitting, found)


def _columns(rows: list[PointRow]) -> Iterable[tuple]:
    return zip(*(row.cells for row in rows), strict=True)


def _only(agencies: list[AgencyColumn], rows: list[PointRow], stays: list[bool]) -> list[AgencyColumn]:
    """The columns that stay, in the rows too; without a row there is no column."""
    for row in rows:
        row.cells = list(compress(row.cells, stays))
    return list(compress(agencies, stays))

"""The year at a glance: what came of each sub-point with each agency, as letters in a table for large pages."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.utils import translation

from plans.azerbaijani import ordinal
from plans.enums import ACCEPTED_STATES, REQUIRED_ROLES, STATUS_LABELS, ImplementationStatus
from plans.models import Agency, Entry, ReportingYear, SubPoint
from plans.narrative import Block, Cell, Paragraph, Run, Table
from plans.overview.short_names import Named, short_names
from plans.queries.years import assignments_of_year, names_prefetch
from reports.building.reading import LANGUAGE, chosen
from reports.document import Section
from reports.marks import ABSENT, MARKS, NOT_ASSESSED, NOTHING, OPEN, RECOMMENDED, WITHOUT_STATUS, head_lines
from reports.options import ReportOptions
from reports.titles import deepest, point_term

LEVEL = 2
TITLE = "İcra vəziyyəti: {points}lər və qurumlar üzrə"
AGENCIES_A_SHEET = 36  # columns beside the measures, on A3
HEAD_LINES = 2  # that a name may take over its column


def matrix_of(
    reporting_year: ReportingYear, options: ReportOptions, held: Sequence[Entry], statuses: Mapping[int, str]
) -> tuple[Section, ...]:
    """A section for each sheet of up to 36 agencies, each with its key; () where nobody has a part. Three queries."""
    points = list(
        SubPoint.objects.covering(reporting_year.year)
        .filter(section__plan=reporting_year.plan_id)
        .filter(chosen(options, point="", agency=""))
        .only("number", "measure")
        .order_by("section__number", "number")
    )
    parts = list(
        assignments_of_year(reporting_year)
        .filter(chosen(options))
        .select_related("agency")
        .prefetch_related(names_prefetch())
    )
    texts = {(entry.sub_point_id, entry.agency_id): entry for entry in held}
    required = {(part.sub_point_id, part.agency_id): part.role in REQUIRED_ROLES for part in parts}
    agencies = {part.agency_id: part.agency for part in parts} | {entry.agency_id: entry.agency for entry in held}
    columns = _named(sorted(agencies.values(), key=lambda each: (each.protocol_order, each.code)), reporting_year.year)
    if not points or not columns:
        return ()

    def mark(point: SubPoint, agency: Agency) -> str:
        entry = texts.get((point.pk, agency.pk))
        if entry is not None:
            return _mark(entry)
        if (point.pk, agency.pk) not in required:
            return ""
        return ABSENT if required[point.pk, agency.pk] else RECOMMENDED

    sheets = [columns[first : first + AGENCIES_A_SHEET] for first in range(0, len(columns), AGENCIES_A_SHEET)]
    found = []
    term = point_term(deepest(point.number for point in points))
    title = TITLE.format(points=term)
    for place, sheet in enumerate(sheets):
        head = (_HEADS[term], "Tədbir", "Ümumi", *(short for _agency, short, _name in sheet))
        rows = [
            (
                point.number,
                point.measure,  # whole: who draws the table knows how much of it there is room for
                MARKS.get(statuses.get(point.pk, ""), NOT_ASSESSED),
                *(mark(point, agency) for agency, _short, _name in sheet),
            )
            for point in points
        ]
        first = place * AGENCIES_A_SHEET + 1
        which = f" ({first}–{ordinal(first + len(sheet) - 1)} qurumlar)" if len(sheets) > 1 else ""
        blocks: list[Block] = [_paragraph(_key(term)), _table(head, rows)]
        if names := "; ".join(f"{short} – {name}" for _agency, short, name in sheet if short != name):
            blocks.append(_paragraph(f"Qurumlar: {names}."))
        found.append(Section(title + which, LEVEL, blocks=tuple(blocks)))
    return tuple(found)


_HEADS = {"yarımbənd": "Yarımbənd", "bənd": "Bənd"}


def _named(agencies: Sequence[Agency], year: int) -> list[tuple[Agency, str, str]]:
    """Each agency with what stands over its column – its name where it fits, else a short one – and its name of the year."""
    names = [agency.name_in(year) for agency in agencies]
    named = [
        Named(agency.code, agency.abbreviation, name.nominative if name else agency.code)
        for agency, name in zip(agencies, names, strict=True)
    ]
    short = short_names(named)
    heads = [one.name if _fits(one.name) else label for one, label in zip(named, short, strict=True)]
    alike = Counter(heads)  # the whole name of one may be the short name of another
    heads = [label if alike[head] > 1 else head for head, label in zip(heads, short, strict=True)]
    return list(zip(agencies, heads, (each.name for each in named), strict=True))


def _fits(name: str) -> bool:
    return 0 < len(head_lines(name)) <= HEAD_LINES


def _mark(entry: Entry) -> str:
    """The letter of the entry; in brackets while it is not approved."""
    if entry.nothing_to_report:
        letter = NOTHING
    else:
        letter = MARKS.get(entry.status, WITHOUT_STATUS)
    return letter if entry.state in ACCEPTED_STATES else OPEN.format(letter)


def _key(point: str) -> str:
    """What the signs mean; `point` is what the plan calls its measures."""
    with translation.override(LANGUAGE):
        statuses = [f"{MARKS[status]} – {STATUS_LABELS[status]}" for status in ImplementationStatus]
    others = (
        f"{NOTHING} – bildiriləcək məlumat yoxdur",
        f"{WITHOUT_STATUS} – icra vəziyyəti göstərilməyib",
        f"{OPEN.format('…')} – hələ təsdiq edilməyib",
        f"{NOT_ASSESSED} – {point}in icrası qiymətləndirilməyib",
        "tire – məlumat daxil edilməyib",
        f"{RECOMMENDED} – tədbir quruma tövsiyə edilib, məlumat daxil edilməyib",
        "boş xana – qurumun icrasında deyil",
    )
    return f"Şərti işarələr: {'; '.join((*statuses, *others))}."


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    lines = [tuple(_cell(text, header=True) for text in head)]
    lines += [tuple(_cell(text, header=not place) for place, text in enumerate(row)) for row in rows]
    return Table(tuple(lines))


def _cell(text: str, *, header: bool) -> Cell:
    return Cell((Paragraph((Run(text),)),), header=header)

"""A report as plain data: what it says, not how it looks. A leaf: no Django.

Every format is rendered from a Document, and a published edition will be a Document frozen as JSON; `SCHEMA_VERSION`
goes up whenever that JSON changes its shape (`docs/melumat-json.md` describes it).
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from plans.narrative import Block, Cell, ListBlock, Paragraph, Run, Table, walk_paragraphs
from reports import trend as trends_of_years
from reports.signature import EXECUTOR, NUMBERED, SIGNED, SIGNED_ON, Signature
from reports.trend import Trend, trend_from, trend_json

SCHEMA = "nap-tracker/melumat"
SCHEMA_VERSION = 3
# The words of the papers themselves, in their own language.
STATUS, FIGURE, UNIT, VALUE = "İcra vəziyyəti", "Göstərici", "Ölçü vahidi", "Say"
OVERALL_STATUS = "Qurumlar üzrə ümumi icra vəziyyəti"  # as the coordinator assessed it
WATERMARK, DRAFT, STANDING = "LAYİHƏ", "Layihə", "Vəziyyət"
MISSING, WITHOUT_TEXT = "Daxil edilməmiş məlumatlar", "Mətni olmayan"
ANNEXES, ANNEX = "Əlavələrin siyahısı", "Əlavə"
# How the notes begin that a report has beside the texts: whoever reads one back leaves them out.
NOTES = (
    *(f"{word}: " for word in (STATUS, OVERALL_STATUS, DRAFT, STANDING, FIGURE)),
    WATERMARK,
    MISSING,
    WITHOUT_TEXT,
    ANNEXES,
    f"{ANNEX} (",
    *(f"{word}: " for word in (SIGNED, SIGNED_ON, NUMBERED, EXECUTOR)),
    *trends_of_years.NOTES,
)
CHART_NAME = "NapTrackerChart"  # of charts in Word files, by which whoever reads one back leaves them out
# Reports over the years of a plan; the others are of one year.
OVERVIEW, DOSSIER = "overview", "dossier"


@dataclass(frozen=True, slots=True)
class Figure:
    """What was counted: the indicator's name and unit, and the value as papers write it ("1 250", "12,5")."""

    name: str
    unit: str
    value: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: what it stands for, and how many of each kind, in the order of the chart's kinds."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars, one a row. `kinds` are (code, label): the code picks the look. The table under it has the numbers."""

    title: str
    kinds: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the text under it. `number` is the sub-point's or the plan's section's.

    In a consolidated report sections of the plan hold sub-points, and these hold agencies, whose `code` they bear. `mark` is
    printed over a text that is not approved. `status` and `figures` are printed before the text, `trends` after it, where they
    are asked for.
    """

    heading: str
    level: int
    number: str = ""
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()
    mark: str = ""
    status: str = ""
    status_title: str = STATUS
    figures: tuple[Figure, ...] = ()
    chart: Chart | None = None
    code: str = ""
    trends: tuple[Trend, ...] = ()

    @property
    def anchor(self) -> str:
        """A name for links within the page, unique by the number."""
        return f"s-{self.number.replace('.', '-')}" if self.number else ""

    def walk(self) -> Iterator["Section"]:
        """The section and all in it, in reading order."""
        yield self
        for section in self.sections:
            yield from section.walk()

    @property
    def lead(self) -> tuple[Block, ...]:
        """Status and figures as blocks."""
        found: list[Block] = []
        if self.status:
            found.append(Paragraph((Run(f"{self.status_title}: "), Run(self.status, bold=True))))
        if self.figures:
            found.append(self.figure_table)
        return tuple(found)

    @property
    def figure_table(self) -> Table:
        """The figures as a table with a head."""
        head = tuple(_cell(text, header=True) for text in (FIGURE, UNIT, VALUE))
        rows = tuple(tuple(_cell(text) for text in (each.name, each.unit, each.value)) for each in self.figures)
        return Table((head, *rows))


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. `notice` is printed on every page where it is not empty ("Nümunə məlumatlar"), and so is `watermark`
    ("LAYİHƏ"), which a report has while a text in it is not approved.

    `front` stands on the first page: what is missing. A list of contents follows where `has_contents`, then `summary`, the
    year in figures, then the text, then `annexes`, the evidence that is named, then the `signature`, then the `matrix`, which
    stands on large pages: a section a sheet, with its table. With `has_cover` the title stands on a page of its own. `as_of` is
    the moment whose texts it holds (ISO 8601); `content` says which texts it was asked to hold.

    `kind` is that of a report over several years, whose `period` ("2020–2024") stands where others have their year; `year` is
    the last of them. Its parts follow one another, where sub-points of a yearly report begin pages.
    """

    title: str
    word: str
    language: str
    plan: str
    agency: str
    year: int
    sections: tuple[Section, ...] = ()
    notice: str = ""
    watermark: str = ""
    as_of: str = ""
    content: str = ""
    front: tuple[Section, ...] = ()
    summary: tuple[Section, ...] = ()
    annexes: tuple[Section, ...] = ()
    matrix: tuple[Section, ...] = ()
    has_contents: bool = False
    has_cover: bool = False
    signature: Signature | None = None
    kind: str = ""
    period: str = ""

    @property
    def when(self) -> str:
        """The year or the years that it is about."""
        return self.period or str(self.year)

    @property
    def begins_pages(self) -> bool:
        """Whether each sub-point begins a page, to be printed and sent alone: in a yearly report of all agencies."""
        return not (self.agency or self.kind)

    @property
    def spaced_word(self) -> str:
        """The word as official papers set it: "M Ə L U M A T"."""
        return " ".join(self.word)

    @property
    def standing(self) -> str:
        """The line that says as of when it stands, of a draft and of a consolidated report; "" for others."""
        if not self.as_of or not (self.watermark or not self.agency):
            return ""
        day, _t, clock = self.as_of.partition("T")
        return f"{STANDING}: {'.'.join(reversed(day.split('-')))}, {clock[:5]}"

    def walk(self) -> Iterator[Section]:
        """Every section of the text in reading order, sub-sections after the section that holds them."""
        for section in self.sections:
            yield from section.walk()

    def paragraphs(self) -> Iterator[str]:
        """The text of every narrative paragraph in reading order, list items and cells included."""
        for section in self.walk():
            for paragraph in walk_paragraphs(section.blocks):
                yield paragraph.text


def _cell(text: str, *, header: bool = False) -> Cell:
    return Cell((Paragraph((Run(text),)),), header=header)


def as_json(document: Document) -> dict[str, Any]:
    """The Document as JSON types."""
    return {
        "schema": SCHEMA,
        "version": SCHEMA_VERSION,
        "title": document.title,
        "word": document.word,
        "language": document.language,
        "plan": document.plan,
        "agency": document.agency or None,
        "year": document.year,
        "kind": document.kind or None,
        "period": document.period or None,
        "content": document.content or None,
        "as_of": document.as_of or None,
        "watermark": document.watermark or None,
        "notice": document.notice or None,
        "has_cover": document.has_cover,
        "has_contents": document.has_contents,
        "front": [_section_json(section) for section in document.front],
        "summary": [_section_json(section) for section in document.summary],
        "sections": [_section_json(section) for section in document.sections],
        "annexes": [_section_json(section) for section in document.annexes],
        "matrix": [_section_json(section) for section in document.matrix],
        "signature": _signature_json(document.signature),
    }


def from_json(data: dict[str, Any]) -> Document:
    """The inverse of `as_json`. Raises ValueError for another schema or version, KeyError for a missing part."""
    if (data.get("schema"), data.get("version")) != (SCHEMA, SCHEMA_VERSION):
        raise ValueError(f"not a {SCHEMA} document of version {SCHEMA_VERSION}")
    return Document(
        title=data["title"],
        word=data["word"],
        language=data["language"],
        plan=data["plan"],
        agency=data["agency"] or "",
        year=data["year"],
        kind=data["kind"] or "",
        period=data["period"] or "",
        content=data["content"] or "",
        as_of=data["as_of"] or "",
        watermark=data["watermark"] or "",
        notice=data["notice"] or "",
        has_cover=data["has_cover"],
        has_contents=data["has_contents"],
        front=tuple(_section_from(section) for section in data["front"]),
        summary=tuple(_section_from(section) for section in data["summary"]),
        sections=tuple(_section_from(section) for section in data["sections"]),
        annexes=tuple(_section_from(section) for section in data["annexes"]),
        matrix=tuple(_section_from(section) for section in data["matrix"]),
        signature=_signature_from(data["signature"]),
    )


def _signature_json(signature: Signature | None) -> dict[str, Any] | None:
    return None if signature is None else {name: value or None for name, value in asdict(signature).items()}


def _signature_from(data: dict[str, Any] | None) -> Signature | None:
    return None if data is None else Signature(**{name: value or "" for name, value in data.items()})


def _section_json(section: Section) -> dict[str, Any]:
    return {
        "number": section.number or None,
        "code": section.code or None,
        "level": section.level,
        "heading": section.heading,
        "mark": section.mark or None,
        "status": section.status or None,
        "status_title": section.status_title,
        "figures": [{"name": each.name, "unit": each.unit, "value": each.value} for each in section.figures],
        "chart": _chart_json(section.chart),
        "trends": [trend_json(trend) for trend in section.trends],
        "blocks": [_block_json(block) for block in section.blocks],
        "sections": [_section_json(child) for child in section.sections],
    }


def _section_from(data: dict[str, Any]) -> Section:
    return Section(
        heading=data["heading"],
        level=data["level"],
        number=data["number"] or "",
        code=data.get("code") or "",
        mark=data["mark"] or "",
        status=data["status"] or "",
        status_title=data["status_title"],
        figures=tuple(Figure(**each) for each in data["figures"]),
        chart=_chart_from(data["chart"]),
        trends=tuple(trend_from(trend) for trend in data["trends"]),
        blocks=tuple(_block_from(block) for block in data["blocks"]),
        sections=tuple(_section_from(child) for child in data["sections"]),
    )


def _chart_json(chart: Chart | None) -> dict[str, Any] | None:
    if chart is None:
        return None
    return {
        "title": chart.title,
        "kinds": [{"code": code, "label": label} for code, label in chart.kinds],
        "bars": [{"label": bar.label, "counts": list(bar.counts)} for bar in chart.bars],
    }


def _chart_from(data: dict[str, Any] | None) -> Chart | None:
    if data is None:
        return None
    kinds = tuple((kind["code"], kind["label"]) for kind in data["kinds"])
    return Chart(data["title"], kinds, tuple(Bar(bar["label"], tuple(bar["counts"])) for bar in data["bars"]))


def _run_json(run: Run) -> dict[str, Any]:
    look = {"bold": run.bold, "italic": run.italic, "href": run.href}
    return {"text": run.text, **{name: value for name, value in look.items() if value}}


def _block_json(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": block.text, "runs": [_run_json(run) for run in block.runs]}
        case ListBlock():
            items = [[_block_json(child) for child in item] for item in block.items]
            return {"kind": "list", "ordered": block.ordered, "start": block.start, "items": items}
        case Table():
            return {"kind": "table", "rows": [[_cell_json(cell) for cell in row] for row in block.rows]}


def _cell_json(cell: Cell) -> dict[str, Any]:
    return {
        "header": cell.header,
        "colspan": cell.colspan,
        "rowspan": cell.rowspan,
        "blocks": [_block_json(block) for block in cell.blocks],
    }


def _block_from(data: dict[str, Any]) -> Block:
    match data["kind"]:
        case "paragraph":
            return Paragraph(tuple(Run(**run) for run in data["runs"]))
        case "list":
            items = tuple(tuple(_block_from(child) for child in item) for item in data["items"])
            return ListBlock(items, data["ordered"], data["start"])
        case "table":
            return Table(tuple(tuple(_cell_from(cell) for cell in row) for row in data["rows"]))
        case kind:
            raise ValueError(f"unknown block {kind!r}")


def _cell_from(data: dict[str, Any]) -> Cell:
    blocks = tuple(_block_from(block) for block in data["blocks"])
    return Cell(blocks, data["header"], data["colspan"], data["rowspan"])

"""The parts of a report, and the words that its papers have beside the texts."""

from collections.abc import Iterator
from dataclasses import dataclass

from plans.narrative import Block, Cell, Paragraph, Run, Table, walk_paragraphs
from reports import trend as trends_of_years
from reports.signature import EXECUTOR, NUMBERED, SIGNED, SIGNED_ON, Signature
from reports.trend import Trend

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

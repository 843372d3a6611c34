"""Consolidated reports that are long enough to be cut into chapters, and short enough for a test."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from plans.narrative import Cell, Paragraph, Run, Table, parse
from reports.document import ANNEXES, MISSING, Bar, Chart, Document, Section
from reports.signature import Signature
from reports.trend import Amount, Trend, TrendLine
from tests.reports.samples import RICH, document_of

_TEXT = "<p>" + "Nümunə mətn. Bir neçə söz. " * 30 + "</p>"
_ROWS = "".join(f"<tr><td><p>{number}</p></td><td><p>Nümunə {number}</p></td></tr>" for number in range(45))
_HIGH = f"<table><tbody><tr><th><p>Sıra</p></th><th><p>Ad</p></th></tr>{_ROWS}</tbody></table>"
_CELLS = "".join(f"<td><p>məzmun {number}</p></td>" for number in range(12))
_HEADS = "".join(f"<th><p>Nümunə sütun {number}</p></th>" for number in range(12))
_WIDE = f"<table><tbody><tr>{_HEADS}</tr>{f'<tr>{_CELLS}</tr>' * 3}</tbody></table>"
_TEXTS = (
    (RICH, _TEXT),
    (_TEXT + _HIGH,),
    (_WIDE, "<p>Nümunə mətn: ☑ və ✓.</p>"),
    (_TEXT * 2, _TEXT),
    (RICH,),
    (_WIDE,),
    (_TEXT,),
)


def consolidated(*, second_text: str = "", watermark: str = "LAYİHƏ") -> Document:
    """Two sections of the plan with seven sub-points: lists, a table over pages, two on their side, links, marks."""
    points = []
    for number, texts in enumerate(_TEXTS, 1):
        agencies = tuple(
            Section(f"{place} nömrəli Nümunə İdarəsi", 4, "", parse(text), mark="Layihə", status="İcra edilib")
            for place, text in enumerate(texts, 1)
        )
        if number == 2 and second_text:
            agencies = (*agencies, Section("Nümunə Nazirliyi", 4, "", parse(f"<p>{second_text}</p>")))
        section, point = (1, number) if number < 5 else (2, number - 4)
        heading = f"4.{section}.{point}-ci yarımbənd üzrə (Nümunə tədbir):"
        points.append(Section(heading, 3, f"4.{section}.{point}", sections=agencies, status="İcra olunur"))
    kinds, bars = (("done", "İcra edilib"), ("ongoing", "İcra olunur")), (Bar("4.1", (2, 2)), Bar("4.2", (1, 2)))
    return replace(
        document_of("", notice="Nümunə məlumatlar"),
        agency="",
        watermark=watermark,
        as_of="2026-11-30T14:05",
        has_contents=True,
        has_cover=True,
        front=(Section(MISSING, 2, "", parse(_TEXT)),),
        summary=(Section("Hesabat ili rəqəmlərdə", 2, "", parse(_TEXT), chart=Chart("Nümunə qrafik", kinds, bars)),),
        sections=(
            Section("4.1. Nümunə istiqamət", 2, "4.1", sections=tuple(points[:4])),
            Section("4.2. Nümunə istiqamət", 2, "4.2", sections=tuple(points[4:])),
        ),
        annexes=(Section(ANNEXES, 2, "", parse("<p>Əlavə (4.1.1): Nümunə – https://numune.example/a</p>")),),
    )


def with_all_parts() -> Document:
    """The same with a cover, a drawing over years, the signature block and two sheets of the table on A3."""
    document = consolidated(second_text="Nümunə mətn: maarifləndirmə tədbirlərinin keçirilməsi. " * 20)
    amounts = (Amount(Decimal(10)), None, Amount(Decimal(1250), is_settled=False))
    trend = Trend("Nümunə say", "nəfər", (2019, 2020, 2021), (TrendLine("Nümunə İdarəsi", amounts),))
    first, *others = document.sections
    point = replace(first.sections[0], trends=(trend,))
    return replace(
        document,
        has_cover=True,
        sections=(replace(first, sections=(point, *first.sections[1:])), *others),
        signature=Signature(
            "Nümunə vəzifəsi", "A. NÜMUNƏLİ", "2021-11-01", "02/1847", "B. Nümunəli", "(012) 000-00-00"
        ),
        matrix=(_sheet(1, 45), _sheet(2, 3)),
    )


def _sheet(number: int, points: int) -> Section:
    rows = [
        _row((f"4.1.{point}", "Nümunə tədbir", "Q", "İ", "(İ)", "–", ""), heads=1) for point in range(1, points + 1)
    ]
    head = _row(("Bənd", "Tədbir", "Ümumi", *(f"Nümunə {place}" for place in range(4))), heads=7)
    key = Paragraph((Run("Şərti işarələr: İ – icra edilib."),))
    return Section(f"Nümunə cədvəl ({number})", 2, blocks=(key, Table((head, *rows))))


def _row(texts: Sequence[str], heads: int) -> tuple[Cell, ...]:
    return tuple(Cell((Paragraph((Run(text),)),), header=place < heads) for place, text in enumerate(texts))

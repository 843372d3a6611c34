"""A figure over the years as a drawing: what is drawn, named and labelled, on screen as on paper."""

import re
from dataclasses import replace
from decimal import Decimal

from reports.document import Document, Section
from reports.renderers.html import HtmlRenderer
from reports.renderers.pdf import PdfRenderer
from reports.renderers.trends import draw_trend
from reports.trend import Amount, Trend, TrendLine
from tests.reports.renderers.pdf_reading import structure_of


def line(label: str, *values: str | None, waits: int = -1) -> TrendLine:
    amounts = (None if value is None else Amount(Decimal(value), place != waits) for place, value in enumerate(values))
    return TrendLine(label, tuple(amounts))


TREND = Trend(
    "Nümunə say", "nəfər", (2022, 2023, 2024), (line("Nümunə Xidməti", "10", None, "1250", waits=2),),
    baseline=Decimal(100), target=Decimal(1500),
)  # fmt: skip


def test_drawing_names_its_aims_and_labels_its_values():
    drawing = draw_trend(TREND)
    assert [word.text for word in drawing.words] == [
        "Başlanğıc səviyyə: 100",
        "Hədəf: 1\u00a0500",
        "10",
        "1\u00a0250",
    ]
    assert [(mark.year, mark.is_settled) for mark in drawing.lines[0].marks] == [(2022, True), (2024, False)]
    assert drawing.notes == ("İçi boş işarələr: məlumat hələ təsdiq edilməyib.",)
    assert not drawing.has_key


def test_no_two_words_of_a_drawing_meet_and_none_leaves_it():
    values = [("10", "11", "12"), ("10", "12", "12"), ("11", "10", "12")]
    lines = tuple(line(f"Qurum {place}", *given) for place, given in enumerate(values))
    drawing = draw_trend(replace(TREND, lines=lines, baseline=Decimal(11), target=Decimal(11)))
    boxes = [word.box for word in drawing.words]
    for place, one in enumerate(boxes):
        assert one[0] >= 0
        assert one[2] <= drawing.chart.width
        assert one[1] >= 0
        assert one[3] <= drawing.chart.height
        for other in boxes[:place]:
            assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]


def test_single_year_is_a_table_and_no_drawing():
    assert draw_trend(replace(TREND, lines=(line("Nümunə Xidməti", "10", None, None),))) is None


def test_many_agencies_have_a_key_and_the_greatest_are_drawn():
    lines = tuple(line(f"Qurum {number}", str(number), str(number), None) for number in range(1, 9))
    drawing = draw_trend(replace(TREND, lines=lines))
    assert [drawn.label for drawn in drawing.lines] == [f"Qurum {number}" for number in range(3, 9)]
    assert len({drawn.dashes for drawn in drawing.lines}) == 6
    assert drawing.notes == (
        "Qrafikdə 2023-cü ildə göstəricisi ən böyük olan 6 qurum göstərilir"
        " (həmin il göstərici verməyənlər sonra gəlir); cədvəldə qurumların hamısı var.",
    )


def test_of_many_agencies_the_greatest_of_the_last_year_are_drawn():
    lines = [line(f"Qurum {number}", "900" if number < 3 else "1", None, f"{number}.5") for number in range(1, 8)]
    drawing = draw_trend(replace(TREND, lines=(*lines, line("Qurum 8", "950", None, None))))
    assert [drawn.label for drawn in drawing.lines] == [f"Qurum {number}" for number in range(2, 8)]


def test_numbers_stand_beside_the_ends_of_their_lines_or_are_led_there():
    lines = (
        line("A", "10", "20", None),
        line("B", "1", "2", "1500"),
        line("C", "5", "6", "700"),
        line("D", "5", "6", "710"),
    )
    drawn = {each.label: each for each in draw_trend(replace(TREND, lines=lines)).lines}
    last = {label: each.marks[-1] for label, each in drawn.items()}
    assert (last["A"].year, abs(drawn["A"].end.x - last["A"].x)) <= (2023, 11)
    assert (drawn["B"].end.y - 4, drawn["B"].leader) == (last["B"].y, "")
    assert drawn["C"].end.y - drawn["D"].end.y == 11
    assert all(abs(drawn[label].end.y - 4 - last[label].y) <= 6 for label in "CD")
    assert [bool(drawn[label].leader) for label in "ABCD"] == [False, False, True, True]


def test_sum_is_drawn_alone_and_the_note_says_where_the_agencies_are():
    lines = (line("A", "1", "2", "3"), line("B", "1", "2", "3"), line("Cəmi", "2", "4", "6"))
    drawing = draw_trend(replace(TREND, lines=lines, givers=(2, 2, 2)))
    assert [drawn.label for drawn in drawing.lines] == ["Cəmi"]
    assert drawing.notes == ("Qrafikdə göstəricilərin cəmi verilir; qurumların göstəriciləri cədvəldədir.",)


def document() -> Document:
    several = replace(TREND, lines=(*TREND.lines, line("Nümunə Komitəsi", "3", "4", "5")))
    return Document(
        "Başlıq", "İCMAL", "az", "Plan", "", 2024, (Section("4.2-ci bölmə", 2, "4.2", trends=(TREND, several)),),
        kind="overview", period="2022–2024",
    )  # fmt: skip


def test_drawing_on_paper_is_a_figure_with_its_words_and_the_key_is_none():
    structure = structure_of(PdfRenderer().render(document()))
    said = [figure.about["/Alt"] for figure in structure.root.all("Figure")]
    assert said == [
        "Nümunə say, nəfər. Nümunə Xidməti: 2022-ci ildə 10, 2024-cü ildə 1\u00a0250. Başlanğıc səviyyə: 100 nəfər."
        " Hədəf: 1\u00a0500 nəfər.",
        "Nümunə say, nəfər. Nümunə Xidməti: 2022-ci ildə 10, 2024-cü ildə 1\u00a0250; Nümunə Komitəsi: 2022-ci ildə 3,"
        " 2024-cü ildə 5. Başlanğıc səviyyə: 100 nəfər. Hədəf: 1\u00a0500 nəfər.",
    ]
    assert len(structure.root.all("Table")) == 2


def test_drawing_on_the_page_has_words_and_the_ink_of_the_text():
    page = HtmlRenderer().render_text(document())
    drawing = page.partition('<div class="document-trend')[2].partition("</svg>")[0]
    assert 'role="img" aria-label="Nümunə say, nəfər. Nümunə Xidməti: 2022-ci ildə 10' in drawing
    assert set(re.findall('stroke="([^"]+)"', drawing)) == {"currentColor", "#999"}

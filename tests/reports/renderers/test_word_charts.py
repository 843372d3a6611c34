"""Charts of the Word file: what they show, in which look and order, and in words."""

import zipfile
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from lxml import etree

from plans.narrative import parse
from reports.document import CHART_NAME, Bar, Chart, Document, Section
from reports.importer.read import read_report
from reports.renderers.word_file import write_word
from reports.trend import Amount, Trend, TrendLine

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
NBSP = "\u00a0"
TABLE = "<table><tr><th>Bölmə</th><th>Cəmi</th></tr><tr><th>4.1</th><td>3</td></tr></table>"
BARS = Chart(
    "Nümunə qrafik",
    (("implemented", "İcra edilib"), ("not_assessed", "Qiymətləndirilməyib")),
    (Bar("4.1. Nümunə", (1, 2)), Bar("4.2. Nümunə", (0, 4)), Bar("4.3. Nümunə", (0, 0))),
)


def line(label: str, *values: str | None, waits: int = -1) -> TrendLine:
    amounts = (None if value is None else Amount(Decimal(value), place != waits) for place, value in enumerate(values))
    return TrendLine(label, tuple(amounts))


TREND = Trend(
    "Nümunə say", "nəfər", (2022, 2023, 2024), (line("Nümunə Xidməti", "10.5", None, "1250", waits=2),),
    baseline=Decimal(100), target=Decimal(1500),
)  # fmt: skip


def report(*trends: Trend, chart: Chart | None = None, **parts) -> Document:
    agency = Section("Nümunə Xidməti", 4, blocks=parse("<p>Nümunə mətn.</p>"), trends=trends)
    point = Section("4.2.9-cu yarımbənd üzrə (Nümunə tədbir):", 3, "4.2.9", sections=(agency,))
    figures = (Section("Hesabat ili rəqəmlərdə", 2, blocks=parse(TABLE), chart=chart),) if chart else ()
    return Document("Ad", "MƏLUMAT", "az", "P", "", 2024, (point,), summary=figures, **parts)


def charts_of(document: Document) -> list[etree._Element]:
    archive = zipfile.ZipFile(BytesIO(write_word(document)))
    names = [name for name in archive.namelist() if name.startswith("word/charts/")]
    return [etree.fromstring(archive.read(name)) for name in sorted(names)]


def values(series: etree._Element, kind: str) -> dict[int, str]:
    """What is kept of a series, by place: "tx", "cat", "val"."""
    return {int(point.get("idx")): point.findtext(f"{C}v") for point in series.iterfind(f"{C}{kind}//{C}pt")}


def labels(series: etree._Element) -> dict[int, tuple[str, str]]:
    """The format and the place of the labels that points have of their own; "" for none."""
    found = {}
    for label in series.iterfind(f"{C}dLbls/{C}dLbl"):
        code, place = label.find(f"{C}numFmt"), label.find(f"{C}dLblPos")
        said = ("", "") if code is None else (code.get("formatCode"), place.get("val"))
        found[int(label.find(f"{C}idx").get("val"))] = said
    return found


def test_bars_are_stacked_in_the_order_and_the_colours_of_the_page_with_their_sums():
    (space,) = charts_of(report(chart=BARS))
    bars = space.find(f".//{C}barChart")
    assert [bars.find(f"{C}{name}").get("val") for name in ("barDir", "grouping", "overlap")] == [
        "bar",
        "stacked",
        "100",
    ]
    implemented, open_, sums = bars.findall(f"{C}ser")
    assert [values(each, "tx")[0] for each in (implemented, open_, sums)] == [
        "İcra edilib", "Qiymətləndirilməyib", NBSP,
    ]  # fmt: skip
    assert [values(each, "val") for each in (implemented, open_, sums)] == [
        {0: "1", 1: "0", 2: "0"}, {0: "2", 1: "4", 2: "0"}, {0: "3", 1: "4", 2: "0"},
    ]  # fmt: skip
    assert values(open_, "cat") == {0: "4.1", 1: "4.2", 2: "4.3"}
    assert implemented.find(f"{C}spPr/{A}solidFill/{A}srgbClr").get("val") == "2c6e49"
    assert open_.find(f"{C}spPr/{A}pattFill").get("prst") == "wdUpDiag"  # a copy without colours keeps it
    assert sums.find(f"{C}spPr/{A}noFill") is not None
    # No number where nothing was counted, and no sum where the only piece says it.
    assert [sorted(labels(each)) for each in (implemented, open_, sums)] == [[1, 2], [2], [1]]
    (downwards,) = space.findall(f".//{C}catAx/{C}scaling/{C}orientation")
    assert downwards.get("val") == "maxMin"


def test_lines_leave_gaps_and_say_their_numbers_as_azerbaijani_has_them():
    (space,) = charts_of(report(TREND))
    drawn, baseline, target = space.findall(f".//{C}lineChart/{C}ser")
    assert values(drawn, "cat") == {0: "2022", 1: "2023", 2: "2024"}
    assert values(drawn, "val") == {0: "10.5", 2: "1250"}
    assert drawn.find(f"{C}val//{C}ptCount").get("val") == "3"
    assert space.find(f".//{C}dispBlanksAs").get("val") == "gap"
    assert labels(drawn) == {0: ('"10,5"', "t"), 2: (f'"1{NBSP}250"', "t")}
    assert [values(aim, "val") for aim in (baseline, target)] == [dict.fromkeys(range(3), n) for n in ("100", "1500")]
    assert [next(iter(labels(aim).values()))[0] for aim in (baseline, target)] == [
        '"Başlanğıc səviyyə: 100"', f'"Hədəf: 1{NBSP}500"',
    ]  # fmt: skip
    axis = space.find(f".//{C}valAx")
    assert axis.find(f"{C}numFmt").get("formatCode") == f"[>=1000]#\\{NBSP}##0;[<=-1000]−#\\{NBSP}##0;0"
    assert [axis.find(f"{C}scaling/{C}{end}").get("val") for end in ("min", "max")] == ["0", "1500"]
    assert space.find(f".//{C}legend") is None


def test_what_is_not_approved_is_a_cross_and_said_under_the_chart():
    document = report(TREND)
    (space,) = charts_of(document)
    (crossed,) = space.findall(f".//{C}dPt")
    assert (crossed.find(f"{C}idx").get("val"), crossed.find(f"{C}marker/{C}symbol").get("val")) == ("2", "x")
    text = zipfile.ZipFile(BytesIO(write_word(document))).read("word/document.xml").decode()
    assert text.count("“×” işarəsi: məlumat hələ təsdiq edilməyib.") == 1
    settled = report(replace(TREND, lines=(line("Nümunə Xidməti", "10", None, "1250"),)))
    assert charts_of(settled)[0].find(f".//{C}dPt") is None


def test_lines_are_told_apart_without_colours_and_have_a_key():
    lines = tuple(line(f"Qurum {n}", str(n * 100), str(n * 200), None) for n in range(1, 6))
    (space,) = charts_of(report(replace(TREND, lines=lines, baseline=None, target=None)))
    drawn = space.findall(f".//{C}lineChart/{C}ser")
    assert [values(each, "tx")[0] for each in drawn] == [f"{n}. Qurum {n}" for n in range(1, 6)]
    dashes = [each.find(f"{C}spPr//{A}prstDash") for each in drawn]
    assert len({None if dash is None else dash.get("val") for dash in dashes}) == 5
    assert len({each.find(f"{C}marker/{C}symbol").get("val") for each in drawn}) == 5
    assert [labels(each) for each in drawn] == [{1: (f'"{n}"', "r")} for n in range(1, 6)]
    assert space.find(f".//{C}legend/{C}legendPos").get("val") == "b"


def test_a_single_year_has_a_table_and_no_chart():
    assert charts_of(report(replace(TREND, lines=(line("Nümunə Xidməti", "10", None, None),)))) == []


def test_large_numbers_stand_on_the_axis_in_millions():
    (space,) = charts_of(
        report(replace(TREND, lines=(line("A", "500000", "1250000", None),), baseline=None, target=None))
    )
    assert space.find(f".//{C}valAx/{C}numFmt").get("formatCode") == "[$-42C]0.0,,"


def test_each_chart_has_its_words_and_stands_over_its_table():
    body = etree.fromstring(zipfile.ZipFile(BytesIO(write_word(report(TREND, chart=BARS)))).read("word/document.xml"))
    said = [
        (each.get("id"), each.get("name"), each.get("title"), each.get("descr")) for each in body.iter(f"{WP}docPr")
    ]
    assert said == [
        (
            "1", f"{CHART_NAME} 1", "Nümunə qrafik",
            "Nümunə qrafik. 4.1 – İcra edilib: 1, Qiymətləndirilməyib: 2; 4.2 – Qiymətləndirilməyib: 4; 4.3 – ",
        ),
        (
            "2", f"{CHART_NAME} 2", "Nümunə say, nəfər",
            f"Nümunə say, nəfər. Nümunə Xidməti: 2022-ci ildə 10,5, 2024-cü ildə 1{NBSP}250. Başlanğıc səviyyə: 100 nəfər."
            f" Hədəf: 1{NBSP}500 nəfər.",
        ),
    ]  # fmt: skip
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    order = ["chart" if each.find(f".//{WP}docPr") is not None else etree.QName(each).localname for each in body[0]]
    places = [place for place, kind in enumerate(order) if kind == "chart"]
    assert order[places[0] + 1] == "tbl"
    styles = [body[0][places[1] + step].find(f"{w}pPr/{w}pStyle") for step in (0, 1)]
    assert [style.get(f"{w}val") for style in styles] == ["ReportChart", "ReportChartNote"]
    assert order[places[1] + 2] == "tbl"


def test_the_file_has_no_workbook_and_the_same_bytes_each_time():
    document = report(TREND, chart=BARS)
    data = write_word(document)
    assert write_word(document) == data
    archive = zipfile.ZipFile(BytesIO(data))
    assert [name for name in archive.namelist() if "embed" in name or name.endswith(".xlsx")] == []
    assert "externalData" not in archive.read("word/charts/chart1.xml").decode()
    assert archive.read("[Content_Types].xml").decode().count("drawingml.chart+xml") == 2
    assert archive.read("word/_rels/document.xml.rels").decode().count("relationships/chart") == 2


# The order of the elements in which Word wants them (ECMA-376, part 1, 21.2).
ORDER = {
    "chartSpace": "date1904 roundedCorners chart spPr txPr",
    "chart": "autoTitleDeleted plotArea legend plotVisOnly dispBlanksAs",
    "plotArea": "layout barChart lineChart catAx valAx",
    "barChart": "barDir grouping varyColors ser gapWidth overlap axId",
    "lineChart": "grouping varyColors ser marker axId",
    "ser": "idx order tx spPr invertIfNegative marker dPt dLbls cat val smooth",
    "dPt": "idx marker bubble3D spPr",
    "dLbls": "dLbl numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize",
    "dLbl": "idx delete numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize",
    "catAx": "axId scaling delete axPos numFmt majorTickMark minorTickMark tickLblPos spPr txPr crossAx crosses auto lblAlgn"
    " lblOffset noMultiLvlLbl",
    "valAx": "axId scaling delete axPos majorGridlines numFmt majorTickMark minorTickMark tickLblPos spPr txPr crossAx crosses"
    " crossBetween majorUnit",
    "scaling": "orientation max min",
    "legend": "legendPos legendEntry overlay txPr",
    "marker": "symbol size spPr",
}


def out_of_order(space: etree._Element) -> list[tuple[str, str]]:
    found = []
    for element in space.iter():
        kind = etree.QName(element).localname
        if kind in ORDER and len(element):
            order, last = ORDER[kind].split(), 0
            for child in element:
                name = etree.QName(child).localname
                place = order.index(name) if name in order else -1
                if place < last:
                    found.append((kind, name))
                last = max(place, last)
    return found


def test_elements_stand_in_the_order_that_word_wants_and_the_check_sees_another():
    several = replace(TREND, lines=(*TREND.lines, line("Nümunə Komitəsi", "3", "4", "5")))
    spaces = charts_of(report(TREND, several, chart=BARS))
    assert [out_of_order(space) for space in spaces] == [[], [], []]
    scale = spaces[0].find(f".//{C}valAx/{C}scaling")
    scale.append(scale[0])
    assert out_of_order(spaces[0]) == [("scaling", "orientation")]


def test_own_charts_are_no_pictures_of_the_text_when_the_file_is_read_back():
    document = report(TREND, chart=BARS)
    again = read_report(write_word(document), "a.docx")
    (item,) = again.items
    assert [block.text for block in item.blocks] == ["Nümunə Xidməti", "Nümunə mətn."]
    before = ["Ad", "Hesabat ili rəqəmlərdə", "Bölmə\tCəmi\n4.1\t3"]  # no word of a chart
    assert [piece.text for piece in again.unplaced] == before
    assert [note.code for note in again.notes] == ["title_not_found"]


@pytest.mark.parametrize(("name", "remarks"), [(f"{CHART_NAME} 1", 0), ("Chart 1", 1)])
def test_a_chart_of_others_is_remarked_on(name, remarks):
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(write_word(report(chart=BARS)))) as source, zipfile.ZipFile(changed, "w") as target:
        for entry in source.namelist():
            data = source.read(entry)
            target.writestr(entry, data.replace(f'name="{CHART_NAME} 1"'.encode(), f'name="{name}"'.encode()))
    again = read_report(changed.getvalue(), "a.docx")
    assert [note.code for note in again.notes].count("image") == remarks

"""The charts of a report as Word draws them: stacked bars and lines over the years, as on the page and the paper.

Which values are said in the chart, and where, is worked out once for all formats (`bars`, `trends`); this module only hands
it on. Each has its words for those who do not see it, and stands beside the table that has every number.
"""

from decimal import Decimal
from itertools import pairwise

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from plans.charts import LineChart, tick_values
from plans.narrative import clean_plain
from reports.document import CHART_NAME, Chart
from reports.renderers.bars import HATCHED, INKS, OTHER, draw_bars
from reports.renderers.letters import width_of
from reports.renderers.trends import HOLLOW, MOST_LABELLED, DrawnLine, TrendDrawing, draw_trend
from reports.renderers.word.chart_xml import (
    CATEGORIES,
    CHART,
    GROUPED,
    INK,
    POINT,
    SIZE,
    VALUES,
    Label,
    end_chart,
    literal,
    new_chart,
    put_a,
    put_axes,
    put_c,
    put_data,
    put_fill,
    put_labels,
    put_line,
    put_names,
)
from reports.renderers.word.xml import R, put, put_paragraph, put_text
from reports.trend import Trend

NO_NAME = "\u00a0"  # of the sums: an empty place in the key, where offices disagree which entry is which
# LibreOffice fills all marks with the line's colour: what is hollow on the page is a cross here.
CROSSED = "“×” işarəsi: məlumat hələ təsdiq edilməyib."
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_TWIP = 635  # Word's units for drawings, in a twip
_ROW, _PLOT, _LEGEND = 17, 128, 14  # points: a bar's row, the room of lines, a line of the key
_EDGE = 8
_BESIDE = 45_000 // SIZE  # of a word of the key, thousandths of the size: its box, and what parts it from the next
_PAST = Decimal("1.08")  # of the longest bar: there the sum stands
_COUNTED = "[>=1000]#\\\u00a0##0;[>0]0;"  # nothing for none
_HATCH = "wdUpDiag"
_SYMBOLS = ("circle", "square", "diamond", "triangle", "dash", "dot")  # of the lines' marks, by number
_DASHES = ("", "dash", "sysDot", "dashDot", "sysDashDotDot", "lgDash")
_OF_AIMS = {"6 3": "dash", "1 3": "sysDot"}


class Charts:
    """The charts of a file that is being written, each a part of the package."""

    def __init__(self, word: WordDocument, width: int) -> None:
        self._part = word.part
        self._width = width
        self._number = 0

    def put_bars(self, body: etree._Element, chart: Chart) -> None:
        """The bars of a chart, in a paragraph of their own."""
        drawn = draw_bars(chart)
        labels = [label for _code, label in chart.kinds]
        height = _ROW * len(chart.bars) + self._legend(labels) + _EDGE
        self._put(body, _bars(chart), chart.title, drawn.description, height)

    def put_trend(self, body: etree._Element, trend: Trend) -> None:
        """The lines of an indicator and what is to be said of them; nothing where no chart is drawn."""
        drawing = draw_trend(trend)
        if drawing is None:
            return
        labels = [line.label for line in drawing.lines] if drawing.has_key else []
        height = _PLOT + self._legend(labels) + _EDGE
        self._put(body, _lines(trend, drawing), trend.title, drawing.description, height)
        for note in drawing.notes:
            said = CROSSED if note == HOLLOW else note
            put_text(put(put_paragraph(body, "ReportChartNote")[0], "r"), clean_plain(said))

    def _legend(self, labels: list[str]) -> int:
        """How high the key is, in points."""
        if not labels:
            return 0
        room = self._width * 0.9 / 20 / SIZE * 1000
        lines, left = 1, room
        for width in (width_of(label) + _BESIDE for label in labels):
            if width > left:
                lines, left = lines + 1, room
            left -= width
        return lines * _LEGEND

    def _put(self, body: etree._Element, space: etree._Element, title: str, description: str, height: int) -> None:
        self._number += 1
        relation = f"rIdChart{self._number}"
        place = PackURI(f"/word/charts/chart{self._number}.xml")
        written = etree.tostring(space, encoding="UTF-8", xml_declaration=True, standalone=True)
        part = Part(place, CONTENT_TYPE.DML_CHART, written, self._part.package)
        self._part.rels.add_relationship(RELATIONSHIP_TYPE.CHART, part, relation)
        paragraph, _properties = put_paragraph(body, "ReportChart")
        drawing = put(put(paragraph, "r"), "drawing")
        frame = etree.SubElement(drawing, f"{{{_WP}}}inline", nsmap={"wp": _WP})
        frame.attrib.update(dict.fromkeys(("distT", "distB", "distL", "distR"), "0"))
        size = etree.SubElement(frame, f"{{{_WP}}}extent")
        size.attrib.update({"cx": str(self._width * _TWIP), "cy": str(height * POINT)})
        said = etree.SubElement(frame, f"{{{_WP}}}docPr")
        title, description = clean_plain(title), clean_plain(description)
        said.attrib.update(
            {
                "id": str(self._number),
                "name": f"{CHART_NAME} {self._number}",
                "descr": f"{title}. {description}",
                "title": title,
            }
        )
        etree.SubElement(frame, f"{{{_WP}}}cNvGraphicFramePr")
        data = put_a(put_a(frame, "graphic"), "graphicData", uri=CHART)
        put_c(data, "chart").set(R + "id", relation)


def _bars(chart: Chart) -> etree._Element:
    drawn = draw_bars(chart)
    space, plot = new_chart()
    bars = put_c(plot, "barChart")
    put_c(bars, "barDir", val="bar")
    put_c(bars, "grouping", val="stacked")
    put_c(bars, "varyColors", val=0)
    names = [row.short for row in drawn.rows]
    # Of each row the words of its pieces, by the place of their kind.
    said = [{piece.label: piece.text for piece in row.pieces} for row in drawn.rows]
    for number, (code, name) in enumerate(chart.kinds):
        fill, ink = (_colour(colour) for colour in INKS.get(code, OTHER))
        series = put_c(bars, "ser")
        put_names(series, number + 1, name, number)
        look = put_c(series, "spPr")
        put_fill(look, fill, _HATCH if code in HATCHED else "")
        put_line(look, 0.75)
        put_c(series, "invertIfNegative", val=0)
        usual = Label(_COUNTED, "ctr", ink, fill if code in HATCHED else "")
        put_labels(series, [usual if row.get(name) else None for row in said], usual)
        put_data(series, number + 1, names, [Decimal(bar.counts[number]) for bar in chart.bars])
    # The sums: bars that are not drawn, from the end of the others on, with their number.
    series = put_c(bars, "ser")
    last = len(chart.kinds)
    put_names(series, last + 1, NO_NAME, last)
    look = put_c(series, "spPr")
    put_a(look, "noFill")
    put_a(put_a(look, "ln"), "noFill")
    put_c(series, "invertIfNegative", val=0)
    usual = Label(GROUPED, "inBase")
    put_labels(series, [usual if row.total else None for row in drawn.rows], usual)
    sums = [Decimal(sum(bar.counts)) for bar in chart.bars]
    put_data(series, last + 1, names, sums)
    put_c(bars, "gapWidth", val=50)
    put_c(bars, "overlap", val=100)
    for axis in (CATEGORIES, VALUES):
        put_c(bars, "axId", val=axis)
    put_axes(plot, upright=False, lowest=Decimal(0), highest=(max(sums, default=Decimal(0)) or Decimal(1)) * _PAST)
    end_chart(space, legend=True)
    return space


def _lines(trend: Trend, drawing: TrendDrawing) -> etree._Element:
    chart = drawing.chart
    space, plot = new_chart()
    lines = put_c(plot, "lineChart")
    put_c(lines, "grouping", val="standard")
    put_c(lines, "varyColors", val=0)
    years = [str(year) for year in trend.years]
    of_label = {line.label: line for line in trend.drawn}
    values: list[Decimal] = []
    for number, line in enumerate(drawing.lines):
        amounts = [None if each is None else each.value for each in of_label[line.label].amounts]
        values += [value for value in amounts if value is not None]
        series = put_c(lines, "ser")
        put_names(series, number + 1, f"{line.number}. {line.label}" if drawing.has_key else line.label, number)
        put_line(put_c(series, "spPr"), 1.6, dashes=_DASHES[line.number - 1])
        _put_mark(series, line.number, is_settled=True)
        settled = {mark.year: mark.is_settled for mark in line.marks}
        for place, year in enumerate(trend.years):
            if not settled.get(year, True):
                point = put_c(series, "dPt")
                put_c(point, "idx", val=place)
                _put_mark(point, line.number, is_settled=False)
                put_c(point, "bubble3D", val=0)
                put_line(put_c(point, "spPr"), 1.6, dashes=_DASHES[line.number - 1])
        put_labels(series, _labels(trend, drawing, line))
        put_data(series, number + 1, years, amounts)
        put_c(series, "smooth", val=0)
    aims = _put_aims(lines, trend, drawing, years)
    values += aims
    put_c(lines, "marker", val=1)
    for axis in (CATEGORIES, VALUES):
        put_c(lines, "axId", val=axis)
    ticks = tick_values(min(values), max(values), whole=trend.is_whole and chart.scale == 1)
    (step,) = {other - one for one, other in pairwise(ticks)}
    put_axes(plot, upright=True, lowest=ticks[0], highest=ticks[-1], step=step, code=_axis_code(chart))
    first = len(drawing.lines)
    end_chart(space, legend=drawing.has_key, unnamed=range(first, first + len(aims)))
    return space


def _put_mark(parent: etree._Element, number: int, *, is_settled: bool) -> None:
    """A mark of the line's shape; a cross for what is not approved."""
    mark = put_c(parent, "marker")
    put_c(mark, "symbol", val=_SYMBOLS[number - 1] if is_settled else "x")
    put_c(mark, "size", val=7)
    look = put_c(mark, "spPr")
    put_fill(look, INK)
    put_line(look, 1.2)


def _labels(trend: Trend, drawing: TrendDrawing, line: DrawnLine) -> list[Label | None]:
    """The values at the marks, above or below, where the drawing has room for them; of many lines the number at their end."""
    words = {(word.x, word.y): word.text for word in drawing.words}
    found: dict[int, Label] = {}
    for mark in line.marks:
        for below, place in ((-9, "t"), (17, "b")):
            if words.get((mark.x, mark.y + below)) == mark.text:
                found[mark.year] = Label(literal(mark.text), place)
    last = line.marks[-1].year
    if len(drawing.lines) > MOST_LABELLED and not line.leader:
        found[last] = Label(literal(str(line.number)), "r")
    return [found.get(year) for year in trend.years]


def _put_aims(lines: etree._Element, trend: Trend, drawing: TrendDrawing, years: list[str]) -> list[Decimal]:
    """Lines across for where it began and where it is to come, with their names at one end; returns their values."""
    known = [value for value in (trend.baseline, trend.target) if value is not None]
    for number, (value, (place, dashes)) in enumerate(zip(known, drawing.aims, strict=True)):
        own = len(drawing.lines) + number
        name = drawing.words[number]
        series = put_c(lines, "ser")
        put_names(series, own + 1, name.text, own)
        put_line(put_c(series, "spPr"), 1.2, dashes=_OF_AIMS[dashes])
        put_c(put_c(series, "marker"), "symbol", val="none")
        labels: list[Label | None] = [None] * len(years)
        labels[0 if name.anchor == "start" else -1] = Label(literal(name.text), "t" if name.y < place else "b")
        put_labels(series, labels)
        put_data(series, own + 1, years, [value] * len(years))
        put_c(series, "smooth", val=0)
    return known


def _axis_code(chart: LineChart) -> str:
    """The format of the numbers on the axis: as many decimals as they need, in millions where the axis counts those."""
    decimals = max(len(tick.text.partition(",")[2]) for tick in chart.y_ticks)
    if chart.scale == 1 and not decimals:
        return GROUPED
    thousands = "," * ((len(str(chart.scale)) - 1) // 3)
    return f"[$-42C]0{'.' * bool(decimals)}{'0' * decimals}{thousands}"


def _colour(css: str) -> str:
    """ "#fff" as Word writes it."""
    digits = css.removeprefix("#")
    return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)

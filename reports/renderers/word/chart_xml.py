"""Elements of charts as Word has them (DrawingML), each in the order that the format wants.

A chart says its values itself (a cache of cells): there is no workbook in the file. So Word draws it and lets its look be
changed, and says that the data cannot be edited; they stand in the table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from plans.narrative import clean_plain
from reports.renderers.word.styles import FONT

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
C, A = f"{{{CHART}}}", f"{{{DRAWING}}}"
CATEGORIES, VALUES = "111111111", "222222222"  # the ids of the axes
INK, GREY = "000000", "999999"
POINT = 12_700  # Word's unit for drawings, in a point
SIZE = 9  # of the letters, in points
# Thousands apart by a no-break space, as Azerbaijani has them; up to 999 999.
GROUPED = "[>=1000]#\\\u00a0##0;[<=-1000]\u2212#\\\u00a0##0;0"
_SHEET = "Sheet1"
_LABEL_FLAGS = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")


@dataclass(frozen=True, slots=True)
class Label:
    """What stands at a point: a number's format, and where (`t`, `b`, `r`, `ctr`, `inBase`)."""

    code: str
    place: str
    ink: str = INK
    fill: str = ""


def put_c(parent: etree._Element, name: str, /, **attributes: object) -> etree._Element:
    """A new element of a chart, last in its parent."""
    element = etree.SubElement(parent, C + name)
    for key, value in attributes.items():
        element.set(key, str(value))
    return element


def put_a(parent: etree._Element, name: str, /, **attributes: object) -> etree._Element:
    """A new element of a drawing, last in its parent."""
    element = etree.SubElement(parent, A + name)
    for key, value in attributes.items():
        element.set(key, str(value))
    return element


def literal(text: str) -> str:
    """A number's format that is written so, whatever the number."""
    return '"{}"'.format(clean_plain(text).replace('"', "”"))


def new_chart() -> tuple[etree._Element, etree._Element]:
    """An empty chart: its space, and its plot area."""
    space = etree.Element(C + "chartSpace", nsmap={"c": CHART, "a": DRAWING})
    put_c(space, "date1904", val=0)
    put_c(space, "roundedCorners", val=0)
    chart = put_c(space, "chart")
    put_c(chart, "autoTitleDeleted", val=1)  # the paragraph above names it
    plot = put_c(chart, "plotArea")
    put_c(plot, "layout")
    return space, plot


def end_chart(space: etree._Element, *, legend: bool, unnamed: Sequence[int] = ()) -> None:
    """What follows the plot area; `unnamed` are series that the legend leaves out. A value that is missing is a gap."""
    chart = space.find(C + "chart")
    if chart is None:
        return
    if legend:
        box = put_c(chart, "legend")
        put_c(box, "legendPos", val="b")
        for number in unnamed:
            entry = put_c(box, "legendEntry")
            put_c(entry, "idx", val=number)
            put_c(entry, "delete", val=1)
        put_c(box, "overlay", val=0)
        put_letters(box)
    put_c(chart, "plotVisOnly", val=1)
    put_c(chart, "dispBlanksAs", val="gap")
    look = put_c(space, "spPr")
    put_a(look, "noFill")
    put_a(put_a(look, "ln"), "noFill")
    put_letters(space)


def put_letters(parent: etree._Element, *, ink: str = INK, on_one_line: bool = False) -> None:
    """The face of the words in it."""
    text = put_c(parent, "txPr")
    put_a(text, "bodyPr", **({"wrap": "none"} if on_one_line else {}))
    put_a(text, "lstStyle")
    paragraph = put_a(text, "p")
    look = put_a(put_a(paragraph, "pPr"), "defRPr", sz=SIZE * 100, b=0)
    put_a(put_a(look, "solidFill"), "srgbClr", val=ink)
    put_a(look, "latin", typeface=FONT)
    put_a(look, "cs", typeface=FONT)
    put_a(paragraph, "endParaRPr", lang="az-Latn-AZ")


def put_fill(look: etree._Element, fill: str, pattern: str = "") -> None:
    """One colour, or lines across it, which a copy without colours keeps."""
    if pattern:
        hatched = put_a(look, "pattFill", prst=pattern)
        put_a(put_a(hatched, "fgClr"), "srgbClr", val="777777")
        put_a(put_a(hatched, "bgClr"), "srgbClr", val=fill)
    else:
        put_a(put_a(look, "solidFill"), "srgbClr", val=fill)


def put_line(look: etree._Element, points: float, *, dashes: str = "", ink: str = INK) -> None:
    """A line of the breadth."""
    line = put_a(look, "ln", w=round(points * POINT))
    put_a(put_a(line, "solidFill"), "srgbClr", val=ink)
    if dashes:
        put_a(line, "prstDash", val=dashes)
    put_a(line, "round")


def put_names(series: etree._Element, column: int, name: str, number: int) -> None:
    """How a series begins: its number and its name."""
    put_c(series, "idx", val=number)
    put_c(series, "order", val=number)
    _put_cells(put_c(put_c(series, "tx"), "strRef"), f"${_letter(column)}$1", "strCache", [name])


def put_data(series: etree._Element, column: int, categories: Sequence[str], values: Sequence[Decimal | None]) -> None:
    """What it is drawn of: a value, or none, for each category."""
    rows = len(categories) + 1
    _put_cells(put_c(put_c(series, "cat"), "strRef"), f"$A$2:$A${rows}", "strCache", categories)
    letter = _letter(column)
    said = [None if value is None else f"{value:f}" for value in values]
    _put_cells(put_c(put_c(series, "val"), "numRef"), f"${letter}$2:${letter}${rows}", "numCache", said)


def put_labels(series: etree._Element, labels: Sequence[Label | None], usual: Label | None = None) -> None:
    """Labels at the points, one each, or none; `usual` is the look of those that are not told otherwise."""
    box = put_c(series, "dLbls")
    for place, label in enumerate(labels):
        if label is not None and label == usual:
            continue
        if label is None and usual is None:
            continue
        point = put_c(box, "dLbl")
        put_c(point, "idx", val=place)
        if label is None:
            put_c(point, "delete", val=1)
        else:
            _put_label(point, label)
    if usual is None:
        for flag in _LABEL_FLAGS:
            put_c(box, flag, val=0)
    else:
        _put_label(box, usual)


def put_axes(
    plot: etree._Element,
    *,
    upright: bool,
    lowest: Decimal,
    highest: Decimal,
    step: Decimal | None = None,
    code: str = "General",
) -> None:
    """Both axes. `upright`: values go upwards, with lines across at each `step`; else categories go downwards, and the
    axis of values is not drawn.
    """
    categories = put_c(plot, "catAx")
    _put_scale(categories, CATEGORIES, "minMax" if upright else "maxMin")
    put_c(categories, "delete", val=0)
    put_c(categories, "axPos", val="b" if upright else "l")
    put_c(categories, "numFmt", formatCode="General", sourceLinked=0)
    _put_ticks(categories, "low" if upright else "nextTo", drawn=upright)
    _put_crossing(categories, VALUES)
    put_c(categories, "auto", val=0)
    put_c(categories, "lblAlgn", val="ctr")
    put_c(categories, "lblOffset", val=100)
    put_c(categories, "noMultiLvlLbl", val=1)
    values = put_c(plot, "valAx")
    _put_scale(values, VALUES, "minMax", lowest, highest)
    put_c(values, "delete", val=0 if upright else 1)
    put_c(values, "axPos", val="l" if upright else "t")
    if upright:
        put_line(put_c(put_c(values, "majorGridlines"), "spPr"), 0.4, ink=GREY)
    put_c(values, "numFmt", formatCode=code, sourceLinked=0)
    _put_ticks(values, "nextTo", drawn=False)
    _put_crossing(values, CATEGORIES)
    put_c(values, "crossBetween", val="between")
    if step is not None:
        put_c(values, "majorUnit", val=f"{step:f}")


def _put_scale(
    axis: etree._Element, own: str, way: str, lowest: Decimal | None = None, highest: Decimal | None = None
) -> None:
    put_c(axis, "axId", val=own)
    scale = put_c(axis, "scaling")
    put_c(scale, "orientation", val=way)
    if highest is not None:
        put_c(scale, "max", val=f"{highest:f}")
    if lowest is not None:
        put_c(scale, "min", val=f"{lowest:f}")


def _put_ticks(axis: etree._Element, words: str, *, drawn: bool) -> None:
    put_c(axis, "majorTickMark", val="none")
    put_c(axis, "minorTickMark", val="none")
    put_c(axis, "tickLblPos", val=words)
    look = put_c(axis, "spPr")
    if drawn:
        put_line(look, 1)
    else:
        put_a(put_a(look, "ln"), "noFill")
    put_letters(axis)


def _put_crossing(axis: etree._Element, other: str) -> None:
    put_c(axis, "crossAx", val=other)
    put_c(axis, "crosses", val="autoZero")


def _put_label(parent: etree._Element, label: Label) -> None:
    put_c(parent, "numFmt", formatCode=label.code, sourceLinked=0)
    look = put_c(parent, "spPr")
    if label.fill:
        put_fill(look, label.fill)
    else:
        put_a(look, "noFill")
    put_a(put_a(look, "ln"), "noFill")
    put_letters(parent, ink=label.ink, on_one_line=True)
    put_c(parent, "dLblPos", val=label.place)
    for flag in _LABEL_FLAGS:
        put_c(parent, flag, val=int(flag == "showVal"))


def _put_cells(parent: etree._Element, place: str, kind: str, values: Sequence[str | None]) -> None:
    put_c(parent, "f").text = f"{_SHEET}!{place}"
    cache = put_c(parent, kind)
    if kind == "numCache":
        put_c(cache, "formatCode").text = "General"
    put_c(cache, "ptCount", val=len(values))
    for number, value in enumerate(values):
        if value is not None:
            put_c(put_c(cache, "pt", idx=number), "v").text = clean_plain(value)


def _letter(column: int) -> str:
    """The name of a column from 1; a chart has fewer than twenty."""
    return chr(ord("A") + column)

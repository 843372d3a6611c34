"""The word LAYİHƏ from corner to corner of each page, as Word itself draws a watermark: a shape in the header, behind the text.

It is drawn, and no letter of it stands among the words of a page. Who hears the page is told by the line under the title.
"""

from lxml import etree

from reports.renderers.word.xml import put

_V = "urn:schemas-microsoft-com:vml"
_O = "urn:schemas-microsoft-com:office:office"
_W10 = "urn:schemas-microsoft-com:office:word"
_NAMES = {"v": _V, "o": _O, "w10": _W10}
FILL = "#e6e3dd"
_TURNED = 315  # degrees: rising from left to right, as Word turns its own
_SHARE = 0.8  # of the shorter side of the text
_TALL = 0.28  # of its width
# The kind of shape that Word calls text on a path: a straight line along which letters are drawn.
_PATH = "m@7,l@8,m@5,21600l@6,21600e"
_FORMULAS = (
    "sum #0 0 10800",
    "prod #0 2 1",
    "sum 21600 0 @1",
    "sum 0 0 @2",
    "sum 21600 0 @3",
    "if @0 @3 0",
    "if @0 21600 @1",
    "if @0 0 @2",
    "if @0 @4 21600",
    "mid @5 @6",
    "mid @8 @5",
    "mid @7 @8",
    "mid @6 @7",
    "sum @6 0 @5",
)


def put_watermark(paragraph: etree._Element, word: str, across: int, number: int) -> None:
    """The word behind the page whose header holds the paragraph; `across` is how long the shorter side
    of its text is, in twips; `number` tells this shape from others of the file.
    """
    width = round(across / 20 * _SHARE)  # points
    picture = put(put(paragraph, "r"), "pict")
    kind = etree.SubElement(picture, f"{{{_V}}}shapetype", nsmap=_NAMES)
    kind.attrib.update({"id": "_x0000_t136", "coordsize": "21600,21600", "adj": "10800", "path": _PATH})
    kind.set(f"{{{_O}}}spt", "136")
    formulas = etree.SubElement(kind, f"{{{_V}}}formulas")
    for formula in _FORMULAS:
        etree.SubElement(formulas, f"{{{_V}}}f").set("eqn", formula)
    path = etree.SubElement(kind, f"{{{_V}}}path")
    path.attrib.update({"textpathok": "t", f"{{{_O}}}connecttype": "custom"})
    path.set(f"{{{_O}}}connectlocs", "@9,0;@10,10800;@11,21600;@12,10800")
    path.set(f"{{{_O}}}connectangles", "270,180,90,0")
    etree.SubElement(kind, f"{{{_V}}}textpath").attrib.update({"on": "t", "fitshape": "t"})
    shape = etree.SubElement(picture, f"{{{_V}}}shape")
    shape.attrib.update(
        {
            "id": f"PowerPlusWaterMarkObject{number}",
            "type": "#_x0000_t136",
            "alt": "",
            "style": (
                f"position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{round(width * _TALL)}pt;"
                f"rotation:{_TURNED};z-index:-251658752;mso-position-horizontal:center;"
                "mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin"
            ),
            "fillcolor": FILL,
            "stroked": "f",
        }
    )
    shape.set(f"{{{_O}}}spid", f"_x0000_s{2048 + number}")
    shape.set(f"{{{_O}}}allowincell", "f")
    etree.SubElement(shape, f"{{{_V}}}textpath").attrib.update(
        {"style": "font-family:'Times New Roman';font-size:1pt;font-weight:bold", "string": word}
    )
    etree.SubElement(shape, f"{{{_W10}}}wrap").attrib.update({"anchorx": "margin", "anchory": "margin"})

"""The styles of the report, each made from nothing: the library's template has three hundred, in other faces and colours.

Names are those that Word knows, so that its lists, navigation and contents work with them; measures are those of
domain.md 4.5.
"""

from dataclasses import dataclass

from docx.document import Document as WordDocument
from lxml import etree

from reports.look import USUAL, Look
from reports.renderers.word.pages import paper_of, twips
from reports.renderers.word.xml import W, empty, put

FONT = "Times New Roman"
LANGUAGES = {"az": "az-Latn-AZ", "en": "en-GB"}
LIST_LEVELS = 6  # plans.narrative nests no deeper
HEADING_LEVELS = 6
TABLE_FACES = (12, 10, 8, 7)  # points; the first is the usual one

SINGLE = 240  # a line
# Where the text of a list's first level stands, each further level, how far left of it the mark stands; twips.
LEFT_MARK, LIST_STEP, HANGING = 1134, 425, 425
BULLETS, NUMBERS, CELL_BULLETS, CELL_NUMBERS = 1, 2, 3, 4  # the numberings that lists are made of


@dataclass(frozen=True, slots=True)
class _Look:
    """One style of paragraphs, in Word's units: half points are made of `size`, the rest are twips."""

    name: str
    based_on: str = "Normal"
    following: str = ""
    size: float = 0
    bold: bool | None = None
    italic: bool | None = None
    align: str = ""
    before: int | None = None
    after: int | None = None
    line: int | None = None
    left: int | None = None
    right: int | None = None
    first: int | None = None
    keep_next: bool = False
    outline: int | None = None
    numbering: tuple[int, int] | None = None  # number and level
    tabs: tuple[tuple[str, int, str], ...] = ()  # kind, place, what fills it
    own: bool = False  # a name that Word does not know


def style_id(name: str) -> str:
    """The id under which the style of this name stands."""
    return name.replace(" ", "")


def heading_style(level: int) -> str:
    """The id of the style of a heading."""
    return f"Heading{min(max(level, 1), HEADING_LEVELS)}"


def list_style(kind: str, depth: int) -> str:
    """The id of "List Bullet", "List Number" or "List Continue" of a depth from 1."""
    return style_id(f"List {kind}{_level(min(depth, LIST_LEVELS))}")


def table_style(face: int, *, is_heading: bool) -> str:
    """The id of the style of a cell's text in a table of the face."""
    return style_id(f"Table {'Heading' if is_heading else 'Text'}{_face(face)}")


def _level(depth: int) -> str:
    return "" if depth == 1 else f" {depth}"


def _face(face: int) -> str:
    return "" if face == TABLE_FACES[0] else f" {face}"


def _looks(of_plan: Look) -> list[_Look]:
    width = paper_of(of_plan).upright.text_width
    looks = [
        _Look("Body Text", align="both", first=twips(of_plan.indent)),
        _Look("Title", following="Body Text", bold=True, align="center", after=240, line=SINGLE, keep_next=True),
        _Look("Subtitle", following="Body Text", bold=True, align="center", after=420, line=SINGLE, keep_next=True),
        _Look("Notice", bold=True, align="center", after=240, line=SINGLE, own=True),
        _Look("Report Note", line=SINGLE, after=60, own=True),
        _Look("Report Note Heading", "Report Note", bold=True, before=240, after=120, keep_next=True, own=True),
        _Look("Report Note List", "Report Note", numbering=(CELL_BULLETS, 0), own=True),
        _Look("Report Mark", "Report Note", following="Body Text", size=11, italic=True, keep_next=True, own=True),
        _Look("Report Standing", "Report Note", align="center", after=240, own=True),
        _Look("Report Draft", "Report Note", bold=True, align="center", after=120, own=True),
        _Look(
            "Report Signature",
            following="Body Text",
            bold=True,
            line=SINGLE,
            before=840,
            keep_next=True,
            tabs=(("right", width, "none"),),
            own=True,
        ),
        _Look("Report Registration", "Report Note", before=240, after=0, keep_next=True, own=True),
        _Look("Report Executor", "Report Note", size=10, before=240, own=True),
        _Look("Report Chart", "Report Note", before=120, keep_next=True, own=True),
        _Look("Report Chart Note", "Report Note", size=10, keep_next=True, own=True),
        _Look("Report Key", "Report Note", size=9, after=60, own=True),
        _Look("header", size=10, line=SINGLE),
        _Look("footer", size=10, bold=True, align="center", line=SINGLE),
        _Look("TOC Heading", following="Body Text", bold=True, align="center", before=240, after=120, keep_next=True),
        _Look("Table Separator", size=4, line=SINGLE, own=True),
    ]
    for level in range(1, HEADING_LEVELS + 1):
        looks.append(
            _Look(
                f"heading {level}", following="Body Text", bold=True, italic=level > 3, keep_next=True, outline=level - 1,
                before=320 if level < 3 else 240, after=120, line=SINGLE,
            )
        )  # fmt: skip
        looks.append(
            _Look(
                f"toc {level}", size=12, line=SINGLE, after=60, left=284 * (level - 1),
                tabs=(("right", width, "dot"),),
            )
        )  # fmt: skip
    for depth in range(1, LIST_LEVELS + 1):
        of_word = depth < LIST_LEVELS  # Word has five of each
        mark, base = depth - 1, "Normal" if depth == 1 else "List {}"
        for kind, number in (("Bullet", BULLETS), ("Number", NUMBERS)):
            looks.append(
                _Look(
                    f"List {kind}{_level(depth)}",
                    base.format(kind),
                    align="both",
                    numbering=(number, mark),
                    own=not of_word,
                )
            )
        left = LEFT_MARK + mark * LIST_STEP
        looks.append(
            _Look(f"List Continue{_level(depth)}", base.format("Continue"), align="both", left=left, own=not of_word)
        )
    for face in TABLE_FACES:
        looks.append(_Look(f"Table Text{_face(face)}", size=face, line=SINGLE, own=True))
        looks.append(_Look(f"Table Heading{_face(face)}", f"Table Text{_face(face)}", bold=True, own=True))
        # The same for tables beside the texts: by these whoever reads the file back leaves them out.
        looks.append(_Look(f"Report Table Text{_face(face)}", f"Table Text{_face(face)}", own=True))
        looks.append(_Look(f"Report Table Heading{_face(face)}", f"Table Heading{_face(face)}", own=True))
    return looks


def set_up_styles(word: WordDocument, language: str, look: Look = USUAL) -> None:
    """Puts the report's styles in the place of the template's."""
    styles = word.styles.element
    for style in styles.findall(W + "style"):
        styles.remove(style)
    defaults = styles.find(W + "docDefaults")
    if defaults is not None:
        empty(defaults)
        run = put(put(defaults, "rPrDefault"), "rPr")
        _put_face(run, look.face)
        put(run, "lang", val=LANGUAGES[language], eastAsia="en-US", bidi="ar-SA")
        paragraph = put(put(defaults, "pPrDefault"), "pPr")
        put(paragraph, "widowControl")
        put(paragraph, "spacing", before=0, after=0, line=round(SINGLE * look.lines), lineRule="auto")
    normal = _style(styles, "paragraph", "Normal", is_default=True)
    put(normal, "qFormat")
    _put_face(put(normal, "rPr"), look.face)
    put(_style(styles, "character", "Default Paragraph Font", is_default=True), "uiPriority", val=1)
    _put_table_styles(styles)
    put(_style(styles, "numbering", "No List", is_default=True), "uiPriority", val=99)
    link = _style(styles, "character", "Hyperlink", based_on="DefaultParagraphFont")
    put(put(link, "rPr"), "u", val="single")
    # As the words around it, as on paper; LibreOffice makes a link only of words that have a style.
    _style(styles, "character", "Report Reference", based_on="DefaultParagraphFont", own=True)
    for each in _looks(look):
        _put_look(styles, each)


def _style(
    styles: etree._Element, kind: str, name: str, *, based_on: str = "", is_default: bool = False, own: bool = False
) -> etree._Element:
    style = put(styles, "style", type=kind, styleId=style_id(name[0].upper() + name[1:]))
    if is_default:
        style.set(W + "default", "1")
    if own:
        style.set(W + "customStyle", "1")
    put(style, "name", val=name)
    if based_on:
        put(style, "basedOn", val=style_id(based_on))
    return style


def _put_look(styles: etree._Element, look: _Look) -> None:
    style = _style(styles, "paragraph", look.name, based_on=look.based_on, own=look.own)
    if look.following:
        put(style, "next", val=style_id(look.following))
    put(style, "qFormat")
    properties = put(style, "pPr")  # its elements have an order of their own
    if look.keep_next:
        put(properties, "keepNext")
        put(properties, "keepLines")
    if look.numbering:
        numbering = put(properties, "numPr")
        put(numbering, "ilvl", val=look.numbering[1])
        put(numbering, "numId", val=look.numbering[0])
    if look.tabs:
        tabs = put(properties, "tabs")
        for kind, place, leader in look.tabs:
            put(tabs, "tab", val=kind, leader=leader, pos=place)
    spacing = {"before": look.before, "after": look.after, "line": look.line}
    said = {name: value for name, value in spacing.items() if value is not None}
    if said:
        put(properties, "spacing", **said, **({"lineRule": "auto"} if look.line else {}))
    indent = {"left": look.left, "right": look.right, "firstLine": look.first}
    if any(value is not None for value in indent.values()):
        put(properties, "ind", **{name: value for name, value in indent.items() if value is not None})
    if look.align:
        put(properties, "jc", val=look.align)
    if look.outline is not None:
        put(properties, "outlineLvl", val=look.outline)
    run = put(style, "rPr")
    for name, is_set in (("b", look.bold), ("i", look.italic)):
        if is_set:
            put(run, name)
            put(run, f"{name}Cs")
    if look.size:
        put(run, "sz", val=round(look.size * 2))
        put(run, "szCs", val=round(look.size * 2))


def _put_table_styles(styles: etree._Element) -> None:
    plain = _style(styles, "table", "Normal Table", is_default=True)
    plain.set(W + "styleId", "TableNormal")
    put(plain, "uiPriority", val=99)
    _put_margins(put(plain, "tblPr"), 108)
    ruled = _style(styles, "table", "Table Grid", based_on="TableNormal")
    properties = put(ruled, "tblPr")
    borders = put(properties, "tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        put(borders, side, val="single", sz=4, space=0, color="auto")
    _put_margins(properties, 113, 57)


def _put_margins(properties: etree._Element, sides: int, ends: int = 0) -> None:
    margins = put(properties, "tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        put(margins, side, w=sides if side in ("left", "right") else ends, type="dxa")


def _put_face(run: etree._Element, size: float) -> None:
    put(run, "rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT)
    put(run, "color", val="000000")
    put(run, "sz", val=round(size * 2))
    put(run, "szCs", val=round(size * 2))

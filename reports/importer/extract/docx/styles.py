"""What Word's styles say about a paragraph or run: heading level, bold, list."""

import re
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LONGEST_CHAIN = 20
_BODY_TEXT_LEVEL = 9
_CONTINUED = re.compile(r"list continue(?: ([2-9]))?")
_OWN_CELL = re.compile(r"table (?:text|heading)(?: \d{1,2})?")
_SIGNATURE = frozenset({"report signature", "report registration", "report executor"})
_UNDER_CHART = "report chart note"
_CELL_HEADING = re.compile(r"table heading(?: \d{1,2})?")


def value(parent: etree._Element | None, name: str) -> str | None:
    """The w:val of a child element, or None where there is none."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(W + "val")


def flag(properties: etree._Element | None, name: str) -> bool | None:
    """A switch such as w:b: True, False, or None where nothing is said."""
    element = None if properties is None else properties.find(W + name)
    if element is None:
        return None
    return element.get(W + "val") not in ("0", "false", "off", "none")


def has_parent(element: etree._Element, *names: str) -> bool:
    """Whether the element stands directly in one of these names (w:r …)."""
    parent = element.getparent()
    return parent is not None and parent.tag in {W + name for name in names}


def outline_level(properties: etree._Element | None) -> int | None:
    """The heading level (from 1) that w:outlineLvl gives, or None."""
    level = value(properties, "outlineLvl")
    if level is None or not level.isdecimal() or int(level) >= _BODY_TEXT_LEVEL:
        return None
    return int(level) + 1


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str | None
    bold: bool | None
    italic: bool | None
    outline: int | None
    numbering: str | None
    numbering_level: str | None


class Styles:
    """The styles part. Unknown ids are no error: Word does not mind them either."""

    def __init__(self, root: etree._Element | None = None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        for element in () if root is None else root.iter(W + "style"):
            style_id = element.get(W + "styleId", "")
            paragraph, run = element.find(W + "pPr"), element.find(W + "rPr")
            numbering = None if paragraph is None else paragraph.find(W + "numPr")
            self._styles[style_id] = _Style(
                name=(value(element, "name") or "").strip().lower(),
                based_on=value(element, "basedOn"),
                bold=flag(run, "b"),
                italic=flag(run, "i"),
                outline=outline_level(paragraph),
                numbering=value(numbering, "numId"),
                numbering_level=value(numbering, "ilvl"),
            )
            if element.get(W + "type") == "paragraph" and element.get(W + "default") in ("1", "true"):
                self._default = style_id

    def heading_level(self, style_id: str | None) -> int | None:
        """The level of a heading style ("heading 2" → 2; "Title" → 1), or None."""
        for style in self._chain(style_id or self._default):
            prefix, _, number = style.name.partition(" ")
            if prefix == "heading" and number.isdecimal():
                return int(number)
            if style.name == "title":
                return 1
            if style.outline is not None:
                return style.outline
        return None

    def look(self, style_ids: tuple[str | None, str | None], name: str) -> bool:
        """Whether text is "bold" or "italic" by its character style or, that saying nothing, its paragraph's."""
        character, paragraph = style_ids
        for style_id in (character, paragraph or self._default):
            for style in self._chain(style_id):
                said = style.bold if name == "bold" else style.italic
                if said is not None:
                    return said
        return False

    def continued_level(self, style_id: str | None) -> int | None:
        """The level (from 0) of the item that a paragraph of "List Continue", "List Continue 2" … goes on with, or None."""
        match = _CONTINUED.fullmatch(self._name(style_id))
        return int(match[1] or 1) - 1 if match else None

    def heads_cell(self, style_id: str | None) -> bool:
        """Whether it is the style of headings in our own tables: there it, and not bold text, tells a heading."""
        return _CELL_HEADING.fullmatch(self._name(style_id)) is not None

    def is_note(self, style_id: str | None) -> bool:
        """Whether it is a style of what our own reports say beside the texts."""
        return self._name(style_id).startswith("report ")

    def signs(self, style_id: str | None) -> bool:
        """Whether it is a style of the signature block of our own reports."""
        return self._name(style_id) in _SIGNATURE

    def is_under_chart(self, style_id: str | None) -> bool:
        """Whether it is the style of what our own reports say of a chart."""
        return self._name(style_id) == _UNDER_CHART

    def is_own_cell(self, style_id: str | None) -> bool:
        """Whether it is a style of text in our own tables: a list there is a list, elsewhere it is mostly the rows' numbers."""
        return _OWN_CELL.fullmatch(self._name(style_id)) is not None

    def _name(self, style_id: str | None) -> str:
        style = self._styles.get(style_id or self._default)
        return style.name if style else ""

    def numbering(self, style_id: str | None) -> tuple[str | None, str | None]:
        """The list (numId) and level (ilvl) a paragraph style gives; each None where it gives none."""
        for style in self._chain(style_id or self._default):
            if style.numbering is not None:
                return style.numbering, style.numbering_level
        return None, None

    def _chain(self, style_id: str | None) -> list[_Style]:
        chain: list[_Style] = []
        while style_id in self._styles and len(chain) < _LONGEST_CHAIN:
            style = self._styles[style_id]
            chain.append(style)
            style_id = style.based_on
        return chain

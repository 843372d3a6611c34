"""Elements of WordprocessingML; python-docx has objects for them, but looks much up anew for each paragraph and cell."""

import re

from lxml import etree

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NAMESPACE}}}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BREAKS = re.compile(r"([\n\t])")


def put(parent: etree._Element, name: str, /, **attributes: str | int) -> etree._Element:
    """A new element, last in its parent; its attributes are Word's own (`val`, `type` …)."""
    element = etree.SubElement(parent, W + name)
    for key, value in attributes.items():
        element.set(W + key, str(value))
    return element


def put_text(run: etree._Element, text: str) -> None:
    """The text in a run, with line breaks and tabs as Word's elements for them."""
    for piece in _BREAKS.split(text):
        if piece == "\n" or piece == "\t":
            put(run, "br" if piece == "\n" else "tab")
        elif piece:
            words = put(run, "t")
            words.text = piece
            if piece[0] == " " or piece[-1] == " ":
                words.set(SPACE, "preserve")


def put_paragraph(parent: etree._Element, style: str) -> tuple[etree._Element, etree._Element]:
    """A new paragraph of the style, and its properties, which hold the style already."""
    paragraph = put(parent, "p")
    properties = put(paragraph, "pPr")
    put(properties, "pStyle", val=style)
    return paragraph, properties


def put_field(parent: etree._Element, code: str, shown: str) -> None:
    """A field that Word works out, with what it shows until then."""
    field = put(parent, "fldSimple", instr=code)
    put_text(put(field, "r"), shown)


def keep_with_next(element: etree._Element) -> None:
    """Each paragraph in the element stays on the page of what follows it."""
    for properties in element.iter(W + "pPr"):
        style = properties.find(W + "pStyle")
        if style is not None and properties.find(W + "keepNext") is None:
            style.addnext(etree.Element(W + "keepNext"))  # the elements of properties have an order


def empty(element: etree._Element) -> None:
    """Takes away all that the element holds, its attributes excepted."""
    for child in list(element):
        element.remove(child)

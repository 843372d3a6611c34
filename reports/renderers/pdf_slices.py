"""Very long tables are laid out in slices: one in a piece takes more memory and time for each row than a shorter one.

A slice is a page of its own for WeasyPrint: the report from some row on, up to another. Its last page is thrown away unless
the report ends there, and the next slice begins with the row that stood first on that page. So the pages are those of the
table in one piece: its head stands where a page begins and nowhere else, and no page is left half empty.
"""

import gc
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import weasyprint
from weasyprint.formatting_structure import boxes

LONG = 600  # rows of a body; a shorter one stands in one piece
SLICE = 400  # rows
# What stands for one element in several slices bears the same number, and is one element for a screen reader (pdf_tags).
PART = "data-part"
# A slice that goes on: the number of its first page, and the running heads that the first page of a report has not.
_GOES_ON = (
    "@page :first {{ counter-reset: page {before}; counter-increment: page; @top-left {{ content: string(head) }}"
    " @top-center {{ content: counter(page) }} @top-right {{ content: string(word) }} }}"
)
_NO_SPACE = "margin-top: 0"  # as after a break
_WITH_ALL = ("head", "colgroup", "thead")  # what every slice has of what it has a part of


def laid_out(html: str, fetcher: Any, **options: Any) -> Any:
    """The pages that WeasyPrint makes of an HTML page.

    A page with a list of contents stays in one piece: the list asks for the numbers of pages that are not there yet.
    """
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    cut = _Cut(page.etree_element)
    if not cut.rows or 'class="document-contents"' in html:
        return page.render(**options)
    del page
    first: Any = None
    pages: list[Any] = []
    begun: int | None = None
    length = SLICE
    while True:
        end = (begun or 0) + length
        until = end if end < len(cut.rows) else None
        made = _Slice(cut.slice(begun, until, len(pages)), fetcher).render(**options)
        first = first or made
        if until is None:
            return first.copy([*pages, *made.pages])
        kept, begins = cut.whole_pages(made.pages)
        if kept:
            pages += made.pages[:kept]
            begun, length = begins, SLICE
            del made
            gc.collect()  # the boxes of a slice hold one another
        else:
            length *= 4  # no page in it begins with a row that a slice may begin with


class _Slice(weasyprint.HTML):
    """A page that has been read already."""

    def __init__(self, root: Element, fetcher: Any) -> None:
        self.base_url = None
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = weasyprint.cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root


class _Cut:
    """A page that may be cut before the rows of its long tables. `rows` are those, in order."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.groups = [body for body in root.iter("tbody") if len(body) > LONG]
        self.rows = [row for body in self.groups for row in _beginnings(body)]
        self.places = {row: place for place, row in enumerate(self.rows)}
        self.around: set[Element] = set()  # the groups of rows, and all that they stand in
        if self.groups:
            self._find(root)

    def _find(self, element: Element) -> bool:
        holding = [self._find(child) for child in element]  # all of them, not up to the first
        holds = element in self.groups or any(holding)
        if holds:
            element.set(PART, str(len(self.around)))
            self.around.add(element)
        return holds

    def slice(self, begin: int | None, end: int | None, before: int) -> Element:
        """The page from row to row; None: from its beginning, to its end. `before`: how many pages stand before it."""
        first, last = (None if place is None else self.rows[place] for place in (begin, end))
        is_open, is_over = first is None, False

        def part(element: Element) -> tuple[Element | None, bool]:
            """What of the element stands in the slice; whether it has begun before."""
            nonlocal is_open, is_over
            copied = Element(element.tag, dict(element.attrib))
            copied.text, copied.tail = element.text, element.tail
            holds = has_begun = False
            for child in element:
                is_open = is_open or child is first
                is_over = is_over or child is last
                if child in self.around and not is_over:
                    held, begun_within = part(child)
                    has_begun = has_begun or begun_within
                    if held is not None:
                        copied.append(held)
                        holds = True
                elif child.tag in _WITH_ALL:
                    copied.append(child)
                elif is_open and not is_over:
                    copied.append(child)
                    holds = True
                has_begun = has_begun or not (is_open or child.tag in _WITH_ALL)
            if has_begun:
                copied.attrib.pop("id", None)
                copied.set("style", _NO_SPACE)
            return (copied if holds else None), has_begun

        made, _has_begun = part(self.root)
        if made is None:
            raise ValueError("there is nothing between the rows")
        if begin is not None:
            SubElement(made, "style").text = _GOES_ON.format(before=before)
        return made

    def whole_pages(self, pages: Sequence[Any]) -> tuple[int, int]:
        """How many pages of a slice are kept, and the row that the next one begins with; (0, 0) if there is none."""
        for number in range(len(pages) - 1, 0, -1):
            row = _first_row(pages[number]._page_box)
            if row in self.places and row not in set(_rows(pages[number - 1]._page_box)):
                return number, self.places[row]
        return 0, 0


def _beginnings(body: Element) -> Iterator[Element]:
    """The rows that no cell from above reaches into."""
    reached = 0
    for place, row in enumerate(body):
        if place >= reached:
            yield row
        reached = max(reached, *(place + int(cell.get("rowspan", 1)) for cell in row), place)


def _first_row(page: Any) -> Element | None:
    """The row of a table's body that a page begins with."""
    for box in _content(page):
        if isinstance(box, boxes.TableRowBox):
            return box.element
        if isinstance(box, boxes.LineBox | boxes.ReplacedBox):
            return None
    return None


def _rows(page: Any) -> Iterator[Element]:
    return (box.element for box in _content(page) if isinstance(box, boxes.TableRowBox))


def _content(box: Any) -> Iterator[Any]:
    """The boxes on a page in order, without running heads and the heads of tables; nothing of a row."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox) or getattr(child, "is_header", False):
            continue
        yield child
        if not isinstance(child, boxes.TableRowBox):
            yield from _content(child)

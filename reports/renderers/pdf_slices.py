"""What is very long is laid out in slices: in one piece it takes more memory and time for each row than a shorter one.

A slice is a page of its own for WeasyPrint: the report from some row, item or paragraph on, up to another. Its last page is
thrown away unless the report ends there, and the next slice begins with what stood first on that page. So the pages are those
of the report in one piece: the head of a table stands where a page begins and nowhere else, numbers of lists go on, and no page
is left half empty. The pages of a slice are drawn at once, and their boxes are let go.
"""

import gc
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import weasyprint
from weasyprint.formatting_structure import boxes

from reports.renderers.pdf_drawn import Ink
from reports.renderers.pdf_tags import NAMES, PART

# In elements, and lines beside them: an item of one line is two of them, a row of eight columns nine. Each takes WeasyPrint
# some 25 kB until it is drawn.
LONG = 6000  # a report that is not larger stands in one piece
SLICE = 3000
_LINE = 60  # letters
_LEAST_KEPT = 4  # one page of so many
# A slice that goes on: the number of its first page, and the running heads that the first page of a report has not.
_GOES_ON = (
    "@page :first {{ counter-reset: page {before}; counter-increment: page; @top-left {{ content: string(head) }}"
    " @top-center {{ content: {number} }} @top-right {{ content: string(word) }} }}"
)
_NO_SPACE = "margin-top: 0"  # as after a break
_WITH_ALL = ("head", "colgroup", "thead")  # what every slice has of what it has a part of
# What a page may break: a slice has what is left of them.
_AROUND = frozenset({"html", "body", "main", "article", "section", "div", "table", "tbody", "ul", "ol", "li"})
# What a slice may begin with, if it is not the first in what it stands in: these have no space above them.
_BEGINS = {"section": "p", "ul": "li", "ol": "li"}


def laid_out(html: str, fetcher: Any, **options: Any) -> Any:
    """The pages that WeasyPrint makes of an HTML page.

    A page with a list of contents stays in one piece: the list asks for the numbers of pages that are not there yet.
    """
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    cut = _Cut(page.etree_element)
    if cut.weight <= LONG or not cut.weights or 'class="document-contents"' in html:
        return page.render(**options)
    del page
    ink: Ink | None = None
    begun: int | None = None
    length = SLICE
    while True:
        until = cut.end(begun, length)
        made = _Slice(cut.slice(begun, until, ink.pages if ink else 0), fetcher).render(**options)
        ink = ink or Ink(made)
        if until is None:
            return ink.whole(made.pages)
        kept, begins = cut.whole_pages(made.pages)
        if kept * _LEAST_KEPT >= len(made.pages):
            ink.draw(made.pages[:kept])
            begun, length = begins, SLICE
        else:
            length *= 2  # no page far into it begins with what a slice may begin with: too much would be laid out again
        del made
        gc.collect()  # the boxes of a slice hold one another


class _Slice(weasyprint.HTML):
    """A page that has been read already."""

    def __init__(self, root: Element, fetcher: Any) -> None:
        self.base_url = None
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = weasyprint.cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root


class _Cut:
    """A page that may be cut before some of its rows, items and paragraphs: `places` are those, in order."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.places: dict[Element, int] = {}
        self.weights: list[int] = []  # what stands before each of them
        self.weight = 0
        self.around: set[Element] = set()  # all that they stand in
        self._find(root)
        self._elements = list(self.places)

    def _find(self, element: Element) -> bool:
        """Weighs an element; says whether a slice may begin within it."""
        if element.tag == "head":
            return False
        if element.tag not in _AROUND:
            self.weight += sum(map(_weight, element.iter()))
            return False
        self.weight += _weight(element)
        beginnings = set(_beginnings(element))
        holds = bool(beginnings)
        for child in element:
            if child in beginnings:
                self.places[child] = len(self.weights)
                self.weights.append(self.weight)
            holds = self._find(child) or holds
        if holds:
            element.set(PART, str(len(self.around)))
            self.around.add(element)
        return holds

    def end(self, begin: int | None, length: int) -> int | None:
        """Where a slice of such a length ends; None: with the page."""
        first = 0 if begin is None else self.weights[begin]
        place = bisect_left(self.weights, first + length, 0 if begin is None else begin + 1)
        return place if place < len(self.weights) else None

    def slice(self, begin: int | None, end: int | None, before: int) -> Element:
        """The page from place to place; None: from its beginning, to its end. `before`: how many pages stand before it."""
        first, last = (None if place is None else self._elements[place] for place in (begin, end))
        is_open, is_over = first is None, False

        def part(element: Element) -> tuple[Element | None, bool]:
            """What of the element stands in the slice; whether it has begun before."""
            nonlocal is_open, is_over
            copied = Element(element.tag, dict(element.attrib))
            copied.text, copied.tail = element.text, element.tail
            holds = has_begun = False
            passed = 0
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
                if not (is_open or child.tag in _WITH_ALL):
                    has_begun = True
                    passed += 1
            if has_begun:
                if "id" in copied.attrib:  # no second place to link to, but the look of what has a name
                    copied.set("id", "")
                copied.set("style", _NO_SPACE)
                if element.tag == "ol":
                    copied.set("start", str(int(element.get("start", "1")) + passed))
            return (copied if holds else None), has_begun

        made, _has_begun = part(self.root)
        if made is None:
            raise ValueError("there is nothing between the places")
        if begin is not None:
            # A chapter's pages have a number that stands for those they will get.
            number = '"0"' if NAMES in made.attrib else "counter(page)"
            SubElement(made, "style").text = _GOES_ON.format(before=before, number=number)
        return made

    def whole_pages(self, pages: Sequence[Any]) -> tuple[int, int]:
        """How many pages of a slice are kept, and the place that the next one begins with; (0, 0) if there is none."""
        for number in range(len(pages) - 1, 0, -1):
            before = {box.element for box in _content(pages[number - 1]._page_box)}
            place = self._first_on(pages[number]._page_box, before)
            if place is not None:
                return number, place
        return 0, 0

    def _first_on(self, page: Any, before: set[Element]) -> int | None:
        """The place that a page begins with; `before` is what stands on the page before it."""
        for box in _content(page):
            if isinstance(box, boxes.LineBox | boxes.ReplacedBox):
                return None
            if box.element not in before and box.element in self.places:
                return self.places[box.element]
            if isinstance(box, boxes.TableRowBox):
                return None
        return None


def _weight(element: Element) -> int:
    return 1 + (len(element.text or "") + len(element.tail or "")) // _LINE


def _beginnings(element: Element) -> Iterator[Element]:
    """What in an element a slice may begin with: of the rows of a table those that no cell from above reaches into."""
    kind = _BEGINS.get(element.tag)
    reached = 0
    for place, child in enumerate(element):
        if place and (child.tag == kind or (element.tag == "tbody" and place >= reached)):
            yield child
        if element.tag == "tbody":
            reached = max(reached, *(place + int(cell.get("rowspan", 1)) for cell in child), place)


def _content(box: Any) -> Iterator[Any]:
    """The boxes on a page in order, without running heads and the heads of tables; nothing of a row or a line."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox) or getattr(child, "is_header", False):
            continue
        yield child
        if not isinstance(child, boxes.TableRowBox | boxes.LineBox):
            yield from _content(child)

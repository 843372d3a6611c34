"""Reads clean HTML into blocks, without recursion: depth cannot hurt it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from typing import Any, NamedTuple

from plans.narrative.blocks import Block, Cell, ListBlock, Paragraph, Table
from plans.narrative.folding import BREAK, PLAIN, Look, runs_of
from plans.narrative.links import complete_address

MAX_LIST_DEPTH = 6
MAX_SPAN = 50

BOLD_TAGS, ITALIC_TAGS = frozenset({"strong", "b"}), frozenset({"em", "i"})
_AROUND = frozenset({"ul", "ol", "table"})
_SPANS = frozenset({"colspan", "rowspan"})
_CONTAINERS = frozenset({"ul", "ol", "li", "table", "tr", "td", "th"})
# Tags as `clean` and the sanitiser write them; what else there is in a text is read by Python's parser.
_PLAIN_TAG = re.compile('<(/?)([a-z]+[1-6]?)((?: [a-z]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(' ([a-z]+)="([^"]*)"')
_RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"})

Attributes = Iterable[tuple[str, str | None]]


class Count(NamedTuple):
    paragraphs: int
    cells: int


class TooMany(Exception):
    """There are more paragraphs or cells than were to be read: more than `read` of the `measure`."""

    def __init__(self, measure: str, read: int) -> None:
        super().__init__(measure, read)
        self.measure, self.read = measure, read


@lru_cache(maxsize=8)  # one save asks several times about the same text: it is cleaned, counted, bounded, merged
def parse(html: str) -> tuple[Block, ...]:
    """Clean HTML as blocks. Empty paragraphs, items and tables are left out."""
    return _read(html, _BlockBuilder())


def parse_up_to(most: Count, html: str) -> tuple[Block, ...]:
    """The same; raises TooMany as soon as there is more than that, so that nobody waits until all of it has been read."""
    if html.count("<") <= min(most):
        return parse(html)  # so few tags make no more
    return _read(html, _BlockBuilder(most))


def _read(html: str, builder: "_BlockBuilder") -> tuple[Block, ...]:
    found = _PLAIN_TAG.split(html)  # words, then of each tag its "/", name and attributes, and the words after it
    if "<" in "".join(found[::4]) or not _RAW_TEXT.isdisjoint(found[2::4]):
        parser = _AnyTags(builder)
        parser.feed(html)
        parser.close()
        return builder.finish()
    pieces = iter(found)
    builder.words(unescape(next(pieces)))
    for end, name, attributes, after in zip(pieces, pieces, pieces, pieces, strict=True):
        if end:
            builder.end(name)
        else:
            builder.start(name, _attributes(attributes) if attributes else ())
        if after:
            builder.words(unescape(after) if "&" in after else after)
    return builder.finish()


def _attributes(text: str) -> Attributes:
    return [(name, unescape(value)) for name, value in _ATTRIBUTE.findall(text)]


class _AnyTags(HTMLParser):
    """Hands a builder the tags and words of any HTML; five times as slow."""

    def __init__(self, builder: "_BlockBuilder") -> None:
        super().__init__(convert_charrefs=True)
        self.builder = builder

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.words(data)


@dataclass(slots=True)
class _Open:
    """A container that is still being filled: the root, a list, an item, a table, a row or a cell."""

    kind: str
    children: list
    settings: dict[str, Any]


class _BlockBuilder:
    """Fills containers from a stream of tags, without recursion: depth cannot hurt it."""

    def __init__(self, most: Count | None = None) -> None:
        self.most = most
        self.paragraphs = self.cells = 0
        self.before_table = Count(0, 0)
        self.open = [_Open("root", [], {})]
        # Of the paragraph that is being written: stretches of one look, a line break by itself.
        self.looks: list[Look] = []
        self.texts: list[str] = []
        self.last = ""  # its last words or break, white space passed over
        self.bold = self.italic = 0
        self.hrefs: list[str] = []
        self.look: Look = PLAIN
        # Every list, item, table, row and cell tag that is open, with the number of containers around it, or None for
        # one nested too deep or in no place of its own: its words join the container around it.
        self.tags: list[tuple[str, int | None]] = []
        # Whether the nearest list or table around was passed over, so that its parts are too; first for none around.
        self.ignores = [False]

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag in _CONTAINERS:
            self._flush()
            around = len(self.open)
            self._start_container(tag, dict(attributes))
            place = around if len(self.open) > around else None
            self.tags.append((tag, place))
            if tag in _AROUND:
                self.ignores.append(place is None)
        elif tag == "br":
            self._break()
        elif tag in BOLD_TAGS:
            self.bold += 1
            self._take_look()
        elif tag in ITALIC_TAGS:
            self.italic += 1
            self._take_look()
        elif tag == "a":
            self.hrefs.append(complete_address(dict(attributes).get("href") or ""))
            self._take_look()
        else:
            self._flush()

    def end(self, tag: str) -> None:
        if tag in _CONTAINERS:
            self._flush()
            self._end_container(tag)
        elif tag in BOLD_TAGS:
            self.bold = max(0, self.bold - 1)
            self._take_look()
        elif tag in ITALIC_TAGS:
            self.italic = max(0, self.italic - 1)
            self._take_look()
        elif tag == "a":
            if self.hrefs:
                self.hrefs.pop()
            self._take_look()
        elif tag != "br":
            self._flush()

    def words(self, text: str) -> None:
        if text:
            text = text.replace(BREAK, " ")
            self.looks.append(self.look)
            self.texts.append(text)
            if not text.isspace():
                self.last = text

    def _take_look(self) -> None:
        if self.bold or self.italic or self.hrefs:
            self.look = (self.bold > 0, self.italic > 0, self.hrefs[-1] if self.hrefs else "")
        else:
            self.look = PLAIN

    def _break(self) -> None:
        """A line break; the second of two with no word between them ends the paragraph."""
        if self.last == BREAK:
            while self.texts[-1].isspace():
                self.looks.pop()
                self.texts.pop()
            self._flush()
        elif self.last:
            self.looks.append(self.look)
            self.texts.append(BREAK)
            self.last = BREAK

    def finish(self) -> tuple[Block, ...]:
        self._flush()
        while len(self.open) > 1:
            self._fold()
        return tuple(self.open[0].children)

    def _start_container(self, tag: str, attributes: dict[str, str | None]) -> None:
        inside = self.open[-1].kind
        if tag in ("ul", "ol"):
            if self.ignores[-1] or inside in ("table", "row") or self._list_depth() >= MAX_LIST_DEPTH:
                return
            if inside == "list":  # a list directly in a list belongs to the item before it
                self.open.append(_Open("item", self._take_last_item(), {}))
            start = _number(attributes.get("start"), 1, 9999)
            self.open.append(_Open("list", [], {"ordered": tag == "ol", "start": start}))
        elif self.ignores[-1]:
            return
        elif tag == "table":
            if inside != "list" and not any(o.kind == "table" for o in self.open):
                self.open.append(_Open("table", [], {}))
                self.before_table = Count(self.paragraphs, self.cells)
        elif tag == "li" and inside == "list":
            self.open.append(_Open("item", [], {}))
        elif tag == "tr" and inside == "table":
            self.open.append(_Open("row", [], {}))
        elif tag in ("td", "th") and inside == "row":
            if self.most is not None and self.cells > self.most.cells:
                self._require_bounds(self.most)
                return  # a table without a word so far: with the first one there are too many
            spans = {name: _number(value, 1, MAX_SPAN) for name, value in attributes.items() if name in _SPANS}
            self.open.append(_Open("cell", [], {"header": tag == "th", **spans}))
            self.cells += 1

    def _list_depth(self) -> int:
        return sum(1 for o in self.open if o.kind == "list")

    def _take_last_item(self) -> list:
        items = self.open[-1].children
        item = items.pop() if items else []
        self.paragraphs -= _begins_otherwise(item)  # counted again when it is complete
        return item

    def _end_container(self, tag: str) -> None:
        """Closes what the nearest start tag of the name opened, and all that is still open in it."""
        if not any(name == tag for name, _around in reversed(self.tags)):
            return
        name = ""
        while name != tag:
            name, around = self.tags.pop()
            if name in _AROUND:
                self.ignores.pop()
            while around is not None and len(self.open) > around:
                self._fold()

    def _fold(self) -> None:
        """Closes the innermost container into the one around it."""
        done = self.open.pop()
        around = self.open[-1].children
        match done.kind:
            case "list" if done.children:  # until here a list that follows may still go into the last item
                around.append(ListBlock(tuple(map(tuple, done.children)), **done.settings))
            case "item" if done.children:
                around.append(done.children)
                self.paragraphs += _begins_otherwise(done.children)
            case "table" if self.paragraphs > self.before_table.paragraphs:
                around.append(Table(tuple(done.children)))
            case "table":
                self.cells = self.before_table.cells
            case "row" if done.children:
                around.append(tuple(done.children))
            case "cell":
                around.append(Cell(tuple(done.children), **done.settings))

    def _flush(self) -> None:
        """Ends the paragraph that is being written; one of white space of whatever kind is none: Word's empty lines are a
        no-break space.
        """
        if not self.texts:
            return
        runs = runs_of(self.looks, self.texts) if self.last else ()
        self.looks, self.texts, self.last = [], [], ""
        if not runs:
            return
        container = self.open[-1]
        paragraph = Paragraph(runs)
        if container.kind == "list":  # words between items: an item of their own
            container.children.append([paragraph])
        elif container.kind == "table":
            self.cells += 1
            container.children.append((Cell((paragraph,)),))
        elif container.kind == "row":
            self.cells += 1
            container.children.append(Cell((paragraph,)))
        else:
            container.children.append(paragraph)
        self.paragraphs += 1
        if self.most is not None:
            self._require_bounds(self.most)

    def _require_bounds(self, most: Count) -> None:
        # Of a cell that has any the first paragraph counts with it.
        if self.paragraphs - self.cells > most.paragraphs:
            raise TooMany("paragraphs", most.paragraphs)
        if self.cells > most.cells and self.paragraphs > self.before_table.paragraphs:
            raise TooMany("cells", most.cells)


def _begins_otherwise(item: list[Block]) -> bool:
    """Whether an item begins with no paragraph of its own: it counts as one itself (`bounds.Size`)."""
    return bool(item) and not isinstance(item[0], Paragraph)


def _number(text: str | None, least: int, most: int) -> int:
    """A whole number within bounds, or the least one for anything else."""
    return min(max(int(text), least), most) if text and text.isascii() and text.isdigit() and len(text) < 10 else least

"""Reads clean HTML into blocks, without recursion: depth cannot hurt it."""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html.parser import HTMLParser

from plans.narrative.blocks import Block, Cell, ListBlock, Paragraph, Run, Table, walk_paragraphs
from plans.narrative.links import complete_address

MAX_LIST_DEPTH = 6
MAX_SPAN = 50

BOLD_TAGS, ITALIC_TAGS = frozenset({"strong", "b"}), frozenset({"em", "i"})
_CONTAINERS = frozenset({"ul", "ol", "li", "table", "tr", "td", "th"})
_BREAK = "\v"  # a line break until its paragraph ends: "\n" is white space of the source
_SPACE = re.compile("[ \t\r\n]+")  # a no-break space is a character, not white space to fold


@lru_cache(maxsize=8)  # one save asks several times about the same text: it is cleaned, counted, bounded, merged
def parse(html: str) -> tuple[Block, ...]:
    """Clean HTML as blocks. Empty paragraphs, items and tables are left out."""
    builder = _BlockBuilder()
    builder.feed(html)
    builder.close()
    return builder.finish()


@dataclass(slots=True)
class _Open:
    """A container that is still being filled: the root, a list, an item, a table, a row or a cell."""

    kind: str
    children: list = field(default_factory=list)
    settings: dict = field(default_factory=dict)


class _BlockBuilder(HTMLParser):
    """Fills containers from a stream of tags, without recursion: depth cannot hurt it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Open("root")]
        self.runs: list[Run] = []
        self.last = ""  # of the paragraph that is being written: its last words or break, white space passed over
        self.bold = self.italic = 0
        self.hrefs: list[str] = []
        # Every list, item, table, row and cell tag that is open, with the number of containers around it, or None for
        # one nested too deep or in no place of its own: its words join the container around it.
        self.tags: list[tuple[str, int | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in BOLD_TAGS:
            self.bold += 1
        elif tag in ITALIC_TAGS:
            self.italic += 1
        elif tag == "a":
            self.hrefs.append(complete_address(attributes.get("href") or ""))
        elif tag == "br":
            self._break()
        else:
            self._flush()
            if tag in _CONTAINERS:
                around = len(self.open)
                self._start_container(tag, attributes)
                self.tags.append((tag, around if len(self.open) > around else None))

    def handle_endtag(self, tag: str) -> None:
        if tag in BOLD_TAGS:
            self.bold = max(0, self.bold - 1)
        elif tag in ITALIC_TAGS:
            self.italic = max(0, self.italic - 1)
        elif tag == "a":
            if self.hrefs:
                self.hrefs.pop()
        elif tag != "br":
            self._flush()
            if tag in _CONTAINERS:
                self._end_container(tag)

    def handle_data(self, data: str) -> None:
        if data:
            href = self.hrefs[-1] if self.hrefs else ""
            text = data.replace(_BREAK, " ")
            self.runs.append(Run(text, bool(self.bold), bool(self.italic), href))
            if not text.isspace():
                self.last = text

    def _break(self) -> None:
        """A line break; the second of two with no word between them ends the paragraph."""
        if self.last == _BREAK:
            while self.runs[-1].text.isspace():
                self.runs.pop()
            self._flush()
        elif self.last:
            self.runs.append(Run(_BREAK, bool(self.bold), bool(self.italic), self.hrefs[-1] if self.hrefs else ""))
            self.last = _BREAK

    def finish(self) -> tuple[Block, ...]:
        self._flush()
        while len(self.open) > 1:
            self._fold()
        return tuple(self.open[0].children)

    def _start_container(self, tag: str, attributes: dict[str, str | None]) -> None:
        inside = self.open[-1].kind
        if tag in ("ul", "ol"):
            if self._is_inside_ignored() or inside in ("table", "row") or self._list_depth() >= MAX_LIST_DEPTH:
                return
            if inside == "list":  # a list directly in a list belongs to the item before it
                self.open.append(_Open("item", self._take_last_item()))
            start = _number(attributes.get("start"), 1, 9999)
            self.open.append(_Open("list", settings={"ordered": tag == "ol", "start": start}))
        elif self._is_inside_ignored():
            return
        elif tag == "table":
            if inside != "list" and not any(o.kind == "table" for o in self.open):
                self.open.append(_Open("table"))
        elif tag == "li" and inside == "list":
            self.open.append(_Open("item"))
        elif tag == "tr" and inside == "table":
            self.open.append(_Open("row"))
        elif tag in ("td", "th") and inside == "row":
            spans = {name: _number(attributes.get(name), 1, MAX_SPAN) for name in ("colspan", "rowspan")}
            self.open.append(_Open("cell", settings={"header": tag == "th", **spans}))

    def _is_inside_ignored(self) -> bool:
        """Whether the nearest list or table around was passed over, so that its parts are too."""
        return next((around is None for tag, around in reversed(self.tags) if tag in ("ul", "ol", "table")), False)

    def _list_depth(self) -> int:
        return sum(1 for o in self.open if o.kind == "list")

    def _take_last_item(self) -> list:
        items = self.open[-1].children
        return list(items.pop()) if items else []

    def _end_container(self, tag: str) -> None:
        """Closes what the nearest start tag of the name opened, and all that is still open in it."""
        if not any(name == tag for name, _around in reversed(self.tags)):
            return
        name = ""
        while name != tag:
            name, around = self.tags.pop()
            while around is not None and len(self.open) > around:
                self._fold()

    def _fold(self) -> None:
        """Closes the innermost container into the one around it."""
        done = self.open.pop()
        around = self.open[-1].children
        match done.kind:
            case "list" if done.children:
                around.append(ListBlock(tuple(done.children), **done.settings))
            case "item" if done.children:
                around.append(tuple(done.children))
            case "table" if any(walk_paragraphs((table := Table(tuple(done.children)),))):
                around.append(table)
            case "row" if done.children:
                around.append(tuple(done.children))
            case "cell":
                around.append(Cell(tuple(done.children), **done.settings))

    def _flush(self) -> None:
        """Ends the paragraph that is being written, white space folded as a browser folds it."""
        runs, self.runs, self.last = _fold_space(self.runs), [], ""
        if not runs:
            return
        container = self.open[-1]
        paragraph = Paragraph(runs)
        if container.kind == "list":  # words between items: an item of their own
            container.children.append((paragraph,))
        elif container.kind == "table":
            container.children.append((Cell((paragraph,)),))
        elif container.kind == "row":
            container.children.append(Cell((paragraph,)))
        else:
            container.children.append(paragraph)


def _number(text: str | None, least: int, most: int) -> int:
    """A whole number within bounds, or the least one for anything else."""
    return min(max(int(text), least), most) if text and text.isascii() and text.isdigit() and len(text) < 10 else least


def _look(run: Run) -> tuple[bool, bool, str]:
    return run.bold, run.italic, run.href


def _fold_space(runs: list[Run]) -> tuple[Run, ...]:
    """One space for a run of white space, none at the ends; neighbours of one look become one run.

    No runs for a paragraph of spaces of whatever kind: Word's empty lines are a no-break space.
    """
    if all(run.text.isspace() for run in runs):
        return ()
    merged: list[Run] = []
    for run in runs:
        text = _SPACE.sub(" ", run.text)
        if text == _BREAK:
            _strip_end(merged)
        elif (not merged or merged[-1].text.endswith((" ", _BREAK))) and text.startswith(" "):
            text = text[1:]
        if not text:
            continue
        if merged and _look(merged[-1]) == _look(run):
            merged[-1] = replace(run, text=merged[-1].text + text)
        else:
            merged.append(run if text == run.text else replace(run, text=text))
    _strip_end(merged)
    return tuple(replace(run, text=run.text.replace(_BREAK, "\n")) if _BREAK in run.text else run for run in merged)


def _strip_end(runs: list[Run]) -> None:
    """Takes white space and line breaks away at the end."""
    while runs and runs[-1].text.endswith((" ", _BREAK)):
        text = runs[-1].text.rstrip(f" {_BREAK}")
        runs[-1:] = [replace(runs[-1], text=text)] if text else []

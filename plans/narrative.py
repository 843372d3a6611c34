"""Rich text of an entry: cleaned once at the door, then read as blocks. A leaf: no Django.

What a narrative may hold (product.md): paragraphs, bulleted and numbered lists, tables, bold, italic, links; nothing
else. `clean` brings any HTML to exactly that, in one canonical form, and drops markup but never words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import escape
from html.parser import HTMLParser

import nh3

ALLOWED_TAGS = frozenset({"p", "strong", "em", "a", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"})
LINK_SCHEMES = frozenset({"http", "https", "mailto"})
MAX_LIST_DEPTH = 6
MAX_SPAN = 50

# Tags that only end a paragraph here; they pass the cleaner so that the words on both sides stay apart.
_BOUNDARIES = frozenset(
    [
        "br",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "hr",
        "dl",
        "dt",
        "dd",
        "section",
        "article",
        "header",
        "footer",
        "address",
        "figure",
        "figcaption",
        "caption",
    ]
)
_BOLD, _ITALIC = frozenset({"strong", "b"}), frozenset({"em", "i"})
_CLEANER = nh3.Cleaner(
    tags=set(ALLOWED_TAGS | _BOUNDARIES | _BOLD | _ITALIC | {"tfoot"}),
    attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}},
    url_schemes=set(LINK_SCHEMES),
    link_rel=None,
)
# Characters that neither XML nor PostgreSQL can hold, and that nobody can have typed.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_SPACE = re.compile("[ \t\r\n\f]+")  # a no-break space is a character, not white space to fold
_WORD = re.compile(r"\S*\w\S*")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; each item is a tuple of blocks, `start` the number of the first item of an ordered one."""

    items: tuple[tuple["Block", ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    blocks: tuple["Block", ...]
    header: bool = False
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | ListBlock | Table


def clean(html: str) -> str:
    """Any HTML or text, brought to the allow-list in canonical form. Idempotent; "" when no word is left."""
    return to_html(parse(_CLEANER.clean(_UNSTORABLE.sub("", html))))


def clean_plain(text: str) -> str:
    """Text without the characters that no store can hold; line ends as "\\n"."""
    return _UNSTORABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def paragraphs(html: str) -> list[str]:
    """The texts of all paragraphs of clean HTML in reading order, list items and table cells included."""
    return [paragraph.text for paragraph in walk_paragraphs(parse(html))]


def plain_text(html: str) -> str:
    """The words of clean HTML, a line a paragraph."""
    return "\n".join(paragraphs(html))


def word_count(html: str) -> int:
    """How many words clean HTML has; a lone dash is none."""
    return sum(1 for _ in _WORD.finditer(plain_text(html)))


def walk_paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Every paragraph in reading order, at whatever depth."""
    for block in blocks:
        match block:
            case Paragraph():
                yield block
            case ListBlock():
                for item in block.items:
                    yield from walk_paragraphs(item)
            case Table():
                for row in block.rows:
                    for cell in row:
                        yield from walk_paragraphs(cell.blocks)


def parse(html: str) -> tuple[Block, ...]:
    """Clean HTML as blocks. Empty paragraphs, items and tables are left out."""
    builder = _BlockBuilder()
    builder.feed(html)
    builder.close()
    return builder.finish()


def to_html(blocks: Iterable[Block]) -> str:
    """Blocks as canonical HTML; the inverse of `parse`."""
    return "".join(_block_html(block) for block in blocks)


def run_html(run: Run) -> str:
    """One run as HTML, escaped."""
    html = escape(run.text, quote=False)
    if run.italic:
        html = f"<em>{html}</em>"
    if run.bold:
        html = f"<strong>{html}</strong>"
    if run.href:
        html = f'<a href="{escape(run.href)}">{html}</a>'
    return html


def _block_html(block: Block) -> str:
    match block:
        case Paragraph():
            return f"<p>{''.join(run_html(run) for run in block.runs)}</p>"
        case ListBlock():
            tag = "ol" if block.ordered else "ul"
            start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
            items = "".join(f"<li>{to_html(item)}</li>" for item in block.items)
            return f"<{tag}{start}>{items}</{tag}>"
        case Table():
            rows = "".join(f"<tr>{''.join(map(_cell_html, row))}</tr>" for row in block.rows)
            return f"<table><tbody>{rows}</tbody></table>"


def _cell_html(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    spans = "".join(
        f' {name}="{value}"' for name, value in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if value > 1
    )
    return f"<{tag}{spans}>{to_html(cell.blocks)}</{tag}>"


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
        self.bold = self.italic = 0
        self.hrefs: list[str] = []
        self.ignored: list[str] = []  # containers nested too deep: their words join the container around them

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in _BOLD:
            self.bold += 1
        elif tag in _ITALIC:
            self.italic += 1
        elif tag == "a":
            self.hrefs.append(attributes.get("href") or "")
        else:
            self._flush()
            self._start_container(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BOLD:
            self.bold = max(0, self.bold - 1)
        elif tag in _ITALIC:
            self.italic = max(0, self.italic - 1)
        elif tag == "a":
            if self.hrefs:
                self.hrefs.pop()
        else:
            self._flush()
            if self.ignored and self.ignored[-1] == tag:
                self.ignored.pop()
            elif tag in ("ul", "ol", "li", "table", "tr", "td", "th"):
                self._close_container(_KINDS[tag])

    def handle_data(self, data: str) -> None:
        if data:
            href = self.hrefs[-1] if self.hrefs else ""
            self.runs.append(Run(data, bool(self.bold), bool(self.italic), href))

    def finish(self) -> tuple[Block, ...]:
        self._flush()
        while len(self.open) > 1:
            self._fold()
        return tuple(self.open[0].children)

    def _start_container(self, tag: str, attributes: dict[str, str | None]) -> None:
        inside = self.open[-1].kind
        if tag in ("ul", "ol"):
            if (
                self.ignored
                or sum(1 for o in self.open if o.kind == "list") >= MAX_LIST_DEPTH
                or inside in ("table", "row")
            ):
                self.ignored.append(tag)
                return
            if inside == "list":  # a list directly in a list belongs to the item before it
                self.open.append(_Open("item", self._take_last_item()))
            start = _number(attributes.get("start"), 1, 9999)
            self.open.append(_Open("list", settings={"ordered": tag == "ol", "start": start}))
        elif tag == "table":
            if self.ignored or any(o.kind == "table" for o in self.open) or inside in ("list",):
                self.ignored.append(tag)
                return
            self.open.append(_Open("table"))
        elif self.ignored:
            return
        elif tag == "li" and inside == "item":
            self._fold()
            self.open.append(_Open("item"))
        elif tag == "li" and inside == "list":
            self.open.append(_Open("item"))
        elif tag == "tr" and inside in ("table", "row"):
            if inside == "row":
                self._fold()
            self.open.append(_Open("row"))
        elif tag in ("td", "th") and inside == "row":
            spans = {name: _number(attributes.get(name), 1, MAX_SPAN) for name in ("colspan", "rowspan")}
            self.open.append(_Open("cell", settings={"header": tag == "th", **spans}))

    def _take_last_item(self) -> list:
        items = self.open[-1].children
        return list(items.pop()) if items else []

    def _close_container(self, kind: str) -> None:
        """Closes the nearest open container of the kind and all that is still open in it."""
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].kind == kind:
                while len(self.open) > depth:
                    self._fold()
                return

    def _fold(self) -> None:
        """Closes the innermost container into the one around it."""
        done = self.open.pop()
        around = self.open[-1].children
        match done.kind:
            case "list" if done.children:
                around.append(ListBlock(tuple(done.children), **done.settings))
            case "item" if done.children:
                around.append(tuple(done.children))
            case "table" if done.children:
                around.append(Table(tuple(done.children)))
            case "row" if done.children:
                around.append(tuple(done.children))
            case "cell":
                around.append(Cell(tuple(done.children), **done.settings))

    def _flush(self) -> None:
        """Ends the paragraph that is being written, white space folded as a browser folds it."""
        runs, self.runs = _fold_space(self.runs), []
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


_KINDS = {"ul": "list", "ol": "list", "li": "item", "table": "table", "tr": "row", "td": "cell", "th": "cell"}


def _number(text: str | None, least: int, most: int) -> int:
    """A whole number within bounds, or the least one for anything else."""
    return min(max(int(text), least), most) if text and text.isascii() and text.isdigit() and len(text) < 10 else least


def _fold_space(runs: list[Run]) -> tuple[Run, ...]:
    """One space for a run of white space, none at the ends; neighbours of one look become one run."""
    merged: list[Run] = []
    for run in runs:
        text = _SPACE.sub(" ", run.text)
        if (not merged or merged[-1].text.endswith(" ")) and text.startswith(" "):
            text = text[1:]
        if not text:
            continue
        if merged and replace(merged[-1], text="") == replace(run, text=""):
            merged[-1] = replace(run, text=merged[-1].text + text)
        else:
            merged.append(replace(run, text=text))
    while merged and merged[-1].text.endswith(" "):
        text = merged[-1].text[:-1]
        merged[-1:] = [replace(merged[-1], text=text)] if text else []
    return tuple(merged)

"""Markdown → blocks, with markdown-it. Only markup that a report can mean is read; all else stays text.

Rules that would drop words or give them another meaning are off: HTML, code, reference definitions, underlined
headings, entities. Backslash escapes, emphasis, headings (#), lists, tables, links and block quotes are read; of HTML and
entities what our own Markdown has: `<strong>`, `<em>`, `<br>`, and the sign that no list begins with.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.rules_block.state_block import StateBlock
from markdown_it.rules_block.table import escapedSplit, getLine, table
from markdown_it.rules_inline.image import image
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token

from plans.narrative import LINK_SCHEMES, Run
from reports.importer.blocks import Extracted, SourceBlock, TableCell
from reports.importer.errors import Fault, UnreadableDocument
from reports.importer.extract.own_notes import is_own_note, is_own_quotation
from reports.importer.list_markers import BULLETS, DASHES
from reports.importer.notes import Note, Remark
from reports.importer.runs import (
    HARD_BREAK,
    SOFT_BREAK,
    Runs,
    merge_runs,
    plain,
    runs_text,
    slice_runs,
    split_at_line_ends,
    strip_runs,
)

_OFF = ("code", "fence", "html_block", "lheading", "reference", "backticks", "entity", "html_inline")
_DEEPEST = 100
# No report has so many; the parser's time would grow faster than the text, so they stay as they are typed.
_MOST_SIGNS = {"link": ("[", 5_000), "image": ("[", 5_000), "own_tags": ("<", 5_000), "emphasis": ("*_", 50_000)}
# “1\. …”, “\– …”: escaped, so that it is no list marker.
_ESCAPED_MARKER = re.compile(rf"\\[-*+{DASHES}{BULLETS}]|\d+\\[.)]")
# “&#8211; …”, bold or not: the same, in a way that other readers know, too.
_MARKER_AS_ENTITY = re.compile(r"(?:[*\[]|<strong>|<em>)*(&#(\d{2,6});)")
_OWN_TAG = re.compile(r"<(strong|em)>|<br ?/?>")
# “2021. …” at the beginning of a line is a year, not the 2021st item.
_LARGEST_ITEM_NUMBER = 999


def extract_markdown(text: str) -> Extracted:
    """The blocks of Markdown `text` (line ends as "\\n").

    Raises UnreadableDocument ("too_complex") where lists or quotes are nested too deeply to be read whole.
    """
    notes: list[Note] = []
    parser = _parser(notes)
    for rule, (signs, most) in _MOST_SIGNS.items():
        if sum(map(text.count, signs)) > most:
            parser.disable(rule)
    tokens = parser.parse(text)
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        raise UnreadableDocument(Fault.TOO_COMPLEX)
    blocks = tuple(_Walk(text.split("\n"), notes).blocks(tokens))
    return Extracted(blocks, notes=tuple(notes))


def _parser(notes: list[Note]) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
    parser.enable("table")
    parser.disable(list(_OFF))
    parser.validateLink = _is_link_kept  # type: ignore[method-assign]  # markdown-it asks for it to be set so
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]  # markdown-it asks for it to be set so
    parser.inline.ruler.at("image", _image_of_any_target)
    parser.inline.ruler.before("html_inline", "own_tags", _own_tags)
    parser.block.ruler.before("hr", "equals_line", _equals_line, {"alt": ["paragraph", "blockquote", "list"]})

    def table_without_loss(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        # Cells beyond the header's would be dropped: such a table stays text.
        before = len(state.tokens)
        if not table(state, start, end, silent):
            return False
        if silent or not _is_ragged(state, start):
            return True
        del state.tokens[before:]
        state.line = start
        notes.append(Note(Remark.RAGGED_TABLE, text=getLine(state, start)))
        return False

    parser.block.ruler.at("table", table_without_loss, {"alt": ["paragraph", "reference"]})
    return parser


def _is_link_kept(url: str) -> bool:
    # A link of another kind stays text as a whole, its address included.
    return url.split(":", 1)[0].lower() in LINK_SCHEMES and ":" in url


def _image_of_any_target(state: StateInline, silent: bool) -> bool:
    validate = state.md.validateLink
    state.md.validateLink = lambda url: True  # type: ignore[method-assign]  # markdown-it asks for it to be set so
    try:
        return image(state, silent)
    finally:
        state.md.validateLink = validate  # type: ignore[method-assign]  # markdown-it asks for it to be set so


def _own_tags(state: StateInline, silent: bool) -> bool:
    """`<strong>…</strong>`, `<em>…</em>` and `<br>`; a tag without its other half stays text."""
    tag = _OWN_TAG.match(state.src, state.pos, state.posMax)
    if tag is None:
        return False
    name = tag[1]
    end, after = tag.end(), tag.end()
    if name:
        end = state.src.find(f"</{name}>", tag.end(), state.posMax)
        if end < 0:
            return False
        after = end + len(f"</{name}>")
    if not silent and not name:
        state.push("hardbreak", "br", 0)
    elif not silent:
        most = state.posMax
        state.push(f"{name}_open", name, 1)
        state.pos, state.posMax = tag.end(), end
        state.md.inline.tokenize(state)
        state.push(f"{name}_close", name, -1)
        state.posMax = most
    state.pos = after
    return True


def _equals_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    # The underline of a heading (=====) is no part of the words above it.
    line = getLine(state, start).strip()
    if len(line) < 3 or line.strip("="):
        return False
    if not silent:
        token = state.push("hr", "hr", 0)
        token.map = [start, start + 1]
        state.line = start + 1
    return True


def _is_ragged(state: StateBlock, start: int) -> bool:
    columns = _cell_count(getLine(state, start))
    return any(_cell_count(getLine(state, line)) > columns for line in range(start + 2, state.line))


def _cell_count(line: str) -> int:
    cells = escapedSplit(line.strip())
    return len(cells) - (cells[0] == "") - (len(cells) > 1 and cells[-1] == "")


@dataclass(slots=True)
class _MarkdownList:
    """A list whose items are being read."""

    ordered: bool
    number: int = 0


@dataclass(slots=True)
class _OpenItem:
    marker: str
    number: int | None
    is_started: bool = False


@dataclass(slots=True)
class _Walk:
    """Goes through the tokens once; knows in which lists and items it is."""

    lines: list[str]
    notes: list[Note]
    lists: list[_MarkdownList] = field(default_factory=list)
    items: list[_OpenItem] = field(default_factory=list)
    heading_level: int | None = None

    def blocks(self, tokens: list[Token]) -> Iterator[SourceBlock]:
        rows: list[list[TableCell]] | None = None
        quoted: int | None = None  # the level of the quotation that is passed over
        for place, token in enumerate(tokens):
            if quoted is not None:
                if token.type == "blockquote_close" and token.level == quoted:
                    quoted = None
                continue
            if is_own_quotation(tokens, place):
                quoted = token.level
                continue
            if token.type == "inline" and is_own_note(tokens, place):
                continue
            match token.type:
                case "heading_open":
                    self.heading_level = int(token.tag[1])
                case "heading_close":
                    self.heading_level = None
                case "bullet_list_open" | "ordered_list_open":
                    self.lists.append(_MarkdownList(token.type == "ordered_list_open"))
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "list_item_open":
                    self._open_item(token)
                case "list_item_close":
                    item = self.items.pop()
                    if not item.is_started:
                        # A marker with nothing after it is text: “2021.” on a line of its own.
                        yield SourceBlock("paragraph", plain(item.marker))
                case "table_open":
                    rows = []
                case "tr_open" if rows is not None:
                    rows.append([])
                case "table_close" if rows is not None:
                    if len(rows) > 1 and not any(cell.paragraphs for cell in rows[0]):
                        del rows[0]  # a head without words: Markdown must have one, the table has none
                    yield SourceBlock("table", cells=tuple(map(tuple, rows)))
                    self._start_items()
                    rows = None
                case "inline" if rows:
                    runs = strip_runs(self._runs(token))
                    lines = tuple(line for _line_end, line in split_at_line_ends(runs))
                    rows[-1].append(TableCell(lines, header=len(rows) == 1))
                case "inline":
                    yield from self._text_block(strip_runs(self._runs(token)), token.content)
                case "hr" if token.map:
                    yield SourceBlock("paragraph", plain(self.lines[token.map[0]].strip()))

    def _open_item(self, token: Token) -> None:
        current = self.lists[-1]
        if not current.ordered:
            self.items.append(_OpenItem(token.markup, None))
            return
        # As typed where the numbers go up; Markdown also lets one write “1.” before every item.
        typed = int(token.info)
        is_first = not current.number
        current.number = typed if is_first or typed > current.number else current.number + 1
        self.items.append(_OpenItem(token.info + token.markup, current.number))

    def _start_items(self) -> None:
        for item in self.items:
            item.is_started = True

    def _text_block(self, runs: Runs, source: str) -> Iterator[SourceBlock]:
        if not runs:
            return
        if not self.items:
            is_literal = _ESCAPED_MARKER.match(source) is not None
            entity = _MARKER_AS_ENTITY.match(source)
            if entity and (sign := chr(int(entity[2]))) in DASHES + BULLETS:
                rest = slice_runs(runs, len(entity[1]))
                runs, is_literal = merge_runs((replace(runs[0], text=sign), *rest)), True
            if is_literal and runs_text(runs).startswith("\\"):
                runs = slice_runs(runs, 1)  # CommonMark leaves the backslash before a sign that is not ASCII
            yield SourceBlock("paragraph", runs, heading_level=self.heading_level, is_literal=is_literal)
            return
        item = self.items[-1]
        level = len(self.lists) - 1
        is_further = item.is_started
        self._start_items()
        if is_further:
            yield SourceBlock("paragraph", runs, self.heading_level, level=level, continues_item=True)
        elif item.number is not None and item.number > _LARGEST_ITEM_NUMBER:
            yield SourceBlock("paragraph", merge_runs((Run(item.marker + " "), *runs)), self.heading_level)
        else:
            yield SourceBlock(
                "list_item", runs, self.heading_level, item.number is not None, item.marker, item.number, level
            )

    def _runs(self, token: Token) -> Runs:
        runs: list[Run] = []
        bold = italic = 0
        hrefs: list[str] = []
        for child in token.children or ():
            match child.type:
                case "strong_open":
                    bold += 1
                case "strong_close":
                    bold -= 1
                case "em_open":
                    italic += 1
                case "em_close":
                    italic -= 1
                case "link_open":
                    hrefs.append(str(child.attrs.get("href", "")))
                    if child.attrs.get("title"):
                        self.notes.append(Note(Remark.LINK_TITLE, text=str(child.attrs["title"])))
                case "link_close":
                    hrefs.pop()
                case _:
                    content = self._content(child)
                    runs.append(Run(content, bold > 0, italic > 0, hrefs[-1] if hrefs else ""))
        return merge_runs(runs)

    def _content(self, child: Token) -> str:
        if child.type == "softbreak":
            return SOFT_BREAK
        if child.type == "hardbreak":
            return HARD_BREAK
        if child.type == "image":
            title = f' "{child.attrs["title"]}"' if child.attrs.get("title") else ""
            self.notes.append(Note(Remark.IMAGE, text=child.content, detail=f"{child.attrs.get('src', '')}{title}"))
        return child.content

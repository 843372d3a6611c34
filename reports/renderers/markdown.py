"""The report as Markdown that the importer, and any CommonMark reader, reads back to the letter."""

import re

from plans.narrative import Block, ListBlock, Paragraph, Run, Table
from reports.document import Document, Section

# Only what a CommonMark reader would take for markup is escaped: text stays readable as it is.
_INLINE = re.compile(r"([\\`*\[\]]|<(?=[A-Za-z/!?])|(?<!\w)_|_(?!\w)|&(?=#?\w+;))")
_LINE_START = re.compile(r"(?m)^(?:(#{1,6}(?=\s|$))|([-+>–•](?=\s|$))|(>)|(\d{1,9})([.)])(?=\s|$)|(=+\s*$|-+\s*$|~~~))")


class MarkdownRenderer:
    label = "Markdown"
    content_type = "text/markdown; charset=utf-8"
    extension = "md"

    def render(self, document: Document) -> bytes:
        parts = [f"**{_escape(document.notice)}**"] if document.notice else []
        parts += [f"# {_escape(document.title)}", f"**{document.spaced_word}**"]
        for section in document.sections:
            parts += _section(section)
        return ("\n\n".join(parts) + "\n").encode()


def _section(section: Section) -> list[str]:
    parts = [f"{'#' * section.level} {_escape(section.heading)}"]
    parts += [_block(block) for block in section.blocks]
    for child in section.sections:
        parts += _section(child)
    return parts


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return _paragraph(block)
        case ListBlock():
            return "\n\n".join(_items(block))
        case Table():
            return _table(block)


def _items(block: ListBlock) -> list[str]:
    """Items a blank line apart, so that each stands as a paragraph; what an item holds is indented under it."""
    lines = []
    for number, item in enumerate(block.items, block.start):
        marker = f"{number}. " if block.ordered else "- "
        inner = "\n\n".join(_block(child) for child in item)
        lines.append(marker + inner.replace("\n", "\n" + " " * len(marker)))
    return lines


def _table(table: Table) -> str:
    """A pipe table; spanned cells are repeated as empty ones because Markdown knows no spans."""
    rows = []
    for row in table.rows:
        cells: list[str] = []
        for cell in row:
            text = " ".join(_block(block).replace("\\\n", " ").replace("\n", " ") for block in cell.blocks).replace(
                "|", "\\|"
            )
            cells += [text, *[""] * (cell.colspan - 1)]
        rows.append(cells)
    width = max(len(row) for row in rows)
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _paragraph(paragraph: Paragraph) -> str:
    text = "".join(_run(run) for run in paragraph.runs)
    return _LINE_START.sub(_escape_start, text)


def _escape_start(match: re.Match) -> str:
    number, delimiter = match[4], match[5]
    return f"{number}\\{delimiter}" if number else "\\" + match[0]


def _run(run: Run) -> str:
    mark = {(False, False): "", (True, False): "**", (False, True): "*", (True, True): "***"}[run.bold, run.italic]
    inner = run.text.strip(" \n")
    if mark and inner:  # emphasis must touch its words: the spaces go outside
        before, _inner, after = run.text.partition(inner)
        text = f"{before}{mark}{_escape(inner)}{mark}{after}"
    else:
        text = _escape(run.text)
    text = text.replace("\n", "\\\n")  # a line break
    return f"[{text}](<{run.href}>)" if run.href else text


def _escape(text: str) -> str:
    return _INLINE.sub(r"\\\1", text)

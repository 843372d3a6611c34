"""Where paragraphs really begin and end: lines inside them, markers typed as text, halves parted by a page."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from plans.azerbaijani import upper
from reports.importer.blocks import SourceBlock
from reports.importer.list_markers import find_list_marker
from reports.importer.notes import Note, Remark, excerpt
from reports.importer.parse.headings import is_heading_start, is_whole_heading, read_heading
from reports.importer.parse.title import is_document_word
from reports.importer.runs import HARD_BREAK, Runs, join_runs, runs_text, slice_runs, split_at_line_ends, strip_runs

# What may follow the mark that ends a sentence.
_CLOSERS = "\"'”“»’›)]} \u00a0"
_SENTENCE_END = (".", "!", "?", "…", ":", ";")
_LOOKED_AT = 40
_MOST_HEADING_LINES = 40
_PAGE_NUMBER = re.compile(r"[-–—\s]*\d{1,3}[-–—\s]*")


def settle_paragraphs(blocks: Iterable[SourceBlock]) -> Iterator[SourceBlock]:
    """The blocks with every line end inside them decided (a space, or a new block) and typed list markers read."""
    for block in blocks:
        if block.kind == "table":
            yield block
            continue
        for part in _settle_lines(block):
            yield _as_list_item(part)


def is_page_number(block: SourceBlock) -> bool:
    """Whether a paragraph is nothing but a number of one to three digits, as page numbers of a converted file are."""
    return block.kind == "paragraph" and _PAGE_NUMBER.fullmatch(block.text) is not None


def join_broken(blocks: Iterable[SourceBlock]) -> tuple[tuple[SourceBlock, ...], tuple[Note, ...]]:
    """The blocks with halves of one paragraph or list item made one, and a note for each.

    A half ends without the mark of a sentence's end, and the plain paragraph after it begins with a small letter.
    """
    groups: list[list[SourceBlock]] = []
    notes: list[Note] = []
    for block in blocks:
        if groups and _are_halves(groups[-1][0], groups[-1][-1], block):
            notes.append(Note(Remark.JOINED, text=excerpt(groups[-1][-1].text, block.text)))
            groups[-1].append(block)
        else:
            groups.append([block])
    joined = (
        group[0] if len(group) == 1 else replace(group[0], runs=join_runs(part.runs for part in group))
        for group in groups
    )
    return tuple(joined), tuple(notes)


def _are_halves(first: SourceBlock, half: SourceBlock, block: SourceBlock) -> bool:
    """Whether `block` goes on where `half` ended, the last part so far of what began with `first`."""
    if first.kind == "table" or block.kind != "paragraph" or half.is_strong or block.is_strong:
        return False
    if block.continues_item and first.kind != "list_item" and not first.continues_item:
        return False
    return not _ends_sentence(half.text) and _begins_small(block.text)


def _ends_sentence(text: str) -> bool:
    return text[-_LOOKED_AT:].rstrip(_CLOSERS).endswith(_SENTENCE_END)


def _begins_small(text: str) -> bool:
    first = text[:1]
    return first.isalpha() and upper(first) != first


def _settle_lines(block: SourceBlock) -> Iterator[SourceBlock]:
    lines = split_at_line_ends(block.runs)
    if not lines:
        return
    if len(lines) == 1:
        yield replace(block, runs=lines[0][1])
        return
    parts: list[list[Runs]] = [[lines[0][1]]]
    for line_end, line in lines[1:]:
        if _is_new_paragraph(parts[-1], runs_text(line), line_end):
            parts.append([line])
        else:
            parts[-1].append(line)
    yield replace(block, runs=join_runs(parts[0]))
    for part in parts[1:]:
        yield SourceBlock("paragraph", join_runs(part))


def _is_new_paragraph(part: list[Runs], line: str, line_end: str) -> bool:
    """Whether `line` begins a paragraph of its own after the lines of `part`."""
    first, last = runs_text(part[0]), runs_text(part[-1])
    if is_heading_start(line) or is_document_word(line) or (len(part) == 1 and is_document_word(first)):
        return True
    if len(part) <= _MOST_HEADING_LINES and is_whole_heading(runs_text(join_runs(part))):
        return True
    ends_sentence = _ends_sentence(last)
    if find_list_marker(line) and (ends_sentence or last.endswith(",") or find_list_marker(first) is not None):
        return True
    return line_end == HARD_BREAK and ends_sentence


def _as_list_item(block: SourceBlock) -> SourceBlock:
    if block.kind != "paragraph" or block.heading_level is not None or block.continues_item or block.is_literal:
        return block
    marker = find_list_marker(block.text)
    if marker is None or read_heading([block], 0) is not None:
        return block
    if block.bold and marker.ordered:
        return block  # “4. Tədbirlər” in bold is a title
    runs = strip_runs(slice_runs(block.runs, marker.length))
    return replace(
        block, kind="list_item", runs=runs, ordered=marker.ordered, marker=marker.marker, number=marker.number
    )

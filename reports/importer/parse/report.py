"""Blocks → a report: title, items with their headings, signature, and whatever belongs nowhere."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reports.importer.blocks import Extracted, SourceBlock, Unplaced
from reports.importer.notes import Note, Reason, Remark
from reports.importer.parse.heading_grammar import read_heading_start
from reports.importer.parse.headings import Heading, read_heading
from reports.importer.parse.paragraphs import is_page_number, join_broken, settle_paragraphs
from reports.importer.parse.signature import find_signature, signature_lines
from reports.importer.parse.spelling import spelling_notes
from reports.importer.parse.title import Title, find_title, is_document_word, split_title_and_word

# “4.2. İnsan alverinin qarşısının alınması”, “IV. …”: a section's title between two items.
_SECTION = re.compile(r"(?:(?P<number>\d{1,3}(?:\.\d{1,3})?)\.?|[IVX]{1,5}\.)\s+\S")
_LONGEST_SECTION_TITLE = 300
_SENTENCE_END = (".", "!", "?", "…", ";", ":")


@dataclass(frozen=True, slots=True)
class Item:
    """The text of one heading. `heading` is the heading as written, joined; `suffix` as written, "-cı"."""

    heading: str
    numbers: tuple[str, ...]
    suffix: str
    measure: str
    blocks: tuple[SourceBlock, ...]
    notes: tuple[Note, ...] = ()

    @property
    def number(self) -> str:
        """The first of the numbers."""
        return self.numbers[0]

    def as_json(self, word: Callable[[Note], str]) -> dict[str, object]:
        """The item as `import_report --json` prints it; `word` says its notes in the reader's language."""
        return {
            "number": self.number,
            "numbers": list(self.numbers),
            "suffix": self.suffix,
            "measure": self.measure,
            "blocks": [block.as_json() for block in self.blocks],
            "notes": [note.as_json(word) for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class ParsedReport:
    """A whole document. Every paragraph of it is in exactly one of these fields.

    `title` as it stands, `plan` inside its outer quotes, `agency` as written before “tərəfindən”; each None when not
    found. `words` holds the paragraphs that are the word MƏLUMAT.
    """

    title: str | None
    plan: str | None
    agency: str | None
    year: int | None
    items: tuple[Item, ...]
    unplaced: tuple[Unplaced, ...] = ()
    signature: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    words: tuple[str, ...] = ()

    def as_json(self, word: Callable[[Note], str]) -> dict[str, object]:
        """The object that `import_report --json` prints; `word` says the notes in the reader's language."""
        return {
            "title": self.title,
            "plan": self.plan,
            "agency": self.agency,
            "year": self.year,
            "items": [item.as_json(word) for item in self.items],
            "unplaced": [piece.as_json() for piece in self.unplaced],
            "signature": list(self.signature),
            "notes": [note.as_json(word) for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class _Front:
    """What stands before the first heading."""

    title: Title | None
    words: tuple[str, ...]
    unplaced: tuple[Unplaced, ...]


def parse_report(extracted: Extracted) -> ParsedReport:
    """Find title, items and signature in the blocks of a document; never fails and drops nothing."""
    blocks, asides = _set_aside(settle_paragraphs(extracted.blocks))
    first, found = _find_headings(blocks)
    front = _read_front(blocks[:first], has_items=bool(found))
    items, sections, signature = _build_items(found)
    notes = [*extracted.notes, *_front_notes(front)]
    if not items:
        notes.append(Note(Remark.NO_HEADINGS))
    title = front.title
    return ParsedReport(
        title=title.text if title else None,
        plan=title.plan if title else None,
        agency=title.agency if title else None,
        year=title.year if title else None,
        items=items,
        unplaced=(*front.unplaced, *sections, *asides, *extracted.unplaced),
        signature=signature,
        notes=tuple(notes),
        words=front.words,
    )


def _set_aside(blocks: Iterator[SourceBlock]) -> tuple[list[SourceBlock], list[Unplaced]]:
    """The blocks without page numbers and lines of mere signs."""
    kept: list[SourceBlock] = []
    asides: list[Unplaced] = []
    for block in blocks:
        if is_page_number(block):
            asides.append(Unplaced(block.text, Reason.PAGE_NUMBER))
        elif not block.has_words:
            signs = block.shown_text.strip()
            asides += [Unplaced(signs, Reason.SEPARATOR)] if signs else []
        else:
            kept.append(block)
    return kept, asides


def _find_headings(blocks: list[SourceBlock]) -> tuple[int, list[tuple[Heading, list[SourceBlock]]]]:
    """Where the first heading is, and each heading with the blocks up to the next."""
    found: list[tuple[Heading, list[SourceBlock]]] = []
    first = len(blocks)
    index = 0
    while index < len(blocks):
        heading = read_heading(blocks, index)
        if heading is not None:
            first = min(first, index)
            found.append((heading, [heading.rest] if heading.rest is not None else []))
            index += heading.consumed
        else:
            if found:
                found[-1][1].append(blocks[index])
            index += 1
    return first, found


def _read_front(blocks: list[SourceBlock], *, has_items: bool) -> _Front:
    parts = [part for block in blocks for part in split_title_and_word(block)]
    title = find_title(parts)
    words: list[str] = []
    unplaced: list[Unplaced] = []
    for index, block in enumerate(parts):
        if title is not None and title.first <= index <= title.last:
            continue
        if is_document_word(block.text):
            words.append(block.shown_text)
        elif title is not None and index < title.first:
            unplaced.append(Unplaced(block.shown_text, Reason.BEFORE_TITLE))
        else:
            unplaced.append(Unplaced(block.shown_text, Reason.BEFORE_FIRST_HEADING if has_items else Reason.NO_HEADING))
    return _Front(title, tuple(words), tuple(unplaced))


def _front_notes(front: _Front) -> Iterator[Note]:
    title = front.title
    if title is None:
        yield Note(Remark.TITLE_NOT_FOUND)
        return
    for code, piece in (
        (Remark.PLAN_NOT_FOUND, title.plan),
        (Remark.AGENCY_NOT_FOUND, title.agency),
        (Remark.YEAR_NOT_FOUND, title.year),
    ):
        if piece is None:
            yield Note(code, text=title.text)
    yield from spelling_notes(title.text)


def _build_items(
    found: list[tuple[Heading, list[SourceBlock]]],
) -> tuple[tuple[Item, ...], list[Unplaced], tuple[str, ...]]:
    """The items, the section titles that stood between them, and the lines of the signature."""
    sections: list[Unplaced] = []
    signature: tuple[str, ...] = ()
    seen: Counter[str] = Counter()
    items: list[Item] = []
    for position, (heading, blocks) in enumerate(found):
        if position == len(found) - 1:
            start = find_signature(blocks)
            signature = signature_lines(blocks[start:])
            blocks = blocks[:start]
        elif blocks and _is_section_title(blocks[-1], found[position + 1][0].number):
            sections.append(Unplaced(blocks[-1].text, Reason.SECTION_HEADING))
            blocks = blocks[:-1]
        joined, joints = join_broken(blocks)
        duplicates = [
            Note(Remark.DUPLICATE, text=heading.text, detail=number) for number in heading.numbers if seen[number]
        ]
        seen.update(heading.numbers)
        emptiness = [] if joined else [Note(Remark.EMPTY_ITEM, text=heading.text)]
        likenesses = [
            Note(Remark.LIKE_HEADING, text=beginning) for beginning in map(_heading_like, joined) if beginning
        ]
        texts = [heading.text, *(block.text for block in joined)]
        spelling = dict.fromkeys(note for text in texts for note in spelling_notes(text))
        notes = (*heading.notes, *duplicates, *emptiness, *likenesses, *joints, *spelling)
        items.append(Item(heading.text, heading.numbers, heading.suffix, heading.measure, joined, notes))
    return tuple(items), sections, signature


def _heading_like(block: SourceBlock) -> str:
    """How a paragraph of an item begins if it begins as a heading does, "" otherwise."""
    start = read_heading_start(block.text) if block.kind != "table" else None
    return block.text[: start.end].strip() if start is not None and start.has_tail else ""


def _is_section_title(block: SourceBlock, following: str) -> bool:
    """Whether `block` is the title of a section that begins with sub-point `following`."""
    if block.kind != "paragraph" or len(block.text) > _LONGEST_SECTION_TITLE or block.text.endswith(_SENTENCE_END):
        return False
    match = _SECTION.match(block.text)
    if match is None:
        return False
    # A plain paragraph is a title only if its number is that of the section itself.
    return block.is_strong or (match["number"] is not None and following.startswith(f"{match['number']}."))

"""What a document is made of once it is read, whatever its format was."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from plans.narrative import MAX_SPAN, run_html
from reports.importer.notes import Note, Reason
from reports.importer.runs import Runs, runs_text

Kind = Literal["paragraph", "list_item", "table"]

_WORD_CHARACTER = re.compile(r"\w")


@dataclass(frozen=True)
class TableCell:
    """One cell as it is written in its row; a cell covered by a merged one is not written.

    `items` is there where it holds lists: its paragraphs and items, which `paragraphs` has as text with their marks.
    """

    paragraphs: tuple[Runs, ...]
    header: bool = False
    colspan: int = 1
    rowspan: int = 1
    items: tuple["SourceBlock", ...] = ()

    @cached_property
    def text(self) -> str:
        """The paragraphs of the cell, a line each."""
        return "\n".join(runs_text(runs) for runs in self.paragraphs)


@dataclass(frozen=True)
class SourceBlock:
    """A paragraph, list item or table.

    `text` is the wording to the letter: no Unicode normalisation, no list marker. `level` counts from 0. `number` is
    the number of an ordered item, `marker` what stands before any item ("-", "1.", "a)"). `continues_item` marks a
    further paragraph of the list item before it, `is_literal` a paragraph whose first sign was escaped and so is no list
    marker. While a document is being read, `text` may still hold the breaks of
    `runs.py`; in a parsed report only tables have line ends.
    """

    kind: Kind
    runs: Runs = ()
    heading_level: int | None = None
    ordered: bool = False
    marker: str = ""
    number: int | None = None
    level: int = 0
    continues_item: bool = False
    is_literal: bool = False
    cells: tuple[tuple[TableCell, ...], ...] = ()

    @cached_property
    def text(self) -> str:
        """Plain text; of a table its cells, separated by tabs and line ends."""
        if self.kind == "table":
            return "\n".join("\t".join(row).rstrip("\t") for row in self.rows).strip("\n")
        return runs_text(self.runs)

    @property
    def shown_text(self) -> str:
        """The text with the number or letter before it, as a reader sees it."""
        return f"{self.marker} {self.text}" if self.ordered else self.text

    @cached_property
    def html(self) -> str:
        """The inline HTML of the text, escaped, with nothing but strong, em and a."""
        return "".join(run_html(run) for run in self.runs)

    @cached_property
    def bold(self) -> bool:
        """Whether every word is bold; punctuation and spaces may be plain."""
        worded = [run.bold for run in self.runs if _WORD_CHARACTER.search(run.text)]
        return bool(worded) and all(worded)

    @property
    def is_strong(self) -> bool:
        """Whether it looks like a heading: bold throughout, or of a heading style."""
        return self.heading_level is not None or self.bold

    @cached_property
    def has_words(self) -> bool:
        """Whether there is any letter or digit in it."""
        return _WORD_CHARACTER.search(self.text) is not None

    @cached_property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The texts of a table as a grid: a merged cell gives its text once, the places it covers give ""."""
        grid: list[list[str]] = []
        covered: dict[tuple[int, int], str] = {}
        for row_number, row in enumerate(self.cells):
            line: list[str] = []
            for cell in row:
                while (row_number, len(line)) in covered:
                    line.append("")
                for column in range(len(line), len(line) + cell.colspan):
                    for below in range(row_number + 1, row_number + cell.rowspan):
                        covered[below, column] = ""
                line += [cell.text, *[""] * (cell.colspan - 1)]
            while (row_number, len(line)) in covered:
                line.append("")
            grid.append(line)
        width = max((len(line) for line in grid), default=0)
        return tuple(tuple(line + [""] * (width - len(line))) for line in grid)

    def as_json(self) -> dict[str, object]:
        """The block as `import_report --json` prints it."""
        shown: dict[str, object] = {"kind": self.kind, "text": self.text}
        if self.kind == "table":
            shown["rows"] = [list(row) for row in self.rows]
        return shown


def span(value: object) -> int:
    """A colspan or rowspan as a number from 1 to the largest that is kept."""
    try:
        number = int(str(value))
    except ValueError:
        return 1
    return min(max(number, 1), MAX_SPAN)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A piece of the document that is in no item; `reason` tells why."""

    text: str
    reason: Reason

    def as_json(self) -> dict[str, str]:
        """The piece as `import_report --json` prints it."""
        return {"text": self.text, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Extracted:
    """A document as blocks, with the pieces that stand outside its text and the remarks made while reading."""

    blocks: tuple[SourceBlock, ...]
    unplaced: tuple[Unplaced, ...] = ()
    notes: tuple[Note, ...] = ()

"""Two texts as one, with what came and what went marked where it stands: lists stay lists and tables tables."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Literal, TypeVar

from plans.narrative.blocks import Block, Cell, ListBlock, Paragraph, Table, cell_html, to_html
from plans.narrative.differences import paragraph_pieces, pieces_html
from plans.narrative.parsing import parse
from plans.narrative.units import Unit, edits_of, units_of, words_in, words_of

Part = TypeVar("Part", bound=Hashable)
Row = tuple[Cell, ...]

_TAGS = {"added": "<ins>{}</ins>", "removed": "<del>{}</del>"}


def marked_html(old: str, new: str) -> str:
    """Both clean HTML texts as safe HTML with `<del>` and `<ins>` around words, paragraphs in the order of the new one.

    What has not changed keeps its look; of what has, only the words, line breaks and where they stand are shown, so that a
    change of bold alone is no difference. "" where neither text has a word.
    """
    return _blocks(parse(old), parse(new))


@dataclass(frozen=True, slots=True)
class _Marked:
    """A unit as HTML; items of one kind after each other make a list."""

    list_tag: Literal["", "ul", "ol"]
    html: str


def _blocks(old: Sequence[Block], new: Sequence[Block]) -> str:
    found = [
        marked for before, after in _pairs(units_of(old), units_of(new), words_of) for marked in _unit(before, after)
    ]
    return "".join(
        f"<{tag}>{''.join(each.html for each in group)}</{tag}>" if tag else "".join(each.html for each in group)
        for tag, group in groupby(found, key=lambda each: each.list_tag)
    )


def _pairs(
    old: Sequence[Part], new: Sequence[Part], words: Callable[[Part], list[str]]
) -> Iterator[tuple[Part | None, Part | None]]:
    """What stands in both, perhaps changed, what is gone (None after it) and what has come (None before it)."""
    done = 0
    for edit in edits_of(old, new, words):
        yield from ((part, part) for part in old[done : edit.start])
        done = edit.end
        gone, come = old[edit.start : edit.end], edit.parts
        if len(gone) == len(come):
            yield from zip(gone, come, strict=True)
        else:
            yield from ((part, None) for part in gone)
            yield from ((None, part) for part in come)
    yield from ((part, part) for part in old[done:])


def _unit(before: Unit | None, after: Unit | None) -> Iterator[_Marked]:
    before, after = (None if unit is None or unit.kind == "list" else unit for unit in (before, after))
    unit = after or before
    if unit is None:
        return
    match before and before.content, after and after.content:
        case _ if before is None or after is None or before == after:
            html = to_html(unit.content) if before == after else _whole(unit.content, is_new=before is None)
        case _ if before.kind == after.kind == "item":
            html = _blocks(before.content, after.content)
        case (Paragraph() as old,), (Paragraph() as new,):
            html = f"<p>{pieces_html(paragraph_pieces(old, new))}</p>"
        case (Table() as old,), (Table() as new,):
            html = _table(old, new)
        case _:
            yield from _unit(before, None)
            yield from _unit(None, after)
            return
    if unit.kind == "item":
        yield _Marked("ol" if unit.ordered else "ul", f"<li>{html}</li>")
    else:
        yield _Marked("", html)


def _table(old: Table, new: Table) -> str:
    rows = "".join(_row(before, after) for before, after in _pairs(old.rows, new.rows, _row_words))
    return f"<table><tbody>{rows}</tbody></table>"


def _row_words(row: Row) -> list[str]:
    return [word for cell in row for word in words_in(cell.blocks)]


def _row(before: Row | None, after: Row | None) -> str:
    pairs: Iterable[tuple[Cell | None, Cell | None]]
    if before is None or after is None:
        pairs = [(cell, None) for cell in before or ()] + [(None, cell) for cell in after or ()]
    elif len(before) == len(after):
        pairs = zip(before, after, strict=True)
    else:
        aligned = _pairs(before, after, _cell_words)  # a column has come or gone: the rest stands where it stood
        pairs = aligned
    return f"<tr>{''.join(_cell(old, new) for old, new in pairs)}</tr>"


def _cell_words(cell: Cell) -> list[str]:
    return words_in(cell.blocks)


def _cell(before: Cell | None, after: Cell | None) -> str:
    if before is not None and after is not None:
        return cell_html(after, _blocks(before.blocks, after.blocks))
    one = after or before
    return cell_html(one, _whole(one.blocks, is_new=before is None)) if one is not None else ""


def _whole(blocks: Iterable[Block], *, is_new: bool) -> str:
    """Blocks that only one of the texts has."""
    mark = _TAGS["added" if is_new else "removed"]
    parts: list[str] = []
    for block in blocks:
        match block:
            case Paragraph():
                lines = (escape(" ".join(line.split()), quote=False) for line in block.text.split("\n"))
                parts.append(f"<p>{mark.format('<br>'.join(lines))}</p>")
            case ListBlock():
                tag = "ol" if block.ordered else "ul"
                items = "".join(f"<li>{_whole(item, is_new=is_new)}</li>" for item in block.items)
                parts.append(f"<{tag}>{items}</{tag}>")
            case Table():
                rows = "".join(_row(None, row) if is_new else _row(row, None) for row in block.rows)
                parts.append(f"<table><tbody>{rows}</tbody></table>")
    return "".join(parts)

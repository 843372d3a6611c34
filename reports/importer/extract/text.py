"""Plain text → blocks: where a paragraph ends is a matter of empty lines or, without them, of lines."""

from collections.abc import Iterator

from plans.azerbaijani import lower
from reports.importer.blocks import Extracted, SourceBlock
from reports.importer.list_markers import find_list_marker
from reports.importer.runs import SOFT_BREAK, plain

# A file with longer lines was not wrapped by anybody: a line is a paragraph.
_LONGEST_WRAPPED_LINE = 120
# A line that ends so much too early was ended on purpose.
_SLACK = 15
_TAB_STOP = 4


def extract_text(text: str) -> Extracted:
    """The blocks of plain `text` (line ends as "\\n").

    Paragraphs are what stands between empty lines; in a file without empty lines, or with lines that nobody has
    wrapped, each line is one. A line that begins with a list marker begins an item; deeper indentation is a deeper
    level.
    """
    lines = text.split("\n")
    width = max(len(line.strip()) for line in lines)
    groups = list(_groups(lines))
    is_wrapped = len(groups) > 1 and width <= _LONGEST_WRAPPED_LINE
    blocks: list[SourceBlock] = []
    indents: list[int] = []
    for group in groups:
        for paragraph in _paragraphs(group, width) if is_wrapped else ([line] for line in group):
            blocks.append(_block(paragraph, indents))
    return Extracted(tuple(blocks))


def _groups(lines: list[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            group.append(line)
        elif group:
            yield group
            group = []


def _paragraphs(group: list[str], width: int) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in group:
        if paragraph and (_begins_item(line, paragraph) or _was_ended(paragraph[-1], line, width)):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _begins_item(line: str, paragraph: list[str]) -> bool:
    """Whether `line` begins a list item; a dash or number that only came to stand there by wrapping does not."""
    if find_list_marker(line) is None:
        return False
    return paragraph[-1].rstrip().endswith((".", ";", ":", ",", "!", "?")) or find_list_marker(paragraph[0]) is not None


def _was_ended(line: str, following: str, width: int) -> bool:
    """Whether `line` ended on purpose: the next word would have fitted easily, and does not go on in small letters."""
    word = following.split()[0]
    if word[0] != lower(word[0]) or not word[0].isalpha():
        return len(line.strip()) + 1 + len(word) <= width - _SLACK
    return False


def _block(lines: list[str], indents: list[int]) -> SourceBlock:
    """One block; `indents` holds the indentation of the list items that are still open, outermost first."""
    text = SOFT_BREAK.join(line.strip() for line in lines)
    marker = find_list_marker(lines[0])
    if marker is None:
        indents.clear()
        return SourceBlock("paragraph", plain(text))
    first = lines[0].expandtabs(_TAB_STOP)
    indent = len(first) - len(first.lstrip())
    while indents and indents[-1] > indent:
        indents.pop()
    if not indents or indents[-1] < indent:
        indents.append(indent)
    words = text[len(marker.marker) :].lstrip()
    level = len(indents) - 1
    return SourceBlock("list_item", plain(words), None, marker.ordered, marker.marker, marker.number, level)

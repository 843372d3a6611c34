"""Rich text of an entry: cleaned once at the door, then read as blocks. A leaf: no Django.

What a narrative may hold (product.md): paragraphs, line breaks, bulleted and numbered lists, tables, bold, italic,
links; nothing else. `clean` brings any HTML to exactly that, in one canonical form, and drops markup but never words.
"""

from plans.narrative.blocks import Block, Cell, ListBlock, Paragraph, Run, Table, run_html, to_html, walk_paragraphs
from plans.narrative.bounds import MOST, NOTHING, Size, nesting_of, size_of
from plans.narrative.cleaning import (
    ALLOWED_TAGS,
    LINK_SCHEMES,
    clean,
    clean_plain,
    clean_up_to,
    paragraphs,
    plain_text,
    word_count,
)
from plans.narrative.differences import (
    ParagraphDifference,
    Piece,
    differences_html,
    word_differences,
    words_changed,
)
from plans.narrative.marking import marked_html
from plans.narrative.merging import Hunk, Merge, merge, merge_value
from plans.narrative.parsing import MAX_LIST_DEPTH, MAX_SPAN, Count, TooMany, parse
from plans.narrative.places import block_htmls, block_texts, numbered_html, places_in

__all__ = [
    "ALLOWED_TAGS",
    "LINK_SCHEMES",
    "MAX_LIST_DEPTH",
    "MAX_SPAN",
    "MOST",
    "NOTHING",
    "Block",
    "Cell",
    "Count",
    "Hunk",
    "ListBlock",
    "Merge",
    "Paragraph",
    "ParagraphDifference",
    "Piece",
    "Run",
    "Size",
    "Table",
    "TooMany",
    "block_htmls",
    "block_texts",
    "clean",
    "clean_plain",
    "clean_up_to",
    "differences_html",
    "marked_html",
    "merge",
    "merge_value",
    "nesting_of",
    "numbered_html",
    "paragraphs",
    "parse",
    "places_in",
    "plain_text",
    "run_html",
    "size_of",
    "to_html",
    "walk_paragraphs",
    "word_count",
    "word_differences",
    "words_changed",
]

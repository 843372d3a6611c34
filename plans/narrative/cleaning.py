"""Brings any HTML to the allow-list, once, at the door; markup goes, words stay."""

import re
from functools import lru_cache

import nh3

from plans.azerbaijani import without_heaps
from plans.narrative.blocks import to_html, walk_paragraphs
from plans.narrative.parsing import BOLD_TAGS, ITALIC_TAGS, Count, parse, parse_up_to
from plans.narrative.tags import ANY_TAG, is_tangled, with_plain_tags, with_signs_back, with_signs_set_aside

ALLOWED_TAGS = frozenset(
    {"p", "strong", "em", "a", "ul", "ol", "li", "br", "table", "thead", "tbody", "tr", "th", "td"}
)
LINK_SCHEMES = frozenset({"http", "https", "mailto"})

# Tags that only end a paragraph here; they pass the cleaner so that the words on both sides stay apart.
_BOUNDARIES = frozenset(
    [
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
        "main",
        "aside",
        "nav",
        "center",
        "details",
        "summary",
        "fieldset",
        "legend",
    ]
)
_CLEANER = nh3.Cleaner(
    tags=set(ALLOWED_TAGS | _BOUNDARIES | BOLD_TAGS | ITALIC_TAGS | {"tfoot"}),
    attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}},
    url_schemes=set(LINK_SCHEMES),
    url_relative="pass_through",  # completed or left out by `parse`
    link_rel=None,
)
# Characters that neither XML nor PostgreSQL can hold, and those that turn the direction of what follows them.
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
# What Word and old text files put between two words for a new line or page: the words stay apart.
_FEEDS = re.compile("(?<=\\S)[\x0b\x0c]+(?=\\S)")
_WORD_CHARACTER = re.compile(r"\w")


def clean(html: str) -> str:
    """Any HTML or text, brought to the allow-list in canonical form. Idempotent; "" when no word is left."""
    return to_html(parse(_sanitised(html)))


def clean_up_to(most: Count, html: str) -> str:
    """The same; raises TooMany where it has more than so many paragraphs or cells, before all of it has been read."""
    return to_html(parse_up_to(most, _sanitised(html)))


def _sanitised(html: str) -> str:
    stored = _storable(html)
    html = with_plain_tags(_without_comments(stored))
    if not ANY_TAG.search(html):  # plain text, from a browser without scripts: blank lines part its paragraphs
        html = "".join(f"<p>{part}</p>" for part in re.split(r"\n[ \t\r]*\n", html))
    elif is_tangled(html):
        html = "".join(f"<p>{line}</p>" for line in ANY_TAG.sub("\n", html).split("\n"))
    sanitised = with_signs_back(_CLEANER.clean(with_signs_set_aside(html)))
    return sanitised if sanitised == stored else _storable(sanitised)  # again: "&#1;" has become a character


def _without_comments(html: str) -> str:
    """HTML without its complete comments, in one pass; what looks like the beginning of one stays as text."""
    parts, place = [], 0
    while (start := html.find("<!--", place)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        parts.append(html[place:start])
        place = end + len("-->")
    return "".join([*parts, html[place:]])


def clean_plain(text: str) -> str:
    """Text without the characters that no store can hold; line ends as "\\n"."""
    return _storable(text).replace("\r\n", "\n").replace("\r", "\n")


def _storable(text: str) -> str:
    text = _UNSTORABLE.sub("", text)
    if "\x0b" in text or "\x0c" in text:
        text = _FEEDS.sub(" ", text).replace("\x0b", "").replace("\x0c", "")
    return without_heaps(text)


def paragraphs(html: str) -> list[str]:
    """The texts of all paragraphs of clean HTML in reading order, list items and table cells included."""
    return [paragraph.text for paragraph in walk_paragraphs(parse(html))]


@lru_cache(maxsize=8)  # one save asks three times about the same text: to search in, to count for two answers
def plain_text(html: str) -> str:
    """The words of clean HTML, a line a paragraph."""
    return "\n".join(paragraphs(html))


@lru_cache(maxsize=8)
def word_count(html: str) -> int:
    """How many words clean HTML has; a lone dash is none."""
    return sum(map(bool, map(_WORD_CHARACTER.search, plain_text(html).split())))

"""Brings any HTML to the allow-list, once, at the door; markup goes, words stay."""

import re
from collections import Counter
from functools import lru_cache

import nh3

from plans.azerbaijani import without_heaps
from plans.narrative.blocks import to_html, walk_paragraphs
from plans.narrative.parsing import BOLD_TAGS, ITALIC_TAGS, parse

ALLOWED_TAGS = frozenset(
    {"p", "strong", "em", "a", "ul", "ol", "li", "br", "table", "thead", "tbody", "tr", "th", "td"}
)
LINK_SCHEMES = frozenset({"http", "https", "mailto"})
MAX_TAG_DEPTH = 200

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
# A "<" that begins no complete tag is a sign somebody typed: "x<y", "A<b", "<ali@numune.example>".
_ELEMENTS = (
    "a abbr address area article aside audio b base bdi bdo big blockquote body br button canvas caption center cite code"
    " col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form"
    " frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map"
    " mark marquee math menu meta meter nav nobr noscript object ol optgroup option output p param picture pre progress q"
    " rp rt ruby s samp script search section select slot small source span strike strong style sub summary sup svg table"
    " tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xml"
    " animate annotation annotation-xml circle defs desc ellipse foreignobject g image line mglyph mi mn mo mrow ms mtext"
    " path polygon polyline rect semantics set text tspan use"
)
_LONE_SIGN = re.compile(
    rf"<(?!/?(?:{'|'.join(_ELEMENTS.split())}|[a-z0-9]+:[a-z0-9]+)(?:[\s/](?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)?>|!\[|!doctype|\?xml)",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>?")
_DEEPENING_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
# Tags that end by themselves where the next one begins: Word and browsers leave their end tags out.
_SELF_CLOSING = frozenset(
    {"p", "li", "td", "th", "tr", "thead", "tbody", "tfoot", "dt", "dd", "option", "colgroup"}
    | {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_WORD_CHARACTER = re.compile(r"\w")


def clean(html: str) -> str:
    """Any HTML or text, brought to the allow-list in canonical form. Idempotent; "" when no word is left."""
    html = _LONE_SIGN.sub("&lt;", _without_comments(_storable(html)))
    if not _ANY_TAG.search(html):  # plain text, from a browser without scripts: blank lines part its paragraphs
        html = "".join(f"<p>{part}</p>" for part in re.split(r"\n[ \t\r]*\n", html))
    elif _is_too_deep(html):
        html = "".join(f"<p>{line}</p>" for line in _ANY_TAG.sub("\n", html).split("\n"))
    return to_html(parse(_storable(_CLEANER.clean(html))))  # again: "&#1;" has become a character


def _without_comments(html: str) -> str:
    """HTML without its complete comments, in one pass; what looks like the beginning of one stays as text."""
    parts, place = [], 0
    while (start := html.find("<!--", place)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        parts.append(html[place:start])
        place = end + len("-->")
    return "".join([*parts, html[place:]])


def _is_too_deep(html: str) -> bool:
    """Whether tags are nested as no person nests them. One pass over the text.

    The sanitiser's time grows with the square of the depth: a megabyte of `<div>` would hold it for minutes. An end tag
    ends one of its own name only: whatever else is open stays open, as browsers carry bold on over the end of a block.
    """
    depth, open_now = 0, Counter[str]()
    for match in _DEEPENING_TAG.finditer(html):
        name = match[2].lower()
        if name in _SELF_CLOSING:
            continue
        if not match[1]:
            open_now[name] += 1
            depth += 1
        elif open_now[name]:
            open_now[name] -= 1
            depth -= 1
        if depth > MAX_TAG_DEPTH:
            return True
    return False


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

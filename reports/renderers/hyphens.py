"""A page to print whose words may break at the end of a line (docs/pdf.md, “Hyphenation”).

The page gets no soft hyphens: it says which of its texts may be broken, and `pdf_hyphens` finds the place when a line is
full. So no text that is stored, shown or handed on can carry any.
"""

import re
from html import unescape

from plans.azerbaijani import is_kept_whole

HYPHEN = "\u2010"  # drawn at the end of a broken line, and then read as a soft hyphen (`pdf_hyphens.readable`)
NO_BREAK_HYPHEN = "\u2011"  # has a glyph of its own, of the same look: so is a hyphen drawn that somebody has written
SOFT_HYPHEN = "\u00ad"
_JOINER, _BREAK = "\u2060", "\u200b"

# A word is broken only where more than a part of the line would stay empty: a twentieth of a justified line, a quarter of
# one in a table; in the head of a table, where the word is longer than the line. Headings, names of files and what stands
# beside the text stay whole.
STYLE = f"""<style>@media print {{
.document {{ hyphenate-character: "{HYPHEN}"; hyphenate-limit-chars: 5 2 2; hyphenate-limit-zone: 5%; }}
.document section {{ hyphens: auto; }}
.document td {{ hyphenate-limit-zone: 25%; }}
.document th {{ hyphenate-limit-zone: 100%; }}
.document :is(h2, h3, h4, figcaption, .is-ragged, .is-unbroken) {{ hyphens: manual; }}
.document :is(.document-mark, .document-status, .document-annexes section) {{ hyphens: manual; }}
}}</style>
"""

_TAG = re.compile("(<[^<>]*>)")
_NO_TEXT = ("<title", "<desc", "<text", "<style")
_TOKEN = re.compile(r"[^\s]+")
_LETTERS = re.compile(r"[^\W\d_]{5}")


def hyphenated(html: str) -> str:
    """The page with what lets its words break in print; what is no word has a span that keeps it whole."""
    head, body_tag, body = html.partition("<body")
    pieces = _TAG.split(body_tag + body)
    for place in range(0, len(pieces), 2):
        if pieces[place] and not (place and pieces[place - 1].startswith(_NO_TEXT)):
            pieces[place] = _TOKEN.sub(_whole, _with_own_hyphens(pieces[place]))
    pieces[1] = _with_own_hyphens(pieces[1])  # the running heads are words of the body's attributes
    return head.replace("</head>", f"{STYLE}</head>", 1) + "".join(pieces)


def is_hyphenated(html: str) -> bool:
    """Whether `hyphenated` has made the page."""
    return STYLE in html


def has_own_hyphens(html: str) -> bool:
    """Whether hyphens that somebody has written stand in a page that `hyphenated` has made."""
    return NO_BREAK_HYPHEN + _BREAK in html or NO_BREAK_HYPHEN + _JOINER in html


def as_written(text: str) -> str:
    """A text of such a page with the hyphens that somebody has written."""
    return text.replace(NO_BREAK_HYPHEN + _BREAK, HYPHEN).replace(NO_BREAK_HYPHEN + _JOINER, HYPHEN + _JOINER)


def _with_own_hyphens(text: str) -> str:
    if HYPHEN not in text:
        return text
    bound = text.replace(HYPHEN + _JOINER, NO_BREAK_HYPHEN + _JOINER)
    return bound.replace(HYPHEN, NO_BREAK_HYPHEN + _BREAK)


def _whole(token: re.Match[str]) -> str:
    if not (_LETTERS.search(token[0]) and is_kept_whole(unescape(token[0]))):
        return token[0]
    return f'<span class="is-unbroken">{token[0]}</span>'

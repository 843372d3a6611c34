"""Where a line may not end: between a number and its unit, № and its number, initials and a surname, before a suffix.

What belongs together is set in a span that keeps its line; the text itself stays as it was written. A leaf: no Django.
"""

import re
from html import escape

# Longer than this, what belongs together may part after all: it would leave a narrow column, or a gap in the line before.
LONGEST = 24

_CAPITAL = "A-ZÇƏĞİÖŞÜ"
_SMALL = "a-zçəğıöşü"
_DASH = "\\-‐‑‒–—─"
_SPACE = "[ \u00a0]"
# With any suffix.
_COUNTED = "nəfər manat qəpik faiz dəfə ədəd gün saat dəqiqə hektar ton litr kilometr metr avro dollar rubl hal"
_SHORT = "AZN USD EUR min mln mlrd milyon milyard km m sm mm kq q t ha kv il ildə ilin ildən illər illik ay ayda ayın"
_MONTHS = "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr"

# Each alternative begins where no word goes on, and is of bounded length: the search takes time in proportion to the text.
_TOGETHER = re.compile(
    rf"""
      №{_SPACE}{{0,2}}[\w/.{_DASH}]{{1,18}}
    | (?<![\w.,{_DASH}])\d{{1,3}}(?:{_SPACE}\d{{3}}){{1,4}}(?![\d])(?:{_SPACE}?[%‰₼€$°])?
    | (?<![\w.,{_DASH}])\d[\d.,]{{0,11}}
        {_SPACE}(?:(?:{_COUNTED.replace(" ", "|")})[{_SMALL}]{{0,8}}|(?:{_MONTHS.replace(" ", "|")})[{_SMALL}]{{0,5}}
                  |(?:{_SHORT.replace(" ", "|")})|[%‰₼€$°]C?)(?!\w)
    | (?<![\w.,{_DASH}])\d[\d.]{{0,11}}(?:[{_DASH}]\d[\d.]{{0,11}})?(?:-[{_SMALL}]{{1,6}})?(?!\w)
    | (?<!\w)[{_CAPITAL}]{{2,8}}-[{_SMALL}]{{1,6}}(?!\w)
    | (?<![\w.])(?:[{_CAPITAL}]\.{_SPACE}?){{1,2}}[{_CAPITAL}][{_CAPITAL}{_SMALL}]{{1,18}}
    | (?<!\w)[{_CAPITAL}][{_SMALL}]{{1,15}}{_SPACE}[{_CAPITAL}]\.{_SPACE}?[{_CAPITAL}]\.
    """,
    re.VERBOSE,
)
_BREAKS = re.compile(rf"[ \u00a0{_DASH}]")  # where a line could end at all


def bound_stretches(text: str) -> list[tuple[int, int]]:
    """The stretches of a text that keep to one line, as (beginning, end), in order and apart from one another."""
    return [
        match.span()
        for match in _TOGETHER.finditer(text)
        if match.end() - match.start() <= LONGEST and _BREAKS.search(match[0])
    ]


def bound_html(text: str) -> str:
    """A text as HTML, escaped, with what belongs together in spans."""
    pieces, done = [], 0
    for start, end in bound_stretches(text):
        pieces += [
            escape(text[done:start], quote=False),
            f'<span class="whole">{escape(text[start:end], quote=False)}</span>',
        ]
        done = end
    return "".join((*pieces, escape(text[done:], quote=False)))

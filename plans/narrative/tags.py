"""The tags of a text from outside, before it is sanitised: which signs begin one, what of them is kept, and whether they are
nested as people nest them.

The sanitiser reads a text as browsers do, and some of what it does takes time that grows with the square of what is written
(attributes of a tag, tags carried on into each paragraph, tags between cells, "&" and no-break spaces): a megabyte could hold
a process for minutes and take gigabytes. All here is one pass over the text each.
"""

import re
from collections import Counter
from html import unescape

MAX_TAG_DEPTH = 200
# How often a tag that was left open is opened again, because another block begins; a browser carries bold on into each.
MOST_REOPENED = 100_000
MOST_CARRIED = 3  # tags of one name
# Tags between the cells of tables: a browser puts each before the table and looks for the place anew.
MOST_BETWEEN_CELLS = 10_000

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
_FREQUENT = "p br td tr li span strong em b i"  # looked for first
_INSIDE_TAG = r"(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*"
_NAME = rf"(?:{'|'.join([*_FREQUENT.split(), *_ELEMENTS.split()])}|[a-z0-9]+:[a-z0-9]+)"
_LONE_SIGN = re.compile(
    rf"<(?:(?![a-z/!?])|(?!/?{_NAME}(?:[\s/]{_INSIDE_TAG})?>|!\[|!doctype|\?xml))",
    re.IGNORECASE,
)
_TAG_WITH_MORE = re.compile(rf"<(/?)([a-z][a-z0-9:-]*)[\s/]({_INSIDE_TAG})>", re.IGNORECASE)
_KEPT_ATTRIBUTES = {
    "a": frozenset({"href"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
    "ol": frozenset({"start"}),
}
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>][^\s>]*)))?")

# Nobody's link; the sanitiser's time grows with the square of its length.
_LONGEST_ADDRESS = 8_000
# What stands for a sign while the text is sanitised; no text holds these characters (`cleaning._storable`).
_AMPERSAND, _NO_BREAK, _OF_ADDRESS, _NO_BREAK_OF_ADDRESS = "\x1e", "\x1f", "\x1d", "\x1c"
_REFERENCE = re.compile("&(?!lt;)(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;?)?")

_FEED = re.compile("&#(?:0*11|[xX]0*[bB]);?")

ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>?")
# Tags that end by themselves where the next one begins: Word and browsers leave their end tags out.
_SELF_CLOSING = (
    "p|li|td|th|tr|thead|tbody|tfoot|dt|dd|option|colgroup"
    "|area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr"
)
_DEEPENING_TAG = re.compile(rf"<(/?)(?!(?:{_SELF_CLOSING})[\s/>])([A-Za-z][A-Za-z0-9]*)", re.IGNORECASE)
_FLAT_ELEMENT = re.compile(r"<([a-z][a-z0-9]*)(?: [^<>]*)?>[^<]*</\1>")
_NAMED_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_CARRIED_ON = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_CARRIED_TAG = re.compile(rf"<({'|'.join(sorted(_CARRIED_ON))})(?=[\s/>])", re.IGNORECASE)
_INLINE = frozenset({"br", "img", "span", "wbr"})
_SCOPES = frozenset(
    [
        "table",
        "td",
        "th",
        "caption",
        "marquee",
        "object",
        "template",
        "mi",
        "mo",
        "mn",
        "ms",
        "mtext",
        "annotation",
        "foreignobject",
        "desc",
        "title",
    ]
)
_TABLE_TAG = re.compile(r"<(/?)(table|caption|colgroup|col|tbody|thead|tfoot|tr|td|th)(?=[\s/>])", re.IGNORECASE)
_CELLS = frozenset({"td", "th", "caption"})


def with_plain_tags(html: str) -> str:
    """HTML whose signs that begin no tag are escaped, and whose tags say nothing but what is kept of them."""
    return _TAG_WITH_MORE.sub(_plain_tag, _LONE_SIGN.sub("&lt;", html))


def with_signs_set_aside(html: str) -> str:
    """HTML with plain tags whose words hold neither "&" nor no-break spaces any more, until `with_signs_back`."""
    if "&" in html:
        html = _REFERENCE.sub(_character, html.replace("&amp;", _AMPERSAND).replace("&nbsp;", _NO_BREAK))
    html = html.replace("\u00a0", _NO_BREAK)
    return html.replace(_OF_ADDRESS, "&").replace(_NO_BREAK_OF_ADDRESS, "\u00a0")


def with_signs_back(html: str) -> str:
    return html.replace(_AMPERSAND, "&amp;").replace(_NO_BREAK, "&nbsp;")


def _character(reference: re.Match[str]) -> str:
    character = unescape(reference[0])
    if not character:  # Python leaves out what nobody may store; `cleaning._storable` does, too, but knows a feed by it
        character = "\v" if _FEED.fullmatch(reference[0]) else "\x01"
    return character.replace("&", _AMPERSAND).replace("<", "&lt;")


def _plain_tag(tag: re.Match[str]) -> str:
    end, name, inside = tag[1], tag[2].lower(), tag[3]
    kept = ""
    if not end and name in _KEPT_ATTRIBUTES:
        first: dict[str, str] = {}
        for attribute, *values in _ATTRIBUTE.findall(inside):
            if (attribute := attribute.lower()) in _KEPT_ATTRIBUTES[name]:
                first.setdefault(attribute, "".join(values))
        kept = "".join(
            f' {attribute}="{_set_aside(value)}"'
            for attribute, value in first.items()
            if len(value) <= _LONGEST_ADDRESS
        )
    return f"<{end}{name}{kept}{'/' if tag[0].endswith('/>') else ''}>"


def _set_aside(value: str) -> str:
    return value.replace('"', "&quot;").replace("&", _OF_ADDRESS).replace("\u00a0", _NO_BREAK_OF_ADDRESS)


def is_tangled(html: str) -> bool:
    """Whether the tags of HTML with plain tags stand in each other as no person writes them."""
    return _is_too_deep(html) or _is_carried_on(html) or _is_between_cells(html)


def _is_too_deep(html: str) -> bool:
    """An end tag ends one of its own name only: whatever else is open stays open, as browsers carry bold on over the end
    of a block.
    """
    depth, open_now = 0, Counter[str]()
    # What holds words only makes nothing deeper than by one.
    for end, name in _DEEPENING_TAG.findall(_FLAT_ELEMENT.sub("", html)):
        name = name.lower()
        if not end:
            open_now[name] += 1
            depth += 1
        elif open_now[name]:
            open_now[name] -= 1
            depth -= 1
        if depth > MAX_TAG_DEPTH:
            return True
    return False


def _is_carried_on(html: str) -> bool:
    """Whether more than `MOST_REOPENED` tags would be opened again: those that are open, wherever something else begins or
    ends. An end tag in a cell ends none that was opened outside.
    """
    kinds = {name.lower() for name in set(_CARRIED_TAG.findall(html))}
    if MOST_CARRIED * len(kinds) * html.count("<") <= MOST_REOPENED:
        return False
    reopened = carried = 0
    scopes = [("", list[str](), Counter[str]())]
    open_scopes = Counter[str]()
    for match in _NAMED_TAG.finditer(html):
        end, name = match[1], match[2].lower()
        _scope, open_here, number = scopes[-1]
        if name not in _CARRIED_ON:
            reopened += carried if name not in _INLINE else 0
            if name in _SCOPES and not end:
                scopes.append((name, [], Counter()))
                open_scopes[name] += 1
            elif name in _SCOPES and open_scopes[name]:
                closed = ""
                while closed != name:
                    closed, _open, still_open = scopes.pop()
                    carried -= sum(min(MOST_CARRIED, left) for left in still_open.values())
                    open_scopes[closed] -= 1
        elif not end:
            open_here.append(name)
            number[name] += 1
            carried += number[name] <= MOST_CARRIED
        elif number[name]:
            carried -= number[name] <= MOST_CARRIED
            number[name] -= 1
            if open_here[-1] == name:
                open_here.pop()
            else:  # crosswise: what stands in it is ended with it, and goes on after it
                reopened += carried
                del open_here[-1 - open_here[::-1].index(name)]
        if reopened > MOST_REOPENED or len(open_here) > MAX_TAG_DEPTH:
            return True
    return False


def _is_between_cells(html: str) -> bool:
    pieces = _TABLE_TAG.split(html)
    if html.count("<") - len(pieces) // 3 <= MOST_BETWEEN_CELLS:
        return False
    depth = between = 0
    for end, name, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        name = name.lower()
        if name == "table":
            depth = max(0, depth - 1) if end else depth + 1
        # What follows a table that stood in a cell is in that cell again.
        is_in_cell = name == "table" if end else name in _CELLS
        if depth and not is_in_cell:
            between += after.count("<")
    return between > MOST_BETWEEN_CELLS

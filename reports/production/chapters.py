"""Cuts the page that a PDF is printed from into chapters, which can be laid out apart from one another. A leaf: no Django.

A chapter begins where a page begins whatever stands before it: at each section of the plan, at each sub-point that follows
another, at the annexes under a cover, at each sheet of the table on A3. document.css says the same, and the tests hold that
the pages are those of the report in one piece. What is not known before all chapters are laid out stays open: page numbers,
and where links to other chapters lead.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

FEWEST = 5  # chapters; a shorter report is laid out in one piece
LARGE = 400_000  # letters of a page whose chapters are laid out apart however few they are
PLACE = "chapter:"  # how an address begins that leads to another chapter
GOES_ON = "goes-on"  # the class of a section that has begun in an earlier chapter

_OTHER = 9  # the level of a section that is none of the text's
_TAGS = re.compile(
    r'<section(?: id="[^"<>]*")?(?: class="of-level-(?P<level>\d)[^"<>]*")?[^<>]*>|</section>'
    r'|<div class="document-annexes"[^<>]*>|(?P<sheet><div id="matrix-\d+" class="document-matrix">)'
)
_PROPERTIES = re.compile(r'<meta name="(?:author|dcterms\.created)" content="[^"<>]*">\n')
_NAMES = re.compile(r'\sid="([^"<>]+)"')
_LINKS = re.compile(r'(?<=\shref=")#([^"<>]+)(?=")')
_LED = re.compile(rf'\shref="(?:#|{PLACE})([^"<>]+)"')
# Links within the report have no line under them, in document.css by how their addresses begin.
_LINKED = f'<style>.document a[href^="{PLACE}s-"] {{ text-decoration: none; }}</style>'
# A number that stands where it will stand, and is as wide as page numbers are.
_LATER = '<style>@media print { @page { @top-center { content: "0"; } } }</style>'
# The first page of a chapter is no first page. The heads are as document.css has them.
_HEADS = (
    "<style>@media print { @page :first { @top-left { content: string(head); } "
    '@top-center { content: "0"; } @top-right { content: string(word); } } }</style>'
)
_NUMBERED = "<style>@media print { .document-contents li > a[data-page]::after { content: attr(data-page); } }</style>"
# Every pair of digits: how they stand beside each other in this face.
DIGITS = "".join(f"{pair:02}" for pair in range(100))


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of HTML that is laid out by itself; `depth` of its sections have begun in the chapter before it."""

    html: str
    depth: int = 0

    def key(self, made_by: str) -> str:
        """What it is stored under: the same text with the same style, made by the same program, is the same chapter."""
        return hashlib.sha256(f"{made_by}\n{self.html}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Parts:
    """A report that is cut: `front` is laid out last, `digits` shows how page numbers are set."""

    front: str
    chapters: tuple[Chapter, ...]
    digits: str

    def front_with(self, pages: Mapping[str, int]) -> str:
        """The front with page numbers in its list of contents, by the names that its links lead to.

        Also of those that lead within it: what counts pages by itself is laid out again and again.
        """
        return _LED.sub(lambda found: f'{found[0]} data-page="{pages.get(found[1], 0)}"', self.front)


def cut(page: str) -> Parts | None:
    """The chapters of a page, in order; None where they are too few. Takes time in proportion to the text."""
    before, found, rest = page.partition("<article ")
    body, ended, after = rest.rpartition("</article>")
    if not (found and ended):
        return None
    opened, _end, body = body.partition(">")
    before, after = f"{before}<article {opened}>", f"</article>{after}"
    # The properties of the file are the front's; a chapter is the same one at another moment.
    of_chapter = _PROPERTIES.sub("", before)
    pieces = list(_pieces(body, opened))
    fewest = FEWEST if len(page) < LARGE else 1
    if len(pieces) - 1 < fewest:  # the first one is no chapter
        return None
    own = [set(_NAMES.findall(piece)) for piece, _open in pieces]
    everywhere = set().union(*own)
    (front, _none), *others = [
        (_led_elsewhere(piece, everywhere - here), open_before)
        for (piece, open_before), here in zip(pieces, own, strict=True)
    ]
    chapters = []
    nameless = (f"part-{number}" for number in count(1))
    for piece, open_before in others:
        again = "".join(f'<section id="" class="of-level-{level} {GOES_ON}">\n' for level in open_before)
        name = next(iter(_NAMES.findall(piece)), None) or next(nameless)
        html = _headed(of_chapter + again + piece + after, _LINKED + _LATER + _HEADS).replace(
            "<html ", f'<html data-names="{name}-" ', 1
        )
        chapters.append(Chapter(html, len(open_before)))
    return Parts(_headed(before + front + after, _LINKED + _NUMBERED), tuple(chapters), _digits(of_chapter + after))


def _pieces(body: str, looks: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each piece with the levels of the sections that are open where it begins; `looks` is what the report says of itself."""
    is_of_all = "begins-pages" in looks
    levels: list[int] = []
    begun: tuple[int, ...] = ()
    start = seen = 0
    last = ""  # the tag before this one, where nothing stands between them; of a section that ends, its level
    for tag in _TAGS.finditer(body):
        before = body[seen : tag.start()].strip()
        last = last if not before else ""
        seen = tag.end()
        if tag[0] == "</section>":
            last = str(levels.pop()) if levels else ""
            continue
        is_section = tag[0].startswith("<section")
        level = int(tag["level"] or _OTHER)
        if tag["sheet"]:
            begins = not levels
        elif not is_section:
            begins = "has-cover" in looks and not levels
        elif level == 3:
            begins = is_of_all and last == "3" and len(levels) < 2
        else:  # what stands on the first page, or in a box of its own, has no name
            begins = is_of_all and level == 2 and not levels and tag[0].startswith("<section id=")
        if begins:
            yield body[start : tag.start()] + "</section>" * len(levels), begun
            start, begun = tag.start(), tuple(levels)
        if is_section:
            levels.append(level)
        last = ""
    yield body[start:], begun


def _led_elsewhere(piece: str, elsewhere: set[str]) -> str:
    """The piece with links to other chapters as addresses of their own kind."""
    return _LINKS.sub(lambda link: f"{PLACE}{link[1]}" if link[1] in elsewhere else link[0], piece)


def _headed(html: str, style: str) -> str:
    return html.replace("</head>", f"{style}</head>", 1)


def _digits(html: str) -> str:
    said = f'{{ @top-center {{ content: "{DIGITS}"; white-space: nowrap; }} }}'
    return _headed(html, f"<style>@media print {{ @page {said} @page :first {said} }}</style>")


def pages_of_names(places: Sequence[tuple[Mapping[str, int], int]]) -> dict[str, int]:
    """On which page of the whole each name stands; `places` are of each part the pages of its names, and its length."""
    pages: dict[str, int] = {}
    first = 1
    for names, length in places:
        for name, page in names.items():
            pages.setdefault(name, first + page)
        first += length
    return pages

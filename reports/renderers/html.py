"""The report as one HTML file that needs nothing beside it; also what the PDF is printed from."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

import reports
from plans.narrative import Table
from reports.document import Document, Section
from reports.look import USUAL, Look
from reports.renderers.bars import draw_bars
from reports.renderers.blocks import begins_turned, blocks_html
from reports.renderers.grid import says_words
from reports.renderers.headings import contents_line
from reports.renderers.letters import width_of
from reports.renderers.matrix import A3_WIDTH, matrix_html
from reports.renderers.measures import measures_style
from reports.renderers.running_head import cut_name
from reports.renderers.trends import draw_trend
from reports.trend import Trend

STATIC = Path(reports.__file__).parent / "static" / "reports"
STYLE = STATIC / "document.css"
# The word LAYİHƏ from corner to corner of a page, drawn: as letters it would stand among the words of every page.
WATERMARK = STATIC / "watermark.svg"
LONGEST_HEAD = 60  # letters
ROOM_OF_HEAD = 23_400  # thousandths of nine points: 46 % of the line between the usual margins, less a hair


class HtmlRenderer:
    label = "HTML"
    content_type = "text/html; charset=utf-8"
    extension = "html"

    def render(self, document: Document, look: Look = USUAL) -> bytes:
        return self.render_text(document, look).encode()

    def render_text(self, document: Document, look: Look = USUAL) -> str:
        """The whole page as text."""
        return render_to_string(
            "reports/document/page.html",
            {
                "style": document_style(),
                "measures": measures(look),
                "watermark": watermark() if document.watermark else "",
                "head": running_head(document),
                "author": author_of(document),
                "created": created_at(document),
                **document_views(document, look),
            },
        )


SHORT_TABLE = 6  # rows that stand on one page


def running_head(document: Document) -> str:
    """Whose report it is, as it stands above every page but the first, on one line beside the page's number."""
    name, most = document.agency or document.plan, LONGEST_HEAD
    while width_of(head := cut_name(name, most)) > ROOM_OF_HEAD:
        most -= 1
    return head


def author_of(document: Document) -> str:
    """Whose report it is, for the file's properties: the agency, or the plan of a report of all."""
    return " ".join((document.agency or document.plan).split())


def created_at(document: Document) -> str:
    """The moment whose texts it holds, for the file's properties; of one without an offset from UTC the day, "" for none."""
    if not document.as_of:
        return ""
    moment = datetime.fromisoformat(document.as_of)
    return moment.isoformat() if moment.tzinfo else moment.date().isoformat()


@cache
def document_style() -> SafeString:
    """The one style sheet of printed documents, the same that the report page links to."""
    return mark_safe(STYLE.read_text(encoding="utf-8"))  # noqa: S308 (a file of this project)


def measures(look: Look) -> SafeString:
    """What stands after the style sheet where a plan has measures of its own."""
    return mark_safe(measures_style(look))  # noqa: S308 (numbers only)


@cache
def watermark() -> SafeString:
    """The drawing behind the pages of a draft, as an address that needs no file."""
    return mark_safe(f"data:image/svg+xml;base64,{b64encode(WATERMARK.read_bytes()).decode()}")  # noqa: S308 (as above)


def document_views(
    document: Document, look: Look = USUAL, elsewhere: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What the templates of a document want: its sections as views.

    `elsewhere` are the addresses of sections and sub-points that stand on other pages, by their numbers.
    """
    with override(document.language):
        anchors = {number: f"#{anchor}" for number, anchor in anchors_of(document).items()}
        said = _Said(_("Table"), _("Link to this place: %(place)s"), {**(elsewhere or {}), **anchors}, look)
    parts = {"front": document.front, "summary": document.summary, "sections": document.sections}
    parts |= {"annexes": document.annexes}
    return {
        "document": document,
        **{name: [_section_view(each, said) for each in sections] for name, sections in parts.items()},
        "matrix": [_matrix_view(each, said) for each in document.matrix],
    }


@dataclass(frozen=True, slots=True)
class _Said:
    """Words of the page in the report's language, and where its sub-points stand."""

    table: str
    permalink: str
    anchors: Mapping[str, str]
    look: Look


def anchors_of(document: Document) -> dict[str, str]:
    """Where on the page each number of the report stands."""
    return {section.number: section.anchor for section in document.walk() if section.number}


def _matrix_view(section: Section, said: _Said) -> dict[str, Any]:
    """A sheet of the matrix: heading and HTML."""
    room = A3_WIDTH - said.look.left - said.look.right
    html = "".join(
        matrix_html(block, said.table, room)
        if isinstance(block, Table)
        else blocks_html((block,), said.table, said.look)
        for block in section.blocks
    )
    return {"heading": section.heading, "html": mark_safe(html)}  # noqa: S308 (escaped, as the text below)


def _section_view(section: Section, said: _Said, around: Section | None = None) -> dict[str, Any]:
    """Heading, anchor, text as safe HTML. An agency's text is found by the number `around` it and the agency's code."""
    children = [_section_view(child, said, section) for child in section.sections]
    anchor, place = section.anchor, section.number
    own = section.number or (around.number if around else "")
    if around is not None and around.anchor and section.code and not anchor:
        anchor = f"{around.anchor}-{'-'.join(section.code.split())}"
        place = f"{around.number}, {section.heading}"
    return {
        "anchor": anchor,
        "permalink": said.permalink % {"place": place} if anchor else "",
        "heading": section.heading,
        "contents": contents_line(section),
        "level": section.level,
        "number": section.number,
        "mark": section.mark,
        "status": section.status,
        "status_title": section.status_title,
        # As of the text below: no tag but the allow-list's and its own.
        "figures": mark_safe(blocks_html((section.figure_table,), said.table, said.look)) if section.figures else "",  # noqa: S308
        "has_few_figures": len(section.figures) < SHORT_TABLE,
        "chart": draw_bars(section.chart) if section.chart else None,
        "trends": [_trend_view(trend, said) for trend in section.trends],
        "is_words": any(says_words(block) for block in section.blocks if isinstance(block, Table)),
        # A heading stands on the page on its side with the table that it is followed by.
        "is_turned": begins_turned(section.blocks, said.look)
        if section.blocks
        else bool(children and children[0]["is_turned"]),
        # `blocks_html` escapes every text and link and writes only tags of the allow-list and its own.
        "html": mark_safe(blocks_html(section.blocks, said.table, said.look, said.anchors, own)),  # noqa: S308
        "sections": children,
    }


def _trend_view(trend: Trend, said: _Said) -> dict[str, Any]:
    return {
        "title": trend.title,
        "aims": trend.aims,
        "drawing": draw_trend(trend),
        # As of every text: no tag but the allow-list's and its own.
        "table": mark_safe(blocks_html((trend.table,), said.table, said.look)),  # noqa: S308
        "is_short": len(trend.table.rows) <= SHORT_TABLE,
        "changes": trend.changes,
    }

"""The report as one HTML file that needs nothing beside it; also what the PDF is printed from."""

from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

import reports
from plans.narrative import to_html
from reports.document import Document, Section

STYLE = Path(reports.__file__).parent / "static" / "reports" / "document.css"


class HtmlRenderer:
    label = "HTML"
    content_type = "text/html; charset=utf-8"
    extension = "html"

    def render(self, document: Document) -> bytes:
        return self.render_text(document).encode()

    def render_text(self, document: Document) -> str:
        """The whole page as text."""
        return render_to_string(
            "reports/document/page.html",
            {"document": document, "sections": section_views(document), "style": document_style()},
        )


@cache
def document_style() -> SafeString:
    """The one style sheet of printed documents, the same that the report page links to."""
    return mark_safe(STYLE.read_text(encoding="utf-8"))  # noqa: S308 (a file of this project)


def section_views(document: Document) -> list[dict]:
    """Sections as the template wants them: headings, anchors, text as safe HTML."""
    return [_section_view(section) for section in document.sections]


def _section_view(section: Section) -> dict[str, Any]:
    return {
        "anchor": section.anchor,
        "heading": section.heading,
        "number": section.number,
        # `to_html` escapes every text and link and writes only tags of the allow-list.
        "html": mark_safe(to_html(section.blocks)),  # noqa: S308
        "sections": [_section_view(child) for child in section.sections],
    }

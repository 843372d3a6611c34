"""Prints HTML as PDF/A-3a with WeasyPrint; imported where the first one is made, and knows no Django."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pydyf
import weasyprint
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reports.renderers import (
    pdf_quick,  # noqa: F401 (takes shorter ways)
    pdf_slices,
    pdf_tags,  # noqa: F401 (gives WeasyPrint its tags)
)
from reports.renderers.hyphens import as_written, is_hyphenated
from reports.renderers.pdf_hyphens import readable

VARIANT = "pdf/a-3a"
DATA_NAME = "melumat.json"
# PDF/A asks when what is attached was changed. It is made with the file, and the same report is the same file.
_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
Finisher = Callable[[Any, Any], None]  # of the pages, and of the file that is about to be written


def write_pdf(html: str, data: str = "") -> bytes:
    """The file's bytes; `data` is the same report for machines, as JSON, and goes along inside the file."""
    return written(laid_out(html), html, data)


def laid_out(html: str) -> Document:
    """The pages of a text, not yet drawn."""
    fonts = FontConfiguration()
    # Presentational hints carry the first number of an ordered list (`<ol start>`) and the widths of columns.
    return pdf_slices.laid_out(html, fetch_nothing(), font_config=fonts, pdf_variant=VARIANT, presentational_hints=True)


def written(pages: Document, html: str, data: str = "", finish: Finisher | None = None) -> bytes:
    """The file of pages that were laid out from `html`; `finish` is handed what is about to be written, after all else."""

    def finished(document: Any, pdf: Any) -> None:
        _finish(pdf, html)
        if finish is not None:
            finish(document, pdf)

    attachments = [_attached(data)] if data else None
    return pages.write_pdf(finisher=finished, pdf_variant=VARIANT, attachments=attachments)


def _finish(pdf: Any, html: str) -> None:
    """What is to be put right in a file that is made: WeasyPrint hands it over before it is written."""
    if "AF" in pdf.catalog:  # each attachment is named twice there
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    for made in pdf.objects:
        if isinstance(made, pydyf.Dictionary) and isinstance(title := made.get("Title"), pydyf.String):  # a bookmark
            made["Title"] = pydyf.String(as_written(title.string).replace("\u00a0", " ").replace("\u2060", ""))
        if isinstance(made, pydyf.Stream) and b"begincmap" in made.stream:
            # A space is a space to whoever searches and copies, whichever of the two was met first: they share a glyph.
            made.stream = [
                line.removesuffix(b"<00a0>") + b"<0020>" if line.endswith(b"<00a0>") else line for line in made.stream
            ]
            if is_hyphenated(html):
                made.stream = readable(made.stream, html)


def _attached(data: str) -> weasyprint.Attachment:
    return weasyprint.Attachment(
        string=data,
        url_fetcher=fetch_nothing(),
        name=DATA_NAME,
        description="JSON",
        created=_NO_TIME,
        modified=_NO_TIME,
        relationship="Data",
    )


def fetch_nothing() -> URLFetcher:
    """Whatever a text may contain, printing it opens no file and no connection: only `data:` is read."""
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)

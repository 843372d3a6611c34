"""Prints HTML as PDF/A-3a with WeasyPrint; imported where the first one is made, and knows no Django."""

from datetime import UTC, datetime
from typing import Any

import pydyf
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reports.renderers import pdf_tags  # noqa: F401 (gives WeasyPrint its tags)

VARIANT = "pdf/a-3a"
DATA_NAME = "melumat.json"
# PDF/A asks when what is attached was changed. It is made with the file, and the same report is the same file.
_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def write_pdf(html: str, data: str = "") -> bytes:
    """The file's bytes; `data` is the same report for machines, as JSON, and goes along inside the file."""
    page = weasyprint.HTML(string=html, url_fetcher=fetch_nothing())
    attachments = [_attached(data)] if data else None
    # Presentational hints carry the first number of an ordered list (`<ol start>`) and the widths of columns.
    return page.write_pdf(
        finisher=_name_attachments_once,
        pdf_variant=VARIANT,
        font_config=FontConfiguration(),
        presentational_hints=True,
        attachments=attachments,
    )


def _name_attachments_once(_document: Any, pdf: Any) -> None:
    """WeasyPrint names each attachment twice in the catalogue of a PDF/A."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


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

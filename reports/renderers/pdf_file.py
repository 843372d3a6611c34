"""Prints HTML as PDF/A-3a with WeasyPrint; imported where the first one is made, and knows no Django."""

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

VARIANT = "pdf/a-3a"


def write_pdf(html: str) -> bytes:
    """The file's bytes."""
    page = weasyprint.HTML(string=html, url_fetcher=fetch_nothing())
    # Presentational hints carry the first number of an ordered list (`<ol start>`); the text has no other.
    return page.write_pdf(pdf_variant=VARIANT, font_config=FontConfiguration(), presentational_hints=True)


def fetch_nothing() -> URLFetcher:
    """Whatever a text may contain, printing it opens no file and no connection: only `data:` is read."""
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)

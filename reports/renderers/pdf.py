"""The report as PDF/A-3a: tagged, fonts embedded, made by WeasyPrint from the HTML form."""

from typing import TYPE_CHECKING

from reports.document import Document
from reports.renderers import RendererUnavailable
from reports.renderers.html import HtmlRenderer

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

VARIANT = "pdf/a-3a"


class PdfRenderer:
    """Made where WeasyPrint and what it stands on are installed; raises RendererUnavailable elsewhere."""

    label = "PDF"
    content_type = "application/pdf"
    extension = "pdf"

    def __init__(self) -> None:
        try:
            import weasyprint
        except (ImportError, OSError) as error:  # Pango is a system library: its absence shows as an OSError
            raise RendererUnavailable("apt-get install libpangoft2-1.0-0 libharfbuzz-subset0 fonts-croscore") from error
        self._weasyprint = weasyprint

    def render(self, document: Document) -> bytes:
        from weasyprint.text.fonts import FontConfiguration

        page = self._weasyprint.HTML(
            string=HtmlRenderer().render_text(document),
            url_fetcher=fetch_nothing(),
        )
        # Presentational hints carry the first number of an ordered list (`<ol start>`); the text has no other.
        return page.write_pdf(pdf_variant=VARIANT, font_config=FontConfiguration(), presentational_hints=True)


def fetch_nothing() -> "URLFetcher":
    """Whatever a text may contain, printing it opens no file and no connection: only `data:` is read."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)

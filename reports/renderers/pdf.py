"""The report as PDF/A-3a: tagged, fonts embedded, made by WeasyPrint from the HTML form."""

from reports.document import Document
from reports.renderers import RendererUnavailable
from reports.renderers.html import HtmlRenderer

HINT = "apt-get install libpangoft2-1.0-0 libharfbuzz-subset0 fonts-croscore"


class PdfRenderer:
    """Made where WeasyPrint and what it stands on are installed; raises RendererUnavailable elsewhere."""

    label = "PDF"
    content_type = "application/pdf"
    extension = "pdf"

    def __init__(self) -> None:
        try:
            import weasyprint  # noqa: F401

            from reports.renderers.pdf_file import write_pdf
        except (ImportError, OSError) as error:  # Pango is a system library: its absence shows as an OSError
            raise RendererUnavailable(HINT) from error
        self._write = write_pdf

    def render(self, document: Document) -> bytes:
        return self._write(HtmlRenderer().render_text(document))

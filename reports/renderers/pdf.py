"""The report as PDF/A-3a: tagged, fonts embedded, the JSON attached; made by WeasyPrint from the HTML form (docs/pdf.md)."""

from reports.document import Document
from reports.renderers import RendererUnavailable
from reports.renderers.html import HtmlRenderer
from reports.renderers.json import JsonRenderer

HINT = "apt-get install libpangoft2-1.0-0 libharfbuzz-subset0 fonts-croscore fonts-dejavu-core"


def printed(document: Document) -> tuple[str, str]:
    """What a PDF is made of: the page to print, and the report for machines that is attached to it."""
    return HtmlRenderer().render_text(document), JsonRenderer().render(document).decode()


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
        return self._write(*printed(document))

"""One class a format. Each sees a Document, never a model.

What is said of a format (`renderer_class`) costs nothing; the libraries that make its files are imported when the first
file is asked for.
"""

from importlib import import_module
from typing import Protocol

from reports.document import Document
from reports.look import USUAL, Look


class Renderer(Protocol):
    """What every format offers. `label` is its name on the page, `render` gives the file's bytes."""

    label: str
    content_type: str
    extension: str

    def render(self, document: Document, look: Look = USUAL) -> bytes: ...


class RendererUnavailable(Exception):
    """The machine lacks what a format needs; `hint` says what to install."""

    def __init__(self, hint: str):
        super().__init__(hint)
        self.hint = hint


# In the order in which the page offers them.
_CLASSES = {
    "pdf": "reports.renderers.pdf.PdfRenderer",
    "docx": "reports.renderers.docx.DocxRenderer",
    "xlsx": "reports.renderers.xlsx.XlsxRenderer",
    "html": "reports.renderers.html.HtmlRenderer",
    "md": "reports.renderers.markdown.MarkdownRenderer",
    "json": "reports.renderers.json.JsonRenderer",
}
FORMATS = tuple(_CLASSES)


def renderer_class(fmt: str) -> type[Renderer]:
    """What makes the format, out of FORMATS, and says its label, suffix and content type. Raises KeyError for another.

    No module of a renderer imports its library by itself: WeasyPrint alone takes 0.7 s, and no page waits for it.
    """
    module, _dot, name = _CLASSES[fmt].rpartition(".")
    return getattr(import_module(module), name)


def renderer_for(fmt: str) -> Renderer:
    """The renderer of a format out of FORMATS. Raises KeyError for another, RendererUnavailable if it cannot work."""
    return renderer_class(fmt)()

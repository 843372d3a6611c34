"""One class a format. Each sees a Document, never a model; each is imported when it is first asked for."""

from importlib import import_module
from typing import Protocol

from reports.document import Document


class Renderer(Protocol):
    """What every format offers. `render` gives the file's bytes."""

    content_type: str
    extension: str

    def render(self, document: Document) -> bytes: ...


class RendererUnavailable(Exception):
    """The machine lacks what a format needs; `hint` says what to install."""

    def __init__(self, hint: str):
        super().__init__(hint)
        self.hint = hint


# WeasyPrint alone takes 0.7 s to import: a Markdown file must not wait for it.
_CLASSES = {
    "html": "reports.renderers.html.HtmlRenderer",
    "pdf": "reports.renderers.pdf.PdfRenderer",
    "docx": "reports.renderers.docx.DocxRenderer",
    "md": "reports.renderers.markdown.MarkdownRenderer",
    "json": "reports.renderers.json.JsonRenderer",
}
FORMATS = tuple(_CLASSES)


def renderer_for(fmt: str) -> Renderer:
    """The renderer of a format out of FORMATS. Raises KeyError for another, RendererUnavailable if it cannot work."""
    module, _dot, name = _CLASSES[fmt].rpartition(".")
    return getattr(import_module(module), name)()

"""The report as a Word file; `word_file` writes it, and is imported when the first one is asked for."""

from reports.document import Document
from reports.look import USUAL, Look


class DocxRenderer:
    label = "Word"
    content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    extension = "docx"

    def render(self, document: Document, look: Look = USUAL) -> bytes:
        from reports.renderers.word_file import write_word

        return write_word(document, look=look)

"""The report as a workbook: what can be counted, filtered and added up."""

from reports.document import Document
from reports.look import USUAL, Look


class XlsxRenderer:
    label = "Excel"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    extension = "xlsx"

    def render(self, document: Document, look: Look = USUAL) -> bytes:
        from reports.renderers.workbook import write_workbook

        return write_workbook(document)

"""A report as plain data: what it says, not how it looks. A leaf: no Django.

Every format is rendered from a Document, and a published edition will be a Document frozen as JSON.
"""

from reports.document.frozen import SCHEMA, SCHEMA_VERSION, as_json, from_json
from reports.document.model import (
    ANNEX,
    ANNEXES,
    CHART_NAME,
    DOSSIER,
    DRAFT,
    FIGURE,
    MISSING,
    NOTES,
    OVERALL_STATUS,
    OVERVIEW,
    STANDING,
    STATUS,
    UNIT,
    VALUE,
    WATERMARK,
    WITHOUT_TEXT,
    Bar,
    Chart,
    Document,
    Figure,
    Section,
)

__all__ = [
    "ANNEX",
    "ANNEXES",
    "CHART_NAME",
    "DOSSIER",
    "DRAFT",
    "FIGURE",
    "MISSING",
    "NOTES",
    "OVERALL_STATUS",
    "OVERVIEW",
    "SCHEMA",
    "SCHEMA_VERSION",
    "STANDING",
    "STATUS",
    "UNIT",
    "VALUE",
    "WATERMARK",
    "WITHOUT_TEXT",
    "Bar",
    "Chart",
    "Document",
    "Figure",
    "Section",
    "as_json",
    "from_json",
]

"""From records to a Document, in a fixed number of queries whatever the size of the plan."""

from reports.building.agency import build_agency_document
from reports.building.consolidated import build_consolidated_document
from reports.building.dossier import build_dossier_document
from reports.building.overview import build_overview_document

__all__ = [
    "build_agency_document",
    "build_consolidated_document",
    "build_dossier_document",
    "build_overview_document",
]

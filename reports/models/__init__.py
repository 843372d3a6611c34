"""What is kept about reports beside the record of truth; one file a model."""

from reports.models.edition import Correction, Edition, EditionChange, EditionFile, Publication, Withdrawal
from reports.models.job import JobPerson, ReportJob
from reports.models.print_settings import PrintSettings
from reports.models.report_details import ReportDetails

__all__ = [
    "Correction",
    "Edition",
    "EditionChange",
    "EditionFile",
    "JobPerson",
    "PrintSettings",
    "Publication",
    "ReportDetails",
    "ReportJob",
    "Withdrawal",
]

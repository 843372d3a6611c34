"""The closed lists of reports that are made in the background; a leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportKind(models.TextChoices):
    """What is asked for. What belongs to a kind – who may ask, how it is built – stands in `reports.production.kinds`."""

    AGENCY = "agency", _("Report of an agency")
    CONSOLIDATED = "consolidated", _("Consolidated report")
    ENTRY = "entry", _("Paper of one entry")
    OVERVIEW = "overview", _("Overview of the years")
    DOSSIER = "dossier", _("Dossier of a sub-point")


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Not made")
    CANCELLED = "cancelled", _("Cancelled")


UNFINISHED = (JobState.WAITING, JobState.RUNNING)


class Ended(models.TextChoices):
    """Why a job made no file."""

    TIME = "time", _("It took too long")
    MEMORY = "memory", _("It took too much memory")
    FAILED = "failed", _("It failed")
    MISSING = "missing", _("A part that this format needs is not installed")
    DISK = "disk", _("There is no room on the server's disk")
    WORKER = "worker", _("The process that makes files stopped again and again")
    RIGHTS = "rights", _("Whoever asked may not read it any more")

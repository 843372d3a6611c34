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
    PUBLICATION = "publication", _("Edition")


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
    CHANGED = "changed", _("Something was changed after the page had been read")
    HINDERED = "hindered", _("Something had to be settled first")


class Audience(models.TextChoices):
    """For whom an edition is."""

    INTERNAL = "internal", _("Internal")
    PUBLIC = "public", _("Public")


class Became(models.TextChoices):
    """What became of a text from one edition to the next."""

    CHANGED = "changed", _("corrected")
    ADDED = "added", _("new in it")
    GONE = "gone", _("no longer in it")


class Grounds(models.TextChoices):
    """Why an edition is taken back."""

    ERROR = "error", _("an error")
    COURT = "court", _("a court's decision")
    PERSON = "person", _("protection of a person")


class Hindrance(models.TextChoices):
    """What is looked for before an edition is published."""

    NOTHING = "nothing", _("Nothing to publish")
    WORDING = "wording", _("Another wording without a decision")
    UNAPPROVED = "unapproved", _("Not approved yet")
    UNANSWERED = "unanswered", _("Not answered")
    UNASSESSED = "unassessed", _("Not assessed")
    COMMENTS = "comments", _("Open comments")

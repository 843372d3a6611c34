"""The closed lists of the record: what a status, a state, a part in a measure may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssignmentRole(models.TextChoices):
    """A body's part in a measure; `executor` is also what an act means that does not say."""

    EXECUTOR = "executor", _("Executor")
    LEAD_EXECUTOR = "lead_executor", _("Lead executor")
    RECOMMENDED = "recommended", _("Recommended body")


class ImplementationStatus(models.TextChoices):
    """How far the measure has come, in the agency's own judgement."""

    IMPLEMENTED = "implemented", _("Implemented")
    BEING_IMPLEMENTED = "being_implemented", _("Being implemented")
    PARTLY_IMPLEMENTED = "partly_implemented", _("Partly implemented")
    NOT_IMPLEMENTED = "not_implemented", _("Not implemented")
    NO_CASES = "no_cases", _("No cases in the period")
    NOT_DUE = "not_due", _("Not due yet")


class EntryState(models.TextChoices):
    """Where an entry stands between agency and coordinator. No row means "not started"."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    LOCKED = "locked", _("Locked")


NOT_STARTED = "not_started"
NOT_STARTED_LABEL = _("Not started")

EDITABLE_STATES = frozenset({EntryState.DRAFT, EntryState.RETURNED})
OBSERVABLE_STATES = frozenset({EntryState.SUBMITTED, EntryState.RETURNED, EntryState.APPROVED, EntryState.LOCKED})


class YearState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class RevisionOrigin(models.TextChoices):
    """By which door a text came in."""

    BROWSER = "browser", _("Written in the browser")
    MERGE = "merge", _("Merged from two texts")
    RESTORE = "restore", _("Restored from an earlier text")
    IMPORT = "import", _("Read from a document")
    DEMO = "demo", _("Sample data")


class SideKind(models.TextChoices):
    """Why a text stands beside the entry and not in it."""

    LATE = "late", _("Came when the entry could no longer be changed")
    MERGED = "merged", _("Was merged with a colleague's text")
    CONFLICT = "conflict", _("Waits for a choice between two texts")


class IndicatorKind(models.TextChoices):
    """What values an indicator takes."""

    WHOLE = "whole", _("Whole number")
    DECIMAL = "decimal", _("Decimal number")


class MailState(models.TextChoices):
    """What became of a mail in the outbox. `sending` is taken by a worker; killed there it becomes `uncertain`."""

    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed, will be tried again")
    GIVEN_UP = "given_up", _("Failed, given up")
    UNCERTAIN = "uncertain", _("Uncertain: the worker stopped while sending")

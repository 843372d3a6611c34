"""The closed lists of plan, year, mails and comments."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssignmentRole(models.TextChoices):
    """An agency's part in a measure; `executor` is also what an act means that does not say."""

    EXECUTOR = "executor", _("Executor")
    LEAD_EXECUTOR = "lead_executor", _("Lead executor")
    RECOMMENDED = "recommended", _("Recommended agency")


# Agencies to which a measure is only recommended may write about it; nothing is due from them: never late, never reminded.
REQUIRED_ROLES = frozenset({AssignmentRole.EXECUTOR, AssignmentRole.LEAD_EXECUTOR})


class IndicatorKind(models.TextChoices):
    """What values an indicator takes."""

    WHOLE = "whole", _("Whole number")
    DECIMAL = "decimal", _("Decimal number")


class YearState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class YearAction(models.TextChoices):
    """What was done to a reporting year."""

    OPENED = "opened", _("Year opened")
    CLOSED = "closed", _("Year closed")
    REOPENED = "reopened", _("Year reopened")
    DEADLINE = "deadline", _("Deadline changed")


class ExtensionState(models.TextChoices):
    """What became of an agency's request for more time."""

    ASKED = "asked", _("Asked for")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class EditorialState(models.TextChoices):
    """Where an editorial version stands between coordinator and agency."""

    DRAFT = "draft", _("Being written")
    ASKED = "asked", _("Consent asked for")
    CONSENTED = "consented", _("Agency consents")
    REFUSED = "refused", _("Agency refuses")
    DECIDED = "decided", _("Used by the coordinator's decision")


PRINTED_EDITORIAL_STATES = frozenset({EditorialState.CONSENTED, EditorialState.DECIDED})


class NoticeKind(models.TextChoices):
    """What a person is told of."""

    RETURNED = "returned", _("Entry returned")
    REOPENED = "reopened", _("Entry reopened")
    APPROVED = "approved", _("Entry approved")
    COMMENT = "comment", _("New comment")
    READY = "ready", _("Marked as ready")
    CONSENT_ASKED = "consent_asked", _("Consent asked for")
    CONSENT_ANSWERED = "consent_answered", _("Agency answered about the editorial version")
    EDITORIAL_DECIDED = "editorial_decided", _("Editorial version used in spite of the refusal")
    EXTENSION_ASKED = "extension_asked", _("More time asked for")
    EXTENSION_DECIDED = "extension_decided", _("Answer about more time")
    MESSAGE = "message", _("Message from the coordinator")
    YEAR_OPENED = "year_opened", _("Reporting year opened")
    REPORT_READY = "report_ready", _("The report is ready")
    REPORT_FAILED = "report_failed", _("The report was not made")


# Of a file that the person asked for: about no entry, and never by mail. Whoever asked has the tracker open, or looks again.
NOTICES_OF_FILES = frozenset({NoticeKind.REPORT_READY, NoticeKind.REPORT_FAILED})
# By mail whatever the person has chosen: somebody has to act on them.
ALWAYS_MAILED = frozenset({NoticeKind.RETURNED, NoticeKind.REOPENED})


class MailChoice(models.TextChoices):
    """When a person wants mails."""

    IMMEDIATE = "immediate", _("At once")
    DAILY = "daily", _("Once a day, together")
    NONE = "none", _("No e-mails")


class MailState(models.TextChoices):
    """What became of a mail in the outbox: `sent` says that a server took it. `sending` is taken by a worker; killed there
    it becomes `uncertain`.
    """

    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    NOWHERE = "nowhere", _("Sent nowhere: no mail server is set")
    FAILED = "failed", _("Failed, will be tried again")
    GIVEN_UP = "given_up", _("Failed, given up")
    UNCERTAIN = "uncertain", _("Uncertain: the worker stopped while sending")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Nothing leads out of these: what the mail said is erased. One that was given up may still be sent again.
SETTLED_MAILS = frozenset({MailState.SENT, MailState.NOWHERE, MailState.WITHDRAWN})


class AnnouncementKind(models.TextChoices):
    """What a coordinator tells agencies of; the values are those of `NoticeKind`."""

    MESSAGE = "message", _("Message from the coordinator")
    YEAR_OPENED = "year_opened", _("Reporting year opened")


class MailKind(models.TextChoices):
    """What a mail is about that tells of no `NoticeKind`. Each invitation has a kind of its own, so that its mail can be
    called back: the word and its key.
    """

    REMINDER = "reminder", _("Reminder of a deadline")
    DIGEST = "digest", _("Notices of a day")
    ACCOUNT = "account", _("Account and password")
    ACCOUNT_CHANGE = "account_change", _("Request for a confirmation")
    INVITATION = "invitation", _("Invitation")


def mail_kind_label(kind: str) -> str:
    """The words of a mail's kind. Raises ValueError for one that no enumeration knows."""
    word = kind.partition("-")[0]
    return str(NoticeKind(word).label if word in NoticeKind.values else MailKind(word).label)


class CommentAction(models.TextChoices):
    """What was done with a thread beside writing in it."""

    DEALT_WITH = "dealt_with", _("Comment marked as dealt with")
    RESOLVED = "resolved", _("Comment resolved")
    REOPENED = "reopened", _("Comment reopened")


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

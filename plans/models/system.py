"""Facts about the installation itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.enums import SETTLED_MAILS, MailState, word_problem
from plans.models.entry import Entry, Transition
from plans.models.reminder import Reminder


class SampleData(models.Model):
    """Stands while invented data is loaded: every page and every report then says so."""

    kind = models.CharField(max_length=20, unique=True)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind


class Heartbeat(models.Model):
    """When a background process was last alive; `/healthz` reads it."""

    name = models.CharField(max_length=40, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class OutboxMail(models.Model):
    """A mail to one person, written in the transaction of what it tells about, sent by the worker afterwards.

    `text` and `html` are erased once nothing more will be done with it.
    """

    to = models.EmailField(_("to"))
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=30)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    # What it tells about, where that can be undone or is logged by itself.
    transition = models.ForeignKey(Transition, null=True, on_delete=models.PROTECT, related_name="mails")
    reminder = models.ForeignKey(Reminder, null=True, on_delete=models.PROTECT, related_name="mails")
    state = models.CharField(_("standing"), max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("written"))
    next_attempt_at = models.DateTimeField(_("next attempt"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("outbox of e-mails")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(SETTLED_MAILS)) | Q(text="", html=""),
                name="settled_mail_says_nothing_any_more",
            ),
        ]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="mail_due")]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"

    @property
    def problem(self) -> str:
        """Why it did not go out, in words."""
        return word_problem(self.last_error)

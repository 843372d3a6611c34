"""What was sent to agencies about a deadline, written before the mail is handed over."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models.agency import Agency
from plans.models.year import ReportingYear


class Reminder(models.Model):
    """One digest to one agency about one year: at most one a day, whoever sends it. Its `mails` stand in the outbox."""

    reporting_year = models.ForeignKey(ReportingYear, on_delete=models.PROTECT, related_name="reminders")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="reminders")
    day = models.DateField()
    created_at = models.DateTimeField()
    words = models.TextField(blank=True)  # what the coordinator added to the letter
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["reporting_year", "agency", "day"], name="one_reminder_an_agency_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.reporting_year_id}/{self.agency_id} {self.day}"


class ReminderStep(models.Model):
    """A planned reminder that a digest has answered: `due` is the day something is due, `offset` the days from it
    (−30 … +7). Each is answered once; of several that were missed only the latest is.
    """

    reminder = models.ForeignKey(Reminder, on_delete=models.PROTECT, related_name="steps")
    reporting_year = models.ForeignKey(ReportingYear, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    offset = models.SmallIntegerField()

    class Meta:
        verbose_name = _("step of reminding")
        verbose_name_plural = _("steps of reminding")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reporting_year", "agency", "due", "offset"], name="each_step_of_reminding_once"
            ),
            models.CheckConstraint(condition=Q(offset__range=(-365, 365)), name="reminder_offset_is_within_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.due} {self.offset:+d}"

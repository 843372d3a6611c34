"""What a coordinator tells agencies about a year, besides what follows from a deadline or an entry."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.enums import AnnouncementKind
from plans.models.agency import Agency
from plans.models.year import ReportingYear


class Announcement(models.Model):
    """A message to agencies: kept with the step that causes it, told by the worker afterwards (`told_at`). Never changed."""

    reporting_year = models.ForeignKey(ReportingYear, on_delete=models.PROTECT, related_name="announcements")
    kind = models.CharField(max_length=20, choices=AnnouncementKind.choices)
    text = models.TextField(blank=True)
    agencies = models.ManyToManyField(Agency, related_name="announcements")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message to agencies")
        verbose_name_plural = _("messages to agencies")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AnnouncementKind.values), name="announcement_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(kind=AnnouncementKind.MESSAGE), name="a_message_says_something"
            ),
        ]
        indexes = [models.Index(fields=["created_at", "id"], name="announcement_newest")]

    def __str__(self) -> str:
        return f"{self.reporting_year_id}: {self.kind}"

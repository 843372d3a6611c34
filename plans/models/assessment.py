"""What the coordinator makes of a sub-point, and of the wording of an entry."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.enums import EditorialState, ImplementationStatus
from plans.models.entry import Entry
from plans.models.plan import SubPoint
from plans.models.year import ReportingYear


class Assessment(models.Model):
    """The implementation status of a sub-point in a year over all agencies, decided by a person.

    The row is what holds now; every decision stands in `decisions`. Saved by compare-and-set on `version`.
    """

    sub_point = models.ForeignKey(SubPoint, on_delete=models.PROTECT, related_name="assessments")
    reporting_year = models.ForeignKey(ReportingYear, on_delete=models.PROTECT, related_name="assessments")
    status = models.CharField(_("implementation status"), max_length=20, choices=ImplementationStatus.choices)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["reporting_year", "sub_point"]
        constraints = [
            models.UniqueConstraint(fields=["sub_point", "reporting_year"], name="one_assessment_a_year"),
            models.CheckConstraint(
                condition=Q(status__in=ImplementationStatus.values), name="assessment_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sub_point_id}/{self.reporting_year_id}: {self.status}"


class AssessmentDecision(models.Model):
    """One decision on a sub-point's status, with what the rule proposed then. Never changed, never deleted."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="decisions")
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=20, choices=ImplementationStatus.choices)
    proposed = models.CharField(max_length=20, blank=True, choices=ImplementationStatus.choices)
    note = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision on a sub-point")
        verbose_name_plural = _("decisions on sub-points")
        ordering = ["assessment", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "version"], name="one_decision_a_version"),
            models.CheckConstraint(
                condition=Q(status__in=ImplementationStatus.values), name="decision_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} v{self.version}"


class EditorialVersion(models.Model):
    """Another wording of an approved entry for the consolidated report, beside the agency's own text.

    It prints only while its state is one of `PRINTED_EDITORIAL_STATES` and it is neither outdated (the entry was
    reopened) nor withdrawn (another took its place, or nobody wants it any more). One at a time is current.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="editorial_versions")
    entry_version = models.PositiveIntegerField()  # of the agency's text that it was written from
    narrative = models.TextField()
    state = models.CharField(max_length=10, choices=EditorialState.choices, default=EditorialState.DRAFT)
    version = models.PositiveIntegerField(default=1)  # counts its saves and steps, for compare-and-set
    note = models.TextField(blank=True)  # to the agency: why it is worded otherwise
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    outdated_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("editorial version")
        verbose_name_plural = _("editorial versions")
        ordering = ["entry", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EditorialState.values), name="editorial_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=EditorialState.DECIDED) | ~Q(decision_reason=""),
                name="a_decision_against_the_agency_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(outdated_at__isnull=True, withdrawn_at__isnull=True),
                name="one_editorial_version_is_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.state}"

    @property
    def is_current(self) -> bool:
        return self.outdated_at is None and self.withdrawn_at is None

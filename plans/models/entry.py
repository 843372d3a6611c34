"""What an agency reports on a sub-point for a year, and every form it has had."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.enums import EDITABLE_STATES, EntryState, ImplementationStatus, RevisionOrigin
from plans.fields import FoldedTextField
from plans.models.agency import Agency
from plans.models.plan import SubPoint
from plans.models.year import ReportingYear
from plans.narrative import plain_text


class Entry(models.Model):
    """One sub-point × agency × year. Written by `services.save_entry`, moved by `workflow` only."""

    sub_point = models.ForeignKey(SubPoint, on_delete=models.PROTECT, related_name="entries")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="entries")
    reporting_year = models.ForeignKey(ReportingYear, on_delete=models.PROTECT, related_name="entries")
    narrative = models.TextField(_("text"), blank=True)
    narrative_folded = FoldedTextField(source="narrative_text")
    status = models.CharField(
        _("implementation status"), max_length=20, blank=True, choices=ImplementationStatus.choices
    )
    state = models.CharField(_("state"), max_length=10, choices=EntryState.choices, default=EntryState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(_("last change"))
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["reporting_year", "sub_point", "agency"]
        constraints = [
            models.UniqueConstraint(
                fields=["sub_point", "agency", "reporting_year"], name="one_entry_per_sub_point_agency_and_year"
            ),
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="entry_state_is_known"),
            models.CheckConstraint(
                condition=Q(status="") | Q(status__in=ImplementationStatus.values), name="entry_status_is_known"
            ),
        ]
        indexes = [models.Index(fields=["reporting_year", "agency"], name="entry_year_agency")]

    def __str__(self) -> str:
        return f"{self.sub_point_id}/{self.agency_id}/{self.reporting_year_id}"

    @property
    def narrative_text(self) -> str:
        return plain_text(self.narrative)

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE_STATES


class Revision(models.Model):
    """An entry as it was after a save; `version` is the entry's version of that moment."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    narrative = models.TextField(blank=True)
    status = models.CharField(max_length=20, blank=True, choices=ImplementationStatus.choices)
    word_count = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=10, choices=RevisionOrigin.choices, default=RevisionOrigin.BROWSER)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["entry", "-version"]
        constraints = [models.UniqueConstraint(fields=["entry", "version"], name="one_revision_per_version")]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.version}"


class Transition(models.Model):
    """A move of an entry from one state to another: who, when, why, and the text as it was."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="transitions")
    from_state = models.CharField(max_length=10, choices=EntryState.choices)
    to_state = models.CharField(max_length=10, choices=EntryState.choices)
    reason = models.TextField(blank=True)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        ordering = ["entry", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_state=EntryState.RETURNED) | ~Q(reason=""), name="a_return_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(from_state__in=EntryState.values) & Q(to_state__in=EntryState.values),
                name="transition_states_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.from_state} → {self.to_state}"

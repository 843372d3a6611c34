"""What an agency reports on a sub-point for a year, and every form it has had."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.enums import (
    EDITABLE_STATES,
    NOTHING_LABEL,
    OBSERVABLE_STATES,
    STATE_LABELS,
    STATUS_LABELS,
    UNDER_REVIEW_LABEL,
    EntryAction,
    EntryState,
    ImplementationStatus,
    RevisionOrigin,
    SideKind,
)
from plans.fields import FoldedTextField
from plans.models.agency import Agency
from plans.models.plan import SubPoint
from plans.models.year import ReportingYear
from plans.narrative import plain_text

# What only the agency and the coordinator read of an entry's content.
INTERNAL_FIELDS = ("nothing_reason", "internal_note")
CONTENT_FIELDS = ("narrative", "status", "nothing_to_report", "nothing_reason", "figures", "internal_note")


class EntryContent(models.Model):
    """What is written: shared by the entry, its revisions, and texts beside it."""

    narrative = models.TextField(_("text"), blank=True)
    status = models.CharField(
        _("implementation status"), max_length=20, blank=True, choices=ImplementationStatus.choices
    )
    nothing_to_report = models.BooleanField(_("nothing to report"), default=False)
    nothing_reason = models.TextField(_("why there is nothing to report"), blank=True)
    # Indicator's primary key as text → value as plain decimal text ("1250", "12.5"): a snapshot, like the narrative.
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    internal_note = models.TextField(_("internal note"), blank=True)

    class Meta:
        abstract = True

    @property
    def content(self) -> dict[str, Any]:
        """The written fields by name; what saving, merging and restoring hand to each other."""
        return {name: getattr(self, name) for name in CONTENT_FIELDS}


class Entry(EntryContent):
    """One sub-point × agency × year. Written by `services.save_entry`, moved by `workflow` only."""

    sub_point = models.ForeignKey(SubPoint, on_delete=models.PROTECT, related_name="entries")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="entries")
    reporting_year = models.ForeignKey(ReportingYear, on_delete=models.PROTECT, related_name="entries")
    narrative_folded = FoldedTextField(source="narrative_text")
    state = models.CharField(_("state"), max_length=10, choices=EntryState.choices, default=EntryState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(_("last change"))
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ready_at = models.DateTimeField(_("marked ready"), null=True, blank=True)
    ready_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    review_started_at = models.DateTimeField(_("review began"), null=True, blank=True)
    review_started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    first_submitted_at = models.DateTimeField(_("first submitted"), null=True, blank=True)
    # What observers read: the text that was submitted last, also while a returned one is being corrected. What was taken
    # back is unseen. Set and cleared by `workflow` only.
    submitted = models.ForeignKey("plans.Revision", null=True, on_delete=models.PROTECT, related_name="+")
    # How often it was submitted: the number by which a review page knows the submission that it decides on.
    submissions = models.PositiveIntegerField(default=0)
    resubmit_by = models.DateField(_("due again"), null=True, blank=True)
    # The coordinator who has taken it into the own queue; it stays there when it comes back.
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

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
            models.CheckConstraint(
                condition=Q(ready_at__isnull=True) | Q(state__in=EDITABLE_STATES), name="only_open_texts_are_ready"
            ),
            models.CheckConstraint(
                condition=Q(submitted__isnull=True) | Q(state__in=OBSERVABLE_STATES),
                name="what_was_taken_back_is_unseen",
            ),
        ]
        # With what is counted of each entry and its key, so that counting them reads no text.
        indexes = [
            models.Index(
                fields=["reporting_year", "agency", "sub_point", "state", "first_submitted_at", "resubmit_by", "id"],
                name="entry_standing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sub_point} – {self.agency} ({self.reporting_year.year})"

    @property
    def narrative_text(self) -> str:
        return plain_text(self.narrative)

    def show_submitted(self) -> None:
        """Makes this object what observers read: the submitted content, version and times, nothing internal. Such an
        object is for pages and files only and never saved. Reads `self.submitted`; what was not read with it is empty.
        """
        held = self.submitted
        if held is None:
            raise ValueError("what was never submitted, or was taken back, is unseen")
        hidden, nothing = held.get_deferred_fields(), Revision().content
        for name in CONTENT_FIELDS:
            setattr(self, name, nothing[name] if name in hidden or name in INTERNAL_FIELDS else getattr(held, name))
        self.version, self.updated_at, self.updated_by_id = held.version, held.saved_at, held.author_id
        self.ready_at = self.ready_by_id = None

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE_STATES

    @property
    def is_in_review(self) -> bool:
        """Whether a coordinator has begun to review what was submitted."""
        return self.state == EntryState.SUBMITTED and self.review_started_at is not None

    @property
    def state_label(self) -> str | Promise:
        """What the state is called: "under review" once a coordinator has begun."""
        return UNDER_REVIEW_LABEL if self.is_in_review else STATE_LABELS[self.state]

    @property
    def status_label(self) -> str | Promise:
        """What the agency says of the measure: a status, or that there is nothing to report."""
        return NOTHING_LABEL if self.nothing_to_report else STATUS_LABELS[self.status]


class Revision(EntryContent):
    """An entry as it was after a save; `version` is the entry's version of that moment.

    Saves of one sitting overwrite one revision until it is settled: opened by anybody, moved to another state, or
    followed by somebody else's. A settled revision never changes, so the ancestor of every open page exists.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    # The evidence of that moment: a list of {"id", "title", "public"}.
    evidence = models.JSONField(default=list, blank=True)
    # The search key of a text that was submitted and prints; "" for all others, which nobody searches.
    submitted_folded = models.TextField(blank=True, editable=False, default="")
    word_count = models.PositiveIntegerField(default=0)
    # Against the revision before; counted when the next one begins, or when somebody asks (None until then).
    words_added = models.PositiveIntegerField(null=True)
    words_removed = models.PositiveIntegerField(null=True)
    origin = models.CharField(max_length=10, choices=RevisionOrigin.choices, default=RevisionOrigin.BROWSER)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    is_settled = models.BooleanField(default=True)
    # Which open page wrote it and that page's saves it was, by number: a repeated or overtaken save changes nothing.
    page = models.CharField(max_length=36, blank=True)
    page_save = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["entry", "-version"]
        constraints = [models.UniqueConstraint(fields=["entry", "version"], name="one_revision_per_version")]
        indexes = [models.Index(fields=["saved_at", "id"], name="revision_newest")]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.version}"


class SideRevision(EntryContent):
    """A text that came in but does not stand in the entry: too late, or one side of a merge. Never thrown away.

    It is kept by sub-point, agency and year, because the entry may not exist: the year was closed before its first
    save. `base_version` is the version its writer started from.
    """

    sub_point = models.ForeignKey(SubPoint, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reporting_year = models.ForeignKey(ReportingYear, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SideKind.choices)
    base_version = models.PositiveIntegerField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    page = models.CharField(max_length=36, blank=True)
    page_save = models.PositiveIntegerField(default=0)
    # When its author took it over or put it away; until then it is offered.
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("text beside the entry")
        verbose_name_plural = _("texts beside the entry")
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=SideKind.values), name="side_kind_is_known")]
        indexes = [models.Index(fields=["reporting_year", "agency", "sub_point"], name="side_revision_place")]

    def __str__(self) -> str:
        return f"{self.sub_point_id}/{self.agency_id}/{self.reporting_year_id} {self.kind}"


class Transition(models.Model):
    """A move of an entry: who, when, why, and the text as it was. Never changed, never deleted."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="transitions")
    action = models.CharField(max_length=20, choices=EntryAction.choices)
    from_state = models.CharField(max_length=10, choices=EntryState.choices)
    to_state = models.CharField(max_length=10, choices=EntryState.choices)
    reason = models.TextField(blank=True)
    resubmit_by = models.DateField(null=True, blank=True)
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
            models.CheckConstraint(condition=Q(action__in=EntryAction.values), name="transition_action_is_known"),
        ]
        indexes = [
            models.Index(fields=["created_at", "id"], name="transition_newest"),
            # Of a tenth of the moves, those that `queries.returns` counts and those that it takes off again.
            models.Index(
                fields=["entry", "action", "from_state"],
                condition=Q(action__in=(EntryAction.RETURN, EntryAction.UNDO)),
                name="transition_return",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.from_state} → {self.to_state}"

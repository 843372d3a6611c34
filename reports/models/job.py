"""A file of a report that somebody has asked for, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models import Agency, Notice, Plan, ReportingYear
from reports.enums import UNFINISHED, Ended, JobState, ReportKind


class ReportJob(models.Model):
    """One file: what is asked, how far it is, and where the result lies.

    `key` stands for what is asked and for what the asker may read: whoever asks for the same while the job is unfinished
    joins it. `is_joinable` ends where something was written after the job had read the texts. The result's name is that in
    `reports.production.store`, `sha256` and `size` are what the file must have.
    """

    kind = models.CharField(max_length=20)  # of `ReportKind`: a new one needs no migration
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    reporting_year = models.ForeignKey(ReportingYear, null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20, blank=True)
    options = models.TextField(blank=True)
    fmt = models.CharField(max_length=10)
    scope = models.CharField(max_length=40)
    key = models.CharField(max_length=64)

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    people: models.ManyToManyField = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="JobPerson", related_name="report_jobs"
    )
    asked_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    is_joinable = models.BooleanField(default=True)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)  # as of when the texts in it stand
    finished_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    seconds = models.FloatField(null=True)  # that the making took; none where the file was in the store already
    task = models.UUIDField(null=True)

    result = models.CharField(max_length=140, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("report in the background")
        verbose_name_plural = _("reports in the background")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_is_known"),
            models.CheckConstraint(condition=Q(ended__in=["", *Ended.values]), name="job_end_is_known"),
            models.CheckConstraint(
                condition=Q(step__lte=models.F("steps")), name="job_has_no_more_steps_than_there_are"
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.DONE) | (~Q(result="") & ~Q(sha256="") & Q(size__isnull=False)),
                name="job_that_is_done_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at__isnull=True)
                | (~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False)),
                name="job_that_has_finished_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.FAILED) & ~Q(ended="") | ~Q(state=JobState.FAILED) & Q(ended=""),
                name="job_that_failed_says_why",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=UNFINISHED, is_joinable=True), name="same_request_has_one_job"
            ),
        ]
        indexes = [
            models.Index(fields=["state"], condition=Q(state__in=UNFINISHED), name="job_unfinished"),
            models.Index(fields=["finished_at"], name="job_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}: {self.state}"

    @property
    def kind_label(self) -> str:
        """What the report is, in the page's language."""
        return str(ReportKind(self.kind).label)

    @property
    def is_finished(self) -> bool:
        """Nothing more will become of it."""
        return self.state not in UNFINISHED

    @property
    def was_taken_back(self) -> bool:
        """What stands in the file is not for the person any more: queries of an observer's jobs find out."""
        return bool(getattr(self, "taken_back", False))

    @property
    def told_by(self) -> int | None:
        """The key of the notice that told the reader of its end: queries of one person's jobs find out."""
        return getattr(self, "notice_key", None)

    @property
    def is_done(self) -> bool:
        return self.state == JobState.DONE


class JobPerson(models.Model):
    """Somebody who asked for the file, or joined those who had. `told_at`: when the notice of its end was written, which is
    done once; `notice` is that one, none where the person saw the end first.
    """

    job = models.ForeignKey(ReportJob, on_delete=models.CASCADE, related_name="askers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    notice = models.OneToOneField(Notice, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["job", "person"], name="person_waits_once_for_a_job")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.job_id}"

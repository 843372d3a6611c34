"""Editions of record: what was published, never altered afterwards, and what became of it."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.one_line import validate_one_line
from plans.models import Agency, Entry, ReportingYear
from reports.enums import Audience, Became, Grounds
from reports.models.job import ReportJob
from reports.models.report_details import LONGEST_NAME, LONGEST_NUMBER, LONGEST_POSITION

LONGEST_REASON = 1_000


class Edition(models.Model):
    """One published report: of an agency, or without an agency the consolidated one. No column is ever written again.

    `ordinal` counts the editions of the report for the audience. `document` is the frozen Document as the canonical JSON whose
    hash is `document_sha256`, `look` the measures that it was printed by, `made_by` what rendered it. `reason` says why texts
    stand in it that are not approved. `corrects` is the edition before it. Its PDF is sealed, or `unsealed_because` says why
    not (`reports.editions.sealing.SealState`, or "failed").
    """

    reporting_year = models.ForeignKey(ReportingYear, on_delete=models.PROTECT, related_name="editions")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="editions")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    ordinal = models.PositiveSmallIntegerField()
    number = models.CharField(_("registration number"), max_length=LONGEST_NUMBER)
    signed_on = models.DateField(_("date"))
    position = models.CharField(_("position"), max_length=LONGEST_POSITION)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    document = models.TextField()
    document_sha256 = models.CharField(max_length=64)
    look = models.JSONField(encoder=DjangoJSONEncoder)
    made_by = models.JSONField()
    reason = models.TextField(blank=True, max_length=LONGEST_REASON)
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    sealed_by = models.CharField(max_length=200, blank=True)  # the name on the certificate
    sealed_at = models.DateTimeField(null=True)
    is_timestamped = models.BooleanField(default=False)
    unsealed_because = models.CharField(max_length=20, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["reporting_year", "agency", "audience", "-ordinal"]
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="edition_audience_is_known"),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(position="") & ~Q(name=""),
                name="edition_says_who_signed_under_which_number",
            ),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=False, unsealed_because="")
                | Q(sealed_at__isnull=True, sealed_by="", is_timestamped=False) & ~Q(unsealed_because=""),
                name="edition_is_sealed_or_says_why_not",
            ),
            models.UniqueConstraint(
                fields=["reporting_year", "agency", "audience", "ordinal"], name="agencys_editions_are_counted"
            ),
            models.UniqueConstraint(
                fields=["reporting_year", "audience", "ordinal"],
                condition=Q(agency__isnull=True),
                name="consolidated_editions_are_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reporting_year_id}/{self.agency_id or '–'}: {self.audience} {self.ordinal}"

    @property
    def current_withdrawal(self) -> "Withdrawal | None":
        """What was decided or asked last about taking it back, out of rows that are at hand; None where nobody asks."""
        return next((each for each in self.withdrawals.all() if each.refused_at is None), None)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it answers no more."""
        return (found := self.current_withdrawal) is not None and found.confirmed_at is not None


class EditionFile(models.Model):
    """One file of an edition, in the store of editions under its hash. `name` is the one it is downloaded by; a sealed one
    begins with the `unsealed_size` bytes that were sealed.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="files")
    fmt = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    unsealed_size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "fmt"], name="edition_has_a_format_once")]
        indexes = [models.Index(fields=["sha256"], name="edition_file_by_hash")]

    def __str__(self) -> str:
        return self.name


class EditionChange(models.Model):
    """A place where an edition says something else than the one that it corrects. `words` is safe HTML with what came and went,
    "" where a person is protected or no word is another.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="changes")
    number = models.CharField(max_length=20)
    code = models.CharField(max_length=50, blank=True)
    became = models.CharField(max_length=10, choices=Became.choices)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(became__in=Became.values), name="edition_change_is_known"),
            models.UniqueConstraint(fields=["edition", "number", "code"], name="edition_changes_a_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.number} {self.became}"


class Publication(models.Model):
    """That somebody has asked for an edition, and what it is to say; its job tells how far it is.

    `expected` is the hash of the Document as it stood on the page, `follows` the latest edition then: what was changed since is
    not published unseen, and of two who publish at once one is told.
    """

    job = models.OneToOneField(ReportJob, on_delete=models.CASCADE, related_name="publication")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    number = models.CharField(max_length=LONGEST_NUMBER)
    signed_on = models.DateField()
    position = models.CharField(max_length=LONGEST_POSITION)
    name = models.CharField(max_length=LONGEST_NAME)
    reason = models.TextField(blank=True, max_length=LONGEST_REASON)
    expected = models.CharField(max_length=64)
    follows = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="+")
    edition = models.OneToOneField(Edition, null=True, on_delete=models.PROTECT, related_name="publication")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="publication_audience_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.job_id}: {self.number}"


class Correction(models.Model):
    """Locked texts that were opened again so that the next edition may say something else. `protects`: a person, so that
    nobody is shown which words went.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="corrections")
    entries: models.ManyToManyField = models.ManyToManyField(Entry, related_name="+")
    reason = models.TextField(max_length=LONGEST_REASON)
    protects = models.BooleanField(default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.reason[:40]}"


class Withdrawal(models.Model):
    """That an edition is to be taken back: asked for by one person with grounds, confirmed or refused by another."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="withdrawals")
    grounds = models.CharField(_("grounds"), max_length=10, choices=Grounds.choices)
    reason = models.TextField(max_length=LONGEST_REASON, validators=[validate_one_line])
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(grounds__in=Grounds.values), name="withdrawal_grounds_are_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_a_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=models.F("asked_by")),
                name="withdrawal_is_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True) | Q(confirmed_at__isnull=True),
                name="withdrawal_is_confirmed_or_refused",
            ),
            models.UniqueConstraint(
                fields=["edition"], condition=Q(refused_at__isnull=True), name="one_withdrawal_stands"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.grounds}"

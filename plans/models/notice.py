"""What a person is told, and how the person wants it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from plans.enums import NOTICES_OF_FILES, MailChoice, NoticeKind
from plans.models.agency import Agency
from plans.models.entry import Entry, Transition
from plans.models.year import ReportingYear

LANGUAGES = [("az", "Azərbaycan dili"), ("en", "English")]

_OF_FILES = Q(kind__in=sorted(NOTICES_OF_FILES))


class Notice(models.Model):
    """Something that happened, for one person: read or unread in the page, by mail as the person has chosen.

    It names a place, never a text. `visible_at` lies ahead where what it tells of may still be undone. One of a file has no
    year: what the file is, the room knows that makes files and holds on to its notices. It is seen by whoever still belongs to
    `agency`, or has the role `reader`, for whose eyes the file was made.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    reporting_year = models.ForeignKey(ReportingYear, null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    reader = models.CharField(max_length=20, choices=Role.choices, blank=True)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    transition = models.ForeignKey(Transition, null=True, on_delete=models.PROTECT, related_name="notices")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    visible_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    # Whether it waits for the daily digest, or for the one mail of an act on many entries, and when that took it.
    for_digest = models.BooleanField(default=False)
    mailed_together = models.BooleanField(default=False)
    digested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_is_known"),
            models.CheckConstraint(
                condition=~_OF_FILES & Q(reporting_year__isnull=False, agency__isnull=False, reader="")
                | _OF_FILES & Q(reporting_year__isnull=True, agency__isnull=False, reader="")
                | _OF_FILES & Q(reporting_year__isnull=True, agency__isnull=True) & ~Q(reader=""),
                name="notice_names_a_year_or_is_of_a_file",
            ),
            models.CheckConstraint(
                condition=~_OF_FILES | Q(for_digest=False, mailed_together=False),
                name="notice_of_a_file_goes_by_no_mail",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "read_at", "visible_at"], name="notice_unread"),
            models.Index(
                fields=["visible_at"], condition=Q(for_digest=True, digested_at__isnull=True), name="notice_for_digest"
            ),
            models.Index(
                fields=["visible_at"],
                condition=Q(mailed_together=True, digested_at__isnull=True),
                name="notice_for_one_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.kind}"

    @property
    def year_and_agency(self) -> tuple[ReportingYear, Agency]:
        """What every notice names but those of files. Raises ValueError for one of these."""
        if self.reporting_year is None or self.agency is None:
            raise ValueError("a notice of a file names no year")
        return self.reporting_year, self.agency


class PersonalSettings(models.Model):
    """What a person has set for oneself. No row means the defaults."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="personal_settings")
    mails = models.CharField(_("e-mails"), max_length=10, choices=MailChoice.choices, default=MailChoice.IMMEDIATE)
    mail_language = models.CharField(_("language of e-mails"), max_length=2, choices=LANGUAGES, default="az")
    # The calendar's private address is made from it and the secret key: another number is another address.
    calendar_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("personal settings")
        verbose_name_plural = _("personal settings")
        constraints = [
            models.CheckConstraint(condition=Q(mails__in=MailChoice.values), name="mail_choice_is_known"),
            models.CheckConstraint(
                condition=Q(mail_language__in=[code for code, _name in LANGUAGES]), name="mail_language_is_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class Phrase(models.Model):
    """A reason for returning that a coordinator has kept to use again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phrases")
    text = models.TextField(_("phrase"))
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved phrase")
        verbose_name_plural = _("saved phrases")
        ordering = ["user", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="phrase_says_something"),
            models.UniqueConstraint(fields=["user", "text"], name="phrase_is_kept_once"),
        ]

    def __str__(self) -> str:
        return self.text

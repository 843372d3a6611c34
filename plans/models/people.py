"""Who writes what, who has a page open, who is asked to come in, what waits for a second person's word."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.enums import AGENCY_ROLES, CONFIRMED_ROLES, Role
from plans.enums import ChangeDecision, ChangeKind
from plans.models.agency import Agency
from plans.models.plan import Assignment, SubPoint
from plans.models.year import ReportingYear


class Responsibility(models.Model):
    """The person whom the agency's lead has named for a sub-point; it holds until another is named."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="responsibility")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="responsibilities")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        verbose_name = _("responsible person")
        verbose_name_plural = _("responsible persons")

    def __str__(self) -> str:
        return str(self.user)


class Presence(models.Model):
    """An entry page that somebody has open; fresh for a minute after its last heartbeat."""

    sub_point = models.ForeignKey(SubPoint, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    reporting_year = models.ForeignKey(ReportingYear, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=36)
    is_writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry open on somebody's page")
        verbose_name_plural = _("entries open on somebody's page")
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="one_presence_a_page")]
        indexes = [models.Index(fields=["reporting_year", "agency", "sub_point"], name="presence_place")]

    def __str__(self) -> str:
        return f"{localtime(self.seen_at):%H:%M}"


class Invitation(models.Model):
    """A single-use link by which somebody makes an account of a role, and of an agency where the role has one.

    Only the hash of its secret is kept.
    """

    email = models.EmailField(_("e-mail address"))
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations")
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # When somebody else has confirmed it, or nobody was there to do it; of roles that need that only.
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_is_known"),
            models.CheckConstraint(
                condition=Q(role__in=AGENCY_ROLES, agency__isnull=False)
                | (~Q(role__in=AGENCY_ROLES) & Q(agency__isnull=True)),
                name="invitation_names_an_agency_for_its_staff",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_for_an_address",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def waits_for_confirmation(self) -> bool:
        return self.role in CONFIRMED_ROLES and self.confirmed_at is None


class AccountChange(models.Model):
    """Something about an account, or an invitation, that waits for another person's confirmation.

    `before` is the role or address that it was asked for: where that has changed meanwhile, nothing is done.
    """

    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.PROTECT, related_name="changes")
    before = models.CharField(max_length=254, blank=True)
    after = models.CharField(max_length=254, blank=True)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")  # of a role that has one
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=ChangeDecision.choices, blank=True)
    # Nobody where it has expired, or the operator decided on the server.
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("change of an account")
        verbose_name_plural = _("changes of accounts")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="account_change_kind_is_known"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | Q(decision__in=ChangeDecision.values, decided_at__isnull=False),
                name="account_change_is_decided_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.INVITATION, invitation__isnull=False, person__isnull=True)
                | (~Q(kind=ChangeKind.INVITATION) & Q(invitation__isnull=True, person__isnull=False)),
                name="account_change_is_of_a_person_or_an_invitation",
            ),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.ROLE, after__in=AGENCY_ROLES, agency__isnull=False)
                | (~Q(kind=ChangeKind.ROLE, after__in=AGENCY_ROLES) & Q(agency__isnull=True)),
                name="account_change_names_an_agency_for_its_staff",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(decision=""), name="one_waiting_change_of_a_kind"
            ),
            models.UniqueConstraint(
                fields=["invitation"], condition=Q(decision=""), name="one_waiting_change_of_an_invitation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.person or self.invitation}"

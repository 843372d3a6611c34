"""The person who signs in. Which agency the person writes for is known in `plans`, not here."""

import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import ADMIN_SITE_ROLES, AGENCY_ROLES, Role
from accounts.fields import AddressField


class UserManager(DjangoUserManager["User"]):
    """Makes the first administrator of an installation with `createsuperuser`."""

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra_fields: Any
    ) -> "User":
        extra_fields.setdefault("role", Role.ADMINISTRATOR)
        return super().create_superuser(username, email, password, **extra_fields)


class User(AbstractUser):
    """A person with exactly one role."""

    email = AddressField(_("email address"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.CONTRIBUTOR)
    # Here, not among other settings: every page says whether keys such as "/" and "j" work (WCAG 2.1.4).
    single_keys = models.BooleanField(_("single keys"), default=True)
    # Goes up when the person's sessions are ended: no browser is known any more (accounts.known_browsers).
    browser_generation = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_is_known"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def writes_for_agency(self) -> bool:
        return self.role in AGENCY_ROLES

    @property
    def may_use_admin_site(self) -> bool:
        return self.is_active and self.role in ADMIN_SITE_ROLES

    @property
    def initials(self) -> str:
        """Two letters for the avatar, as typed: no case is changed."""
        parts = [part for part in (self.first_name, self.last_name) if part] or [self.username]
        return "".join(part[0] for part in parts)


class AttemptKind(models.TextChoices):
    """What is counted."""

    PASSWORD = "password", "password"
    CODE = "code", "code"
    ONCE = "once", "code that was used"
    LINK = "link", "link for a new password"


class AttemptCount(models.Model):
    """How often something has failed lately; for no page. Written by `accounts.counting`.

    The key is a digest: no name and no address is kept.
    """

    LONGEST_WINDOW: ClassVar = datetime.timedelta(days=2)  # whatever is older counts for nothing

    key = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=10, choices=AttemptKind.choices)
    account = models.BigIntegerField(null=True, db_index=True)  # a user's key, to lift what stands against it
    is_kept = models.BooleanField(default=False)  # no flood of other counts washes it away
    failures = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)
    opens_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.key[:8]}"

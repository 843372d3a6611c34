"""The person who signs in, and the journal of accounts. Which agency the person writes for is known in `plans`."""

import datetime
import hashlib
from collections.abc import Iterator
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.enums import ADMIN_SITE_ROLES, AGENCY_ROLES, EventKind, EventStep, Role
from accounts.fields import AddressField
from accounts.one_line import validate_one_line


class UserManager(DjangoUserManager["User"]):
    """Makes the first administrator of an installation with `createsuperuser`, and writes it into the journal."""

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra_fields: Any
    ) -> "User":
        extra_fields.setdefault("role", Role.ADMINISTRATOR)
        extra_fields.setdefault("meets_first_steps", True)
        from accounts.events import note_event

        with transaction.atomic():
            made = super().create_superuser(username, email, password, **extra_fields)
            note_event(made, EventKind.MADE, after=made.role)
        return made


class User(AbstractUser):
    """A person with exactly one role."""

    first_name = models.CharField(_("first name"), max_length=150, blank=True, validators=[validate_one_line])
    last_name = models.CharField(_("last name"), max_length=150, blank=True, validators=[validate_one_line])
    email = AddressField(_("email address"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.CONTRIBUTOR)
    # Here, not among other settings: every page says whether keys such as "/" and "j" work (WCAG 2.1.4).
    single_keys = models.BooleanField(_("single keys"), default=True)
    # Few browsers know Azerbaijani: to the others every word of it is a mistake.
    checks_spelling = models.BooleanField(_("spelling of the browser"), default=False)
    # Set where an account is made for somebody who has not seen the tracker yet, until the person says that the steps are
    # clear. Here, so that the first page of a role reads it without a query.
    meets_first_steps = models.BooleanField(default=False, editable=False)
    # Goes up when the person's sessions are ended: no browser is known any more (accounts.known_browsers).
    browser_generation = models.PositiveIntegerField(default=0, editable=False)

    # One more ends every session of the person; see accounts/sessions.py.
    sign_in_number = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_is_known"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_session_auth_hash(self) -> str:
        """What a session was begun with and must still fit: the password, and the number of the person's sign-ins."""
        return self._numbered(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same with the former secret keys."""
        for known in super().get_session_auth_fallback_hash():
            yield self._numbered(known)

    def _numbered(self, known: str) -> str:
        # Unchanged at zero: a session from before there was a number goes on.
        if not self.sign_in_number:
            return known
        return hashlib.sha256(f"{known}:{self.sign_in_number}".encode()).hexdigest()

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
    CHANGE = "change", "change of an account"


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


NAMED = {**dict(Role.choices), "totp": _("Codes from an app"), "webauthn": _("Passkey")}


class EventQuerySet(models.QuerySet["AccountEvent"]):
    """Rows are added, never changed and never taken away; the database refuses it, too."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("The journal of accounts is only added to.")

    def delete(self) -> NoReturn:
        raise TypeError("The journal of accounts is only added to.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The journal of accounts is only added to.")


class AccountEvent(models.Model):
    """Something that was done about an account, for good: `note_event` writes it, nothing changes it.

    Names stand beside the keys as they were that day. No actor: it was done on the server, by the operator.
    `before` and `after` are a role, an agency's code, an address, a name; `unconfirmed` says that a confirmation was due and
    nobody was there yet to give it.
    """

    at = models.DateTimeField(_("when"))
    kind = models.CharField(_("what"), max_length=20, choices=EventKind.choices)
    step = models.CharField(_("step"), max_length=10, choices=EventStep.choices, default=EventStep.DONE)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(_("person"), max_length=310)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(_("by"), max_length=310, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_name = models.CharField(_("confirmed by"), max_length=310, blank=True)
    before = models.CharField(_("before"), max_length=254, blank=True)
    after = models.CharField(_("after"), max_length=254, blank=True)
    unconfirmed = models.BooleanField(_("without confirmation"), default=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("account event")
        verbose_name_plural = _("journal of accounts")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=EventKind.values), name="account_event_kind_is_known"),
            models.CheckConstraint(condition=models.Q(step__in=EventStep.values), name="account_event_step_is_known"),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="account_event_of_person")]

    def __str__(self) -> str:
        return f"{self.person_name}: {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The journal of accounts is only added to.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The journal of accounts is only added to.")

    @property
    def before_words(self) -> str:
        return self._words(self.before)

    @property
    def after_words(self) -> str:
        return self._words(self.after)

    def _words(self, value: str) -> str:
        """A role or a second factor by its name, anything else as it is kept."""
        return str(NAMED.get(value, value))

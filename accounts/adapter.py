"""How allauth behaves here: nobody signs up by themselves, mail leaves by the worker, wrong passwords are ours to count."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_username
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.allauth_internals import authentication_records
from accounts.lockout import address_locked_response
from accounts.middleware import STRONG_TYPES, must_have_second_factor
from accounts.models import User
from accounts.tasks import send_notice

FRESH_SECONDS = 300  # a sign-in this young needs no second asking for the password


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Too many wrong codes. Wait a quarter of an hour and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Refuses when too many wrong passwords came from this address; the account's own count is with django-axes.

        allauth would lock a name for everybody after five wrong passwords from anywhere.
        """
        if not ratelimit.consume(request, action="address_failed", dry_run=True):
            raise ImmediateHttpResponse(address_locked_response(request))

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        ratelimit.consume(request, action="address_failed")

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Not within the first minutes after signing in with the password; otherwise as allauth has it."""
        records = authentication_records(self.request, self.request.user)
        if any(record["method"] == "password" and time.time() - record["at"] < FRESH_SECONDS for record in records):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Into the outbox: a mail server that is down must not undo or stop what the person has just done."""
        if not settings.ACCOUNT_EMAIL_NOTIFICATIONS or not user.email:
            return
        send_notice(
            template_prefix,
            user,
            language=get_language(),
            site=self.request.get_host(),
            address=self.get_client_ip(self.request),
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_totp_label(self, user: User) -> str:
        return user_username(user)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays where the role requires one."""
        return not must_have_second_factor(authenticator.user) or other_factors(authenticator).exists()


def other_factors(authenticator: Authenticator) -> QuerySet[Authenticator]:
    """What the person could still sign in with, recovery codes not counted."""
    mine = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=STRONG_TYPES)
    return mine.exclude(pk=authenticator.pk)


def use_once(user: User, code: str) -> bool:
    """False if this code has been used already while it may still be valid.

    allauth remembers a code for one period only, but with a tolerance of one it is valid for three.
    """
    seconds = settings.MFA_TOTP_TOLERANCE * 2 * 30 + 30
    return cache.add(f"second-factor:{user.pk}:{''.join(code.split())}", True, timeout=seconds)

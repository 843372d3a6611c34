"""How allauth behaves here: nobody signs up by themselves, mail leaves by the worker, wrong passwords are ours to count."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_username
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.allauth_internals import authentication_records
from accounts.browsers import browser_name
from accounts.clients import reader_address
from accounts.known_browsers import browser_id, remember_browser
from accounts.lockout import try_password, who_signs_in
from accounts.middleware import STRONG_TYPES, must_have_second_factor
from accounts.models import User
from accounts.sealing import seal, unseal
from accounts.tasks import send_notice

FRESH_SECONDS = 300  # a sign-in this young needs no second asking for the password


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """The person whose password this is, also where the account is closed: allauth leads to the page that says so.

        Every password costs one run of the hash, whether anybody has the name or not: allauth's own tries an e-mail
        address twice, and the answer took longer for those who are there.
        """
        login = credentials.get("username") or credentials.get("email") or ""
        user = who_signs_in(login)
        return user if try_password(request, user, login, credentials.get("password") or "") else None

    def reauthenticate(self, user: User, password: str) -> bool:
        return try_password(self.request, user, user.get_username(), password)

    def login(self, request: HttpRequest, user: User) -> None:
        """The person hears by mail of a browser that is new; not of the first, in which the account was just made."""
        is_new = user.last_login is not None and browser_id(request, user) is None
        super().login(request, user)
        remember_browser(request, user)
        if is_new and settings.ACCOUNT_EMAIL_NOTIFICATIONS:
            browser = browser_name(self.get_http_user_agent(request))
            send_notice("account/email/new_browser", user, language=get_language(), browser=browser)

    def get_client_ip(self, request: HttpRequest) -> str:
        """As allauth has it, but an IPv4 address is one however it is written."""
        super().get_client_ip(request)  # refuses where there is none
        return reader_address(request) or ""

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
        if settings.ACCOUNT_EMAIL_NOTIFICATIONS:
            send_notice(template_prefix, user, language=get_language(), ip=self.get_client_ip(self.request))


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_totp_label(self, user: User) -> str:
        return user_username(user)

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays where the role requires one."""
        return not must_have_second_factor(authenticator.user) or other_factors(authenticator).exists()


def other_factors(authenticator: Authenticator) -> QuerySet[Authenticator]:
    """What the person could still sign in with, recovery codes not counted."""
    mine = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=STRONG_TYPES)
    return mine.exclude(pk=authenticator.pk)

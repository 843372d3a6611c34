"""What allauth keeps to itself and the house leans on: here and nowhere else, under what it is used for.

pyproject.toml holds allauth below the next release, and tests/accounts/test_allauth_internals.py notices when one of
these is gone, or does something else.
"""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.models import User


def client_address(request: HttpRequest) -> str | None:
    """The reader's address; X-Forwarded-For is believed only behind the proxy that the settings name."""
    return get_client_ip(request)


def person_by_user_name(name: str) -> User | None:
    """The one account with the user name, whatever the case of its letters. Two queries at most."""
    return get_user_by_username(name)


def people_by_address(address: str, *, is_active: bool | None = None) -> list[User]:
    """The accounts that may sign in with the e-mail address."""
    return filter_users_by_email(address, is_active=is_active, for_login=True)


def authentication_records(request: HttpRequest, user: User | AnonymousUser) -> list[dict[str, Any]]:
    """How the user has signed in within this session: each with `method` and `at`, seconds since 1970."""
    return get_authentication_records(request, user)


def record_password(request: HttpRequest, user: User) -> None:
    """Notes in the session that the user has just given the password."""
    record_authentication(request, user, method="password", username=user.get_username())


def passkey_request_options(user: User) -> dict[str, Any]:
    """What the browser is asked to sign with one of the user's passkeys, as `navigator.credentials.get` takes it."""
    return begin_authentication(user)

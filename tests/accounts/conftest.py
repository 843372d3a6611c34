import time
from collections.abc import Callable

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from tests.conftest import PASSWORD, make_user

LOGIN = "/accounts/login/"
SECRETS: dict[int, str] = {}


@pytest.fixture(autouse=True)
def _fresh_counts():
    """Attempts to sign in are counted in the cache; no test may use up those of another."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person(db) -> User:
    user = make_user("Emekdas.Bir", Role.CONTRIBUTOR)
    user.email = "emekdas@numune.example"
    user.save()
    return user


@pytest.fixture
def english(client) -> Client:
    """A client whose pages are English, so that sentences can be quoted as the code has them."""
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def give_app() -> Callable[[User], User]:
    """`give_app(user)` switches codes from an app on, with recovery codes."""

    def give(user: User) -> User:
        SECRETS[user.pk] = generate_totp_secret()
        TOTP.activate(user, SECRETS[user.pk])
        RecoveryCodes.activate(user)
        return user

    return give


def code_of(user: User, periods: int = 0) -> str:
    """What the app shows now, or so many half-minutes later."""
    return format_hotp_value(hotp_value(SECRETS[user.pk], int(time.time()) // 30 + periods))


def wrong_code(user: User) -> str:
    right = {code_of(user, shift) for shift in range(-2, 3)}
    return next(f"{number:06}" for number in range(10) if f"{number:06}" not in right)


def recovery_codes(user: User) -> list[str]:
    return user.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()


def sign_in_as(client: Client, login: str, password: str = PASSWORD, fields: dict | None = None, **extra):
    """Posts the sign-in form with more `fields`; `extra` goes into the request's environment."""
    return client.post(LOGIN, {"login": login, "password": password} | (fields or {}), **extra)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session

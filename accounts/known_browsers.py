"""Browsers in which somebody has signed in before: a signed cookie says so, for each account that used the browser.

It is no way in, but a way past the wait that strangers' wrong passwords have brought on the account. It ends with the
password, with the sessions (`forget_browsers`), and after half a year.
"""

import secrets
from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User

COOKIE = "known_browser"
SALT = "accounts.known-browsers"
SECONDS = 180 * 24 * 60 * 60
MOST_ACCOUNTS = 8  # in one browser; the one that signed in longest ago gives way
NEWLY_KNOWN = "accounts.newly_known"  # in a request's META: the user for whom its answer brings the cookie


def browser_id(request: HttpRequest, user: User) -> str | None:
    """The name of this browser, if the user has signed in here before; None otherwise."""
    name, stamp = _read(request).get(str(user.pk), ("", ""))
    return name if name and _is_stamp_of(user, name, stamp) else None


def known_people(request: HttpRequest) -> list[User]:
    """Those whose accounts are open and who have signed in here before. One query at most."""
    keys = [key for key in _read(request) if key.isdecimal()]
    found = User.objects.filter(pk__in=keys, is_active=True) if keys else []
    return [user for user in found if browser_id(request, user)]


def remember_browser(request: HttpRequest, user: User) -> None:
    """The answer to this request makes the browser known to the user."""
    request.META[NEWLY_KNOWN] = user


def keep_browser(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    """Receiver of allauth's `password_changed`: where the new password was written, the browser stays known."""
    remember_browser(request, user)


def write_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Brings what `remember_browser` has promised."""
    user = request.META.get(NEWLY_KNOWN)
    if user is None:
        return
    name = browser_id(request, user) or secrets.token_hex(8)
    others = {key: value for key, value in _read(request).items() if key != str(user.pk)}
    entries = {str(user.pk): (name, _stamp(user, name, settings.SECRET_KEY))} | others
    kept = dict(list(entries.items())[:MOST_ACCOUNTS])
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=SALT),
        max_age=SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )


def forget_browsers(keys: Iterable[int]) -> None:
    """No browser is known any more to the accounts with these keys."""
    User.objects.filter(pk__in=list(keys)).update(browser_generation=F("browser_generation") + 1)


def _read(request: HttpRequest) -> dict[str, tuple[str, str]]:
    """The cookie's entries by the key of the account; none of a cookie that is forged, too old or of another shape."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: (value[0], value[1]) for key, value in found.items()}


def _is_stamp_of(user: User, name: str, stamp: str) -> bool:
    return any(
        constant_time_compare(stamp, _stamp(user, name, secret))
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


def _stamp(user: User, name: str, secret: str) -> str:
    of = f"{user.pk}:{user.browser_generation}:{user.password}:{name}"
    return salted_hmac(SALT, of, secret=secret, algorithm="sha256").hexdigest()[:32]

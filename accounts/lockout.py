"""Wrong passwords: which account and which address they count for, and what the locked-out reader is told.

django-axes counts by account and address together; `AccountAdapter` keeps the ceiling of one address.
"""

import hashlib
import math

from axes.handlers.proxy import AxesProxyHandler
from axes.utils import reset
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.allauth_internals import people_by_address, person_by_user_name
from accounts.models import User
from accounts.requests import wants_json

LOCKED = 429


def account_key(request: HttpRequest, credentials: dict[str, str] | None) -> str:
    """The name under which attempts on an account are counted, the same for its user name and its e-mail address.

    What belongs to no account counts too (an answer that never locks would tell that nobody is there), but is kept as a
    digest: people type their password into the wrong field. An address that several accounts share counts for the
    oldest of them.
    """
    credentials = credentials or {}
    login = credentials.get("username") or credentials.get("email") or ""
    # Asked several times while one attempt is answered.
    known: dict[str, str] = request.__dict__.setdefault("_account_keys", {})
    if login not in known:
        user = person_by_user_name(login)
        if user is None:
            user = min(people_by_address(login), key=lambda found: found.pk, default=None)
        known[login] = user.get_username() if user else _digest(login)
    return known[login]


def _digest(login: str) -> str:
    # casefold: the letters are compared, never shown.
    return "?" + hashlib.sha256(login.casefold().encode()).hexdigest()


def lift_lock(sender: object, user: User, **kwargs: object) -> None:
    """Receiver of allauth's `password_reset`: forgets the wrong passwords of this account, from whatever address."""
    reset(username=user.get_username())


def locked_response(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, str] | None
) -> HttpResponse:
    """The page (or JSON) for an account that is locked from this address."""
    (attempts,) = AxesProxyHandler.get_implementation().get_user_attempts(request, credentials)
    latest = attempts.aggregate(latest=Max("attempt_time"))["latest"] or timezone.now()
    left = (latest + settings.AXES_COOLOFF_TIME - timezone.now()).total_seconds()
    return refusal(request, minutes=max(1, math.ceil(left / 60)))


def address_locked_response(request: HttpRequest) -> HttpResponse:
    """The page (or JSON) for an address from which too many wrong passwords came."""
    return refusal(request, minutes=None)


def refusal(request: HttpRequest, minutes: int | None) -> HttpResponse:
    """`minutes` until the lock ends; None where it is the address that is locked and no single moment can be told."""
    if minutes is None:
        sentence = gettext("Too many wrong passwords came from your network. Try again within an hour.")
    else:
        sentence = ngettext(
            "Too many wrong passwords for this account. Try again in %(minutes)s minute.",
            "Too many wrong passwords for this account. Try again in %(minutes)s minutes.",
            minutes,
        ) % {"minutes": minutes}
    if wants_json(request):
        return JsonResponse({"locked": True, "error": sentence}, status=LOCKED)
    return render(request, "account/locked.html", {"sentence": sentence}, status=LOCKED)

"""Who gets past the door: sessions that have not gone idle, people who are signed in, second factors where required."""

import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext

from accounts.enums import SECOND_FACTOR_ROLES, Role
from accounts.known_browsers import write_cookie
from accounts.models import User
from accounts.requests import is_by_script, is_in_background, url_name, wants_json
from accounts.sealing import SecretUnreadable

ACTIVITY = "activity"  # seconds since the epoch of what the person did last
STARTED = "started"  # and of the sign-in
SECOND_FACTOR = "second_factor"  # the user's key once a second factor has been seen
STRONG_TYPES = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
WRITE_EVERY_SECONDS = 60
logger = logging.getLogger(__name__)
TIMED_OUT = "accounts.session_timed_out"  # in a request's META once its session has been ended


def begin_session(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    """Receiver of Django's `user_logged_in`: the clocks of the session start with the sign-in."""
    request.session[ACTIVITY] = request.session[STARTED] = int(time.time())
    request.session.pop(SECOND_FACTOR, None)


class IdleMiddleware:
    """Ends a session in which nobody has done anything for `SESSION_IDLE_SECONDS`, or older than `SESSION_COOKIE_AGE`.

    The last activity is written at most once a minute, so a session may end up to a minute early. What the page does
    by itself (`X-Background: 1`) is no activity. A clock set back never keeps a session alive: the later time is
    replaced by the present.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.session
        if SESSION_KEY in session:
            now = int(time.time())
            last, started = session.get(ACTIVITY, now), session.get(STARTED, now)
            if now - last >= settings.SESSION_IDLE_SECONDS or now - started >= settings.SESSION_COOKIE_AGE:
                session.flush()
                request.META[TIMED_OUT] = True
            elif last > now or ACTIVITY not in session:
                session[ACTIVITY] = now
                session[STARTED] = min(started, now)
            elif now - last >= WRITE_EVERY_SECONDS and not is_in_background(request):
                session[ACTIVITY] = now
        return self.get_response(request)


class SignInMiddleware(LoginRequiredMiddleware):
    """Django's own, but a script gets 401 and JSON instead of a sign-in page that it could not show.

    What somebody signed in has seen is kept by no browser: offices share computers, and "back" works after signing out.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def handle_no_permission(  # type: ignore[override]  # Django answers with any response; its stubs know redirects only
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        if is_by_script(request):
            return JsonResponse({"signed_out": True}, status=401)
        if TIMED_OUT in request.META:
            messages.info(
                request, gettext("The session has ended, because nothing was done for a while. Sign in again.")
            )
        if request.method not in ("GET", "HEAD"):
            # What was posted has no page of its own to come back to: the one it was sent from has.
            return redirect(
                f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': self._page_before(request)}, safe='/')}"
            )
        return super().handle_no_permission(request, view_func)

    @staticmethod
    def _page_before(request: HttpRequest) -> str:
        before = urlsplit(request.headers.get("Referer", ""))
        is_ours = before.netloc == request.get_host() and before.path.startswith("/")
        return before.path if is_ours else reverse("home")


class KnownBrowserMiddleware:
    """Lets the answer to a sign-in bring the cookie by which the browser is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        write_cookie(request, response)
        return response


class SecondFactorMiddleware(MiddlewareMixin):
    """Leads people whose role requires a second factor, and who have none, to the page where they set one up."""

    OPEN_NAMES = frozenset(
        {"account_logout", "account_reauthenticate", "healthz", "javascript-catalog", "set-language"}
    )

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        if self._is_open(request):
            return None
        user = request.user
        if not user.is_authenticated or not must_have_second_factor(user):
            return None
        if request.session.get(SECOND_FACTOR) == user.pk:
            return None
        if is_mfa_enabled(user, STRONG_TYPES):
            request.session[SECOND_FACTOR] = user.pk
            return None
        if is_by_script(request):
            sentence = gettext("Set up a second factor first: your role requires it.")
            return JsonResponse({"second_factor": True, "error": sentence}, status=403)
        return redirect("mfa_index")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """503 and a sentence where the secret of a second factor cannot be read: docs/operations.md says what to do."""
        if not isinstance(exception, SecretUnreadable):
            return None
        logger.error("%s", exception)
        if wants_json(request):
            sentence = gettext("Your second factor cannot be read at the moment. Tell your administrator.")
            return JsonResponse({"error": sentence}, status=503)
        return render(request, "account/unreadable.html", status=503)

    def _is_open(self, request: HttpRequest) -> bool:
        name = url_name(request)
        return name in self.OPEN_NAMES or name.startswith("mfa_")


def must_have_second_factor(user: User) -> bool:
    """Whether the settings and the role of this person ask for one."""
    return user.role in roles_with_factor()


def roles_with_factor() -> set[Role]:
    """The roles of which the settings ask for a second factor."""
    asked = set(SECOND_FACTOR_ROLES) if settings.REQUIRE_SECOND_FACTOR else set()
    return asked | ({Role.LEAD} if settings.REQUIRE_SECOND_FACTOR_OF_LEADS else set())

"""Pages and answers about the own account: sessions, second factor, the key of the local copy."""

import base64
from datetime import datetime
from importlib import import_module
from typing import Any

from allauth.account import signals
from allauth.account.adapter import get_adapter
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as webauthn_views
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.adapter import other_factors
from accounts.allauth_internals import passkey_request_options, record_password
from accounts.browsers import browser_name
from accounts.forms import CodeForm, PasskeyForm
from accounts.known_browsers import forget_browsers, remember_browser
from accounts.lockout import try_password
from accounts.middleware import ACTIVITY, STRONG_TYPES, must_have_second_factor
from accounts.models import User
from accounts.requests import AuthenticatedHttpRequest
from accounts.sessions import end_sessions

# --- Second factor ---------------------------------------------------------------------------------------------------


class SecondFactorView(mfa_views.IndexView):
    """What the account is protected with; said plainly where the role requires a second factor and there is none."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        protected = is_mfa_enabled(self.request.user, STRONG_TYPES)
        return context | {"protected": protected, "required": must_have_second_factor(self.request.user)}


class AddKeyView(webauthn_views.AddWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # allauth drops the bound form here, and with it the sentence about what is wrong with it.
        return super().get_context_data(**kwargs) | kwargs


class EditKeyView(webauthn_views.EditWebAuthnView):
    success_url = reverse_lazy("mfa_index")


class RemoveKeyView(webauthn_views.RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Form) -> HttpResponse:
        if must_have_second_factor(self.request.user) and not other_factors(self.object).exists():
            sentence = gettext("Your role requires a second factor: add another one before removing this key.")
            messages.error(self.request, sentence)
            return redirect("mfa_index")
        return super().form_valid(form)


class RecoveryCodesView(recovery_views.ViewRecoveryCodesView):
    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **response_kwargs)
        response["Cache-Control"] = "no-store"
        return response


# --- Sessions --------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Where this person is signed in. POST `end`: the key of one session, "others" or "all" (this one too)."""
    if not UserSession.objects.filter(session_key=request.session.session_key).exists():
        UserSession.objects.create_from_request(request)  # signed in before sessions were listed
    if request.method == "POST":
        return _end_sessions(request, request.POST.get("end", ""))
    listed = [_describe(session) for session in UserSession.objects.purge_and_list(request.user)]
    listed.sort(key=lambda row: (not row["is_current"], -row["seen_at"].timestamp()))
    return render(request, "usersessions/usersession_list.html", {"sessions": listed})


def _end_sessions(request: AuthenticatedHttpRequest, which: str) -> HttpResponse:
    if which == "all":
        with transaction.atomic():
            end_sessions(request.user)
        get_adapter().logout(request)
        messages.success(request, gettext("You are signed out everywhere."))
        return redirect("account_login")
    if which == "others":
        with transaction.atomic():
            end_sessions(request.user, but=request)
        messages.success(request, gettext("You are signed out everywhere else."))
        return redirect("usersessions_list")
    mine = UserSession.objects.filter(user=request.user)
    session = get_object_or_404(mine, pk=which if which.isdecimal() and which.isascii() and len(which) < 19 else 0)
    forget_browsers([request.user.pk])  # the one that shall be out is among them
    if session.is_current():
        get_adapter().logout(request)
    else:
        _keep_this_browser(request)
    session.end()
    messages.success(request, gettext("That session is ended."))
    return redirect("usersessions_list")


def _keep_this_browser(request: AuthenticatedHttpRequest) -> None:
    request.user.refresh_from_db(fields=["browser_generation"])
    remember_browser(request, request.user)


def _describe(session: UserSession) -> dict[str, Any]:
    store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    seen = store(session.session_key).get(ACTIVITY)
    return {
        "key": session.pk,
        "browser": browser_name(session.user_agent),
        "address": session.ip,
        "since": session.created_at,
        "seen_at": datetime.fromtimestamp(seen, tz=timezone.get_current_timezone()) if seen else session.last_seen_at,
        "is_current": session.is_current(),
    }


# --- What scripts ask ------------------------------------------------------------------------------------------------


@never_cache
@require_safe
def local_key(request: AuthenticatedHttpRequest) -> JsonResponse:
    """{"user": pk, "key": base64 of 32 bytes, "former": more of them}: the keys of this account's unsaved texts.

    The key is always the same for one account and one SECRET_KEY, and given to nobody else: what was typed can be read
    again only after signing in. The former ones open what was kept before SECRET_KEY was changed.
    """
    keys = [_local_key(request.user, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return JsonResponse({"user": request.user.pk, "key": keys[0], "former": keys[1:]})


def _local_key(user: User, secret: str) -> str:
    of = f"{user.pk}:{user.date_joined.isoformat()}"
    key = salted_hmac("accounts.local-copy", of, secret=secret, algorithm="sha256").digest()
    return base64.b64encode(key).decode("ascii")


@sensitive_post_parameters("password", "code", "credential")
@never_cache
@login_not_required
@require_POST
def sign_in_again(request: HttpRequest) -> JsonResponse:
    """Signs the person in to whom an open page belongs, and nobody else, without leaving the page.

    Posted: `user` (key of the account), `password`, then, where the account has a second factor, `code` or
    `credential` (a passkey's answer, JSON) together with the password again. Answers {"ok": true, "csrf": new token},
    {"second_factor": true, "passkey": options or null}, or {"error": a sentence} with 400, with 403 for a closed
    account, with 429 where too much was tried. Counted like any other sign-in.
    """
    key = request.POST.get("user", "")
    wanted = User.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
    if wanted and request.user == wanted:
        return JsonResponse({"ok": True, "csrf": get_token(request)})  # signed in again in another tab
    password = request.POST.get("password", "")
    if not password:
        return _refuse(gettext("Write your password."))
    if not try_password(request, wanted, f"#{key[:20]}", password) or wanted is None:
        return _refuse(gettext("The password is wrong. Only the person whose page this is can go on here."))
    if not wanted.is_active:
        return _refuse(gettext("This account is closed. Copy your text and contact your administrator."), status=403)
    record_password(request, wanted)
    refusal = _check_second_factor(request, wanted)
    if refusal:
        return refusal
    get_adapter(request).login(request, wanted)
    signals.user_logged_in.send(sender=User, request=request, response=None, user=wanted)
    return JsonResponse({"ok": True, "csrf": get_token(request)})


def _check_second_factor(request: HttpRequest, user: User) -> JsonResponse | None:
    """None where the second factor is right or there is none; otherwise the answer that asks for it or refuses it."""
    if not is_mfa_enabled(user, STRONG_TYPES):
        return None
    if "code" in request.POST:
        form = CodeForm(user=user, data={"code": request.POST["code"]})
    elif "credential" in request.POST:
        form = PasskeyForm(user=user, data={"credential": request.POST["credential"]})
    else:
        has_passkey = is_mfa_enabled(user, [STRONG_TYPES[1]])
        options = passkey_request_options(user) if has_passkey else None
        return JsonResponse({"second_factor": True, "passkey": options})
    if form.is_valid():
        form.save()
        return None
    (errors,) = form.errors.as_data().values()
    return _refuse(str(errors[0].messages[0]))


def _refuse(sentence: str, status: int = 400) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)

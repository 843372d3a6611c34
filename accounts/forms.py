"""Forms that differ from allauth's."""

import struct
from typing import Any

from allauth.account.forms import ResetPasswordForm as BaseResetPasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from cryptography.exceptions import InvalidSignature
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.adapter import use_once
from accounts.tasks import send_reset_links


class ResetPasswordForm(BaseResetPasswordForm):
    """Asks for the mail in the background.

    So the answer comes equally fast whether the address is known or not, and comes also while the mail server is down.
    """

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        address = self.cleaned_data["email"]
        send_reset_links.enqueue(address=address, base=request.build_absolute_uri("/"), language=get_language())
        return address


class _OnceForm(BaseAuthenticateForm):
    def clean_code(self) -> str:
        code = super().clean_code()
        if not use_once(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_OnceForm, AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateCodeForm(_OnceForm, ReauthenticateForm):
    """The same code asked for again before something sensitive."""


# What parsing raises on answers that no browser has written: allauth means to refuse them, but knows some of these only.
FORGED = (AttributeError, InvalidSignature, LookupError, TypeError, ValueError, struct.error)


class PasskeyForm(AuthenticateWebAuthnForm):
    """The second step of signing in, with a passkey."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except FORGED as forged:
            raise get_adapter().validation_error("incorrect_code") from forged


class ReauthenticatePasskeyForm(PasskeyForm, ReauthenticateWebAuthnForm):
    """The same before something sensitive."""


class AddPasskeyForm(AddWebAuthnForm):
    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except FORGED as forged:
            raise get_adapter().validation_error("incorrect_code") from forged

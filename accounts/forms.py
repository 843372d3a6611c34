"""Forms that differ from allauth's."""

import struct
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm as BaseChangePasswordForm
from allauth.account.forms import LoginForm
from allauth.account.forms import ResetPasswordForm as BaseResetPasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.lockout import Attempt, count_link, try_password, use_once
from accounts.models import AttemptKind
from accounts.one_line import OneLineField
from accounts.sealing import SecretUnreadable
from accounts.tasks import send_reset_links


class SignInForm(LoginForm):
    """The first step of signing in. The link for a forgotten password stands once on the page, under the button."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ResetPasswordForm(BaseResetPasswordForm):
    """Asks for the mail in the background.

    So the answer comes equally fast whether the address is known or not, and comes also while the mail server is down.
    """

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        """Raises ImmediateHttpResponse (429) where links were asked for too often."""
        address = self.cleaned_data["email"]
        count_link(request, address)
        send_reset_links.enqueue(address=address, language=get_language())
        return address


class ChangePasswordForm(BaseChangePasswordForm):
    """Asks for the password that is there, and counts wrong ones like those of the sign-in."""

    def clean_oldpassword(self) -> str:
        given = self.cleaned_data["oldpassword"]
        if not try_password(context.request, self.user, self.user.get_username(), given):
            raise get_account_adapter().validation_error("enter_current_password")
        return given


class _CountedForm(BaseAuthenticateForm):
    """A code is good once, and wrong ones are counted. Raises ImmediateHttpResponse (429) where there were too many, and
    SecretUnreadable.
    """

    def clean_code(self) -> str:
        attempt = Attempt(context.request, AttemptKind.CODE, self.user)
        try:
            code = super().clean_code()
            if not use_once(self.user, code):
                raise get_adapter().validation_error("incorrect_code")
        except ValidationError:
            attempt.failed()
            raise
        except SecretUnreadable:
            attempt.undone()
            raise
        attempt.succeeded()
        return code


class CodeForm(_CountedForm, AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateCodeForm(_CountedForm, ReauthenticateForm):
    """The same code asked for again before something sensitive."""


# What parsing raises on answers that no browser has written: allauth means to refuse them, but knows some of these only.
FORGED = (AttributeError, InvalidSignature, LookupError, TypeError, ValueError, struct.error)
UNREAD = (RecursionError, ValueError)


class AnswerField(forms.JSONField):
    """What a browser answers for a passkey. Django refuses what is no JSON, but not what is nested so deeply, or holds so
    long a number, that Python does not read it.
    """

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except UNREAD as forged:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""}) from forged

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Of such an answer nothing, where the refused form is shown again."""
        try:
            return super().bound_data(data, initial)
        except UNREAD:
            return None


class PasskeyForm(AuthenticateWebAuthnForm):
    """The second step of signing in, with a passkey."""

    credential = AnswerField()

    def clean_credential(self) -> Authenticator:
        """Counted like a code: nobody guesses a signature, but each one that is checked costs."""
        attempt = Attempt(context.request, AttemptKind.CODE, self.user)
        try:
            found = super().clean_credential()
        except ValidationError:
            attempt.failed()
            raise
        except FORGED as forged:
            attempt.failed()
            raise get_adapter().validation_error("incorrect_code") from forged
        attempt.succeeded()
        return found


class ReauthenticatePasskeyForm(PasskeyForm, ReauthenticateWebAuthnForm):
    """The same before something sensitive."""


LONGEST_KEY_NAME = 100


class EditPasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = OneLineField(max_length=LONGEST_KEY_NAME)


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey, and its name."""

    credential = AnswerField()
    name = OneLineField(required=False, max_length=LONGEST_KEY_NAME)

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except FORGED as forged:
            raise get_adapter().validation_error("incorrect_code") from forged

"""The first sign-in of somebody whose account was made a moment ago."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse

from accounts.allauth_internals import record_password
from accounts.models import User


def sign_in_at_once(request: HttpRequest, user: User, *, to: str) -> HttpResponse:
    """Signs in who has just chosen a password, and leads to the address `to`; a second factor is asked for as always."""
    record_password(request, user)
    return perform_login(request, user, redirect_url=to)

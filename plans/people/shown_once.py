"""The link of a new invitation where no mail carries it: shown to whoever made it, in that browser, for ten minutes.

Nothing but its hash is stored on the server. The page has it from a signed cookie that goes to the pages of people only, so
that reloading it and reading it in another language lose nothing.
"""

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import User
from plans.models import Invitation
from plans.people.queries import hash_of_secret, invitations_managed_by

COOKIE = "new_invitation"
SECONDS = 600
_SALT = "plans.people.new_invitation"


def hand_over(request: HttpRequest, response: HttpResponse, user: User, invitation: Invitation, link: str) -> None:
    """Gives the invitation's link along with the answer."""
    response.set_signed_cookie(
        COOKIE,
        f"{user.pk}:{invitation.pk}:{link}",
        salt=_SALT,
        max_age=SECONDS,
        path=reverse("plans:people"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )


def handed_over(request: HttpRequest, user: User) -> tuple[Invitation, str] | None:
    """The invitation that the user has made in this browser within the last minutes, if it is open still, and its link;
    None for all else. One query, or none.
    """
    try:
        held = request.get_signed_cookie(COOKIE, salt=_SALT, max_age=SECONDS)
        person, key, link = str(held).split(":", 2)
    except (KeyError, BadSignature, ValueError):
        return None
    if person != str(user.pk):
        return None
    secret = link.rstrip("/").rpartition("/")[2]  # renewed meanwhile: another one
    invitation = invitations_managed_by(user).filter(pk=key, secret_hash=hash_of_secret(secret)).first()
    return (invitation, link) if invitation is not None else None

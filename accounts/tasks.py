"""Mail about an account. It goes by Django's mail functions, which write it into the outbox of `plans`."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from accounts.allauth_internals import people_by_address
from accounts.models import User


@task()
def send_reset_links(address: str, language: str) -> None:
    """Mails a link to every account with this address that is open and has a password; none is told apart on the page.

    Accounts that share an address each get a mail of their own, with the user name in it. An invited person has no
    password yet: the invitation is the way in.
    """
    users = people_by_address(address, is_active=True)
    with transaction.atomic():
        for user in sorted((user for user in users if user.has_usable_password()), key=lambda user: user.pk):
            send_reset_link(user, language)


def send_reset_link(user: User, language: str) -> None:
    """Mails the user a link by which a new password is chosen."""
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    # Never as the request had it: whoever asks for the mail would choose where its link leads.
    send(
        "account/email/password_reset_key",
        user,
        language,
        {"username": user.get_username(), "url": settings.SITE_URL + path},
    )


def send_notice(template_prefix: str, user: User, *, language: str, **more: str) -> None:
    """Tells a person what has happened to the own account and when; `more` is from which `ip`, or in which `browser`."""
    if user.email:
        send(template_prefix, user, language, more | {"when": timezone.now()})


def send(template_prefix: str, user: User, language: str, context: dict[str, Any], *, to: str = "") -> None:
    """Writes the mail out of `<prefix>_subject.txt` and `<prefix>_message.txt`, within the caller's transaction.

    It goes to the user's address, or to `to`. `site` in its words is the address at which the tracker is.
    """
    context = context | {"site": settings.SITE_URL}
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
        body = render_to_string(f"{template_prefix}_message.txt", context).strip() + "\n"
    EmailMessage(subject, body, to=[to or user.email]).send()

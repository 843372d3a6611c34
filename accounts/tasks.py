"""Mail about an account, sent by the background worker: with a mail server that is down it is tried again."""

import datetime
import logging
from smtplib import SMTPException
from typing import Any
from urllib.parse import urljoin

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task
from django_tasks.base import Task

from accounts.allauth_internals import people_by_address
from accounts.models import User

WAITS_MINUTES = (1, 5, 20)  # before the second, third and fourth try
logger = logging.getLogger(__name__)


@task()
def send_reset_links(address: str, base: str, language: str, tries: int = 0) -> None:
    """Mails a link to every account with this address that is open and has a password; none is told apart on the page.

    Accounts that share an address each get a mail of their own, with the user name in it. `base` is the site's front
    page, as the person asking had it. An invited person has no password yet: the invitation is the way in.
    """
    users = people_by_address(address, is_active=True)
    try:
        for user in sorted((user for user in users if user.has_usable_password()), key=lambda user: user.pk):
            key = default_token_generator.make_token(user)
            path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
            context = {"username": user.get_username(), "url": urljoin(base, path), "site": base}
            send("account/email/password_reset_key", user, language, context)
    except (OSError, SMTPException) as problem:
        _try_again(send_reset_links, problem, tries, address=address, base=base, language=language)


@task()
def send_notice(
    template_prefix: str, user_pk: int, language: str, site: str, address: str, at: str = "", tries: int = 0
) -> None:
    """Tells a person that something about the own account has changed: what, when, from which address."""
    user = User.objects.get(pk=user_pk)
    at = at or timezone.now().isoformat()
    context = {"site": site, "ip": address, "when": datetime.datetime.fromisoformat(at)}
    try:
        send(template_prefix, user, language, context)
    except (OSError, SMTPException) as problem:
        _try_again(
            send_notice,
            problem,
            tries,
            template_prefix=template_prefix,
            user_pk=user_pk,
            language=language,
            site=site,
            address=address,
            at=at,
        )


def send(template_prefix: str, user: User, language: str, context: dict[str, Any]) -> None:
    """Writes the mail out of `<prefix>_subject.txt` and `<prefix>_message.txt` and sends it.

    Raises what Django's mail backend raises: OSError, SMTPException.
    """
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
        body = render_to_string(f"{template_prefix}_message.txt", context).strip() + "\n"
    EmailMessage(subject, body, to=[user.email]).send()


def _try_again(job: Task[..., None], problem: Exception, tries: int, **arguments: str | int) -> None:
    if tries >= len(WAITS_MINUTES):
        raise problem
    logger.warning("mail about an account could not be sent (%s), trying again", type(problem).__name__)
    wait = datetime.timedelta(minutes=WAITS_MINUTES[tries])
    job.using(run_after=timezone.now() + wait).enqueue(**arguments, tries=tries + 1)

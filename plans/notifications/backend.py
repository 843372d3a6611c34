"""Django's mail functions write into the outbox: what accounts, allauth and Django send is kept, tried again and erased
like every other mail. settings.EMAIL_BACKEND names this class, because accounts may not import plans.
"""

from collections.abc import Sequence
from email.utils import parseaddr

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from plans.enums import MailKind
from plans.notifications.outbox import new_mail, queue_mails


class OutboxBackend(BaseEmailBackend):
    """Writes a row for each recipient, within the running transaction; the worker hands them over (delivery.py)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Returns how many messages are in the outbox now. One query.

        The sender is DEFAULT_FROM_EMAIL, as for every mail. Raises ValueError for a message that the outbox cannot keep
        whole – with attachments, an answer address, headers of its own, other contents than text and HTML – and for a
        header that no mail can carry; nothing is kept then.
        """
        messages = [message for message in email_messages if message.recipients()]
        mails = []
        for message in messages:
            html = _html_of(message)
            message.message()  # raises where a line break would begin another header
            for recipient in message.recipients():
                address = parseaddr(recipient)[1]
                mails.append(
                    new_mail(
                        to=address,
                        kind=MailKind.ACCOUNT,
                        subject=str(message.subject),
                        text=str(message.body),
                        html=html,
                    )
                )
        if mails:
            queue_mails(mails)
        return len(messages)


def _html_of(message: EmailMessage) -> str:
    others = list(message.alternatives) if isinstance(message, EmailMultiAlternatives) else []
    if message.attachments or message.reply_to or message.extra_headers or message.content_subtype != "plain":
        raise ValueError("The outbox keeps no attachments, answer addresses, own headers or contents but text.")
    if len(others) > 1 or any(kind != "text/html" for _content, kind in others):
        raise ValueError("The outbox keeps a text and its HTML, nothing else.")
    return str(others[0][0]) if others else ""

"""Why a mail did not go out, in words: the outbox keeps the kind of failure and the server's answer."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROBLEMS: dict[str, Promise] = {
    "SMTPRecipientsRefused": _("The mail server refuses the address"),
    "SMTPSenderRefused": _("The mail server refuses the sender"),
    "SMTPDataError": _("The mail server refuses the e-mail"),
    "SMTPAuthenticationError": _("The mail server refuses the sign-in"),
    "SMTPServerDisconnected": _("The connection to the mail server was lost"),
    "ConnectionResetError": _("The connection to the mail server was lost"),
    "SMTPConnectError": _("The mail server does not answer"),
    "ConnectionRefusedError": _("The mail server does not answer"),
    "TimeoutError": _("The mail server does not answer"),
    "gaierror": _("The mail server was not found"),
    "SSLCertVerificationError": _("The mail server's certificate is not trusted"),
}
OTHER_PROBLEM = _("The e-mail could not be handed over")
_KEPT = re.compile(r"(\w+):? ?(.*)", re.DOTALL)


def word_problem(kept: str) -> str:
    """ "SMTPDataError 452: no space" → "The mail server refuses the e-mail (452: no space)"; "" for nothing."""
    if not (parts := _KEPT.match(kept)):
        return ""
    words = str(PROBLEMS.get(parts[1], OTHER_PROBLEM))
    return f"{words} ({parts[2]})" if parts[2] else words

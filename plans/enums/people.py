"""What waits for somebody else's word about accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeKind(models.TextChoices):
    """What is asked for."""

    ROLE = "role", _("Another role")
    ADDRESS = "address", _("Another e-mail address")
    FACTOR = "factor", _("Removal of two-step sign-in")
    CLOSE = "close", _("Closing the account")
    REOPEN = "reopen", _("Opening the account again")
    INVITATION = "invitation", _("Invitation")


class ChangeDecision(models.TextChoices):
    """What became of it; the changes that have expired are noted when the next one is asked for."""

    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Too old")

"""Who a person is to the tracker."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The five roles of product.md; what each may do is decided where the thing itself lives."""

    CONTRIBUTOR = "contributor", _("Contributor")
    LEAD = "lead", _("Agency lead")
    COORDINATOR = "coordinator", _("Coordinator")
    OBSERVER = "observer", _("Observer")
    ADMINISTRATOR = "administrator", _("Administrator")


AGENCY_ROLES = frozenset({Role.CONTRIBUTOR, Role.LEAD})
ADMIN_SITE_ROLES = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
# Nobody becomes one of these by one person's word, and no such account changes its address or loses its factor by it.
CONFIRMED_ROLES = frozenset({Role.COORDINATOR, Role.OBSERVER, Role.ADMINISTRATOR})
CONFIRMING_ROLES = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
# They read what other agencies write, or decide who may; where settings.REQUIRE_SECOND_FACTOR is on.
SECOND_FACTOR_ROLES = frozenset({Role.COORDINATOR, Role.OBSERVER, Role.ADMINISTRATOR})


class EventKind(models.TextChoices):
    """What was done about an account."""

    MADE = "made", _("Account made")
    INVITED = "invited", _("Invited")
    ROLE = "role", _("Role changed")
    AGENCY = "agency", _("Agency changed")
    ADDRESS = "address", _("E-mail address changed")
    NAME = "name", _("Name changed")
    FACTOR_ADDED = "factor_added", _("Second factor added")
    FACTOR_REMOVED = "factor_removed", _("Second factor removed")
    CODES_RENEWED = "codes_renewed", _("Recovery codes renewed")
    FACTOR_TAKEN = "factor_taken", _("Second factor removed by another")
    CLOSED = "closed", _("Account closed")
    REOPENED = "reopened", _("Account opened again")
    RESET_SENT = "reset_sent", _("Link for a new password sent")
    PASSWORD_SET = "password_set", _("Password set on the server")


class EventStep(models.TextChoices):
    """How far it went: most is done at once, some waits for somebody else's word."""

    DONE = "done", _("Done")
    ASKED = "asked", _("Waits for a confirmation")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")

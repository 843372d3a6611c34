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
SECOND_FACTOR_ROLES = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})  # where settings.REQUIRE_SECOND_FACTOR is on

"""The help of each role."""

from accounts.enums import Role
from plans.help.administration import ADMINISTRATOR
from plans.help.coordination import COORDINATOR, OBSERVER
from plans.help.words import CONTRIBUTOR, LEAD, Help

HELP: dict[str, Help] = {
    Role.CONTRIBUTOR: CONTRIBUTOR,
    Role.LEAD: LEAD,
    Role.COORDINATOR: COORDINATOR,
    Role.OBSERVER: OBSERVER,
    Role.ADMINISTRATOR: ADMINISTRATOR,
}
PICTURES = "nap_tracker/help/{language}/{name}.png"  # below the static files

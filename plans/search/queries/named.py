"""What is found by its name or number: agencies, people, and the sub-points of a number."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localdate

from accounts.enums import AGENCY_ROLES, Role
from accounts.models import User
from plans.models import Agency
from plans.people.queries import may_see_people, people_by_key, people_named, people_visible_to
from plans.queries.access import agencies_visible_to
from plans.queries.agency_names import agencies_called, other_name

MOST_NAMED = 100


@dataclass(frozen=True, slots=True)
class AgencyResult:
    """An agency with the name that it carries today; `called`: the other name or spelling by which it was found."""

    agency: Agency
    name: str
    called: str


@dataclass(frozen=True, slots=True)
class Named:
    """What of one kind was found: the first of it, and how many there are."""

    found: Sequence[AgencyResult | User] = ()
    count: int = 0


def find_agencies(user: User, words: str, most: int) -> Named:
    """The agencies that the user may open, by any name, former ones too, abbreviation, code or other spelling. Three
    queries, and an agency's staff's own agency.
    """
    agencies = Agency.objects.all() if user.role == Role.ADMINISTRATOR else agencies_visible_to(user)
    called = agencies_called(agencies, words)
    today = localdate()
    found = [
        AgencyResult(agency, str(agency.name_on(today) or agency.code), other_name(agency, words, today))
        for agency in called[:most]
    ]
    return Named(found, len(called))


def find_people(user: User, words: str, most: int) -> Named:
    """The people whom the user may see, by name, user name or address: colleagues, for coordinators the staff of all
    agencies and the other coordinators, for administrators everybody. Two queries; none for observers, who see nobody.
    """
    if may_see_people(user):
        people = people_visible_to(user)
    elif user.is_active and user.role == Role.COORDINATOR:
        staff = Q(membership__isnull=False, role__in=AGENCY_ROLES)
        people = User.objects.filter(staff | Q(role=Role.COORDINATOR), is_active=True)
    else:
        return Named()
    keys = people_named(people, words)
    return Named(people_by_key(keys[:most]), len(keys))

"""To whom an entry falls for review: who has taken it, else the agency's reviewer, else the section's."""

from dataclasses import dataclass, field

from django.db.models import Q

from accounts.enums import Role
from accounts.models import User
from plans.models import Entry, Plan, ReviewAssignment, SubPoint


@dataclass(frozen=True, slots=True)
class Reviewers:
    """The reviewers of a plan by the keys of its sections and of agencies."""

    of_section: dict[int, User] = field(default_factory=dict)
    of_agency: dict[int, User] = field(default_factory=dict)

    def assigned(self, entry: Entry, sub_point: SubPoint) -> User | None:
        """Whom the entry on the sub-point falls to while nobody has taken it."""
        return self.of_agency.get(entry.agency_id) or self.of_section.get(sub_point.section_id)

    def of(self, entry: Entry, sub_point: SubPoint) -> User | None:
        """In whose list the entry on the sub-point stands; reads `entry.reviewer`."""
        return entry.reviewer or self.assigned(entry, sub_point)


def reviewers_of(plan: Plan | int) -> Reviewers:
    """Who reviews what of the plan (or of that key). One query."""
    found = Reviewers()
    for assignment in ReviewAssignment.objects.in_force().filter(plan=plan).select_related("coordinator"):
        if assignment.agency_id is not None:
            found.of_agency[assignment.agency_id] = assignment.coordinator
        elif assignment.section_id is not None:
            found.of_section[assignment.section_id] = assignment.coordinator
    return found


def in_list_of(user: User, plan: int) -> Q:
    """The condition on entries of the plan (its key) that stand in the coordinator's list. Part of the caller's query."""
    assignments = ReviewAssignment.objects.in_force().filter(plan=plan).order_by()
    own, others = assignments.filter(coordinator=user), assignments.exclude(coordinator=user)
    by_agency = Q(agency__in=own.filter(agency__isnull=False).values("agency"))
    by_section = Q(sub_point__section__in=own.filter(section__isnull=False).values("section"))
    elsewhere = Q(agency__in=others.filter(agency__isnull=False).values("agency"))
    return Q(reviewer=user.pk) | Q(reviewer__isnull=True) & (by_agency | by_section & ~elsewhere)


def coordinators() -> list[User]:
    """Who can be given entries to review, by name. One query."""
    found = User.objects.filter(role=Role.COORDINATOR, is_active=True)
    return list(found.order_by("last_name", "first_name", "username"))

"""Who of an agency writes what, as its lead has named them."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.models import Agency, Assignment, Responsibility
from plans.queries.agency_year import colleagues_of


class NotAColleague(Exception):
    """The person named does not write for the agency; nothing has been changed."""

    def __init__(self) -> None:
        super().__init__(_("This person does not write for the agency any more. Choose somebody else."))


def name_responsible(
    agency: Agency, named: Iterable[tuple[Assignment, int | None]], *, by: User
) -> list[tuple[Assignment, User | None]]:
    """Names a person for each assignment (None: nobody), all or none; returns what has changed.

    `named` holds assignments of the agency and primary keys of people. Three queries at most besides one for each
    change. Raises NotAColleague.
    """
    named = list(named)
    with transaction.atomic():
        colleagues = {person.pk: person for person in colleagues_of(agency)}
        standing = {
            responsibility.assignment_id: responsibility
            for responsibility in Responsibility.objects.filter(
                assignment__in=[assignment.pk for assignment, _person in named]
            )
        }
        changed: list[tuple[Assignment, User | None]] = []
        for assignment, key in named:
            if key is not None and key not in colleagues:
                raise NotAColleague
            before = standing.get(assignment.pk)
            if (before.user_id if before else None) == key:
                continue
            if key is None:
                Responsibility.objects.filter(assignment=assignment).delete()
            else:
                Responsibility.objects.update_or_create(
                    assignment=assignment, defaults={"user_id": key, "named_by": by, "named_at": timezone.now()}
                )
            changed.append((assignment, colleagues.get(key) if key else None))
    return changed

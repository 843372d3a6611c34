"""Who is told of a move."""

import datetime

from django.db.models import Q, QuerySet

from accounts.enums import AGENCY_ROLES, Role
from accounts.models import User
from plans.enums import ACTIONS
from plans.models import Entry, Transition
from plans.notifications.notices import tell
from plans.rules import UNDO_SECONDS


def queue_move_mail(entry: Entry, history: Transition) -> None:
    """Tells the agency of a decision, within the caller's transaction, once it can no longer be undone.

    A mail names the sub-point and what happened, never a text or a reason: they may speak of victims. Four queries,
    none for a move that nobody is told of.
    """
    kind = ACTIONS[history.action].notice
    if kind is None:
        return
    tell(
        people_told_of(entry, history),
        kind,
        reporting_year=entry.reporting_year,
        agency=entry.agency,
        entry=entry,
        actor=history.actor,
        transition=history,
        context={"resubmit_by": history.resubmit_by},
        delay=datetime.timedelta(seconds=UNDO_SECONDS),
    )


def people_told_of(entry: Entry, history: Transition) -> QuerySet[User]:
    """The agency's leads; of a return also the person named for the sub-point and the last author. Each once.

    Only people who still write for the agency; never the one who made the move.
    """
    wanted = Q(role=Role.LEAD)
    if ACTIONS[history.action].tells_writers:
        wanted |= Q(pk=entry.updated_by_id) | Q(
            responsibilities__assignment__sub_point=entry.sub_point_id,
            responsibilities__assignment__agency=entry.agency_id,
        )
    members = User.objects.filter(membership__agency=entry.agency_id, role__in=AGENCY_ROLES, is_active=True)
    told = members.filter(wanted)
    if history.actor_id is not None:
        told = told.exclude(pk=history.actor_id)
    return told.distinct().order_by("pk")

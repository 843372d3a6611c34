"""Takes a decision back within the seconds in which nobody has been told of it."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.models import Entry, Transition
from plans.notifications import call_back
from plans.queries import resubmit_day_before
from plans.rules import UNDO_SECONDS
from plans.workflow.errors import TransitionRefused

UNDOABLE = frozenset({"approve", "return"})


def undoable(entry: Entry, actor: User) -> Transition | None:
    """The decision on the entry that the actor may still undo: the own one of the last seconds, approved or returned, if
    nothing has happened to the entry since. One query.
    """
    decision = entry.transitions.select_related("revision").order_by("-pk").first()
    if decision is None or decision.action not in UNDOABLE or decision.actor_id != actor.pk:
        return None
    age = timezone.now() - decision.created_at
    is_fresh = datetime.timedelta(0) <= age < datetime.timedelta(seconds=UNDO_SECONDS)
    has_stayed = decision.revision is None or decision.revision.version == entry.version
    return decision if is_fresh and has_stayed and decision.to_state == entry.state else None


def call_decision_back(entry: Entry, actor: User | None) -> dict:
    """Within the transaction that undoes it; returns the columns that stand again as before the decision."""
    decision = undoable(Entry(pk=entry.pk, state=entry.state, version=entry.version), actor) if actor else None
    if decision is None or not call_back(decision):
        raise TransitionRefused(
            _("It is too late to undo this: the decision stands and its mail is on its way. Reopen or review it again.")
        )
    due_before = {"resubmit_by": resubmit_day_before(decision)}
    Entry.objects.filter(pk=entry.pk).update(**due_before)
    return due_before

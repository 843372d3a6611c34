"""Takes a decision back within the seconds in which nobody has been told of it."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.enums import UNDOABLE_ACTIONS
from plans.models import Entry, Transition
from plans.notifications import call_back
from plans.queries.entry import resubmit_day_before
from plans.rules import UNDO_SECONDS
from plans.workflow.errors import TransitionRefused


def undoable(entry: Entry, actor: User) -> Transition | None:
    """The decision on the entry that the actor may still undo: the own one of the last seconds, approved or returned, if
    nothing has happened to the entry since. One query.
    """
    decision = _latest_move(entry)
    return decision if decision is not None and not _why_not(decision, entry, actor) else None


def _latest_move(entry: Entry) -> Transition | None:
    return entry.transitions.select_related("revision", "actor").order_by("-pk").first()


def _why_not(decision: Transition, entry: Entry, actor: User) -> str:
    """Why the actor cannot undo the entry's latest move; "" where nothing is in the way."""
    was_changed = decision.revision is not None and decision.revision.version != entry.version
    if decision.action not in UNDOABLE_ACTIONS or decision.to_state != entry.state or was_changed:
        return _("The entry has moved on since the decision: it cannot be undone. Look at the entry again.")
    if decision.actor_id != actor.pk:
        return _("%(person)s has decided on this entry: only that person can undo it.") % {
            "person": decision.actor or _("Somebody else")
        }
    age = timezone.now() - decision.created_at
    if not datetime.timedelta(0) <= age < datetime.timedelta(seconds=UNDO_SECONDS):
        return _too_late()
    return ""


def _too_late() -> str:
    return _(
        "It is too late to undo this: the decision stands and its e-mail is on its way. Reopen or review it again."
    )


def call_decision_back(entry: Entry, actor: User | None) -> dict:
    """Within the transaction that undoes it; returns the columns that stand again as before the decision."""
    decision = _latest_move(entry)
    if decision is None or actor is None:
        raise TransitionRefused(_("There is no decision to undo."))
    if why_not := _why_not(decision, entry, actor):
        raise TransitionRefused(why_not)
    if not call_back(decision):
        raise TransitionRefused(_too_late())
    due_before = {"resubmit_by": resubmit_day_before(decision)}
    Entry.objects.filter(pk=entry.pk).update(**due_before)
    return due_before

"""Takes a decision back within the seconds in which nobody has been told of it."""

import datetime
from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.enums import UNDOABLE_ACTIONS
from plans.models import Entry, Transition
from plans.notifications import call_back, put_off
from plans.queries.entry import resubmit_day_before
from plans.rules import UNDO_SECONDS
from plans.workflow.errors import TransitionRefused


def undoable(entry: Entry, actor: User) -> Transition | None:
    """The decision on the entry that the actor may still undo: the own one of the last seconds, approved or returned, if
    nothing has happened to the entry since. One query.
    """
    decision = _latest_move(entry)
    return decision if decision is not None and not _why_not(decision, entry, actor, timezone.now()) else None


def _latest_move(entry: Entry) -> Transition | None:
    return entry.transitions.select_related("revision", "actor").order_by("-pk").first()


def _why_not(decision: Transition, entry: Entry, actor: User, now: datetime.datetime) -> str:
    """Why the actor cannot undo the entry's latest move; "" where nothing is in the way."""
    was_changed = decision.revision is not None and decision.revision.version != entry.version
    if decision.action not in UNDOABLE_ACTIONS or decision.to_state != entry.state or was_changed:
        return _moved_on()
    if decision.actor_id != actor.pk:
        return _("%(person)s has decided on this entry: only that person can undo it.") % {
            "person": decision.actor or _("Somebody else")
        }
    age = now - decision.created_at
    if not datetime.timedelta(0) <= age < datetime.timedelta(seconds=UNDO_SECONDS):
        return _too_late()
    return ""


def _moved_on() -> str:
    return _("The entry has moved on since the decision: it cannot be undone. Look at the entry again.")


def _too_late() -> str:
    return _(
        "It is too late to undo this: the decision stands and its e-mail is on its way. Reopen or review it again."
    )


def call_decision_back(entry: Entry, actor: User | None, now: datetime.datetime, meant: int | None = None) -> dict:
    """Within the transaction that undoes it; returns the columns that stand again as before the decision. `meant` is the
    key of the move to undo, the latest unless given.
    """
    decision = _latest_move(entry)
    if decision is None or actor is None:
        raise TransitionRefused(_("There is no decision to undo."))
    if meant is not None and decision.pk != meant:
        raise TransitionRefused(_moved_on())
    if why_not := _why_not(decision, entry, actor, now):
        raise TransitionRefused(why_not)
    if not call_back(decision):
        raise TransitionRefused(_too_late())
    due_before = {"resubmit_by": resubmit_day_before(decision)}
    Entry.objects.filter(pk=entry.pk).update(**due_before)
    return due_before


def end_act(made: Collection[int]) -> None:
    """Gives the decisions on many entries (by key) one moment, within the transaction that has made them: from its end on
    all of them can be undone for the same seconds, and what is told of them waits as long. Three queries.
    """
    now = timezone.now()
    Transition.objects.filter(pk__in=made).update(created_at=now)  # nobody has seen another
    put_off(made, now + datetime.timedelta(seconds=UNDO_SECONDS))

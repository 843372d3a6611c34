"""How an entry moves from state to state: one table, and the one function that moves it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.enums import EntryState
from plans.models import Entry, Transition


class TransitionRefused(Exception):
    """The move is not allowed, or somebody was faster; the message says which."""


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: from which states, to which, and whether a reason must be given."""

    sources: frozenset[EntryState]
    target: EntryState
    needs_reason: bool = False


# Who may make which move from the page is added with the pages that offer them; this move is the importer's.
MOVES: dict[str, Move] = {
    "return": Move(frozenset({EntryState.SUBMITTED, EntryState.APPROVED}), EntryState.RETURNED, needs_reason=True),
}


def apply_transition(entry: Entry, action: str, *, actor: User | None, reason: str = "") -> Transition:
    """Moves the entry and writes the history row, in one transaction, by compare-and-set on state and version.

    Raises TransitionRefused where the table knows no such move, a reason is missing, or the entry has changed since
    it was read. The entry passed in carries the new state afterwards; its version, which counts texts, stays.
    """
    move = MOVES.get(action)
    if move is None:
        raise TransitionRefused(_("There is no such step: %(action)s.") % {"action": action})
    if entry.state not in move.sources:
        raise TransitionRefused(
            _("This cannot be done while the entry is “%(state)s”.") % {"state": entry.get_state_display()}
        )
    if move.needs_reason and not reason.strip():
        raise TransitionRefused(_("Give a reason."))
    source, now = entry.state, timezone.now()
    with transaction.atomic():
        moved = Entry.objects.filter(pk=entry.pk, version=entry.version, state=source).update(state=move.target)
        if not moved:
            raise TransitionRefused(_("Somebody has changed this entry in the meantime. Open it again."))
        history = Transition.objects.create(
            entry=entry,
            from_state=source,
            to_state=move.target,
            reason=reason.strip(),
            revision=entry.revisions.order_by("-version").first(),
            actor=actor,
            created_at=now,
        )
    entry.state = move.target
    return history

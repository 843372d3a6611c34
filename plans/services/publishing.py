"""What publishing does to entries: locks them, and lifts the lock for a correction. Entries know no edition."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from plans.enums import EntryAction
from plans.models import Entry, Transition
from plans.workflow import apply_transition


def lock_entries(entries: Iterable[Entry], actor: User | None) -> list[Transition]:
    """Locks approved entries, all of them or none; for whoever publishes, in a closed year too.

    Raises `workflow.TransitionRefused` for the first that is not approved or has changed since it was read.
    """
    return _move(entries, EntryAction.LOCK, actor)


def unlock_entries(entries: Iterable[Entry], actor: User | None) -> list[Transition]:
    """Makes locked entries approved ones again, all of them or none; refusals as in `lock_entries`."""
    return _move(entries, EntryAction.UNLOCK, actor)


def _move(entries: Iterable[Entry], action: str, actor: User | None) -> list[Transition]:
    with transaction.atomic():
        return [apply_transition(entry, action, actor=actor, as_command=True) for entry in entries]

"""Where an entry stands, in the words of its page: who gave it away, who took it, by when it is due again."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from plans.enums import ACCEPTED_STATES, DELIVERED_STATES, EntryAction, EntryState
from plans.models import Entry, Transition
from plans.rules import due_day, is_late


@dataclass(frozen=True, slots=True)
class Standing:
    """The moves that explain an entry's present state; None where there was no such move (sample data has none).

    `due` is the day by which a returned entry is due again; `days_late` is positive once it is over.
    """

    submitted: Transition | None = None
    approved: Transition | None = None
    due: datetime.date | None = None
    days_late: int = 0


def standing_of(
    entry: Entry | None,
    transitions: Iterable[Transition],
    deadline: datetime.date,
    today: datetime.date,
    *,
    is_required: bool = True,
) -> Standing:
    """The standing of an entry with all its moves, newest first; `deadline` is its agency's. No query."""
    if entry is None:
        return Standing()
    transitions = list(transitions)

    def latest(action: EntryAction) -> Transition | None:
        return next((move for move in transitions if move.action == action), None)

    given = entry.state in DELIVERED_STATES
    taken = entry.state in ACCEPTED_STATES
    due = due_day(deadline, entry.resubmit_by) if entry.state == EntryState.RETURNED else None
    return Standing(
        submitted=latest(EntryAction.SUBMIT) if given else None,
        approved=latest(EntryAction.APPROVE) if taken else None,
        due=due,
        days_late=(today - due).days if due and is_late(entry.state, due, today, is_required=is_required) else 0,
    )

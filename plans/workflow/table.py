"""The one table of moves: buttons (`moves_open_to`) and permission checks (`apply_transition`) read it.

The test matrix in tests/plans/workflow/test_workflow.py is written out literally beside it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.enums import AGENCY_ROLES, Role
from accounts.models import User
from plans.enums import ACTIONS, EDITABLE_STATES, ActionFacts, EntryAction, EntryState
from plans.models import Entry
from plans.queries.access import agency_of


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. Agency roles move their own agency's entries only."""

    action: EntryAction
    sources: frozenset[EntryState]
    target: EntryState
    roles: frozenset[Role]
    needs_reason: bool = False
    passes_gate: bool = False  # only a complete entry goes through
    before_review: bool = False  # only until a coordinator has begun to review
    waits_for_comments: bool = False  # not while a comment is open
    in_closed_year: bool = False
    undoes: bool = False  # only what its own maker has just decided
    on_page: bool = True  # False: made by services only, no button

    @property
    def facts(self) -> ActionFacts:
        return ACTIONS[self.action]

    @property
    def decides(self) -> bool:
        """Whether a coordinator decides by it on the submission that a page showed."""
        return self.on_page and Role.COORDINATOR in self.roles and self.action != EntryAction.TAKE_INTO_REVIEW

    @property
    def gives_back(self) -> bool:
        """Whether the agency has to go on with the entry, by a day that the move sets."""
        return self.target == EntryState.RETURNED

    @property
    def label(self) -> str | Promise:
        """What stands on the button."""
        return self.facts.button


def _table(*moves: Move) -> dict[str, Move]:
    return {move.action: move for move in moves}


_LEAD, _COORDINATOR = frozenset({Role.LEAD}), frozenset({Role.COORDINATOR})
SUBMITTED_ONLY = frozenset({EntryState.SUBMITTED})

MOVES: dict[str, Move] = _table(
    Move(
        EntryAction.SUBMIT,
        EDITABLE_STATES,
        EntryState.SUBMITTED,
        _LEAD,
        passes_gate=True,
    ),
    Move(EntryAction.TAKE_BACK, SUBMITTED_ONLY, EntryState.DRAFT, _LEAD, before_review=True),
    Move(
        EntryAction.TAKE_INTO_REVIEW,
        SUBMITTED_ONLY,
        EntryState.SUBMITTED,
        _COORDINATOR,
        before_review=True,
    ),
    Move(
        EntryAction.APPROVE,
        SUBMITTED_ONLY,
        EntryState.APPROVED,
        _COORDINATOR,
        waits_for_comments=True,
    ),
    Move(EntryAction.RETURN, SUBMITTED_ONLY, EntryState.RETURNED, _COORDINATOR, needs_reason=True),
    Move(
        EntryAction.REOPEN,
        frozenset({EntryState.APPROVED}),
        EntryState.RETURNED,
        _COORDINATOR,
        needs_reason=True,
    ),
    Move(
        EntryAction.UNDO,
        frozenset({EntryState.APPROVED, EntryState.RETURNED}),
        EntryState.SUBMITTED,
        _COORDINATOR,
        undoes=True,
        on_page=False,
    ),
    Move(
        EntryAction.LOCK,
        frozenset({EntryState.APPROVED}),
        EntryState.LOCKED,
        _COORDINATOR,
        in_closed_year=True,
        on_page=False,
    ),
    Move(
        EntryAction.UNLOCK,
        frozenset({EntryState.LOCKED}),
        EntryState.APPROVED,
        _COORDINATOR,
        in_closed_year=True,
        on_page=False,
    ),
)


def moves_to(state: str) -> list[Move]:
    """The shortest way of moves that leads an entry from its first draft to the state; empty for the draft itself."""
    ways: dict[str, list[Move]] = {EntryState.DRAFT: []}
    open_ends: list[str] = [EntryState.DRAFT]
    for end in open_ends:  # grows while it is walked
        for move in MOVES.values():
            if end in move.sources and move.target not in ways and not move.undoes:
                ways[move.target] = [*ways[end], move]
                open_ends.append(move.target)
    return ways[state]


def move_back_to_agency(state: str) -> Move | None:
    """The move that gives an entry of the state back to its agency, with a reason; None where there is none."""
    return next((move for move in MOVES.values() if move.gives_back and state in move.sources), None)


def may_move(user: User, entry: Entry, move: Move) -> bool:
    """Whether the move is the user's to make, whatever the entry's state."""
    if not user.is_authenticated or not user.is_active or user.role not in move.roles:
        return False
    if user.role in AGENCY_ROLES:
        own = agency_of(user)
        return own is not None and own.pk == entry.agency_id
    return True


def moves_open_to(user: User, entry: Entry | None, *, year_is_open: bool) -> list[Move]:
    """The moves that the user can make now, in the order of the table: what the page shows as buttons.

    The gate and open comments do not hide a button: pressing it says what is missing.
    """
    if entry is None or entry.pk is None:
        return []
    return [
        move
        for move in MOVES.values()
        if move.on_page
        and entry.state in move.sources
        and (year_is_open or move.in_closed_year)
        and not (move.before_review and entry.review_started_at)
        and may_move(user, entry, move)
    ]

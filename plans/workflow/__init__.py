"""How an entry moves from state to state: one table, and the one function that moves it."""

from plans.workflow.applying import (
    another_submission,
    apply_transition,
    held_back,
    undo_decision,
    unnamed_submission,
)
from plans.workflow.errors import DoneAlready, EntryHasMoved, GateClosed, NotYourMove, TransitionRefused
from plans.workflow.table import MOVES, Move, may_move, move_back_to_agency, moves_open_to, moves_to
from plans.workflow.undoing import end_act, undoable

__all__ = [
    "MOVES",
    "DoneAlready",
    "EntryHasMoved",
    "GateClosed",
    "Move",
    "NotYourMove",
    "TransitionRefused",
    "another_submission",
    "apply_transition",
    "end_act",
    "held_back",
    "may_move",
    "move_back_to_agency",
    "moves_open_to",
    "moves_to",
    "undo_decision",
    "undoable",
    "unnamed_submission",
]

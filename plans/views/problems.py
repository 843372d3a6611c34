"""What a page says after something was refused, and what it keeps of what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from plans.models import Transition
from plans.queries.gate import Missing

NEW = "new"  # where something new is written, instead of the key of what is there


@dataclass(frozen=True, slots=True)
class MoveProblem:
    """Why a step was not made, with what was typed for it. `is_offered`: its form stands on the page still. `beside`: who
    has the entry open too; with a word the step is made all the same. `moved`: the last move of an entry that has moved on;
    `is_done`: it is the one that was asked for.
    """

    title: str
    text: str
    action: str = ""
    missing: Sequence[Missing] = ()
    reason: str = ""
    resubmit_by: str = ""
    is_offered: bool = False
    beside: Sequence[User] = ()
    moved: Transition | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class CommentProblem:
    """Why a comment or a step with one was refused: `at` is the thread's key, or where a new one is written."""

    error: str
    at: int | str = NEW
    text: str = ""
    paragraph: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceProblem:
    """Why evidence was not taken or changed: `at` is its key, or where evidence is added."""

    errors: Sequence[str]
    at: int | str = NEW
    title: str = ""
    link: str = ""
    is_public: str = ""


@dataclass(frozen=True, slots=True)
class ReviewProblem:
    """Why a step of a review was refused. `moved`: the last move of an entry that has moved on, `is_done`: the one that was
    asked for; `is_held_back`: open comments stand against the approval; `reason` is what was typed for a return. `beside`:
    who has the entry open too; with a word it is approved all the same.
    """

    title: str
    text: str
    moved: Transition | None = None
    is_done: bool = False
    is_held_back: bool = False
    reason: str = ""
    beside: Sequence[User] = ()


@dataclass(frozen=True, slots=True)
class Returning:
    """The form of a return as it was typed so far; `note` says why a phrase was not kept."""

    reason: str = ""
    resubmit_by: str = ""
    note: str = ""

"""Why a step was not made."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from plans.queries.gate import Missing


class TransitionRefused(Exception):
    """The move is not made and nothing has changed; the message says why and what to do."""


class NotYourMove(TransitionRefused):
    """The actor's role, or the actor's agency, has no such move."""


class EntryHasMoved(TransitionRefused):
    """The entry is in another state, or has another text, than the one the actor looked at.

    Also where nobody has begun it, and where the year is closed.
    """


class DoneAlready(EntryHasMoved):
    """The entry is where the move leads: the same was pressed twice, or somebody else was faster."""


class GateClosed(TransitionRefused):
    """Something is missing that a submitted entry must have; `missing` lists all of it."""

    def __init__(self, missing: Sequence[Missing]):
        super().__init__(
            _("Not submitted yet. Still missing: %(list)s.") % {"list": "; ".join(str(m) for m in missing)}
        )
        self.missing = list(missing)

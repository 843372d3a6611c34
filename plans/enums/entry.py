"""The states of an entry and its moves, and everything that names one: a new one is written here, in one row.

The rows of `STATES` stand in the order in which lists, strips and legends show them: what is finished first.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.enums.record import NoticeKind
from plans.enums.tones import Tone


class EntryState(models.TextChoices):
    """Where an entry stands between agency and coordinator. No row means "not started"."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    LOCKED = "locked", _("Locked")


NOT_STARTED = "not_started"
NOT_STARTED_LABEL = _("Not started")
STATE_CHOICES = ((NOT_STARTED, NOT_STARTED_LABEL), *EntryState.choices)
UNDER_REVIEW_LABEL = _("Under review")
UNSEEN_LABEL = _("Not submitted")  # what an observer learns of an entry that is with its agency


class EntryGroup(models.TextChoices):
    """What the agency has to do with an entry, in the order of its home page."""

    RETURNED = "returned", _("Returned for correction")
    NOT_STARTED = "not_started", NOT_STARTED_LABEL
    DRAFT = "draft", _("Drafts")
    READY = "ready", _("Ready to submit")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    RECOMMENDED = "recommended", _("Recommended: nothing is required")


_READ = _("Read")


@dataclass(frozen=True, slots=True)
class StateFacts:
    """All that depends on an entry's state and not on who looks at it.

    `sign` stands for the state in a sheet; on pages the drawing of its name does (marks/<state>.svg, components/marks).
    `counted_as`: the state whose number counts it too, where both are one to the reader. `opens_with` is what a writer's
    link to the entry says, `why_fixed` why the text cannot be changed.
    """

    label: str | Promise
    tone: Tone
    sign: str
    group: EntryGroup
    opens_with: str | Promise = _READ
    why_fixed: str | Promise = ""
    standing: str | Promise = ""  # what the pages of the entry say of it where no date does
    counted_as: str = ""
    is_editable: bool = False  # its agency may write
    is_observable: bool = True  # observers may read it
    is_delivered: bool = False  # given away: never late, and the entry page says how it stands
    is_accepted: bool = False  # counts for an assessment
    takes_comments: bool = True


STATES: dict[str, StateFacts] = {
    EntryState.APPROVED: StateFacts(
        EntryState.APPROVED.label,
        Tone.GREEN,
        "✓",
        EntryGroup.APPROVED,
        why_fixed=_("It is approved."),
        is_delivered=True,
        is_accepted=True,
    ),
    EntryState.LOCKED: StateFacts(
        EntryState.LOCKED.label,
        Tone.GREEN,
        "▣",
        EntryGroup.APPROVED,
        why_fixed=_("It is locked: it is part of a published edition."),
        standing=_("Published: it changes no more."),
        counted_as=EntryState.APPROVED,
        is_delivered=True,
        is_accepted=True,
        takes_comments=False,
    ),
    EntryState.SUBMITTED: StateFacts(
        EntryState.SUBMITTED.label,
        Tone.BLUE,
        "●",
        EntryGroup.SUBMITTED,
        why_fixed=_("It is with the coordinator."),
        is_delivered=True,
    ),
    EntryState.RETURNED: StateFacts(
        EntryState.RETURNED.label,
        Tone.AMBER,
        "↺",
        EntryGroup.RETURNED,
        opens_with=_("Correct"),
        standing=_("Returned for correction: it is with the agency."),
        is_editable=True,
    ),
    EntryState.DRAFT: StateFacts(
        EntryState.DRAFT.label,
        Tone.MUTED,
        "◐",
        EntryGroup.DRAFT,
        opens_with=_("Continue"),
        standing=_("The agency is writing: it is not submitted."),
        is_editable=True,
        is_observable=False,
    ),
    NOT_STARTED: StateFacts(
        NOT_STARTED_LABEL, Tone.MUTED, "○", EntryGroup.NOT_STARTED, opens_with=_("Begin"), is_observable=False
    ),
}

# `get_…_display` builds its table of choices for every call: too dear for a list of fifty rows.
STATE_LABELS: dict[str, str | Promise] = {state: facts.label for state, facts in STATES.items()}
STATE_ORDER = tuple(str(state) for state in STATES)


def _states(name: str) -> frozenset[EntryState]:
    return frozenset(state for state in EntryState if getattr(STATES[state], name))


EDITABLE_STATES = _states("is_editable")
OBSERVABLE_STATES = _states("is_observable")
DELIVERED_STATES = _states("is_delivered")
ACCEPTED_STATES = _states("is_accepted")
COMMENTED_STATES = _states("takes_comments")
COUNTED_STATES = tuple(state for state in STATE_ORDER if not STATES[state].counted_as)  # each with what counts as it
AGENCY_STATES = tuple(state for state in STATE_ORDER if state not in DELIVERED_STATES)  # the agency has to go on
OBSERVED_GROUPS = frozenset(STATES[state].group for state in OBSERVABLE_STATES)


class EntryAction(models.TextChoices):
    """The moves from state to state; the label is what the history says. Who may make which: `workflow.table`."""

    SUBMIT = "submit", _("Submitted")
    TAKE_BACK = "take_back", _("Taken back")
    TAKE_INTO_REVIEW = "take_into_review", _("Taken into review")
    APPROVE = "approve", _("Approved")
    RETURN = "return", _("Returned for correction")
    REOPEN = "reopen", _("Reopened")
    UNDO = "undo", _("Decision undone")
    LOCK = "lock", _("Locked")
    UNLOCK = "unlock", _("Unlocked")


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """The words of a move, and who is told of it.

    `button` begins it; a move with a reason asks for it under `reason_label`, says by `reason_help` who reads it, and is
    made by `reason_button`. `done` says
    what happened and what comes next ("%(day)s": due again). `notice` is what the agency's leads are told, its writers
    too with `tells_writers`; of moves without one nobody is told: they are the agency's own, or change nothing for it.
    """

    button: str | Promise
    done: str | Promise = ""
    reason_label: str | Promise = ""
    reason_help: str | Promise = ""
    reason_button: str | Promise = ""
    notice: NoticeKind | None = None
    tells_writers: bool = False
    is_undoable: bool = False  # by its own maker, within seconds


_READ_BY_THE_AGENCY = _("The agency reads this on top of its home page.")

ACTIONS: dict[str, ActionFacts] = {
    EntryAction.SUBMIT: ActionFacts(
        pgettext_lazy("entry", "Submit"),
        _("Submitted. The coordinator reviews it next; until then it can be taken back."),
    ),
    EntryAction.TAKE_BACK: ActionFacts(
        _("Take back"), _("Taken back. It is a draft again: change it and submit it once more.")
    ),
    EntryAction.TAKE_INTO_REVIEW: ActionFacts(
        _("Take into review"), _("Taken into review. The agency cannot take it back any more.")
    ),
    EntryAction.APPROVE: ActionFacts(
        _("Approve"),
        _("Approved. It goes into the report as it stands."),
        notice=NoticeKind.APPROVED,
        is_undoable=True,
    ),
    EntryAction.RETURN: ActionFacts(
        _("Return"),
        _("Returned to the agency with your reason. It is due again on %(day)s."),
        reason_label=_("What is to be corrected"),
        reason_help=_READ_BY_THE_AGENCY,
        reason_button=_("Return for correction"),
        notice=NoticeKind.RETURNED,
        tells_writers=True,
        is_undoable=True,
    ),
    EntryAction.REOPEN: ActionFacts(
        _("Reopen"),
        _("Reopened: it is with the agency again. It is due again on %(day)s."),
        reason_label=_("Why it is reopened"),
        reason_help=_READ_BY_THE_AGENCY,
        reason_button=_("Reopen and return"),
        notice=NoticeKind.REOPENED,
        tells_writers=True,
    ),
    EntryAction.UNDO: ActionFacts(_("Undo")),
    EntryAction.LOCK: ActionFacts(_("Lock")),
    EntryAction.UNLOCK: ActionFacts(_("Unlock")),
}

UNDOABLE_ACTIONS = frozenset(action for action in EntryAction if ACTIONS[action].is_undoable)

COMMENT = "comment"  # no move: what may be done with many entries besides
DECIDED_TOGETHER = (EntryAction.APPROVE, EntryAction.RETURN, COMMENT)

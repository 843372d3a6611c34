"""The one function that moves an entry from state to state."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.azerbaijani import fold
from plans.enums import EntryAction, EntryState
from plans.models import Entry, Transition
from plans.naming import numbered
from plans.notifications import queue_move_mail
from plans.queries.gate import has_open_comments, missing_for_submission
from plans.queries.years import extended_until, open_years
from plans.revisions import outdate_editorial, settle_latest_revision, show_to_observers
from plans.rules import deadline_limits, default_resubmit_by, due_day
from plans.workflow.errors import DoneAlready, EntryHasMoved, GateClosed, NotYourMove, TransitionRefused
from plans.workflow.table import MOVES, SUBMITTED_ONLY, Move, may_move
from plans.workflow.undoing import call_decision_back


def apply_transition(
    entry: Entry,
    action: str,
    *,
    actor: User | None,
    version: int | None = None,
    submission: int | None = None,
    reason: str = "",
    resubmit_by: datetime.date | None = None,
    decision: int | None = None,
    at: datetime.datetime | None = None,
    as_command: bool = False,
) -> Transition:
    """Moves the entry, writes the history row and the mails, in one transaction, by compare-and-set.

    `version` is the version of the text that the actor looked at, `submission` which of its submissions it was
    (`Entry.submissions`); each the entry's own unless given. `resubmit_by` goes with a return or a reopening: by default a
    week from today, and never before the year's deadline. `decision` goes with an undoing: the key of the move that is
    meant, the latest unless given. `at` is the moment of an act on many entries, now unless given. `as_command` is for
    management commands and the services that publish: no page, so nobody's permission is asked. An entry that is not stored
    yet stands for one that nobody has begun.

    Raises NotYourMove, EntryHasMoved (state, version or review differ, or the year is closed), GateClosed, or
    TransitionRefused (no such step, no reason, a date before the deadline, open comments). Nothing has changed then.
    The entry passed in carries the new state afterwards; its version, which counts texts, stays.
    """
    move = MOVES.get(action)
    if move is None:
        raise TransitionRefused(_("There is no such step: %(action)s.") % {"action": action})
    if not as_command and (actor is None or not may_move(actor, entry, move)):
        raise NotYourMove(_("This step is not yours to make."))
    if entry.pk is None:
        raise EntryHasMoved(_("Nothing has been written on this sub-point yet."))
    if entry.state not in move.sources:
        raise _from_here(entry, move)
    reason = reason.strip()
    if move.needs_reason and not fold(reason):  # signs that nobody sees are no reason
        raise TransitionRefused(_("Give a reason."))
    version = entry.version if version is None else version
    if submission is not None and submission != entry.submissions:
        raise EntryHasMoved(another_submission(entry))
    with transaction.atomic():
        due_again = _due_again(entry, move, resubmit_by)
        now, source = at or timezone.now(), entry.state
        changes = _changes(entry, move, actor, now, due_again)
        _compare_and_set(entry, move, version, changes)
        if move.undoes:
            changes |= call_decision_back(entry, actor, now, decision)
        # After the row is taken: a comment that is being written takes it too, and is seen here or comes later. What
        # is raised from here on takes the row back.
        if move.passes_gate and (missing := missing_for_submission(entry)):
            raise GateClosed(missing)
        if move.waits_for_comments and has_open_comments(entry):
            raise TransitionRefused(held_back())
        if source == EntryState.APPROVED and move.target != EntryState.LOCKED:
            outdate_editorial(entry, now)
        revision = settle_latest_revision(entry)
        if move.action == EntryAction.SUBMIT:
            show_to_observers(entry, revision)
        elif move.target == EntryState.DRAFT:
            show_to_observers(entry, None)
        history = Transition.objects.create(
            entry=entry,
            action=action,
            from_state=source,
            to_state=move.target,
            reason=reason,
            resubmit_by=due_again,
            revision=revision,
            actor=actor,
            created_at=now,
        )
        queue_move_mail(entry, history)
    for name, value in changes.items():
        setattr(entry, name, value)
    return history


def undo_decision(
    entry: Entry, *, actor: User, decision: int | None = None, at: datetime.datetime | None = None
) -> Transition:
    """Takes the actor's own decision of the last seconds back: the entry is submitted again, under review, due as it was,
    and nobody gets the mails and notices of the decision. A move of its own in the history. `decision` is the key of the
    move that is meant, the latest unless given, `at` the moment of an act on many.

    Raises as `apply_transition` does; TransitionRefused also where it is too late, or the decision somebody else's.
    """
    return apply_transition(entry, EntryAction.UNDO, actor=actor, decision=decision, at=at)


def another_submission(entry: Entry) -> str:
    """Why a decision on a former submission is not made, even if the text is the same: the agency may have been told
    something else meanwhile.
    """
    return _(
        "Meanwhile the entry was given back and submitted again: this is submission number %(number)s. Look at it again, "
        "then decide."
    ) % {"number": numbered(entry.submissions)}


def held_back() -> str:
    """Why an entry with open comments is not approved."""
    return _("A comment is still open. Resolve it first, then approve.")


def unnamed_submission() -> str:
    """Why a decision is not made whose page did not say which submission it showed."""
    return _("The page did not say which submission you looked at. Look at the entry again, then decide.")


def _from_here(entry: Entry, move: Move) -> EntryHasMoved:
    """Why the move cannot start from the entry's state; a second press of the same button is told so."""
    state = {"state": entry.get_state_display()}
    if entry.state == move.target:
        return DoneAlready(_("This has been done already: the entry is “%(state)s”.") % state)
    return EntryHasMoved(_("This cannot be done while the entry is “%(state)s”.") % state)


def _due_again(entry: Entry, move: Move, resubmit_by: datetime.date | None) -> datetime.date | None:
    if not move.gives_back:
        return None
    deadline = due_day(entry.reporting_year.deadline, extended_until(entry.reporting_year, entry.agency_id))
    today = timezone.localdate()
    if resubmit_by is None:
        return default_resubmit_by(deadline, today)
    if resubmit_by < deadline or resubmit_by < today:
        raise TransitionRefused(
            _("Choose a day that is neither over nor before the deadline, %(day)s.")
            % {"day": deadline.strftime("%d.%m.%Y")}
        )
    latest = deadline_limits(entry.reporting_year.year)[1]
    if resubmit_by > latest:
        raise TransitionRefused(_("Choose a day that is not after %(day)s.") % {"day": latest.strftime("%d.%m.%Y")})
    return resubmit_by


def _changes(
    entry: Entry, move: Move, actor: User | None, now: datetime.datetime, due_again: datetime.date | None
) -> dict:
    """The columns that the move sets."""
    changes: dict = {"state": move.target}
    if move.action == EntryAction.TAKE_INTO_REVIEW or move.undoes:
        return changes | {"review_started_at": now, "review_started_by": actor}
    if move.target in (EntryState.SUBMITTED, EntryState.RETURNED, EntryState.DRAFT):
        changes |= {"review_started_at": None, "review_started_by": None, "ready_at": None, "ready_by": None}
    if move.target == EntryState.DRAFT:
        changes["submitted"] = None
    if move.action == EntryAction.SUBMIT:
        changes["submissions"] = entry.submissions + 1
        if entry.first_submitted_at is None:
            changes["first_submitted_at"] = now
    if move.gives_back:
        changes["resubmit_by"] = due_again
    elif move.target == EntryState.APPROVED:
        changes["resubmit_by"] = None
    return changes


def _compare_and_set(entry: Entry, move: Move, version: int, changes: dict) -> None:
    # `entry` must be the text the actor saw as well: the gate looks at it, the database at `version`.
    rows = Entry.objects.filter(pk=entry.pk, version=version, state=entry.state, submissions=entry.submissions)
    if entry.version != version:
        rows = rows.none()
    if move.before_review:
        rows = rows.filter(review_started_at__isnull=True)
    if not move.in_closed_year:
        rows = rows.filter(reporting_year__in=open_years())
    if rows.update(**changes):
        return
    now = Entry.objects.select_related("reporting_year").get(pk=entry.pk)
    if now.state == entry.state and now.submissions != entry.submissions and move.sources == SUBMITTED_ONLY:
        raise EntryHasMoved(another_submission(now))
    if not now.reporting_year.is_open and not move.in_closed_year:
        raise EntryHasMoved(_("The reporting year is closed: nothing moves any more."))
    if now.state == entry.state and now.version == version and move.before_review and now.review_started_at:
        if move.target == now.state:
            raise DoneAlready(_("The review of this entry has begun already."))
        raise EntryHasMoved(_("A coordinator has begun the review: it can be taken back no more. Ask for its return."))
    if now.state != entry.state and now.state not in move.sources:
        raise _from_here(now, move)
    raise EntryHasMoved(_("Somebody has changed this entry in the meantime. Look at it again."))

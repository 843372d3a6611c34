"""Decides on many entries, each by itself: what cannot be done with one does not hold back the others."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.enums import EntryAction, EntryState
from plans.models import Agency, Entry, ReportingYear, Transition
from plans.notifications import told_together
from plans.queries.chosen import chosen_entries
from plans.services.comments import CommentRefused, CommentsClosed, SaidAlready, add_comment, checked_comment
from plans.services.holding import hold_entry
from plans.workflow import DoneAlready, TransitionRefused, another_submission, apply_transition, end_act, undo_decision

Chosen = Iterable[tuple[int, ...]]  # (primary key, version looked at, submission looked at where the page said it)


class UnknownEntry(Exception):
    """A chosen entry is not among those that the user may read in that year; nothing has been moved."""


@dataclass(frozen=True, slots=True)
class NotMoved:
    """An entry that stays where it was, and why. `is_done`: what was asked for had been done before."""

    entry: Entry
    reason: str
    is_done: bool = False


@dataclass(slots=True)
class BulkOutcome:
    """What was done and what was not, each in the order of the plan. `made` are the keys of the moves in the histories;
    `unknown` counts what was chosen and is no entry of the year that the user could decide on.
    """

    moved: list[Entry] = field(default_factory=list)
    not_moved: list[NotMoved] = field(default_factory=list)
    made: list[int] = field(default_factory=list)
    unknown: int = 0


def submit_many(user: User, reporting_year: ReportingYear, agency: Agency, chosen: Chosen) -> BulkOutcome:
    """Submits what is ready among the agency's chosen entries, given as (primary key, version looked at), with the
    submission looked at as a third number where the page said it.

    An entry that is not marked as ready, or no longer, is not moved, nor one that the gate holds back. Each has a
    transaction of its own. Raises UnknownEntry.
    """

    def submit(entry: Entry, version: int, submission: int | None) -> Transition:
        _must_be_ready(entry)
        return apply_transition(entry, EntryAction.SUBMIT, actor=user, version=version, submission=submission)

    seen = _seen(chosen)
    entries = chosen_entries(user, reporting_year, seen, agency=agency)
    if len(entries) != len(seen):
        raise UnknownEntry
    return _with_each(entries, seen, submit)


def approve_many(
    user: User, reporting_year: ReportingYear, chosen: Chosen, *, held: Mapping[int, str] | None = None
) -> BulkOutcome:
    """Approves the chosen entries of any agencies, given as in `submit_many`.

    One act, in one transaction: its seconds to undo begin when all is done. Open comments hold back their own entry only.
    `held` says of entries (by key) why they are left alone.
    """

    def approve(entry: Entry, version: int, submission: int | None) -> Transition:
        if why := (held or {}).get(entry.pk):
            raise TransitionRefused(why)
        return apply_transition(entry, EntryAction.APPROVE, actor=user, version=version, submission=submission)

    seen = _seen(chosen)
    return _in_one_act(chosen_entries(user, reporting_year, seen), seen, approve)


def return_many(
    user: User, reporting_year: ReportingYear, chosen: Chosen, *, reason: str, resubmit_by: datetime.date | None = None
) -> BulkOutcome:
    """Returns the chosen entries of any agencies with one reason, due again by one day, or each by its own usual one.

    One act, as `approve_many`.
    """

    def give_back(entry: Entry, version: int, submission: int | None) -> Transition:
        return apply_transition(
            entry,
            EntryAction.RETURN,
            actor=user,
            version=version,
            submission=submission,
            reason=reason,
            resubmit_by=resubmit_by,
        )

    seen = _seen(chosen)
    return _in_one_act(chosen_entries(user, reporting_year, seen), seen, give_back)


def comment_many(user: User, reporting_year: ReportingYear, chosen: Chosen, text: str) -> BulkOutcome:
    """Begins a thread of the same text on each of the chosen entries that stand as they were looked at.

    One act, in one transaction. Raises CommentRefused for a text that no comment may have: nothing is written then.
    """
    checked_comment(text)

    def comment(entry: Entry, version: int, submission: int | None) -> None:
        began = timezone.now()
        with transaction.atomic():
            hold_entry(entry, {EntryState.SUBMITTED})
            now = Entry.objects.select_related("reporting_year").get(pk=entry.pk)
            if why := not_as_seen(now, version, submission):
                raise CommentsClosed(why)
            if add_comment(entry, user, text).created_at < began:
                raise SaidAlready(_("You have written the same comment there already."))

    seen = _seen(chosen)
    return _in_one_act(chosen_entries(user, reporting_year, seen), seen, comment)


def undo_many(user: User, reporting_year: ReportingYear, made: Iterable[int]) -> BulkOutcome:
    """Takes the user's own decisions of the last seconds back, given by the keys of the moves (`BulkOutcome.made`).

    One transaction of one moment: who presses in time is in time with all. What has moved on since, or was told already,
    stays.
    """
    now = timezone.now()
    decisions = Transition.objects.filter(pk__in=set(made), actor=user, entry__reporting_year=reporting_year)
    meant = dict(decisions.order_by("pk").values_list("entry", "pk"))

    def undo(entry: Entry, decision: int, _submission: int | None) -> Transition:
        return undo_decision(entry, actor=user, decision=decision, at=now)

    seen: dict[int, tuple[int, int | None]] = {entry: (decision, None) for entry, decision in meant.items()}
    with transaction.atomic():
        return _with_each(chosen_entries(user, reporting_year, seen), seen, undo)


def not_as_seen(entry: Entry, version: int, submission: int | None) -> str:
    """Why the entry, as it is stored now, is not the one that was looked at on a list; "" where it is. No query."""
    if not entry.reporting_year.is_open:
        return _("The reporting year is closed: nothing is decided any more.")
    if entry.state != EntryState.SUBMITTED:
        return _("It does not wait for a decision any more.")
    if submission is not None and submission != entry.submissions:
        return another_submission(entry)
    if version != entry.version:
        return _("Somebody has changed this entry in the meantime. Look at it again.")
    return ""


def _must_be_ready(entry: Entry) -> None:
    if entry.is_editable and entry.ready_at is None:
        raise TransitionRefused(_("It is not marked as ready. Any change removes the mark: look at it again."))


def _seen(chosen: Chosen) -> dict[int, tuple[int, int | None]]:
    """By primary key the version and the submission that were looked at."""
    return {key: (version, next(iter(submission), None)) for key, version, *submission in chosen}


def _in_one_act(
    entries: Sequence[Entry],
    seen: Mapping[int, tuple[int, int | None]],
    step: Callable[[Entry, int, int | None], Transition | None],
) -> BulkOutcome:
    """One act in one transaction: each person is mailed one letter about it, and its seconds to undo begin at its end."""
    with transaction.atomic(), told_together() if len(entries) > 1 else nullcontext():
        outcome = _with_each(entries, seen, step)
        if outcome.made:
            end_act(outcome.made)
    return outcome


def _with_each(
    entries: Sequence[Entry],
    seen: Mapping[int, tuple[int, int | None]],
    step: Callable[[Entry, int, int | None], Transition | None],
) -> BulkOutcome:
    outcome = BulkOutcome(unknown=len(seen) - len(entries))
    for entry in entries:
        try:
            made = step(entry, *seen[entry.pk])
        except (TransitionRefused, CommentRefused) as error:
            outcome.not_moved.append(NotMoved(entry, str(error), isinstance(error, DoneAlready | SaidAlready)))
        else:
            outcome.moved.append(entry)
            outcome.made += [made.pk] if made else []
    return outcome

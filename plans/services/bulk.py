"""Moves many entries, each by itself: what cannot be moved does not hold back the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from plans.enums import EntryAction
from plans.models import Agency, Entry, ReportingYear
from plans.queries.access import entries_visible_to
from plans.queries.years import assignments_of_year, names_prefetch
from plans.workflow import TransitionRefused, apply_transition


class UnknownEntry(Exception):
    """A chosen entry is not among those that the user may read in that year; nothing has been moved."""


@dataclass(frozen=True, slots=True)
class NotMoved:
    """An entry that stays where it was, and why."""

    entry: Entry
    reason: str


@dataclass(slots=True)
class BulkOutcome:
    """What moved and what did not, each in the order of the plan."""

    moved: list[Entry] = field(default_factory=list)
    not_moved: list[NotMoved] = field(default_factory=list)


def submit_many(
    user: User, reporting_year: ReportingYear, agency: Agency, chosen: Iterable[tuple[int, ...]]
) -> BulkOutcome:
    """Submits what is ready among the agency's chosen entries, given as (primary key, version looked at), with the
    submission looked at as a third number where the page said it.

    An entry that is not marked as ready, or no longer, is not moved, nor one that the gate holds back. Each has a
    transaction of its own. Raises UnknownEntry.
    """
    return _move_many(EntryAction.SUBMIT, user, reporting_year, chosen, {"agency": agency}, _must_be_ready)


def approve_many(user: User, reporting_year: ReportingYear, chosen: Iterable[tuple[int, ...]]) -> BulkOutcome:
    """Approves the chosen entries of any agencies, given as in `submit_many`.

    Each has a transaction of its own; open comments hold back their own entry only. Raises UnknownEntry.
    """
    return _move_many(EntryAction.APPROVE, user, reporting_year, chosen, {})


def _must_be_ready(entry: Entry) -> None:
    if entry.is_editable and entry.ready_at is None:
        raise TransitionRefused(_("It is not marked as ready. Any change removes the mark: look at it again."))


def _move_many(
    action: str,
    user: User,
    reporting_year: ReportingYear,
    chosen: Iterable[tuple[int, ...]],
    scope: dict,
    check: Callable[[Entry], None] = lambda entry: None,
) -> BulkOutcome:
    seen = {key: (version, *submission) for key, version, *submission in chosen}
    entries = list(
        entries_visible_to(user)
        .filter(
            Exists(
                assignments_of_year(reporting_year).filter(sub_point=OuterRef("sub_point"), agency=OuterRef("agency"))
            ),
            pk__in=seen,
            reporting_year=reporting_year,
            **scope,
        )
        .select_related("reporting_year__plan", "sub_point", "agency")
        .prefetch_related(names_prefetch())
        .order_by("sub_point__section__number", "sub_point__number", "agency__protocol_order", "agency__code")
    )
    if len(entries) != len(seen):
        raise UnknownEntry
    outcome = BulkOutcome()
    for entry in entries:
        try:
            check(entry)
            version, *submission = seen[entry.pk]
            apply_transition(entry, action, actor=user, version=version, submission=next(iter(submission), None))
        except TransitionRefused as error:
            outcome.not_moved.append(NotMoved(entry, str(error)))
        else:
            outcome.moved.append(entry)
    return outcome

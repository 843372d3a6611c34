"""What coordinators note for themselves: who reviews what, and reasons to use again."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.enums import EntryState
from plans.models import Agency, Entry, Phrase, Plan, ReviewAssignment, Section
from plans.narrative import clean_plain
from plans.queries.years import open_years

LONGEST_PHRASE = 500  # characters; the database compares whole phrases, which may not be long
MOST_PHRASES = 50


class NotTaken(Exception):
    """The entry stays in the list it stands in; the message says whose and what to do."""


class PhraseRefused(Exception):
    """The phrase is not kept; the message says why and what to do."""


class NotAssigned(Exception):
    """Nobody's reviews were changed; the message says which others have changed meanwhile."""


@dataclass(frozen=True, slots=True)
class ReviewerChange:
    """A section or agency (`name` says which) is to be reviewed by the coordinator, or by nobody of its own.

    `seen` is the key of the reviewer whom the page showed, "" where there was none.
    """

    place: Section | Agency
    name: str
    seen: str
    coordinator: User | None


def assign_reviewers(plan: Plan, changes: Iterable[ReviewerChange]) -> int:
    """Sets who reviews what of the plan, all or nothing; gives the number of places that have changed.

    What stands already as chosen is no change. Raises NotAssigned where a place has another reviewer than was seen.
    """
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)  # of two coordinators one comes first
        standing = {}
        for assignment in ReviewAssignment.objects.filter(plan=plan).select_related("coordinator"):
            standing[assignment.section_id, assignment.agency_id] = assignment
        changed, overtaken = 0, []
        for change in changes:
            is_section = isinstance(change.place, Section)
            section, agency = (change.place.pk, None) if is_section else (None, change.place.pk)
            now = standing.get((section, agency))
            if (now and now.coordinator) == change.coordinator:
                continue  # the button was pressed twice
            if (str(now.coordinator_id) if now and now.coordinator.is_active else "") != change.seen:
                overtaken.append((change.name, str(now.coordinator) if now else _("nobody")))
                continue
            changed += 1
            if change.coordinator is None:
                ReviewAssignment.objects.filter(plan=plan, section=section, agency=agency).delete()
            else:
                ReviewAssignment.objects.update_or_create(
                    plan=plan, section_id=section, agency_id=agency, defaults={"coordinator": change.coordinator}
                )
        if overtaken:
            raise NotAssigned(
                _("Nothing was changed: meanwhile somebody else has chosen for %(places)s. Look again, then save.")
                % {"places": "; ".join(f"{name}: {who}" for name, who in overtaken)}
            )
    return changed


def take_into_own_queue(entry: Entry, user: User, *, seen: int | None) -> None:
    """Puts the entry into the coordinator's own queue. `seen` is the key of whom the coordinator saw as its reviewer.

    Once is enough. Raises NotTaken where it stands in another list meanwhile, or the year is closed.
    """
    _set_reviewer(entry, user, seen=seen, reviewer=user)


def give_back(entry: Entry, user: User) -> None:
    """Takes the entry out of the coordinator's own queue. Raises NotTaken as `take_into_own_queue` does."""
    if entry.reviewer_id is None:
        return
    _set_reviewer(entry, user, seen=user.pk, reviewer=None)


def _set_reviewer(entry: Entry, user: User, *, seen: int | None, reviewer: User | None) -> None:
    rows = Entry.objects.filter(pk=entry.pk, reviewer=seen, reporting_year__in=open_years())
    if reviewer is not None:
        rows = rows.filter(state=EntryState.SUBMITTED)  # a draft is its agency's still
    if rows.update(reviewer=reviewer):
        entry.reviewer = reviewer
        return
    now = Entry.objects.select_related("reporting_year", "reviewer").get(pk=entry.pk)
    if now.reviewer_id == (reviewer.pk if reviewer else None):
        return  # the button was pressed twice
    if not now.reporting_year.is_open:
        raise NotTaken(_("The reporting year is closed: nothing is taken or given back any more."))
    if reviewer is not None and now.state != EntryState.SUBMITTED:
        raise NotTaken(_("Only what waits for a decision is taken into a list. Look at the entry again."))
    if now.reviewer is None:
        raise NotTaken(_("The entry is in nobody's list any more. Look again, then take it."))
    raise NotTaken(_("%(who)s has taken the entry meanwhile. Look again, then decide.") % {"who": now.reviewer})


def keep_phrase(user: User, text: str) -> Phrase:
    """Keeps a reason to use again; the same one is kept once. Raises PhraseRefused (empty, too long, too many)."""
    text = clean_plain(text).strip()
    if not text:
        raise PhraseRefused(_("Write the reason first, then save it."))
    if len(text) > LONGEST_PHRASE:
        raise PhraseRefused(
            _("A phrase has at most %(limit)s characters: shorten the reason, save it, then write on.")
            % {"limit": LONGEST_PHRASE}
        )
    own = Phrase.objects.filter(user=user)
    if not own.filter(text=text).exists() and own.count() >= MOST_PHRASES:
        raise PhraseRefused(_("You have saved %(limit)s phrases already. Remove one first.") % {"limit": MOST_PHRASES})
    phrase, _is_new = Phrase.objects.get_or_create(user=user, text=text, defaults={"created_at": timezone.now()})
    return phrase


def drop_phrase(user: User, pk: int) -> bool:
    """Removes one of the coordinator's own phrases; False where there is none of that key."""
    return bool(Phrase.objects.filter(user=user, pk=pk).delete()[0])

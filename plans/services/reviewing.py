"""What coordinators note for themselves: who reviews what, and reasons to use again."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.enums import EntryState
from plans.models import Entry, Phrase
from plans.narrative import clean_plain
from plans.queries.years import open_years

LONGEST_PHRASE = 500  # characters; the database compares whole phrases, which may not be long
MOST_PHRASES = 50


class NotTaken(Exception):
    """The entry stays in the list it stands in; the message says whose and what to do."""


class PhraseRefused(Exception):
    """The phrase is not kept; the message says why and what to do."""


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

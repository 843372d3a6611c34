"""Brings an earlier text, or a text kept beside the entry, back into it."""

from django.db import transaction

from accounts.models import User
from plans.enums import RevisionOrigin
from plans.models import Entry, Revision, SideRevision
from plans.services.bounds import require_bounds
from plans.services.entries import EntryNotEditable, StaleEntry, update_entry
from plans.services.writing import Draft, Outcome, Place, Result, put_side_away, save_writing


def restore_revision(entry: Entry, revision: Revision, author: User, *, version: int) -> Entry:
    """Makes the text of an earlier revision the present one, as a new revision; the evidence stays as it is.

    `version` is the version of the text that the author saw as the present one. Raises EntryNotEditable, StaleEntry where
    somebody has saved since, TextTooLarge for a text that is larger than an entry may be now; nothing has changed then.
    Restoring what stands there writes nothing.
    """
    with transaction.atomic():
        if not entry.is_editable or not entry.reporting_year.is_open:
            raise EntryNotEditable(entry)
        if entry.version != version:
            raise StaleEntry(entry)
        if revision.content == entry.content:
            return entry
        require_bounds(revision.narrative, before=entry.narrative)
        latest = Revision.objects.filter(entry=entry, version=entry.version).first()
        update_entry(entry, revision.content, author, RevisionOrigin.RESTORE, latest=latest)
    return entry


def take_side(place: Place, side: SideRevision, author: User) -> Outcome:
    """Puts a text that was kept beside the entry into it, merged with what came in since its writer had begun.

    Once that is done the text is offered no longer. Where both changed the same paragraph the outcome is a conflict
    to be decided, with `side` itself as the writer's text. Raises TextTooLarge.
    """
    outcome = save_writing(place, author, Draft(side.content, side.base_version, ancestor_side=None))
    if outcome.result in (Result.SAVED, Result.MERGED):
        put_side_away(side, author)
    elif outcome.side is not None and outcome.side.pk != side.pk:
        put_side_away(side, author)  # the same text stands beside the entry anew, with what it waits for
    return outcome

"""Brings an earlier text, or a text kept beside the entry, back into it."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from plans.enums import RevisionOrigin
from plans.models import CONTENT_FIELDS, Entry, Revision, SideRevision
from plans.services.bounds import require_bounds
from plans.services.entries import EntryNotEditable, StaleEntry, update_entry
from plans.services.writing import Draft, Outcome, Place, Result, put_side_away, save_writing

# What is restored of a text besides the text itself, where it is asked for.
FIGURE_FIELDS = ("figures",)
OTHER_FIELDS = ("status", "nothing_to_report", "nothing_reason", "internal_note")


def restore_revision(
    entry: Entry, revision: Revision, author: User, *, version: int, more: Collection[str] = ()
) -> tuple[str, ...]:
    """Makes the text of an earlier revision the present one, as a new revision; returns the fields that have changed.

    Restored is the narrative, and `more` of `CONTENT_FIELDS` where it is named; all else and the evidence stay as they
    are. `version` is the version of the text that the author saw as the present one. Raises EntryNotEditable, StaleEntry
    where somebody has saved since, TextTooLarge for a text that is larger than an entry may be now; nothing has changed
    then. Restoring what stands there writes nothing.
    """
    with transaction.atomic():
        if not entry.is_editable or not entry.reporting_year.is_open:
            raise EntryNotEditable(entry)
        if entry.version != version:
            raise StaleEntry(entry)
        earlier, present = revision.content, entry.content
        asked = {"narrative", *more}
        content = {name: earlier[name] for name in CONTENT_FIELDS if name in asked and earlier[name] != present[name]}
        if not content:
            return ()
        require_bounds(content.get("narrative", entry.narrative), before=entry.narrative)
        latest = Revision.objects.filter(entry=entry, version=entry.version).first()
        update_entry(entry, content, author, RevisionOrigin.RESTORE, latest=latest)
    return tuple(content)


def take_side(place: Place, side: SideRevision, author: User) -> Outcome:
    """Puts a text that was kept beside the entry into it, merged with what came in since its writer had begun.

    Once that is done the text is offered no longer. Where both changed the same paragraph the outcome is a conflict
    to be decided, with `side` itself as the writer's text. Raises TextTooLarge.
    """
    outcome = save_writing(place, author, Draft(side.content, side.base_version, ancestor_side=None), is_kept=True)
    if outcome.result in (Result.SAVED, Result.MERGED):
        put_side_away(side, author)
    elif outcome.side is not None and outcome.side.pk != side.pk:
        put_side_away(side, author)  # the same text stands beside the entry anew, with what it waits for
    return outcome

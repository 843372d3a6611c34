"""What a reader reads of an entry: its text as it stands, or for observers the one that was submitted last.

The one way to text, status, figures, words and evidence for pages, search, reports and files. Observers see nothing of
what an agency types between a return and the next submission.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import User
from plans.models import CONTENT_FIELDS, INTERNAL_FIELDS, Entry, Evidence
from plans.queries.access import entries_visible_to, may_read_internal

_LONG = ("narrative", "figures")
_RUNNING = ("narrative_folded", *_LONG, *INTERNAL_FIELDS)  # what is not even fetched for observers
_OF_REVISIONS_ONLY = ("evidence", "submitted_folded", *INTERNAL_FIELDS)


def reads_submitted(user: User) -> bool:
    """Whether the user reads what was submitted, not what is being typed."""
    return user.role == Role.OBSERVER


def column_of(user: User, name: str) -> str:
    """The path from an entry to what the user reads under the name of a content field, for filters and values."""
    return f"submitted__{name}" if reads_submitted(user) and name in CONTENT_FIELDS else name


def entries_read_by(user: User, *, without: tuple[str, ...] = ()) -> QuerySet[Entry]:
    """`entries_visible_to`, with what the user reads of them at hand; hand the entries to `as_read_by`.

    `without` names content fields that nobody looks at. The search key never comes.
    """
    entries = entries_visible_to(user)
    if not reads_submitted(user):
        return entries.defer("narrative_folded", *without)
    held = (f"submitted__{name}" for name in {*_OF_REVISIONS_ONLY, *without})
    return entries.select_related("submitted").defer(*_RUNNING, *held)


def as_read_by(user: User, entries: Iterable[Entry]) -> list[Entry]:
    """The entries as the user reads them, in their order; those of `entries_read_by` without a query."""
    found = list(entries)
    if reads_submitted(user):
        for entry in found:
            entry.show_submitted()
    return found


def evidence_read_by(user: User) -> QuerySet[Evidence]:
    """The evidence that the user may read, of whatever entry, but for that which was removed; observers see what was
    public when its entry was submitted and is public now. Hand it to `evidence_as_read_by`.
    """
    evidence = Evidence.objects.filter(removed_at__isnull=True)
    return evidence if may_read_internal(user) else evidence.filter(~Q(submitted_title=""), is_public=True)


def evidence_as_read_by(user: User, evidence: Iterable[Evidence]) -> list[Evidence]:
    """The evidence under the titles that the user reads, in its order. No query."""
    found = list(evidence)
    if reads_submitted(user):
        for item in found:
            item.title = item.submitted_title
    return found

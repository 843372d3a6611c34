"""Writes an entry's text: compare-and-set, a revision for every save."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from plans.enums import EDITABLE_STATES, EntryState, RevisionOrigin
from plans.fields import FoldedTextField
from plans.models import Agency, Entry, ReportingYear, Revision, SubPoint
from plans.narrative import clean, plain_text, word_count


class StaleEntry(Exception):
    """Somebody saved in between; `current` is the entry as it stands now, or None if it is gone."""

    def __init__(self, current: Entry | None):
        super().__init__("entry changed in between")
        self.current = current


class EntryNotEditable(Exception):
    """The entry is not in a state, or the year not open, in which its text may change."""

    def __init__(self, entry: Entry | None):
        super().__init__("entry not editable")
        self.entry = entry


def save_entry(
    *,
    reporting_year: ReportingYear,
    agency: Agency,
    sub_point: SubPoint,
    narrative: str,
    status: str,
    author: User | None,
    expected_version: int | None,
    origin: RevisionOrigin = RevisionOrigin.BROWSER,
) -> Entry:
    """Creates or changes the entry of the triple and writes the revision; returns the entry as it now stands.

    `narrative` is any HTML: it is cleaned here, at the door. `expected_version` is the version the writer started
    from, None for an entry that did not exist. A save that changes nothing writes nothing. Raises StaleEntry when
    another save came first, EntryNotEditable when the year is closed or the entry is not with the agency; in both
    cases nothing has changed.
    """
    narrative = clean(narrative)
    now = timezone.now()
    with transaction.atomic():
        # Read again inside the transaction: the page may have been opened before the year was closed.
        if not ReportingYear.objects.filter(pk=reporting_year.pk, state="open").exists():
            raise EntryNotEditable(None)
        triple = {"reporting_year": reporting_year, "agency": agency, "sub_point": sub_point}
        entry = Entry.objects.filter(**triple).first()
        if entry is None:
            if expected_version is not None:
                raise StaleEntry(None)
            entry = _create(triple, narrative, status, author, now)
        else:
            if not entry.is_editable:
                raise EntryNotEditable(entry)
            if entry.version != expected_version:
                raise StaleEntry(entry)
            if (entry.narrative, entry.status) == (narrative, status):
                return entry
            _update(entry, narrative, status, author, now)
        write_revision(entry, origin)
    return entry


def write_revision(entry: Entry, origin: RevisionOrigin) -> Revision:
    """Records the entry as it stands under its present version."""
    return Revision.objects.create(
        entry=entry,
        version=entry.version,
        narrative=entry.narrative,
        status=entry.status,
        word_count=word_count(entry.narrative),
        origin=origin,
        author=entry.updated_by,
        created_at=entry.updated_at,
    )


def _create(triple: dict, narrative: str, status: str, author: User | None, now) -> Entry:
    try:
        with transaction.atomic():
            return Entry.objects.create(
                **triple, narrative=narrative, status=status, updated_by=author, updated_at=now, state=EntryState.DRAFT
            )
    except IntegrityError:
        current = Entry.objects.filter(**triple).first()
        if current is None:  # another constraint than the one below
            raise
        # One entry per triple: a colleague began the same entry in the same moment.
        raise StaleEntry(current) from None


def _update(entry: Entry, narrative: str, status: str, author: User | None, now) -> None:
    changed = Entry.objects.filter(pk=entry.pk, version=entry.version, state__in=EDITABLE_STATES).update(
        narrative=narrative,
        narrative_folded=FoldedTextField.key_of(plain_text(narrative)),
        status=status,
        version=entry.version + 1,
        updated_by=author,
        updated_at=now,
    )
    if not changed:
        raise StaleEntry(Entry.objects.filter(pk=entry.pk).first())
    entry.narrative, entry.status, entry.version = narrative, status, entry.version + 1
    entry.updated_by, entry.updated_at = author, now

"""Writes an entry: compare-and-set, a revision for every sitting."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from plans.enums import EDITABLE_STATES, EntryState, RevisionOrigin
from plans.fields import FoldedTextField
from plans.models import Agency, Entry, ReportingYear, Revision, SubPoint
from plans.narrative import clean_plain, plain_text
from plans.queries.years import open_years
from plans.revisions import write_revision
from plans.services.bounds import clean_within_bounds, require_bounds

EMPTY_CONTENT: dict = {
    "narrative": "",
    "status": "",
    "nothing_to_report": False,
    "nothing_reason": "",
    "figures": {},
    "internal_note": "",
}


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
    **more: Any,
) -> Entry:
    """Creates or changes the entry of the triple and writes the revision; returns the entry as it now stands.

    All of it is cleaned here, at the door (`clean_content`); `narrative` is any HTML. `more` are further fields of
    `CONTENT_FIELDS`; what is not given stays as it is. `expected_version` is the version the writer started from, None
    for an entry that did not exist. A save that changes nothing writes nothing. Raises StaleEntry when another save
    came first, EntryNotEditable when the year is closed or the entry is not with the agency, TextTooLarge (`services.bounds`)
    where it is larger than an entry may be; nothing has changed then.
    """
    triple = {"reporting_year": reporting_year, "agency": agency, "sub_point": sub_point}
    content = clean_content(more | {"narrative": narrative, "status": status}, lambda: stored_narrative(triple))
    with transaction.atomic():
        # Read again inside the transaction: the page may have been opened before the year was closed.
        if not open_years().filter(pk=reporting_year.pk).exists():
            raise EntryNotEditable(None)
        entry = Entry.objects.filter(**triple).first()
        require_bounds(content["narrative"], before=entry.narrative if entry else "")
        if entry is None:
            if expected_version is not None:
                raise StaleEntry(None)
            return create_entry(triple, content, author, origin)
        if not entry.is_editable:
            raise EntryNotEditable(entry)
        if entry.version != expected_version:
            raise StaleEntry(entry)
        if all(getattr(entry, name) == value for name, value in content.items()):
            return entry
        latest = Revision.objects.filter(entry=entry).order_by("-version").first()
        update_entry(entry, content, author, origin, latest=latest)
    return entry


def clean_content(content: dict, before: Callable[[], str]) -> dict:
    """The content as it is stored: HTML by the allow-list, plain text without what cannot be seen and space around it.

    `content` holds any of `CONTENT_FIELDS`; figures are another matter (`services.figures`). `before`, TextTooLarge: see
    `clean_within_bounds`.
    """
    cleaned = dict(content)
    if "narrative" in cleaned:
        cleaned["narrative"] = clean_within_bounds(cleaned["narrative"], before)
    for name in ("nothing_reason", "internal_note"):
        if name in cleaned:
            cleaned[name] = clean_plain(cleaned[name]).strip()
    return cleaned


def stored_narrative(triple: Mapping[str, Any]) -> str:
    """The text that stands in the entry of the triple, "" where there is none. One query."""
    return Entry.objects.filter(**triple).values_list("narrative", flat=True).first() or ""


def create_entry(
    triple: Mapping[str, Any], content: dict[str, Any], author: User | None, origin: RevisionOrigin, **page: Any
) -> Entry:
    """Makes the entry with its first revision, inside the caller's transaction; `page` goes to `write_revision`.

    Raises StaleEntry where a colleague has begun the same entry in the same moment.
    """
    now = timezone.now()
    try:
        with transaction.atomic():
            entry = Entry.objects.create(
                **triple, **(EMPTY_CONTENT | content), updated_by=author, updated_at=now, state=EntryState.DRAFT
            )
    except IntegrityError:
        current = Entry.objects.filter(**triple).first()
        if current is None:  # another constraint than the one below
            raise
        # One entry per triple.
        raise StaleEntry(current) from None
    write_revision(entry, origin, latest=None, **page)
    return entry


def update_entry(
    entry: Entry, content: dict, author: User | None, origin: RevisionOrigin, *, latest: Revision | None, **page: Any
) -> None:
    """Changes the entry by compare-and-set and writes the revision, inside the caller's transaction.

    Any edit takes the mark “ready” away. `latest` and `page` go to `write_revision`. Two queries. Raises StaleEntry
    where the entry has been changed, moved or closed since it was read.
    """
    now = timezone.now()
    # What is as it was need not be written: the row that is changed is the one that was read.
    values = {name: value for name, value in content.items() if getattr(entry, name) != value} | {
        "version": entry.version + 1,
        "updated_by": author,
        "updated_at": now,
        "ready_at": None,
        "ready_by": None,
    }
    if "narrative" in values:
        values["narrative_folded"] = FoldedTextField.key_of(plain_text(content["narrative"]))
    rows = Entry.objects.filter(
        pk=entry.pk, version=entry.version, state__in=EDITABLE_STATES, reporting_year__in=open_years()
    )
    if not rows.update(**values):
        raise StaleEntry(Entry.objects.filter(pk=entry.pk).first())
    for name, value in values.items():
        setattr(entry, name, value)
    write_revision(entry, origin, latest=latest, **page)

"""Writes many entries at once, as `save_entry` would have: each with its revision, returns with their reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from accounts.models import User
from plans.enums import EntryState, RevisionOrigin
from plans.models import Agency, Entry, ReportingYear, Revision, SubPoint, Transition
from plans.narrative import clean, word_count

BATCH = 500


@dataclass(frozen=True, slots=True)
class EntrySeed:
    """One entry to be written; `narrative` is clean HTML, `reason` the reason of a return."""

    reporting_year: ReportingYear
    agency: Agency
    sub_point: SubPoint
    narrative: str
    state: EntryState
    at: datetime
    author: User | None = None
    status: str = ""
    reason: str = ""
    figures: dict[str, str] = field(default_factory=dict)


def paragraphs_html(texts: Iterable[str]) -> str:
    """Plain paragraphs as clean HTML."""
    return clean("".join(f"<p>{escape(text)}</p>" for text in texts))


def write_seeds(seeds: list[EntrySeed]) -> int:
    """Writes the entries with one revision each, and a history row for each returned one; returns how many."""
    entries = Entry.objects.bulk_create(
        [
            Entry(
                sub_point=seed.sub_point,
                agency=seed.agency,
                reporting_year=seed.reporting_year,
                narrative=seed.narrative,
                status=seed.status,
                figures=seed.figures,
                state=seed.state,
                updated_at=seed.at,
                updated_by=seed.author,
            )
            for seed in seeds
        ],
        batch_size=BATCH,
    )
    revisions = Revision.objects.bulk_create(
        [
            Revision(
                entry=entry,
                version=entry.version,
                narrative=entry.narrative,
                status=entry.status,
                figures=entry.figures,
                word_count=word_count(entry.narrative),
                origin=RevisionOrigin.DEMO,
                author=entry.updated_by,
                created_at=entry.updated_at,
                saved_at=entry.updated_at,
            )
            for entry in entries
        ],
        batch_size=BATCH,
    )
    Transition.objects.bulk_create(
        [
            Transition(
                entry=entry,
                action="return",
                from_state=EntryState.SUBMITTED,
                to_state=EntryState.RETURNED,
                reason=seed.reason,
                revision=revision,
                created_at=entry.updated_at,
            )
            for seed, entry, revision in zip(seeds, entries, revisions, strict=True)
            if seed.state == EntryState.RETURNED
        ],
        batch_size=BATCH,
    )
    return len(entries)

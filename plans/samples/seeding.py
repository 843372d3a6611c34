"""Writes many entries at once, as `save_entry` would have: each with its revision, returns with their reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from plans.enums import OBSERVABLE_STATES, EntryAction, EntryState, RevisionOrigin
from plans.models import Agency, Entry, ReportingYear, Revision, SubPoint, Transition
from plans.narrative import Paragraph, Run, clean, to_html, word_count
from plans.workflow import MOVES, moves_to

BATCH = 500
DECIDED_AFTER = timedelta(hours=2)


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
    return clean(to_html(Paragraph((Run(text),)) for text in texts))


def _steps_to(state: str) -> list[tuple[str, str, str]]:
    """(action, from state, to state) of the moves that lead from a draft to the state."""
    moves = moves_to(state)
    sources = [EntryState.DRAFT, *(move.target for move in moves)]
    return [(move.action, source, move.target) for move, source in zip(moves, sources, strict=False)]


def needs_reason(state: str) -> bool:
    """Whether a move with a reason leads to the state: the seed of such an entry has one."""
    return any(move.needs_reason for move in moves_to(state))


def write_seeds(seeds: list[EntrySeed]) -> int:
    """Writes the entries with one revision each and the moves that led to their states; returns how many.

    A seed's time is that of its text and of its submission; a decision follows two hours later, or now.
    """
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
                first_submitted_at=seed.at if seed.state != EntryState.DRAFT else None,
                submissions=seed.state in OBSERVABLE_STATES,
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
                submitted_folded=entry.narrative_folded if entry.state in OBSERVABLE_STATES else "",
                origin=RevisionOrigin.DEMO,
                author=entry.updated_by,
                created_at=entry.updated_at,
                saved_at=entry.updated_at,
            )
            for entry in entries
        ],
        batch_size=BATCH,
    )
    given_away = [entry for entry in entries if entry.state in OBSERVABLE_STATES]
    revision_of = {revision.entry_id: revision for revision in revisions}
    for entry in given_away:
        entry.submitted = revision_of[entry.pk]
    Entry.objects.bulk_update(given_away, ["submitted"], batch_size=BATCH)
    now = timezone.now()
    steps = {state: _steps_to(state) for state in EntryState}
    Transition.objects.bulk_create(
        [
            Transition(
                entry=entry,
                action=action,
                from_state=source,
                to_state=target,
                reason=seed.reason if MOVES[action].needs_reason else "",
                revision=revision,
                created_at=seed.at if action == EntryAction.SUBMIT else min(seed.at + DECIDED_AFTER, max(now, seed.at)),
            )
            for seed, entry, revision in zip(seeds, entries, revisions, strict=True)
            for action, source, target in steps[seed.state]
        ],
        batch_size=BATCH,
    )
    return len(entries)

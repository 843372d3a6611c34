"""Saves what somebody is writing in an open page: never refused for being stale, never overwriting, never lost."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, ClassVar, TypedDict

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from plans.enums import RevisionOrigin, SideKind
from plans.models import Assignment, Entry, ReportingYear, Revision, SideRevision
from plans.queries.saving import latest_revision
from plans.queries.years import open_years
from plans.revisions import settle
from plans.services.bounds import TextTooLarge, TogetherTooLarge, require_bounds
from plans.services.entries import (
    EMPTY_CONTENT,
    StaleEntry,
    clean_content,
    create_entry,
    stored_narrative,
    update_entry,
)
from plans.services.figures import are_as_shown, clean_figures
from plans.services.merging import ContentMerge, merge_content

TRIES = 5  # the first one that another save overtakes makes the next one wait its turn; more do not happen


class Triple(TypedDict):
    """The columns that together name at most one entry."""

    reporting_year_id: int
    agency_id: int
    sub_point_id: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where one writes: the assignment and the year. Together they name at most one entry."""

    assignment: Assignment
    reporting_year: ReportingYear

    @property
    def is_former(self) -> bool:
        """The sub-point is not the agency's any more: nothing is written into its entry, a text is kept beside it."""
        return self.assignment.pk is None

    @property
    def triple(self) -> Triple:
        return {
            "reporting_year_id": self.reporting_year.pk,
            "agency_id": self.assignment.agency_id,
            "sub_point_id": self.assignment.sub_point_id,
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """What an open page sends. `content` holds any of `CONTENT_FIELDS`; what is left out stays as it is.

    `base_version` is the version the writer started from (None: there was no entry), `page` the page's own random
    name, `page_save` counts its saves upwards. `ancestor_side` names the text beside the entry that this one was
    typed on from, where the page went on writing after a merge without taking the result in. `settles_side` is the
    text whose conflict the writer has decided with this save.
    """

    content: dict
    base_version: int | None
    page: str = ""
    page_save: int = 0
    ancestor_side: int | None = None
    settles_side: int | None = None


class Result(StrEnum):
    SAVED = "saved"  # also where nothing had changed, and for a save that came twice
    MERGED = "merged"  # a colleague's changes and this text are one now: take `entry` into the page
    CONFLICT = "conflict"  # the writer must choose; the text is kept in `side`
    LATE = "late"  # the entry can no longer be changed, or is not the agency's now; the text is kept in `side`


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a save: one of the four classes below. `side` is the text that is kept beside the entry, if one is;
    `figure_errors` names values that were not understood, by indicator.
    """

    result: ClassVar[Result]
    entry: Entry | None
    side: SideRevision | None = None
    figure_errors: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saved(Outcome):
    """`entry` is None where nothing was typed into one that nobody has begun."""

    result = Result.SAVED


@dataclass(frozen=True, slots=True)
class Merged(Outcome):
    """`side` is the writer's own text where the merge says something else; `is_own`: nobody else wrote the other text."""

    result = Result.MERGED
    entry: Entry
    is_own: bool = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Conflict(Outcome):
    """What the writer chooses from is in `merge`, the writer's own text in `side`; `is_own` as in `Merged`."""

    result = Result.CONFLICT
    entry: Entry
    side: SideRevision
    merge: ContentMerge = field(kw_only=True)
    is_own: bool = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Late(Outcome):
    """`side` is None where the entry says the same already."""

    result = Result.LATE


def save_writing(place: Place, author: User, draft: Draft, *, is_kept: bool = False) -> Outcome:
    """Saves the text of an open page into the entry of the place; see `Result` for what can become of it.

    A save from the page that also made the latest one goes on from there, even if the answer to it never arrived; a
    save from an outdated page is merged with what came in between, over the text both started from.
    Raises TextTooLarge for one that is larger than an entry may be; nothing has changed then. TogetherTooLarge, where only
    the merged text is: the writer's is kept beside the entry then, unless it stands there already (`is_kept`).
    Five queries where a text changes, besides those that begin and end the transaction.
    """
    content = clean_content(draft.content, lambda: stored_narrative(place.triple))
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                if attempt:
                    _queue_for(**place.triple)
                return _save(place, author, draft, content)
        except StaleEntry:
            continue  # somebody saved between reading and writing: look again
        except TogetherTooLarge as refused:
            if not is_kept:
                refused.side = _keep_side(place, author, draft, SideKind.CONFLICT, refused.content).pk
            raise
    raise StaleEntry(None)


def _queue_for(**entry: Any) -> None:
    """Waits until nobody else is saving the entry. On SQLite every transaction that writes has waited already."""
    Entry.objects.select_for_update().filter(**entry).values_list("pk").first()


def _save(place: Place, author: User, draft: Draft, content: dict) -> Outcome:
    latest = latest_revision(**place.triple)
    entry = latest.entry if latest else None
    if "narrative" in content:
        require_bounds(content["narrative"], before=entry.narrative if entry else "")
    content, errors = _with_figures(place, entry, content)
    if not _is_open(place, entry):
        return Late(entry, _keep_late(place, author, draft, entry, content), figure_errors=errors)
    if latest is None:
        if content == {name: EMPTY_CONTENT[name] for name in content}:
            return Saved(None, figure_errors=errors)  # nothing typed: still not started
        entry = create_entry(
            place.triple, content, author, RevisionOrigin.BROWSER, page=draft.page, page_save=draft.page_save
        )
        return Saved(entry, figure_errors=errors)
    if draft.page and latest.page == draft.page and draft.page_save <= latest.page_save:
        return Saved(entry, figure_errors=errors)  # came twice, or was overtaken by a later one
    entry = latest.entry
    if draft.base_version == latest.version or (draft.page and latest.page == draft.page):
        _write(entry, latest, author, draft, content)
        _settle_side(draft.settles_side, author)
        return Saved(entry, figure_errors=errors)
    return replace(_merge(place, entry, latest, author, draft, content), figure_errors=errors)


def _is_open(place: Place, entry: Entry | None) -> bool:
    if place.is_former:
        return False
    if entry is not None:
        return entry.is_editable and entry.reporting_year.is_open
    return open_years().filter(pk=place.reporting_year.pk).exists()


def _with_figures(place: Place, entry: Entry | None, content: dict) -> tuple[dict, dict[int, str]]:
    """The content with its figures checked; those not understood keep their stored value and are reported."""
    if "figures" not in content:
        return content, {}
    stored = entry.figures if entry else {}
    if are_as_shown(content["figures"], stored):
        return content | {"figures": stored}, {}
    figures, errors = clean_figures(place.assignment.sub_point_id, content["figures"], stored)
    return content | {"figures": figures}, errors


def _write(entry: Entry, latest: Revision, author: User, draft: Draft, content: dict) -> None:
    if all(getattr(entry, name) == value for name, value in content.items()):
        return
    update_entry(
        entry, content, author, RevisionOrigin.BROWSER, latest=latest, page=draft.page, page_save=draft.page_save
    )


# --- Somebody else saved in between ----------------------------------------------------------------------------------


def _merge(place: Place, entry: Entry, latest: Revision, author: User, draft: Draft, content: dict) -> Outcome:
    # Every save takes the entry's row before a revision's: two that took them crosswise would wait for each other.
    _queue_for(pk=entry.pk)
    mine = _ancestor(place, entry, author, draft)
    # From now on the page starts from this version, or has seen it: it must not be overwritten any more.
    if not settle(latest):
        raise StaleEntry(entry)
    if entry.content == mine:
        # What came in between leads back to it, or only the evidence has changed: there is nothing to merge.
        _write(entry, latest, author, draft, content)
        _settle_side(draft.settles_side, author)
        return Saved(entry)
    merge = merge_content(base=mine, mine=mine | content, theirs=entry.content)
    is_own = latest.author_id == author.pk and _is_all_of(entry, author, draft)
    if not merge.is_clean:
        side = _keep_side(place, author, draft, SideKind.CONFLICT, mine | content)
        return Conflict(entry, side, merge=merge, is_own=is_own)
    try:
        require_bounds(merge.content["narrative"], before=entry.narrative)
    except TextTooLarge as refused:
        raise TogetherTooLarge(refused.measure, refused.has, mine | content) from refused
    kept = None
    if merge.content != entry.content:
        kept = _keep_side(place, author, draft, SideKind.MERGED, mine | content, settled=True)
        # Without the page's name: until the page has taken the result in, its next save is not a continuation of it.
        update_entry(entry, merge.content, author, RevisionOrigin.MERGE, latest=latest)
    elif mine | content != merge.content:
        kept = _keep_side(place, author, draft, SideKind.MERGED, mine | content, settled=True)
    _settle_side(draft.settles_side, author)
    return Merged(entry, kept, is_own=is_own)


def _is_all_of(entry: Entry, author: User, draft: Draft) -> bool:
    """Whether all that came in between is of the writer, in another window."""
    since = Revision.objects.filter(entry=entry, version__gt=draft.base_version or 0)
    return not since.exclude(author=author).exists()


def _ancestor(place: Place, entry: Entry, author: User, draft: Draft) -> dict:
    """The content from which the page went on typing: what it sent last, where it does not say that it has taken in what
    came of it. An answer may have been lost on its way, so that the page knows of an earlier one only.
    """
    revisions = Revision.objects.filter(entry=entry)
    sent: list[Revision | SideRevision] = []
    if draft.page:
        own = revisions.filter(page=draft.page, version__gt=draft.base_version or 0).order_by("-version").first()
        merged = (
            SideRevision.objects.filter(
                **place.triple, author=author, page=draft.page, kind=SideKind.MERGED, base_version=draft.base_version
            )
            .order_by("-page_save")
            .first()
        )
        sent += [found for found in (own, merged) if found is not None]
    if draft.ancestor_side is not None:
        side = SideRevision.objects.filter(pk=draft.ancestor_side, author=author, **place.triple).first()
        if side is not None and (side.page == draft.page or not sent):
            sent.append(side)
    if sent:
        return max(sent, key=lambda found: found.page_save).content
    if draft.base_version is None:
        return EMPTY_CONTENT
    base = revisions.filter(version__lte=draft.base_version).order_by("-version").first()
    return base.content if base else EMPTY_CONTENT


def _keep_side(
    place: Place, author: User, draft: Draft, kind: SideKind, content: dict, *, settled: bool = False
) -> SideRevision:
    """Keeps a text beside the entry; a page that sends it again and again keeps one."""
    now = timezone.now()
    if draft.page and not settled:
        kept = SideRevision.objects.filter(
            **place.triple, author=author, page=draft.page, kind=kind, settled_at__isnull=True
        ).first()
        if kept is not None:
            if draft.page_save > kept.page_save:
                for name, value in (content | {"page_save": draft.page_save, "created_at": now}).items():
                    setattr(kept, name, value)
                kept.save()
            return kept
    return SideRevision.objects.create(
        **place.triple,
        **content,
        kind=kind,
        base_version=draft.base_version,
        author=author,
        created_at=now,
        page=draft.page,
        page_save=draft.page_save,
        settled_at=now if settled else None,
    )


def _keep_late(place: Place, author: User, draft: Draft, entry: Entry | None, content: dict) -> SideRevision | None:
    """Keeps a text that came too late, unless the entry says the same already. The same text is kept and offered once, however
    many pages and devices send it.
    """
    stored = entry.content if entry else EMPTY_CONTENT
    if all(stored[name] == value for name, value in content.items()):
        return None
    whole = stored | content
    kept = SideRevision.objects.filter(
        **place.triple, author=author, kind=SideKind.LATE, narrative=whole["narrative"]
    ).order_by("-pk")
    for side in kept:
        if side.content == whole:
            return side
    return _keep_side(place, author, draft, SideKind.LATE, stored | content)


def _settle_side(pk: int | None, author: User) -> None:
    if pk is not None:
        SideRevision.objects.filter(pk=pk, author=author, settled_at__isnull=True).update(settled_at=timezone.now())


def put_side_away(side: SideRevision, author: User) -> bool:
    """The author needs the text beside the entry no more: it stays in the history and is offered no longer."""
    return bool(
        SideRevision.objects.filter(pk=side.pk, author=author, settled_at__isnull=True).update(
            settled_at=timezone.now()
        )
    )

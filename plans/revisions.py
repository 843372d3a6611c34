"""Writes revisions: what an entry was after each save. One sitting is one revision, settled ones never change."""

import datetime

from django.db.models import Case, F, Q, TextField, Value, When

from plans.enums import RevisionOrigin
from plans.fields import FoldedTextField
from plans.models import EditorialVersion, Entry, Evidence, Revision
from plans.narrative import plain_text, word_count, words_changed
from plans.rules import SITTING


def write_revision(
    entry: Entry,
    origin: RevisionOrigin,
    *,
    latest: Revision | None,
    evidence: list[dict] | None = None,
    page: str = "",
    page_save: int = 0,
    may_continue: bool = True,
) -> None:
    """Records the entry as it stands: in the revision of the running sitting, or in a new one.

    `latest` is the revision before this save (None for a first one). The sitting goes on where the same page of the
    same author saved less than half an hour ago and nobody has opened the entry since; `may_continue=False` ends it.
    `evidence` is given where the list of evidence has changed. One query; three more where a sitting ends.
    """
    values = entry.content | {
        "version": entry.version,
        "word_count": word_count(entry.narrative),
        "saved_at": entry.updated_at,
        "page_save": page_save,
    }
    if evidence is not None:
        values["evidence"] = evidence
    if latest is not None and may_continue and _goes_on(latest, entry, page):
        # Not settled, and still this version: the row that is overwritten is the one that was read.
        rows = Revision.objects.filter(pk=latest.pk, version=latest.version, is_settled=False)
        if rows.update(**values):
            return
    if latest is not None:
        settle(latest)
        count_words(latest)
    Revision.objects.create(
        entry=entry,
        origin=origin,
        author=entry.updated_by,
        created_at=entry.updated_at,
        page=page,
        is_settled=not page,  # a page without script has no sitting
        **({"evidence": latest.evidence if latest else []} | values),
    )


def _goes_on(latest: Revision, entry: Entry, page: str) -> bool:
    return (
        bool(page)
        and latest.page == page
        and latest.author_id == entry.updated_by_id
        and not latest.is_settled
        and datetime.timedelta(0) <= entry.updated_at - latest.saved_at < SITTING
    )


def settle(revision: Revision) -> bool:
    """Ends the revision's sitting: it will not be overwritten any more. False where it has changed since it was read.

    Nothing is asked where it is settled already, otherwise one query.
    """
    if revision.is_settled:
        return True
    rows = Revision.objects.filter(pk=revision.pk, version=revision.version)
    revision.is_settled = bool(rows.update(is_settled=True))
    return revision.is_settled


def count_words(revision: Revision) -> None:
    """Counts the words that a settled revision changed against the one before it. None or two queries."""
    if revision.words_added is not None:
        return
    before = Revision.objects.filter(entry=revision.entry_id, version__lt=revision.version).order_by("-version").first()
    added, removed = words_changed(before.narrative if before else "", revision.narrative)
    rows = Revision.objects.filter(pk=revision.pk, version=revision.version, is_settled=True)
    rows.update(words_added=added, words_removed=removed)
    revision.words_added, revision.words_removed = added, removed


def settle_latest_revision(entry: Entry) -> Revision | None:
    """Settles the revision that holds the entry's present text and returns it; None for an entry without any."""
    revision = Revision.objects.filter(entry=entry, version=entry.version).first()
    if revision is not None and settle(revision):
        count_words(revision)
    return revision


def show_to_observers(entry: Entry, revision: Revision | None) -> None:
    """From now on observers read this revision of the entry, can search its words, and see what evidence is public now.
    None: the entry was taken back, and they see nothing of it. Within the caller's transaction; two or three queries.
    """
    Entry.objects.filter(pk=entry.pk).update(submitted=revision)
    entry.submitted = revision
    if revision is not None:
        text = "" if revision.nothing_to_report else plain_text(revision.narrative)
        revision.submitted_folded = FoldedTextField.key_of(text)
        Revision.objects.filter(pk=revision.pk).update(submitted_folded=revision.submitted_folded)
    is_shown = Q(is_public=True, removed_at__isnull=True) if revision is not None else Q(pk__in=[])
    Evidence.objects.filter(entry=entry).update(
        submitted_title=Case(When(is_shown, then=F("title")), default=Value("")),
        submitted_title_folded=Case(
            When(is_shown, then=F("title_folded")), default=Value(""), output_field=TextField()
        ),
    )


def outdate_editorial(entry: Entry, now: datetime.datetime) -> None:
    """The entry goes back to its agency: the wording made from its text is out of date and prints no more. One query."""
    EditorialVersion.objects.filter(entry=entry, outdated_at__isnull=True, withdrawn_at__isnull=True).update(
        outdated_at=now
    )

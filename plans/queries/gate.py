"""What an entry must have before it can be submitted: the same rule for one and for many."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from plans.models import Comment, Entry, Indicator
from plans.queries.threads import Thread


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing, and the id of the place on the entry page that takes it."""

    code: str
    text: str | Promise
    anchor: str

    def __str__(self) -> str:
        return str(self.text)


def missing_for_submission(entry: Entry) -> list[Missing]:
    """What the entry still needs; empty when it can be submitted. Two queries at most."""
    return missing_by_entry([entry])[entry.pk]


def missing_by_entry(entries: Iterable[Entry]) -> dict[int, list[Missing]]:
    """By entry's primary key what it still needs. Two queries for any number of entries.

    Needed are an implementation status, a text, and values of the required indicators – or “nothing to report” with a
    reason instead of all three – and an answer, or “dealt with”, on every open comment of the coordinator.
    """
    entries = list(entries)
    required: dict[int, list[Indicator]] = {}
    for indicator in Indicator.objects.filter(
        sub_point__in={entry.sub_point_id for entry in entries if not entry.nothing_to_report},
        is_required=True,
        is_in_use=True,
    ).order_by("position", "pk"):
        required.setdefault(indicator.sub_point_id, []).append(indicator)
    waiting: dict[int, list[Comment]] = {}
    for comment in _unanswered(entries):
        waiting.setdefault(comment.entry_id, []).append(comment)
    return {
        entry.pk: [*_content(entry, required.get(entry.sub_point_id, [])), *_comments(waiting.get(entry.pk, []))]
        for entry in entries
    }


def missing_on_page(entry: Entry, indicators: Iterable[Indicator], threads: Iterable[Thread]) -> list[Missing]:
    """The same for a page that has the indicators and threads (`threads_of`) at hand already: no query."""
    required = [indicator for indicator in indicators if indicator.is_required]
    waiting = [thread.comment for thread in threads if thread.waits_for_agency]
    return [*_content(entry, required), *_comments(waiting)]


def _content(entry: Entry, required: list[Indicator]) -> Iterable[Missing]:
    if entry.nothing_to_report:
        if not entry.nothing_reason.strip():
            yield Missing("nothing_reason", _("the reason why there is nothing to report"), "id_nothing_reason")
        return
    if not _has_text(entry):
        yield Missing("narrative", _("the text, or “nothing to report” with a reason"), "id_narrative")
    if not entry.status:
        yield Missing("status", _("the implementation status"), "id_status_0")
    for indicator in required:
        if str(indicator.pk) not in entry.figures:
            text = _("a value of “%(indicator)s”") % {"indicator": indicator.name}
            yield Missing("figure", text, f"id_figure_{indicator.pk}")


def _has_text(entry: Entry) -> bool:
    """Lists leave the texts in the database and ask there whether there is any: `annotate(has_text=…)`."""
    return entry.__dict__["has_text"] if "has_text" in entry.__dict__ else bool(entry.narrative)


def _comments(waiting: list[Comment]) -> Iterable[Missing]:
    for comment in waiting:
        text = _("an answer to the coordinator's comment, or “dealt with”")
        yield Missing("comment", text, f"comment-{comment.pk}")


def _unanswered(entries: list[Entry]) -> Iterable[Comment]:
    """Open threads that a coordinator began and whose last word is the coordinator's, oldest first. One query."""
    words = Comment.objects.filter(
        Q(parent__isnull=True, by_coordinator=True, resolved_at__isnull=True, dealt_with_at__isnull=True)
        | Q(parent__by_coordinator=True, parent__resolved_at__isnull=True, parent__dealt_with_at__isnull=True),
        entry__in=[entry.pk for entry in entries],
    ).order_by("created_at", "pk")
    threads: dict[int, Comment] = {}
    last_words: dict[int, Comment] = {}
    for comment in words:
        if comment.parent_id is None:
            threads[comment.pk] = comment
        last_words[comment.parent_id or comment.pk] = comment
    return [thread for pk, thread in threads.items() if last_words[pk].by_coordinator]


def has_open_comments(entry: Entry) -> bool:
    """Whether a thread of the entry is not resolved yet. One query."""
    return Comment.objects.filter(entry=entry, parent__isnull=True, resolved_at__isnull=True).exists()

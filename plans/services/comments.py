"""What coordinator and agency say to each other about an entry: threads, answers, and when they are done with."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from plans.enums import COMMENTED_STATES, CommentAction, EntryAction, EntryState
from plans.models import Comment, CommentStep, Entry
from plans.narrative import clean_plain
from plans.notifications import tell_of_comment
from plans.services.holding import hold_entry
from plans.workflow import EntryHasMoved, another_submission, apply_transition

LONGEST_COMMENT = 4_000


class CommentRefused(Exception):
    """The comment, or the step with it, is not taken; the message says why and what to do."""


class CommentsClosed(CommentRefused):
    """Nothing can be said about the entry any more, or the thread stands differently than the writer saw it."""


class SaidAlready(CommentRefused):
    """The writer's last word on the entry is the same."""


@dataclass(frozen=True, slots=True)
class Pin:
    """The paragraph that a thread is about: see `Comment.pin_version`. `services.pins` makes them."""

    version: int
    place: int
    text: str

    @property
    def columns(self) -> dict:
        return {"pin_version": self.version, "pin_place": self.place, "pin_text": self.text}


NOT_PINNED = {"pin_version": None, "pin_place": None, "pin_text": ""}


def add_comment(entry: Entry, user: User, text: str, *, pin: Pin | None = None) -> Comment:
    """Begins a thread on the entry. A coordinator's comment on a submitted entry begins the review.

    The same text sent twice in a row makes one thread. Raises CommentRefused for a text that is empty or too long,
    CommentsClosed where the entry is locked or its year closed.
    """
    text = checked_comment(text)
    with _entry_in_hand(entry, user, begins_review=True):
        return _write(entry, user, text, parent=None, pin=pin)


def answer_comment(thread: Comment, user: User, text: str) -> Comment:
    """Adds an answer to an open thread; a coordinator's takes “dealt with” away again, because something is left.

    Raises CommentRefused as `add_comment` does, CommentsClosed also where the thread is resolved.
    """
    text = checked_comment(text)
    with _entry_in_hand(thread.entry, user, begins_review=True):
        undone = {"dealt_with_at": None, "dealt_with_by": None} if _is_coordinator(user) else {}
        if not _open_thread(thread).update(resolved_at=None, **undone):
            raise CommentsClosed(_("This comment is resolved. Write a new one."))
        return _write(thread.entry, user, text, parent=thread)


def deal_with(thread: Comment, user: User) -> None:
    """The agency has done what a coordinator's comment asks for. Once is enough. Raises CommentsClosed."""
    with _entry_in_hand(thread.entry, user):
        if not thread.by_coordinator:
            raise CommentsClosed(_("Only a coordinator's comment can be marked as dealt with."))
        if not _open_thread(thread).exists():
            raise CommentsClosed(_("This comment is resolved already."))
        now = timezone.now()
        if _open_thread(thread).filter(dealt_with_at__isnull=True).update(dealt_with_at=now, dealt_with_by=user):
            _note_step(thread, CommentAction.DEALT_WITH, user, now)


def resolve(thread: Comment, user: User, *, submission: int | None = None) -> None:
    """Closes the thread: it no longer holds back approval. Once is enough. Raises CommentsClosed, also where the entry was
    submitted anew since the submission that was looked at.
    """
    with _entry_in_hand(thread.entry, user, submission=submission):
        now = timezone.now()
        if _open_thread(thread).update(resolved_at=now, resolved_by=user):
            _note_step(thread, CommentAction.RESOLVED, user, now)


def reopen(thread: Comment, user: User) -> None:
    """Opens a resolved thread again; it waits for the agency as on its first day. Raises CommentsClosed."""
    with _entry_in_hand(thread.entry, user):
        resolved = Comment.objects.filter(pk=thread.pk, parent__isnull=True, resolved_at__isnull=False)
        if resolved.update(resolved_at=None, resolved_by=None, dealt_with_at=None, dealt_with_by=None):
            _note_step(thread, CommentAction.REOPENED, user, timezone.now())


def _note_step(thread: Comment, action: CommentAction, user: User, now: datetime.datetime) -> None:
    """Keeps what the thread's columns may lose again. Only after they changed: a second press is no step."""
    CommentStep.objects.create(comment=thread, action=action, actor=user, created_at=now)


def _open_thread(thread: Comment) -> QuerySet[Comment]:
    return Comment.objects.filter(pk=thread.pk, parent__isnull=True, resolved_at__isnull=True)


def _is_coordinator(user: User) -> bool:
    return user.role == Role.COORDINATOR


def checked_comment(text: str) -> str:
    """The text as it is kept. Raises CommentRefused where it is empty or too long."""
    text = clean_plain(text).strip()
    if not text:
        raise CommentRefused(_("Write the comment first."))
    if len(text) > LONGEST_COMMENT:
        raise CommentRefused(
            _("The comment is too long: shorten it to %(limit)s characters.") % {"limit": LONGEST_COMMENT}
        )
    return text


@contextmanager
def _entry_in_hand(
    entry: Entry, user: User, *, begins_review: bool = False, submission: int | None = None
) -> Iterator[None]:
    """A transaction that holds the entry's row from its first statement.

    Approval takes the same row before it counts open comments (`workflow.apply_transition`): of an approval and a
    comment in the same moment one comes first, and the other sees it.
    """
    with transaction.atomic():
        if not hold_entry(entry, COMMENTED_STATES):
            raise CommentsClosed(
                _("Nothing can be said about this entry any more: it is published, or its year closed.")
            )
        if submission is not None:
            now = Entry.objects.only("submissions").get(pk=entry.pk)
            if now.submissions != submission:
                raise CommentsClosed(another_submission(now))
        if begins_review and _is_coordinator(user):
            _begin_review(entry, user)
        yield


def _begin_review(entry: Entry, user: User) -> None:
    now = Entry.objects.select_related("reporting_year").get(pk=entry.pk)
    if now.state != EntryState.SUBMITTED or now.review_started_at is not None:
        return
    try:
        apply_transition(now, EntryAction.TAKE_INTO_REVIEW, actor=user)
    except EntryHasMoved as moved:  # the row is ours: only the year can have been closed since
        raise CommentsClosed(str(moved)) from moved


def _write(entry: Entry, user: User, text: str, *, parent: Comment | None, pin: Pin | None = None) -> Comment:
    columns = pin.columns if pin else NOT_PINNED
    beside = Comment.objects.filter(entry=entry, parent=parent).order_by("created_at", "pk").last()
    said = columns | {"author_id": user.pk, "text": text, "resolved_at": None}
    if beside is not None and all(getattr(beside, name) == value for name, value in said.items()):
        return beside  # the button was pressed twice
    comment = Comment.objects.create(
        entry=entry,
        parent=parent,
        text=text,
        author=user,
        by_coordinator=_is_coordinator(user),
        created_at=timezone.now(),
        **columns,
    )
    tell_of_comment(comment)
    return comment

"""The threads of comments on an entry, as its pages show them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import Count

from plans.models import Comment, Entry
from plans.queries.pins import locate_pins


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its answers in order. `number` counts an entry's threads from 1; `paragraph` is the number of the
    paragraph it is pinned to in the present text, counted from 1 as people do, or None (`with_paragraphs`).
    """

    comment: Comment
    answers: tuple[Comment, ...]
    number: int
    paragraph: int | None = None

    @property
    def is_open(self) -> bool:
        return self.comment.is_open

    @property
    def waits_for_agency(self) -> bool:
        """Whether the agency has not reacted to an open thread of the coordinator, or the coordinator has had the last
        word since.
        """
        last = self.answers[-1] if self.answers else self.comment
        is_waiting = self.comment.by_coordinator and self.is_open and self.comment.dealt_with_at is None
        return is_waiting and last.by_coordinator


def threads_of(entry: Entry) -> list[Thread]:
    """The threads of an entry, oldest first. One query."""
    comments = entry.comments.select_related("author", "dealt_with_by", "resolved_by").order_by("created_at", "pk")
    answers: dict[int, list[Comment]] = {}
    first: list[Comment] = []
    for comment in comments:
        if comment.parent_id is None:
            first.append(comment)
        else:
            answers.setdefault(comment.parent_id, []).append(comment)
    return [
        Thread(comment, tuple(answers.get(comment.pk, ())), number) for number, comment in enumerate(first, start=1)
    ]


def comments_mark(entry: Entry) -> str:
    """Another text after each comment and answer, and whenever a thread is dealt with, resolved or opened again. One query."""
    counted = entry.comments.aggregate(all=Count("pk"), dealt=Count("dealt_with_at"), resolved=Count("resolved_at"))
    return f"{counted['all']} {counted['dealt']} {counted['resolved']}"


def with_paragraphs(entry: Entry, threads: Iterable[Thread]) -> list[Thread]:
    """The same threads with the paragraphs that they are pinned to. Queries as `locate_pins`."""
    threads = list(threads)
    places = locate_pins(entry, [thread.comment for thread in threads])
    numbers = {key: place + 1 for key, place in places.items() if place is not None}
    return [replace(thread, paragraph=numbers.get(thread.comment.pk)) for thread in threads]


def count_open_comments(keys: Collection[int]) -> dict[int, int]:
    """By entry's key how many of its threads are open; those without are left out. One query."""
    threads = Comment.objects.filter(entry__in=keys, parent__isnull=True, resolved_at__isnull=True).order_by()
    return dict(threads.values_list("entry").annotate(number=Count("pk")))

"""What coordinator and agency say to each other about an entry."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.enums import CommentAction
from plans.fields import FoldedTextField
from plans.models.entry import Entry


class Comment(models.Model):
    """A remark, or an answer in its thread (`parent`).

    A thread is open until a coordinator resolves it; the agency can answer it or mark it as dealt with. Open threads
    hold back approval, never submission. The columns say how a thread stands now; how it came there is in its `steps`.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(_("comment"))
    text_folded = FoldedTextField(source="text")
    # A thread may be pinned to a paragraph: the entry's version then, the place of the top-level block in that text
    # (counted from 0), and what it said. Where it stands now is found by alignment, or nowhere: then the words say it.
    pin_version = models.PositiveIntegerField(null=True, blank=True)
    pin_place = models.PositiveIntegerField(null=True, blank=True)
    pin_text = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_coordinator = models.BooleanField(default=False)  # the author's part then; roles change, remarks do not
    created_at = models.DateTimeField()
    dealt_with_at = models.DateTimeField(null=True, blank=True)
    dealt_with_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["entry", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | (Q(dealt_with_at__isnull=True) & Q(resolved_at__isnull=True)),
                name="only_threads_are_resolved",
            ),
            models.CheckConstraint(
                condition=Q(pin_version__isnull=True, pin_place__isnull=True, pin_text="")
                | Q(pin_version__isnull=False, pin_place__isnull=False, parent__isnull=True),
                name="only_threads_are_pinned",
            ),
        ]
        indexes = [models.Index(fields=["created_at", "id"], name="comment_newest")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.pk}"

    @property
    def is_pinned(self) -> bool:
        return self.pin_version is not None

    @property
    def is_open(self) -> bool:
        return self.parent_id is None and self.resolved_at is None


class CommentStep(models.Model):
    """What was done with a thread: who, when. Never changed, never deleted, also where the thread's own columns forget
    it again. `actor` is nobody only in threads from before there were steps.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=10, choices=CommentAction.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("step with a comment")
        verbose_name_plural = _("steps with comments")
        ordering = ["comment", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=CommentAction.values), name="comment_step_is_known"),
        ]
        indexes = [models.Index(fields=["created_at", "id"], name="comment_step_newest")]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.action}"

"""What coordinator and agency say to each other about an entry."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models.entry import Entry


class Comment(models.Model):
    """A remark, or an answer in its thread (`parent`).

    A thread is open until a coordinator resolves it; the agency can answer it or mark it as dealt with. Open threads
    hold back approval, never submission.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(_("comment"))
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
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.parent_id is None and self.resolved_at is None

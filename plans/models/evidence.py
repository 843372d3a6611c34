"""What proves an entry: files and links."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.one_line import validate_one_line
from plans.fields import FoldedTextField
from plans.models.entry import Entry


class Evidence(models.Model):
    """A file or a link of an entry, public or internal. Removing it hides it; revisions still name it."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(_("title"), max_length=300, validators=[validate_one_line])
    title_folded = FoldedTextField(source="title")
    is_public = models.BooleanField(_("public"), default=False)
    # What observers see: the title with which it was submitted as public; "" for what was not. Set by `workflow` only.
    submitted_title = models.CharField(max_length=300, blank=True, editable=False, default="")
    submitted_title_folded = models.TextField(blank=True, editable=False, default="")
    url = models.URLField(_("link"), max_length=1000, blank=True)
    # Random name below EVIDENCE_DIR; "" for a link. Never shown, never derived from what was uploaded.
    stored_name = models.CharField(max_length=80, blank=True, unique=True, null=True, default=None)
    file_name = models.CharField(_("file name"), max_length=255, blank=True)
    content_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["entry", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & Q(stored_name__isnull=False) & ~Q(sha256=""))
                | (~Q(url="") & Q(stored_name__isnull=True)),
                name="evidence_is_a_file_or_a_link",
            )
        ]
        indexes = [models.Index(fields=["added_at", "id"], name="evidence_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_file(self) -> bool:
        return self.stored_name is not None

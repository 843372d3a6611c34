"""Who reviews what: the coordinator to whom the entries of a section or of an agency fall."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from plans.models.agency import Agency
from plans.models.plan import Plan, Section


class ReviewAssignmentQuerySet(models.QuerySet["ReviewAssignment"]):
    def in_force(self) -> "ReviewAssignmentQuerySet":
        """Those whose coordinator can review: one whose account was closed or got another role holds nothing."""
        return self.filter(coordinator__is_active=True, coordinator__role=Role.COORDINATOR)


class ReviewAssignment(models.Model):
    """A coordinator reviews what agencies write on a section of the plan, or what one agency writes on the plan.

    Where both name somebody, the agency's goes first. An entry that a coordinator has taken (`Entry.reviewer`) is theirs.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="review_assignments")
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.CASCADE, related_name="review_assignments"
    )
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.CASCADE, related_name="review_assignments"
    )
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_assignments"
    )

    objects = ReviewAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment of a reviewer")
        verbose_name_plural = _("assignments of reviewers")
        ordering = ["plan", "section", "agency"]
        constraints = [
            models.CheckConstraint(
                condition=Q(section__isnull=True, agency__isnull=False) | Q(section__isnull=False, agency__isnull=True),
                name="a_reviewer_is_of_a_section_or_of_an_agency",
            ),
            models.UniqueConstraint(fields=["plan", "section"], name="one_reviewer_per_section"),
            models.UniqueConstraint(fields=["plan", "agency"], name="one_reviewer_per_agency_of_a_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.section or self.agency}: {self.coordinator}"

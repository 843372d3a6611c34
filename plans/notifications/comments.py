"""Who is told of a comment."""

from django.db.models import Q, QuerySet

from accounts.enums import AGENCY_ROLES, Role
from accounts.models import User
from plans.enums import NoticeKind
from plans.models import Comment, Entry
from plans.notifications.notices import tell


def tell_of_comment(comment: Comment) -> None:
    """Tells those whom it concerns of a new comment or answer, within the caller's transaction; never what it says."""
    entry = comment.entry
    tell(
        people_told_of_comment(comment),
        NoticeKind.COMMENT,
        reporting_year=entry.reporting_year,
        agency=entry.agency,
        entry=entry,
        actor=comment.author,
    )


def people_told_of_comment(comment: Comment) -> QuerySet[User]:
    """The agency's leads, the person named for the sub-point, and whoever has spoken in the thread; of the agency's own
    comments also the coordinators who have the entry under review or in their own queue.

    Only people who still work there; never the author.
    """
    entry, thread = comment.entry, comment.parent_id or comment.pk
    spoke = Q(pk__in=Comment.objects.filter(Q(pk=thread) | Q(parent=thread)).values("author"))
    named = Q(
        responsibilities__assignment__sub_point=entry.sub_point_id,
        responsibilities__assignment__agency=entry.agency_id,
    )
    is_staff = Q(membership__agency=entry.agency_id, role__in=AGENCY_ROLES)
    of_agency = is_staff & (Q(role=Role.LEAD) | named | spoke)
    concerned = spoke
    if not comment.by_coordinator:
        stored = Entry.objects.filter(pk=entry.pk)
        concerned |= Q(pk__in=stored.values("review_started_by")) | Q(pk__in=stored.values("reviewer"))
    wanted = of_agency | Q(role=Role.COORDINATOR) & concerned
    return User.objects.filter(wanted, is_active=True).exclude(pk=comment.author_id).distinct().order_by("pk")

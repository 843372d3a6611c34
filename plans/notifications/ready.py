"""Who is told that an entry is ready to be submitted."""

from accounts.enums import Role
from accounts.models import User
from plans.enums import NoticeKind
from plans.models import Entry, Notice
from plans.notifications.notices import tell


def tell_of_ready(entry: Entry, by: User) -> None:
    """Tells the agency's leads, within the caller's transaction; nobody twice who has not read the first notice yet."""
    unread = Notice.objects.filter(entry=entry, kind=NoticeKind.READY, read_at__isnull=True)
    leads = User.objects.filter(membership__agency=entry.agency_id, role=Role.LEAD, is_active=True)
    tell(
        leads.exclude(pk__in=unread.values("recipient")).order_by("pk"),
        NoticeKind.READY,
        reporting_year=entry.reporting_year,
        agency=entry.agency,
        entry=entry,
        actor=by,
    )

"""What a person has been told, and how the person wants to be told."""

import datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.enums import AGENCY_ROLES, Role
from accounts.models import User
from plans.enums import NoticeKind
from plans.models import Notice, PersonalSettings
from plans.queries.years import names_prefetch

# A notice names an agency, a sub-point and what became of it. Whoever has gone to another agency, or has another role,
# is shown no more of that: neither listed nor counted nor mailed. Back in the old place, the notices are there again.
# Of a file it is told whoever would still find the same in it: the agency's people, or the role that it was made for.
IN_SCOPE = Q(recipient__is_active=True) & (
    Q(recipient__role=Role.COORDINATOR, reporting_year__isnull=False)
    | Q(recipient__role__in=AGENCY_ROLES, recipient__membership__agency=F("agency"))
    | Q(recipient__role=F("reader"))
)
# Pages that only one role opens; the others are open to everybody in scope.
PLACES_OF_ONE_ROLE = {NoticeKind.EXTENSION_ASKED: Role.COORDINATOR, NoticeKind.EXTENSION_DECIDED: Role.LEAD}


def notices_of(user: User, until: datetime.datetime | None = None) -> QuerySet[Notice]:
    """The notices that the person may see, newest first: those due by now, or by an earlier moment."""
    now = timezone.now()
    seen = Notice.objects.filter(IN_SCOPE, recipient=user, visible_at__lte=min(until or now, now))
    return seen.order_by("-visible_at", "-pk")


def notices_with_places(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """The same with what a line about each needs: plan, year, sub-point, agency with its names, actor. Two queries."""
    return notices.select_related(
        "reporting_year__plan", "agency", "entry__sub_point", "actor", "recipient"
    ).prefetch_related(names_prefetch())


def count_unread(user: User) -> int:
    """How many notices wait to be read. One query."""
    return notices_of(user).filter(read_at__isnull=True).count()


def has_place(notice: Notice) -> bool:
    """Whether the page that the notice leads to opens for its recipient."""
    wanted = PLACES_OF_ONE_ROLE.get(NoticeKind(notice.kind))
    return wanted is None or notice.recipient.role == wanted


def settings_of(user: User) -> PersonalSettings:
    """What the person has set, or the defaults, not stored. One query."""
    return PersonalSettings.objects.filter(user=user).first() or PersonalSettings(user=user)

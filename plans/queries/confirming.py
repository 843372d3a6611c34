"""Who may confirm what is asked for about accounts: somebody else, and nobody whom the one who asks has made."""

from collections import defaultdict
from collections.abc import Collection

from django.contrib.admin.models import ADDITION, LogEntry
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import CONFIRMED_ROLES, CONFIRMING_ROLES, EventKind, EventStep, Role
from accounts.models import AccountEvent, User
from plans.enums import ChangeKind
from plans.models import AccountChange, Invitation


def may_confirm_changes(user: User) -> bool:
    """Whether there is a page of waiting changes for the user. Which of them are the user's: `confirmers_of`."""
    return user.is_active and user.role in CONFIRMING_ROLES


def waiting_changes() -> QuerySet[AccountChange]:
    """What waits and is not too old, of somebody who may ask for it still; oldest first."""
    return (
        AccountChange.objects.filter(
            decision="",
            expires_at__gt=timezone.now(),
            requested_by__is_active=True,
            requested_by__role=Role.ADMINISTRATOR,
        )
        .select_related("person", "invitation", "requested_by", "agency")
        .order_by("pk")
    )


def confirmers_of(change: AccountChange, lineage: "Lineage | None" = None) -> list[User]:
    """Coordinators; other administrators where there is no coordinator. Nobody: the operator confirms on the server.

    Never the one who asks, nor whoever is of one line with him (see `Lineage`), nor whoever would get a high role by it.
    The person whose address, second factor, closing or demotion it is may say yes. Administrators, however many, never
    close or demote a coordinator among themselves: or they would be confirmed by each other afterwards. The second factor
    of the only coordinator is taken away on another administrator's word, too: a telephone may be lost. Six queries, one
    with `lineage`.
    """
    lineage = lineage or Lineage()
    asks = change.requested_by_id
    people = User.objects.filter(is_active=True, role__in=CONFIRMING_ROLES).exclude(pk=asks).order_by("pk")
    others = [person for person in people if not lineage.joins(asks, person.pk)]
    coordinators = [person for person in others if person.role == Role.COORDINATOR]
    administrators = [person for person in others if person.role == Role.ADMINISTRATOR]
    if change.kind == ChangeKind.FACTOR and [person.pk for person in coordinators] == [change.person_id]:
        return coordinators + administrators
    is_turn = change.kind in (ChangeKind.CLOSE, ChangeKind.ROLE)
    if is_turn and change.person and change.person.role == Role.COORDINATOR:
        administrators = []
    gains = change.person_id if change.kind == ChangeKind.ROLE and change.after in CONFIRMED_ROLES else None
    return [person for person in coordinators or administrators if person.pk != gains]


def is_alone(user: User) -> bool:
    """Whether nobody else was ever a coordinator or an administrator here: an installation is being set up.

    Closed accounts count, and those that have had the role: nobody becomes alone by closing others. Two queries.
    """
    roles = sorted(CONFIRMING_ROLES)
    had_role = Q(before__in=roles) | Q(after__in=roles)
    events = AccountEvent.objects.filter(had_role, step=EventStep.DONE, person__isnull=False).exclude(person=user)
    return not (User.objects.filter(role__in=roles).exclude(pk=user.pk).exists() or events.exists())


def ever_high(people: Collection[User]) -> set[int]:
    """The keys of those who have a high role, or had one as the journal says: a demotion makes nobody's account easier
    to take. One query.
    """
    roles = sorted(CONFIRMED_ROLES)
    had_role = Q(before__in=roles) | Q(after__in=roles)
    events = AccountEvent.objects.filter(
        had_role, kind__in=(EventKind.ROLE, EventKind.MADE), step=EventStep.DONE, person__in=people
    )
    return {person.pk for person in people if person.role in CONFIRMED_ROLES} | set(
        events.values_list("person_id", flat=True)
    )


def reopenable_by(user: User, people: Collection[User]) -> set[int]:
    """The keys of those closed accounts that the user, who manages them, opens again: administrators all; leads not what an
    administrator (or the operator) has closed, nor whoever ever had a high role. At most three queries.
    """
    closed = [person for person in people if not person.is_active]
    if not closed or user.role == Role.ADMINISTRATOR:
        return {person.pk for person in closed}
    events = AccountEvent.objects.filter(kind=EventKind.CLOSED, step=EventStep.DONE, person__in=closed)
    last = {event.person_id: event.actor for event in events.select_related("actor").order_by("pk")}
    barred = ever_high(closed)
    high = ever_high([actor for actor in last.values() if actor])
    barred |= {key for key, actor in last.items() if key and (actor is None or actor.pk in high)}
    return {person.pk for person in closed} - barred


class Lineage:
    """Who has made whose account: invited, created, given another address – or asked for that. Five queries.

    Somebody is of one line with whomever he has made, whom those have made, and so on: any of these accounts may be his.
    """

    def __init__(self) -> None:
        self._made: dict[int, set[int]] = defaultdict(set)
        by_events = AccountEvent.objects.filter(
            kind__in=(EventKind.MADE, EventKind.ADDRESS), step=EventStep.DONE, actor__isnull=False, person__isnull=False
        )
        accepted = Invitation.objects.filter(accepted_by__isnull=False)
        # An invitation is in the end of whoever has made its last link; who was first stays one of its makers. Whoever
        # invites an address later has made no account with it.
        spans = defaultdict(list)
        for email, owner, since, until in accepted.values_list("email", "accepted_by", "created_at", "accepted_at"):
            spans[email].append((since, until, owner))
        invited = AccountEvent.objects.filter(kind=EventKind.INVITED, actor__isnull=False)
        invited_then = [
            (maker, owner)
            for maker, email, at in invited.values_list("actor", "person_name", "at")
            for since, until, owner in spans[email]
            if since <= at and (until is None or at <= until)
        ]
        asked_for = AccountChange.objects.filter(invitation__accepted_by__isnull=False)
        # Before there was a journal, the administration could make accounts.
        by_hand = LogEntry.objects.filter(action_flag=ADDITION, content_type__app_label="accounts")
        pairs = [
            *by_events.values_list("actor", "person"),
            *accepted.values_list("invited_by", "accepted_by"),
            *invited_then,
            *asked_for.values_list("requested_by", "invitation__accepted_by"),
            *(
                (maker, int(made))
                for maker, made in by_hand.values_list("user", "object_id")
                if (made or "").isdecimal()
            ),
        ]
        for maker, made in pairs:
            if maker is not None and made is not None and maker != made:
                self._made[maker].add(made)

    def joins(self, one: int, other: int) -> bool:
        """Whether one of the two has made the other, or made who made it."""
        return other in self._all_made_by(one) or one in self._all_made_by(other)

    def _all_made_by(self, maker: int) -> set[int]:
        found: set[int] = set()
        waiting = [maker]
        while waiting:
            for made in self._made[waiting.pop()] - found:
                found.add(made)
                waiting.append(made)
        return found

"""Who may see and manage whom. Nobody sees the people of another agency."""

import hashlib
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.enums import AGENCY_ROLES, CONFIRMED_ROLES, Role
from accounts.middleware import STRONG_TYPES, roles_with_factor
from accounts.models import AccountEvent, AttemptCount, AttemptKind, User
from plans.azerbaijani import fold, sort_key
from plans.enums import ChangeDecision, MailState
from plans.models import AccountChange, Agency, Invitation, Membership, OutboxMail
from plans.queries.access import agency_of
from plans.queries.confirming import is_alone, may_confirm_changes
from plans.queries.years import names_prefetch

LATEST_EVENTS = 20  # on the page of a person


def may_see_people(user: User) -> bool:
    """Whether there is a page of people for the user: an agency's staff see their colleagues, administrators all."""
    return user.is_active and (user.role == Role.ADMINISTRATOR or agency_of(user) is not None)


def may_manage_people(user: User) -> bool:
    """Whether the user invites and deactivates: leads the own agency's people, administrators everybody."""
    return may_see_people(user) and user.role in (Role.LEAD, Role.ADMINISTRATOR)


def people_visible_to(user: User) -> QuerySet[User]:
    """The people whom the user may see; contributors those only whose accounts are open."""
    if not may_see_people(user):
        return User.objects.none()
    if user.role == Role.ADMINISTRATOR:
        return User.objects.all()
    colleagues = User.objects.filter(membership__agency=agency_of(user), role__in=AGENCY_ROLES)
    return colleagues if user.role == Role.LEAD else colleagues.filter(is_active=True)


def people_listed(user: User, words: str = "") -> list[int]:
    """The keys of the visible people in Azerbaijani order, open accounts first; those whose name, user name or address
    has all the words. One query (and the agency's); letters are compared loosely, ə like e."""
    return people_named(people_visible_to(user), words)


def people_named(people: QuerySet[User], words: str) -> list[int]:
    """The same of any people. One query."""
    wanted = fold(words, loose=True).split()
    rows = people.values_list("pk", "first_name", "last_name", "username", "email", "is_active")
    found = []
    for pk, first, last, username, email, is_active in rows:
        hay = fold(f"{first} {last} {username} {email}", loose=True)
        if all(word in hay for word in wanted):
            found.append((not is_active, sort_key(f"{first} {last}".strip() or username), pk))
    return [pk for _closed, _name, pk in sorted(found)]


def people_by_key(keys: list[int]) -> list[User]:
    """These people with their agencies and the agencies' names, in the order of the keys. Two queries at most."""
    found = User.objects.select_related("membership__agency").prefetch_related(
        names_prefetch("membership__agency__names")
    )
    people = found.in_bulk(keys)
    return [people[key] for key in keys if key in people]


def invitations_managed_by(user: User) -> QuerySet[Invitation]:
    """The invitations that are neither accepted nor withdrawn, also those too old, latest first."""
    if not may_manage_people(user):
        return Invitation.objects.none()
    waiting = Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    if user.role != Role.ADMINISTRATOR:
        waiting = waiting.filter(agency=agency_of(user))
    named = waiting.select_related("agency", "invited_by").prefetch_related(names_prefetch())
    return named.order_by("-created_at", "-pk")


def hash_of_secret(secret: str) -> str:
    """What is kept of an invitation's secret. It is long and random: no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def backed_invitations() -> QuerySet[Invitation]:
    """The invitations whose inviter may invite such a person still: an account that is closed, or has another role or
    agency since, lets nobody in.
    """
    leads_there = Membership.objects.filter(user=OuterRef("invited_by"), agency=OuterRef("agency"))
    return Invitation.objects.filter(
        Q(invited_by__role=Role.ADMINISTRATOR)
        | (Q(Exists(leads_there)) & Q(invited_by__role=Role.LEAD, role__in=AGENCY_ROLES)),
        invited_by__is_active=True,
    )


def is_confirmed() -> Q:
    """The invitations that wait for nobody's confirmation."""
    return ~Q(role__in=sorted(CONFIRMED_ROLES)) | Q(confirmed_at__isnull=False)


def find_invitation(secret: str) -> Invitation | None:
    """The invitation of the link while it can be accepted; None for any other: unknown, used, withdrawn, too old, not
    confirmed yet or not any more, or of somebody who may not invite any more.
    """
    found = (
        backed_invitations()
        .filter(
            is_confirmed(),
            secret_hash=hash_of_secret(secret),
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=timezone.now(),
        )
        .select_related("agency")
        .prefetch_related(names_prefetch("agency__names"))
        .first()
    )
    return None if found and confirmation_lapsed(found) else found


def confirmation_lapsed(invitation: Invitation) -> bool:
    """Whether a high role is confirmed by nothing but that nobody was there to confirm it, and now somebody is or was."""
    if invitation.role not in CONFIRMED_ROLES:
        return False
    said = invitation.changes.filter(decision=ChangeDecision.CONFIRMED)
    return not said.exists() and not is_alone(invitation.invited_by)


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation of the list, and why its link opens nothing: it is too old, its inviter may not invite any more, or its
    role needs a confirmation now that somebody is there to give it.
    """

    invitation: Invitation
    is_old: bool
    is_unbacked: bool
    is_lapsed: bool

    @property
    def needs_link(self) -> bool:
        """Whether its link opens nothing any more."""
        return self.is_old or self.is_unbacked or self.is_lapsed


def open_invitations(user: User) -> list[OpenInvitation]:
    """What `invitations_managed_by` gives, with what `find_invitation` says of it. Two queries where there are any, and
    two for each inviter whose word alone has made a role a high one.
    """
    found = list(invitations_managed_by(user))
    if not found:
        return []
    backed = set(backed_invitations().filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    asked = [one for one in found if one.pk in backed and one.role in CONFIRMED_ROLES and one.confirmed_at]
    said = AccountChange.objects.filter(invitation__in=asked, decision=ChangeDecision.CONFIRMED)
    confirmed = set(said.values_list("invitation", flat=True)) if asked else set()
    unconfirmed = [one for one in asked if one.pk not in confirmed]
    accompanied = {inviter for inviter in {one.invited_by for one in unconfirmed} if not is_alone(inviter)}
    lapsed = {one.pk for one in unconfirmed if one.invited_by in accompanied}
    now = timezone.now()
    return [OpenInvitation(one, one.expires_at <= now, one.pk not in backed, one.pk in lapsed) for one in found]


def agencies_to_invite_for() -> list[tuple[Agency, str]]:
    """All agencies with the names they carry today, in protocol order. Two queries."""
    today = timezone.localdate()
    agencies = Agency.objects.prefetch_related(names_prefetch("names"))
    return [(agency, str(agency.name_on(today) or agency.code)) for agency in agencies]


def mails_in_trouble() -> QuerySet[OutboxMail]:
    """The mails of the outbox that have not gone out as they should, and can be sent still, latest first."""
    trouble = (MailState.FAILED, MailState.GIVEN_UP, MailState.UNCERTAIN)
    mails = OutboxMail.objects.filter(state__in=trouble).exclude(text="")
    return mails.defer("text", "html").order_by("-created_at", "-pk")


def locked_people() -> QuerySet[User]:
    """Those who have to wait at this moment after wrong passwords or codes, their own or somebody else's; `opens_at` says
    until when."""
    now, kinds = timezone.now(), (AttemptKind.PASSWORD, AttemptKind.CODE)
    locks = AttemptCount.objects.filter(account=OuterRef("pk"), kind__in=kinds, opens_at__gt=now)
    opens_at = Subquery(locks.order_by("-opens_at").values("opens_at")[:1])
    return User.objects.filter(is_active=True).annotate(opens_at=opens_at).exclude(opens_at=None).order_by("username")


def people_without_factor() -> QuerySet[User]:
    """Those who have no second factor and of whose role one is asked: they can set it up, and nothing else."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=STRONG_TYPES)
    return User.objects.filter(~Exists(factors), is_active=True, role__in=roles_with_factor()).order_by("username")


@dataclass(frozen=True, slots=True)
class Accounts:
    """How many accounts there are."""

    open: int
    closed: int


def accounts_counted() -> Accounts:
    """One query."""
    is_open = Count("pk", filter=Q(is_active=True))
    return Accounts(**User.objects.aggregate(open=is_open, closed=Count("pk", filter=Q(is_active=False))))


def events_visible_to(user: User) -> QuerySet[AccountEvent]:
    """The journal of accounts, latest first: all to those who confirm, to others what was done about the own account."""
    events = AccountEvent.objects.all()
    return events if may_confirm_changes(user) else events.filter(person=user)


def events_of(person: User) -> list[AccountEvent]:
    """The latest lines of the journal about the person. One query."""
    return list(AccountEvent.objects.filter(person=person)[:LATEST_EVENTS])
